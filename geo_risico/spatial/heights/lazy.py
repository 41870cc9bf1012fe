"""A scene with one band that is worked out from heights when it is read, tile by tile."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from geo_risico.core.raster import ArrayScene, Window

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo_risico.core.raster import Grid, Scene, SceneMeta

    Cells = np.ndarray

TILE_CELLS = 768
_KEPT_TILES = 24


@dataclass(frozen=True, kw_only=True, eq=False)
class LazyScene:
    """One band computed from a source, in fixed tiles: what is read does not depend on who asks, or in which order.

    ``compute``: values (rows, columns) of a window of the source; it is called with the tile and ``halo`` cells around
    it, and the halo is cut off.
    """

    source: Scene
    band: str
    halo: int
    compute: Callable[[Window], Cells]
    kept: OrderedDict[tuple[int, int], Cells] = field(default_factory=OrderedDict)
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def grid(self) -> Grid:
        """Cells of the source."""
        return self.source.grid

    @property
    def meta(self) -> SceneMeta:
        """Date, sensor and quality of the source."""
        return self.source.meta

    @property
    def bands(self) -> tuple[str, ...]:
        """The computed band."""
        return (self.band,)

    def read(self, bands: Sequence[str], window: Window, *, factor: int = 1) -> Cells:
        """Values (bands, rows, columns), float32, NaN = unknown; with a factor the mean of the known cells."""
        rows = -(-window.height // factor)
        result = np.full((rows, -(-window.width // factor)), np.nan, dtype=np.float32)
        strip = max(1, TILE_CELLS // factor)
        for start in range(0, rows, strip):
            part = result[start : start + strip]
            top = window.row + start * factor
            height = min(len(part) * factor, window.row + window.height - top)
            part[:] = _coarser(self._cells(Window(top, window.column, height, window.width)), factor)
        return np.stack([result] * len(bands))

    def on(self, grid: Grid) -> Scene:
        """The same values at the middle of the cells of another grid."""
        window = self.grid.window(grid.bounds)
        values = self.read((self.band,), window)
        part = self.grid.part(window)
        return ArrayScene(values=values, bands=self.bands, grid=part, meta=self.meta).on(grid)

    def _cells(self, window: Window) -> Cells:
        """Values of a window at full size, put together from tiles."""
        result = np.full((window.height, window.width), np.nan, dtype=np.float32)
        for i in range(window.row // TILE_CELLS, math.ceil((window.row + window.height) / TILE_CELLS)):
            for j in range(window.column // TILE_CELLS, math.ceil((window.column + window.width) / TILE_CELLS)):
                tile = self._tile(i, j)
                row, column = i * TILE_CELLS - window.row, j * TILE_CELLS - window.column
                cut = tile[max(0, -row) : window.height - row, max(0, -column) : window.width - column]
                row, column = max(0, row), max(0, column)
                result[row : row + cut.shape[0], column : column + cut.shape[1]] = cut
        return result

    def _tile(self, i: int, j: int) -> Cells:
        if (i, j) in self.kept:
            self.kept.move_to_end((i, j))
            return self.kept[i, j]
        top, left = i * TILE_CELLS, j * TILE_CELLS
        first_row, first_column = max(0, top - self.halo), max(0, left - self.halo)
        last_row = min(self.grid.height, top + TILE_CELLS + self.halo)
        last_column = min(self.grid.width, left + TILE_CELLS + self.halo)
        window = Window(first_row, first_column, last_row - first_row, last_column - first_column)
        values = np.asarray(self.compute(window), dtype=np.float32)
        row, column = top - first_row, left - first_column
        self.kept[i, j] = values[row : row + TILE_CELLS, column : column + TILE_CELLS].copy()
        if len(self.kept) > _KEPT_TILES:
            self.kept.popitem(last=False)
        return self.kept[i, j]


def _coarser(cells: Cells, factor: int) -> Cells:
    """Mean of the known cells in squares of ``factor`` cells, NaN where none is known."""
    if factor == 1:
        return cells
    rows, columns = (-(-size // factor) for size in cells.shape)
    padded = np.full((rows * factor, columns * factor), np.nan, dtype=np.float32)
    padded[: cells.shape[0], : cells.shape[1]] = cells
    squares = padded.reshape(rows, factor, columns, factor)
    known = ~np.isnan(squares)
    count = known.sum(axis=(1, 3))
    total = np.where(known, squares, 0.0).sum(axis=(1, 3))
    return np.asarray(np.divide(total, count, out=np.full(count.shape, np.nan), where=count > 0), dtype=np.float32)
