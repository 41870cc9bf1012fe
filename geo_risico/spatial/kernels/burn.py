"""Polygons burned into cells: a cell belongs to a polygon when its middle lies inside."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.kernels.compiling import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray


@compiled
def burn(
    edges: NDArray[np.float64], starts: NDArray[np.int64], numbers: NDArray[np.int64], cells: NDArray[np.int32]
) -> None:
    """Write the number of each polygon into the cells whose middle lies inside it; later polygons win.

    Parameters
    ----------
    edges
        Column and row (in cells, from the top left corner) of the begin and end of each edge, shape (n, 4).
    starts
        First edge of each polygon, and the number of edges as last value.
    numbers
        Value of each polygon.
    cells
        Written in place.
    """
    for polygon in range(len(numbers)):
        part = edges[starts[polygon] : starts[polygon + 1]]
        first, last, left, right = _box(part, cells.shape[0], cells.shape[1])
        if last <= first or right <= left:
            continue
        flips = np.zeros((last - first, right - left + 1), dtype=np.bool_)
        for edge in range(len(part)):
            _flip(part[edge], flips, first, left)
        _paint(flips, cells[first:last, left:right], numbers[polygon])


@compiled
def _box(part: NDArray[np.float64], height: int, width: int) -> tuple[int, int, int, int]:
    """Rows and columns whose middles may lie inside: first and one past the last of both."""
    columns, rows = part[:, 0], part[:, 1]
    first, last = max(0, math.ceil(rows.min() - 0.5)), min(height, math.floor(rows.max() - 0.5) + 1)
    left, right = max(0, math.ceil(columns.min() - 0.5)), min(width, math.floor(columns.max() - 0.5) + 1)
    return first, last, left, right


@compiled
def _flip(edge: NDArray[np.float64], flips: NDArray[np.bool_], first: int, left: int) -> None:
    """Mark, on each line of cell middles that an edge crosses, the first middle at or past the crossing."""
    x1, y1, x2, y2 = edge
    if y1 == y2:
        return
    low, high = min(y1, y2), max(y1, y2)
    begin = max(first, math.ceil(low - 0.5))
    end = min(first + flips.shape[0], math.ceil(high - 0.5))
    for row in range(begin, end):
        x = x1 + (row + 0.5 - y1) / (y2 - y1) * (x2 - x1)
        column = min(max(math.ceil(x - 0.5) - left, 0), flips.shape[1] - 1)
        flips[row - first, column] = not flips[row - first, column]


@compiled
def _paint(flips: NDArray[np.bool_], cells: NDArray[np.int32], number: int) -> None:
    """Write the number into the cells between an odd and an even mark of their row."""
    for row in range(cells.shape[0]):
        inside = False
        for column in range(cells.shape[1]):
            inside ^= flips[row, column]
            if inside:
                cells[row, column] = number
