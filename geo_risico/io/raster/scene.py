"""One image as a scene: windows of its bands on a grid in EPSG:28992, with computed bands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from geo_risico.core.raster import Grid, SceneMeta, Window
from geo_risico.io.raster.band_math import computed
from geo_risico.io.raster.bands import wide_factor
from geo_risico.io.raster.frames import of_grid, positions, ratio, shift
from geo_risico.io.raster.kept import kept
from geo_risico.io.raster.warp import sampled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geo_risico.core.raster_specs import Resampling
    from geo_risico.core.specs import BandMath
    from geo_risico.io.raster.bands import Band

STRIP: Final = 2**20
"""Cells of which positions are kept at once."""
SEVERAL: Final = 2.0
"""From so many cells of the file along one cell of the grid on, a value is the mean (a class: the mode) of them."""

SLIGHT: Final = 1e-6
"""Difference between two numbers of cells that is rounding."""


@dataclass(frozen=True, kw_only=True, eq=False)
class FileScene:
    """Scene over files. ``sources``: band -> its files; ``derived``: computed band -> its formula."""

    sources: Mapping[str, Band]
    derived: Mapping[str, BandMath]
    resampling: Resampling
    grid: Grid
    meta: SceneMeta
    bands: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Name the bands: those of the files, then the computed ones whose parts are there."""
        known = list(self.sources)
        for name, math in self.derived.items():
            if set(math.bands) <= set(known):
                known.append(name)
        object.__setattr__(self, "bands", tuple(known))

    @property
    def classes(self) -> Mapping[str, tuple[str, ...]]:
        """Words of the codes of class bands."""
        return {name: band.words for name, band in self.sources.items() if band.words}

    def on(self, grid: Grid) -> FileScene:
        """The same scene resampled to another grid: by its own method, or the mean (mode) on much wider cells."""
        if grid == self.grid:
            return self
        how = {self._how(band, ratio(of_grid(grid), band.frame)) for band in self.sources.values()}
        return replace(self, grid=grid, meta=replace(self.meta, resampling=" en ".join(sorted(how))))

    def read(self, bands: Sequence[str], window: Window, *, factor: int = 1) -> NDArray[np.float32]:
        """Values (bands, rows, columns), float32, NaN = unknown.

        With a factor the window is read at cells ``factor`` times as wide: ``ceil(height / factor)`` rows, each the
        mean of what is known (a class: the mode).

        Raises
        ------
        SourceError
            When a file cannot be read any more.
        """
        parts: dict[str, NDArray[np.float32]] = {}
        shape = (len(bands), -(-window.height // factor), -(-window.width // factor))
        out = np.empty(shape, dtype=np.float32)
        for i, name in enumerate(bands):
            out[i] = self._band(name, window, factor, parts)
        return out

    def _band(
        self, name: str, window: Window, factor: int, parts: dict[str, NDArray[np.float32]]
    ) -> NDArray[np.float32]:
        if name not in parts:
            math = self.derived.get(name)
            if math is None:
                parts[name] = self._stored(self.sources[name], window, factor)
            else:
                parts[name] = computed(math, [self._band(band, window, factor, parts) for band in math.bands])
        return parts[name]

    def _stored(self, band: Band, window: Window, factor: int) -> NDArray[np.float32]:
        if factor == 1 and not window.is_empty and not band.mosaic.is_remote:
            key = (self.grid, self.resampling)
            return kept(
                band, key, window, lambda part: self._direct(band, part, 1), (self.grid.height, self.grid.width)
            )
        return self._direct(band, window, factor)

    def _direct(self, band: Band, window: Window, factor: int) -> NDArray[np.float32]:
        if window.is_empty:
            return np.empty((-(-max(window.height, 0) // factor), -(-max(window.width, 0) // factor)), dtype=np.float32)
        target = of_grid(self.grid)
        corner = shift(target, band.frame)
        if corner is not None:
            return band.read(
                Window(corner[0] + window.row, corner[1] + window.column, window.height, window.width), factor
            )
        wide = -(-window.width // factor)
        rows = max(1, STRIP // max(wide, 1)) * factor
        strips = []
        for row in range(0, window.height, rows):
            strip = Window(window.row + row, window.column, min(rows, window.height - row), window.width)
            strips.append(self._warped(band, strip, factor))
        return np.concatenate(strips)

    def _warped(self, band: Band, window: Window, factor: int) -> NDArray[np.float32]:
        target = of_grid(self.grid)
        cells = ratio(target, band.frame) * factor
        wide = wide_factor(cells) if cells >= SEVERAL - SLIGHT else 1
        at = positions(target, window, factor, band.frame)
        anchor = (0, 0)
        if wide > 1 and abs(cells - wide) < SLIGHT and at[0].shape[1] == 1 and at[1].shape[0] == 1:
            anchor = (round(float(at[0].flat[0]) - wide / 2) % wide, round(float(at[1].flat[0]) - wide / 2) % wide)
        return sampled(band, at, wide, anchor, self._narrow(band))

    def _narrow(self, band: Band) -> str:
        return "nearest" if band.words else self.resampling

    def _how(self, band: Band, cells: float) -> str:
        if cells >= SEVERAL - SLIGHT:
            return "mode" if band.words else "average"
        return self._narrow(band)
