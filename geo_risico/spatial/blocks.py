"""Windows that together cover a grid, with an overlap where a computation looks at neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_risico.core.raster import Window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_risico.core.raster import Grid


@dataclass(frozen=True, kw_only=True)
class Block:
    """One window of a tile grid: ``core`` belongs to this block alone, ``outer`` is the core with its overlap."""

    core: Window
    outer: Window

    @property
    def inner(self) -> tuple[slice, slice]:
        """Rows and columns of the core inside an array of the outer window."""
        row, column = self.core.row - self.outer.row, self.core.column - self.outer.column
        return slice(row, row + self.core.height), slice(column, column + self.core.width)


def tile_grid(grid: Grid, size: int, overlap: int = 0, within: Window | None = None) -> Iterator[Block]:
    """Blocks of at most ``size`` cells a side, row by row, that cover a grid or a window of it once.

    Parameters
    ----------
    grid
        Cells to cover.
    size
        Rows and columns of a core, in cells.
    overlap
        Cells around each core that are read too, cut off at the edge of the grid.
    within
        Part of the grid to cover; everything when left out.

    Examples
    --------
    >>> from geo_risico.core.raster import Grid
    >>> grid = Grid(left=0, top=100, pixel_m=10, width=10, height=4)
    >>> [block.core.width for block in tile_grid(grid, 4)]
    [4, 4, 2]
    >>> list(tile_grid(grid, 4, overlap=1))[1].outer
    Window(row=0, column=3, height=4, width=6)
    >>> list(tile_grid(grid, 4, overlap=1))[1].inner
    (slice(0, 4, None), slice(1, 5, None))
    """
    whole = within or Window(0, 0, grid.height, grid.width)
    for row in range(whole.row, whole.row + whole.height, size):
        height = min(size, whole.row + whole.height - row)
        for column in range(whole.column, whole.column + whole.width, size):
            core = Window(row, column, height, min(size, whole.column + whole.width - column))
            yield Block(core=core, outer=_grown(core, overlap, grid))


def segments(start: int, count: int, step: int, low: int, high: int) -> list[tuple[int, int, int, int]]:
    """Runs of cells (first cell, cells, first coarse cell, coarse cells) that lie inside ``low`` to ``high``.

    Coarse cell ``k`` covers ``step`` cells from ``start + k * step``. A coarse cell that is only partly inside is a run
    of its own, so that no run is stretched.

    Examples
    --------
    >>> segments(-2, 4, 4, 0, 11)
    [(0, 2, 0, 1), (2, 8, 1, 2), (10, 1, 3, 1)]
    >>> segments(0, 3, 1, 1, 9)
    [(1, 2, 1, 2)]
    """
    first, last = max(low, start), min(high, start + count * step)
    if last <= first:
        return []
    head = -(-(first - start) // step)
    tail = (last - start) // step
    runs = []
    if head > tail:
        return [(first, last - first, tail, 1)]
    if (first - start) % step:
        runs.append((first, start + head * step - first, head - 1, 1))
    if tail > head:
        runs.append((start + head * step, (tail - head) * step, head, tail - head))
    if (last - start) % step:
        runs.append((start + tail * step, last - start - tail * step, tail, 1))
    return runs


def _grown(core: Window, overlap: int, grid: Grid) -> Window:
    row, column = max(0, core.row - overlap), max(0, core.column - overlap)
    bottom = min(grid.height, core.row + core.height + overlap)
    right = min(grid.width, core.column + core.width + overlap)
    return Window(row, column, bottom - row, right - column)
