"""Sentinel-2 L2A images of the fictitious gemeente: bands of 10 m, scene classification of 20 m, per date."""

from __future__ import annotations

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import scipy.sparse
import shapely
from scipy import ndimage

from geo_risico.io.sources.fictief.beelden.clouds import Sky, make_sky
from geo_risico.io.sources.fictief.beelden.covers import BANDS
from geo_risico.io.sources.fictief.beelden.geotiff import write_cog
from geo_risico.io.sources.fictief.beelden.mgrs import tile_name, utm_crs
from geo_risico.io.sources.fictief.beelden.paint import Sheet, paint, sheet_over
from geo_risico.io.sources.fictief.beelden.scene import Landview, light_on
from geo_risico.io.sources.fictief.geometry import Floats, Geometries, stage_rng

if TYPE_CHECKING:
    from pathlib import Path

PIXEL_M, FINE, INNER_M = 10.0, 4, 250.0
SCALE, OFFSET = 10_000.0, 1000
OFFSET_SINCE = dt.date(2022, 1, 25)
WORKERS = 2
NOISE = 0.0007
TEXTURE, TEXTURE_CELLS = 0.045, 3.0
HAZE = 0.004
SHIFT_CELLS = 0.3
CLOUD_LIGHT: Final = (0.62, 0.60, 0.60, 0.66)
SCL_VEGETATION, SCL_BARE, SCL_WATER = 4, 5, 6
WATER_NIR, GREEN_NDVI = 0.05, 0.4


@dataclass(frozen=True)
class Pass:
    """One image: date, clouds (share 0 to 1), and whether the offset was already taken off (`is_applied`)."""

    date: dt.date
    clouds: float
    is_applied: bool = False


PASSES: Final = (
    Pass(dt.date(2021, 6, 14), 0.02),
    Pass(dt.date(2021, 8, 20), 0.05),
    Pass(dt.date(2022, 8, 11), 0.08),
    Pass(dt.date(2023, 6, 12), 0.0),
    Pass(dt.date(2023, 8, 19), 0.65),
    Pass(dt.date(2024, 6, 26), 0.04, is_applied=True),
    Pass(dt.date(2024, 8, 10), 0.12),
    Pass(dt.date(2025, 3, 19), 0.0),
    Pass(dt.date(2025, 6, 19), 0.03),
    Pass(dt.date(2025, 8, 13), 0.05),
)


def write_sentinel2(view: Landview, folder: Path) -> gpd.GeoDataFrame:
    """Write all dates into `folder`; returns the small clouds that the classification misses (since, geometry)."""
    crs = utm_crs(view.bounds)
    to_utm = pyproj.Transformer.from_crs("EPSG:28992", crs, always_xy=True)
    left, bottom, right, top = view.bounds
    inner = (left + INNER_M, bottom + INNER_M, right - INNER_M, top - INNER_M)
    sheet = sheet_over(to_utm.transform_bounds(*inner), PIXEL_M, 2)
    mix = _mixture(_moved(view.things.outline, to_utm), sheet)
    texture = _texture(sheet.shape, stage_rng(view.seed, "beelden textuur"))
    tile = tile_name(crs, sheet.left, sheet.top)

    def write(one: Pass) -> gpd.GeoDataFrame:
        rng = stage_rng(view.seed, f"beelden sentinel2 {one.date}")
        sky = make_sky(sheet.shape, one.clouds, rng)
        values = _seen(mix, light_on(view, one.date), texture, sky, rng)
        own = folder / f"{one.date:%Y%m%d}"
        own.mkdir(parents=True)
        _write_pass(own / f"{tile}_{one.date:%Y%m%d}T104021", one, values, sky, (sheet, crs))
        return _clouds(one, sky, sheet, crs)

    with ThreadPoolExecutor(WORKERS) as pool:
        return pd.concat(pool.map(write, PASSES), ignore_index=True)


def _clouds(one: Pass, sky: Sky, sheet: Sheet, crs: str) -> gpd.GeoDataFrame:
    """Missed clouds of one date in RD."""
    rows, columns, size = sky.missed.T
    x, y = sheet.left + columns * sheet.pixel_m, sheet.top - rows * sheet.pixel_m
    shapes = shapely.buffer(shapely.points(x, y), size * sheet.pixel_m)
    return gpd.GeoDataFrame({"since": [one.date.isoformat()] * len(shapes)}, geometry=shapes, crs=crs).to_crs(28992)


def _moved(shapes: Geometries, to_utm: pyproj.Transformer) -> Geometries:
    moved = shapes.copy()
    xy = shapely.get_coordinates(shapes)
    return np.asarray(shapely.set_coordinates(moved, np.stack(to_utm.transform(xy[:, 0], xy[:, 1]), axis=1)))


def _mixture(shapes: Geometries, sheet: Sheet) -> scipy.sparse.csr_array:
    """Share of each thing in each pixel (pixels, things + 1); the last column is what nothing covers."""
    fine = Sheet(
        left=sheet.left,
        top=sheet.top,
        pixel_m=sheet.pixel_m / FINE,
        width=sheet.width * FINE,
        height=sheet.height * FINE,
    )
    number = paint(shapes, np.arange(len(shapes)), fine)
    number[number < 0] = len(shapes)
    cells = number.reshape(sheet.height, FINE, sheet.width, FINE).transpose(0, 2, 1, 3).reshape(-1, FINE * FINE)
    pure = cells.min(axis=1) == cells.max(axis=1)
    mixed = np.flatnonzero(~pure)
    row = np.concatenate([np.flatnonzero(pure), np.repeat(mixed, FINE * FINE)])
    column = np.concatenate([cells[pure, 0], cells[mixed].ravel()])
    share = np.concatenate([np.ones(len(row) - mixed.size * FINE**2), np.full(mixed.size * FINE**2, 1 / FINE**2)])
    size = (sheet.width * sheet.height, len(shapes) + 1)
    return scipy.sparse.csr_array((share.astype(np.float32), (row, column)), shape=size)


def _texture(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """How much more or less green a place stays than its field, about 0."""
    rough = ndimage.gaussian_filter(rng.standard_normal(shape, dtype=np.float32), TEXTURE_CELLS)
    return np.asarray(TEXTURE * rough / rough.std(), dtype=np.float32)


def _seen(
    mix: scipy.sparse.csr_array, light: Floats, texture: np.ndarray, sky: Sky, rng: np.random.Generator
) -> np.ndarray:
    """Reflectance (4, rows, columns) as the sensor sees it: shifted a little, hazy, cloudy and with noise."""
    around = np.array([[0.03, 0.062, 0.035, 0.40]])
    flat = mix @ np.concatenate([light, around]).astype(np.float32)
    values = np.moveaxis(flat.reshape(*texture.shape, len(BANDS)), -1, 0)
    wobble = texture + _texture(texture.shape, rng) * np.float32(0.3)
    values = values * np.stack([1 - wobble, 1 - 0.5 * wobble, 1 - wobble, 1 + wobble])
    shift = rng.uniform(-SHIFT_CELLS, SHIFT_CELLS, 2)
    values = _shifted(_shifted(values, float(shift[0]), 1), float(shift[1]), 2)
    values = values * np.float32(rng.normal(1, 0.015)) + np.float32(HAZE * rng.random())
    values = values * (1 - sky.shade)
    bright = np.array(CLOUD_LIGHT, dtype=np.float32)[:, None, None]
    values = values * (1 - sky.thickness) + bright * sky.thickness
    return np.asarray(values + rng.standard_normal(values.shape, dtype=np.float32) * np.float32(NOISE))


def _shifted(values: np.ndarray, cells: float, axis: int) -> np.ndarray:
    share = abs(cells)
    return np.asarray(values * (1 - share) + np.roll(values, 1 if cells > 0 else -1, axis=axis) * share, np.float32)


def _write_pass(stem: Path, one: Pass, values: np.ndarray, sky: Sky, on: tuple[Sheet, str]) -> None:
    sheet, crs = on
    has_offset = one.date >= OFFSET_SINCE and not one.is_applied
    numbers = np.rint(values * SCALE + (OFFSET if has_offset else 0)).clip(1, 65_534).astype(np.uint16)
    baseline = "05.10" if one.date >= OFFSET_SINCE else "03.00"
    tags = {"PROCESSING_BASELINE": baseline} | ({"BOA_ADD_OFFSET": f"{-OFFSET}"} if has_offset else {})
    for name, band in zip(BANDS, numbers, strict=True):
        write_cog(
            stem.with_name(f"{stem.name}_{name}_10m.tif"), band[None], sheet, crs, nodata=0, tags=tags, OVERVIEWS="NONE"
        )
    half = Sheet(left=sheet.left, top=sheet.top, pixel_m=20.0, width=sheet.width // 2, height=sheet.height // 2)
    scl = stem.with_name(f"{stem.name}_SCL_20m.tif")
    write_cog(scl, _classes(values, sky)[None], half, crs, nodata=0, tags=tags, OVERVIEWS="NONE")
    if one.is_applied:
        _write_item(stem, one, baseline)


def _classes(values: np.ndarray, sky: Sky) -> np.ndarray:
    """Scene classification at 20 m: the worst mask code of four pixels, else vegetation, bare or water."""
    red, nir = (_halved(values[k]) for k in (2, 3))
    ndvi = (nir - red) / np.maximum(nir + red, 1e-3)
    ground = np.where(ndvi > GREEN_NDVI, SCL_VEGETATION, SCL_BARE)
    ground = np.where(nir < WATER_NIR, SCL_WATER, ground)
    code = sky.code.reshape(sky.code.shape[0] // 2, 2, sky.code.shape[1] // 2, 2).max(axis=(1, 3))
    return np.where(code > 0, code, ground).astype(np.uint8)


def _halved(band: np.ndarray) -> np.ndarray:
    return np.asarray(band.reshape(band.shape[0] // 2, 2, band.shape[1] // 2, 2).mean(axis=(1, 3)))


def _write_item(stem: Path, one: Pass, baseline: str) -> None:
    """The STAC item of a date of which the archive took off the offset."""
    item: dict[str, object] = {
        "type": "Feature",
        "stac_version": "1.0.0",
        "id": stem.name,
        "properties": {
            "datetime": f"{one.date}T10:40:21Z",
            "eo:cloud_cover": round(100 * one.clouds, 1),
            "s2:processing_baseline": baseline,
            "earthsearch:boa_offset_applied": True,
        },
        "geometry": None,
        "links": [],
        "assets": {name: {"href": f"./{stem.name}_{name}_10m.tif"} for name in BANDS}
        | {"SCL": {"href": f"./{stem.name}_SCL_20m.tif"}},
    }
    stem.with_name(f"{stem.name}.json").write_text(json.dumps(item, indent=1) + "\n", encoding="utf-8")
