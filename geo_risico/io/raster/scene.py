"""One image as a scene: windows of its files, warped, scaled and masked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import rasterio
from rasterio.enums import Resampling
from rasterio.vrt import WarpedVRT
from rasterio.warp import calculate_default_transform
from rasterio.windows import Window as RasterWindow

from geo_risico.core.raster import Grid, Scene, SceneMeta, Window
from geo_risico.core.terms import CRS_RD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from geo_risico.core.raster_specs import RasterSourceSpec
    from geo_risico.core.specs import BandMath, LayerSpec


@dataclass(frozen=True, kw_only=True, eq=False)
class FileScene:
    """Scene over files."""

    layer: LayerSpec
    source: RasterSourceSpec
    files: Mapping[str, Path]
    masks: Sequence[Path]
    grid: Grid
    meta: SceneMeta

    @property
    def bands(self) -> tuple[str, ...]:
        """Bands of the files, and computed bands whose parts are there."""
        known = list(self.files)
        known += [name for name, math in self.layer.derived.items() if set(math.bands) <= set(known)]
        return tuple(known)

    @property
    def classes(self) -> Mapping[str, tuple[str, ...]]:
        """Words of the codes of class bands."""
        return MappingProxyType({n: c.vocabulary for n, c in self.layer.columns.items() if c.vocabulary})

    def on(self, grid: Grid) -> Scene:
        """The same scene resampled to another grid."""
        return replace(self, grid=grid)

    def read(self, bands: Sequence[str], window: Window, *, factor: int = 1) -> np.ndarray:
        """Values (bands, rows, columns), float32, NaN = unknown."""
        shape = (-(-window.height // factor), -(-window.width // factor))
        hidden = np.zeros(shape, dtype=bool)
        for rule, path in zip(self.source.masks, self.masks, strict=True):
            codes = self._raw(path, rule.index, window, shape, Resampling.nearest)
            hidden |= np.isin(codes, rule.values)
        parts: dict[str, np.ndarray] = {}
        return np.stack([np.where(hidden, np.nan, self._band(n, window, shape, parts)) for n in bands]).astype(
            np.float32
        )

    def _band(self, name: str, window: Window, shape: tuple[int, int], parts: dict[str, np.ndarray]) -> np.ndarray:
        if name not in parts:
            math = self.layer.derived.get(name)
            if math is not None:
                parts[name] = _computed(math, [self._band(b, window, shape, parts) for b in math.bands])
            else:
                parts[name] = self._values(name, window, shape)
        return parts[name]

    def _values(self, name: str, window: Window, shape: tuple[int, int]) -> np.ndarray:
        band = self.source.bands[name]
        how = Resampling.nearest if band.classes else Resampling[self.source.resampling]
        raw = self._raw(self.files[name], band.index, window, shape, how)
        raw[np.isin(raw, band.nodata)] = np.nan
        if band.classes:
            words = self.layer.columns[name].vocabulary
            out = np.full(shape, words.index(band.other) if band.other else np.nan, dtype=np.float32)
            for word, codes in band.classes.items():
                out[np.isin(raw, codes)] = words.index(word)
            return np.where(np.isnan(raw), np.nan, out)
        values = raw * (band.scale or 1) + (band.offset or 0)
        low, high = band.minimum, band.maximum
        bad = (values < (low if low is not None else -np.inf)) | (values > (high if high is not None else np.inf))
        return np.where(bad, np.nan, values)

    def _raw(
        self, path: Path, index: int, window: Window, shape: tuple[int, int], how: Resampling
    ) -> np.ndarray[Any, np.dtype[np.float32]]:
        with rasterio.open(path) as data:
            options: dict[str, Any] = {"crs": CRS_RD, "resampling": how, "add_alpha": False}
            options["transform"] = rasterio.Affine(
                self.grid.pixel_m, 0, self.grid.left, 0, -self.grid.pixel_m, self.grid.top
            )
            options["width"], options["height"] = self.grid.width, self.grid.height
            nodata = data.nodata if data.nodata is not None else (0 if data.dtypes[0].startswith("u") else -9999)
            with WarpedVRT(data, src_nodata=nodata, nodata=nodata, **options) as warped:
                at = RasterWindow(window.column, window.row, window.width, window.height)
                read = warped.read(index, window=at, out_shape=shape, masked=True, resampling=how)
        return np.ma.filled(read.astype(np.float32), np.nan)


def open_scene(
    layer: LayerSpec, source: RasterSourceSpec, files: Mapping[str, Path], masks: Sequence[Path], meta: SceneMeta
) -> Scene:
    """Scene of one image over its files."""
    with rasterio.open(next(iter(files.values()))) as data:
        size = abs(data.transform.a)
        if data.crs == rasterio.CRS.from_string(CRS_RD):
            grid = Grid(left=data.transform.c, top=data.transform.f, pixel_m=size, width=data.width, height=data.height)
        else:
            transform, width, height = calculate_default_transform(
                data.crs, CRS_RD, data.width, data.height, *data.bounds, resolution=size
            )
            left, top = np.floor(transform.c / size) * size, np.ceil(transform.f / size) * size
            grid = Grid(
                left=float(left), top=float(top), pixel_m=size, width=(width or 0) + 1, height=(height or 0) + 1
            )
    return FileScene(
        layer=layer, source=source, files=files, masks=masks, grid=grid, meta=replace(meta, native_pixel_m=size)
    )


def _computed(math: BandMath, parts: Sequence[np.ndarray]) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        if math.formula == "normalised_difference":
            out = (parts[0] - parts[1]) / (parts[0] + parts[1])
        elif math.formula == "difference":
            out = parts[0] - parts[1]
        elif math.formula == "ratio":
            out = parts[0] / parts[1]
        elif math.formula == "mean":
            out = np.mean(parts, axis=0)
        else:
            out = np.tensordot(math.coefficients, np.stack(parts), axes=1) + math.constant
    low, high = math.minimum, math.maximum
    bad = (out < (low if low is not None else -np.inf)) | (out > (high if high is not None else np.inf))
    return np.where(bad | ~np.isfinite(out), np.nan, out)
