"""Cells of many shapes, read block by block: each part of the raster once, and never more than fits."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_risico.core.raster import Grid, Window
from geo_risico.spatial.kernels.coverage import Place, covered_cells
from geo_risico.spatial.zonal.outlines import Outlines, outlines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from geo_risico.core.raster import Scene

BLOCK_CELLS = 1024
"""Side of the squares by which shapes are grouped."""
MOST_CELLS = 4_000_000
"""Cells that one shape, or one block of shapes, may span: 4 km2 at 1 m, 400 km2 at 10 m."""
MOST_VALUES = 64_000_000
"""Values of all bands together that one block may hold."""


@dataclass(frozen=True, kw_only=True, eq=False)
class CellBlock:
    """Cells of some of the shapes; all cells of a shape are in one block.

    Cell ``k`` belongs to the shape at position ``owner[k]``, lies inside it for ``cover[k]`` (0 to 1) and has
    ``values[:, k]``: the bands of all scenes one after the other, NaN = unknown. ``shapes``: positions of the shapes;
    the cells of ``shapes[i]`` are ``start[i]`` to ``start[i + 1]``. ``factor``: 1, or how many times as wide the cells
    were read for a shape that is too large.
    """

    shapes: NDArray[np.int64]
    start: NDArray[np.int64]
    cover: NDArray[np.float64]
    values: NDArray[np.float32]
    row: NDArray[np.int32]
    column: NDArray[np.int32]
    grid: Grid
    factor: int

    @property
    def owner(self) -> NDArray[np.int64]:
        """Position of the shape of each cell."""
        return np.repeat(self.shapes, np.diff(self.start))

    @property
    def x(self) -> NDArray[np.float64]:
        """Middle of each cell in metres."""
        return np.asarray(self.grid.left + (self.column + 0.5) * self.grid.pixel_m, dtype=np.float64)

    @property
    def y(self) -> NDArray[np.float64]:
        """Middle of each cell in metres."""
        return np.asarray(self.grid.top - (self.row + 0.5) * self.grid.pixel_m, dtype=np.float64)

    @property
    def area_m2(self) -> NDArray[np.float64]:
        """Area in m2 of each cell that lies inside its shape."""
        return np.asarray(self.cover * self.grid.pixel_m**2, dtype=np.float64)


def cell_blocks(
    shapes: NDArray[np.object_] | Outlines,
    scenes_and_bands: Sequence[tuple[Scene, Sequence[str]]],
    *,
    block_cells: int = BLOCK_CELLS,
    most_cells: int = MOST_CELLS,
) -> Iterator[CellBlock]:
    """Cells inside each shape with the values of several scenes, on the grid of the first.

    A shape without a cell in the raster comes in no block. With more than 16 bands the blocks become smaller, and so
    does the size from which a shape is read with wider cells.

    Parameters
    ----------
    shapes
        Polygons in EPSG:28992.
    scenes_and_bands
        Scenes with the bands to read; the others are brought on the grid of the first.
    block_cells
        Side in cells of the squares by which shapes are grouped.
    most_cells
        Cells that one block may span; a shape that spans more is read with wider cells.
    """
    drawn = shapes if isinstance(shapes, Outlines) else outlines(shapes)
    grid = scenes_and_bands[0][0].grid
    sources = [(scene if scene.grid == grid else scene.on(grid), tuple(bands)) for scene, bands in scenes_and_bands]
    counts = [len(bands) for _, bands in sources]
    most = min(most_cells, MOST_VALUES // max(1, sum(counts)))
    side = min(block_cells, math.isqrt(MOST_VALUES // max(1, *counts)) // 2)
    windows = cell_windows(drawn.bounds, grid)
    for positions, factor in _groups(windows, side, most):
        yield _block(drawn, sources, windows[positions], positions, factor)


def cell_windows(bounds: NDArray[np.float64], grid: Grid) -> NDArray[np.int64]:
    """First row, first column, height and width of the cells within the grid that each of the bounds touches."""
    edge = np.where(np.isnan(bounds), np.inf, bounds)
    first = np.floor(np.stack([grid.top - edge[:, 3], edge[:, 0] - grid.left]) / grid.pixel_m)
    last = np.ceil(np.stack([grid.top - edge[:, 1], edge[:, 2] - grid.left]) / grid.pixel_m)
    size = np.array([[grid.height], [grid.width]], dtype=np.float64)
    first, last = np.clip(first, 0, size), np.clip(last, 0, size)
    return np.concatenate([first, np.maximum(last - first, 0)]).T.astype(np.int64)


def _groups(windows: NDArray[np.int64], block_cells: int, most_cells: int) -> Iterator[tuple[NDArray[np.int64], int]]:
    """Positions of shapes that are read together, neighbours one after the other, and how much wider their cells."""
    cells = windows[:, 2] * windows[:, 3]
    is_large = (windows[:, 2:] > block_cells).any(axis=1) | (cells > most_cells)
    for position in np.flatnonzero(is_large & (cells > 0)):
        factor = 1
        while math.ceil(windows[position, 2] / factor) * math.ceil(windows[position, 3] / factor) > most_cells:
            factor *= 2
        yield np.array([position], dtype=np.int64), factor
    small = np.flatnonzero(~is_large & (cells > 0))
    middle = windows[small, :2] + windows[small, 2:] // 2
    key = _morton(middle // block_cells)
    order = np.lexsort((_morton(middle), key))
    small, key = small[order], key[order]
    filled = np.cumsum(cells[small])
    begin = 0
    while begin < len(small):
        end_of_square = int(np.searchsorted(key, key[begin], side="right"))
        taken = filled[begin] - cells[small[begin]]
        end_of_room = int(np.searchsorted(filled, taken + most_cells, side="right"))
        end = max(begin + 1, min(end_of_square, end_of_room))
        yield small[begin:end], 1
        begin = end


def _morton(cells: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Place of each (row, column) on a curve that keeps neighbours together."""
    spread = cells.astype(np.uint64)
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        spread = (spread | (spread << np.uint64(shift))) & np.uint64(mask)
    return np.asarray((spread[:, 0] << np.uint64(1)) | spread[:, 1], dtype=np.uint64)


def _block(
    drawn: Outlines,
    sources: Sequence[tuple[Scene, tuple[str, ...]]],
    windows: NDArray[np.int64],
    positions: NDArray[np.int64],
    factor: int,
) -> CellBlock:
    """Cells of the shapes at ``positions``, read at once."""
    window = _around(windows, sources[0][0].grid, factor)
    grid = sources[0][0].grid.part(window).coarser(factor)
    place = Place(grid.left, grid.top, grid.pixel_m, window.height / factor, window.width / factor)
    inner = windows - (window.row, window.column, 0, 0)
    if factor > 1:
        inner = np.array([[0, 0, grid.height, grid.width]], dtype=np.int64)
    start, row, column, cover = covered_cells(drawn.rings, positions, inner, place)
    cell = row.astype(np.intp) * grid.width + column
    values = np.empty((sum(len(bands) for _, bands in sources), len(cell)), dtype=np.float32)
    band = 0
    for scene, bands in sources:
        read = scene.read(bands, window, factor=factor).reshape(len(bands), -1)
        for k in range(len(bands)):
            np.take(read[k], cell, out=values[band + k])
        band += len(bands)
    return CellBlock(
        shapes=positions, start=start, cover=cover, values=values, row=row, column=column, grid=grid, factor=factor
    )


def _around(windows: NDArray[np.int64], grid: Grid, factor: int) -> Window:
    """Smallest window that holds all of them, on whole cells of the overview when there is a factor."""
    first = windows[:, :2].min(axis=0) // factor * factor
    last = -(-(windows[:, :2] + windows[:, 2:]).max(axis=0) // factor) * factor
    height, width = np.minimum(last, (grid.height, grid.width)) - first
    return Window(int(first[0]), int(first[1]), int(height), int(width))
