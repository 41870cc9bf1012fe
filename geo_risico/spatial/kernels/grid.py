"""Points in square cells: how many lie around a place, and which is nearest.

The points are counted into cells, row after row, so that the points of neighbouring cells of a row stand together.
Cells that lie wholly within a circle are counted by the difference of two begins; only the rim is tested.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo_risico.spatial.kernels.compiling import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

SAFE = 1e-9
"""Relative width of the strip along a circle in which points are tested one by one whatever cell they are in."""
_ROUNDED = 1e-6
"""Part of a cell by which a point may have landed in the wrong one."""


class Cells(NamedTuple):
    """Points sorted by cell.

    ``x``, ``y``: points in metres. ``number``: position that each point had. ``start``: first point of each cell, row
    after row, and the number of points as last value. ``left``, ``low``: corner of the first cell.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    number: NDArray[np.int64]
    start: NDArray[np.int64]
    left: float
    low: float
    cell_m: float
    columns: int
    rows: int


@compiled
def cells_of(points: NDArray[np.float64]) -> Cells:
    """Points sorted into about as many cells as there are points; a point that is not finite is in no cell.

    Parameters
    ----------
    points
        Coordinates in metres, shape (n, 2).
    """
    left, low, right, top, count = np.inf, np.inf, -np.inf, -np.inf, 0
    for k in range(len(points)):
        if math.isfinite(points[k, 0]) and math.isfinite(points[k, 1]):
            left, right = min(left, points[k, 0]), max(right, points[k, 0])
            low, top = min(low, points[k, 1]), max(top, points[k, 1])
            count += 1
    if count == 0:
        left, low, right, top = 0.0, 0.0, 0.0, 0.0
    cell_m = max(math.sqrt((right - left) * (top - low) / max(count, 1)), (right - left + top - low) / (count + 1.0))
    cell_m = max(cell_m, SAFE * (1.0 + abs(left) + abs(low)))
    columns, rows = math.floor((right - left) / cell_m) + 1, math.floor((top - low) / cell_m) + 1
    start = np.zeros(columns * rows + 1, dtype=np.int64)
    cell = np.full(len(points), -1, dtype=np.int64)
    for k in range(len(points)):
        if math.isfinite(points[k, 0]) and math.isfinite(points[k, 1]):
            row = min(math.floor((points[k, 1] - low) / cell_m), rows - 1)
            cell[k] = row * columns + min(math.floor((points[k, 0] - left) / cell_m), columns - 1)
            start[cell[k] + 1] += 1
    start = np.cumsum(start)
    place = start[:-1].copy()
    x, y, number = np.empty(count), np.empty(count), np.empty(count, dtype=np.int64)
    for k in range(len(points)):
        if cell[k] >= 0:
            at = place[cell[k]]
            x[at], y[at], number[at] = points[k, 0], points[k, 1], k
            place[cell[k]] += 1
    return Cells(x, y, number, start, left, low, cell_m, columns, rows)


@compiled
def morton(cells: Cells, at: NDArray[np.float64]) -> NDArray[np.int64]:
    """Number of each place along a curve that keeps neighbours together; places outside count for the nearest cell."""
    result = np.zeros(len(at), dtype=np.int64)
    for k in range(len(at)):
        for axis in range(2):
            corner, size = (cells.left, cells.columns) if axis == 0 else (cells.low, cells.rows)
            share = (at[k, axis] - corner) / cells.cell_m
            code = int(min(max(share, 0.0), size - 1.0)) if math.isfinite(share) else 0
            code = (code | code << 16) & 0x0000FFFF0000FFFF
            code = (code | code << 8) & 0x00FF00FF00FF00FF
            code = (code | code << 4) & 0x0F0F0F0F0F0F0F0F
            code = (code | code << 2) & 0x3333333333333333
            code = (code | code << 1) & 0x5555555555555555
            result[k] |= code << axis
    return result


@compiled
def clipped(share: float, size: int) -> int:
    """Number of the cell that a place lies in along one axis, within -1 and ``size``."""
    return math.floor(min(max(share, -1.0), float(size)))


@compiled
def count_inside(
    cells: Cells, at: NDArray[np.float64], order: NDArray[np.int64], radius_m: float
) -> NDArray[np.float64]:
    """Number of points at most ``radius_m`` from each place.

    Parameters
    ----------
    cells
        Points.
    at
        Places, shape (n, 2).
    order
        Positions of the places in the order in which they are visited.
    radius_m
        A point on the circle counts.
    """
    counts = np.zeros(len(at))
    square = radius_m * radius_m
    for k in order:
        x, y = at[k]
        if not (math.isfinite(x) and math.isfinite(y)):
            continue
        safe = SAFE * (radius_m + abs(x) + abs(y) + abs(cells.left) + abs(cells.low))
        first = max(clipped((y - radius_m - safe - cells.low) / cells.cell_m, cells.rows), 0)
        last = min(clipped((y + radius_m + safe - cells.low) / cells.cell_m, cells.rows), cells.rows - 1)
        total = 0
        for row in range(first, last + 1):
            under = cells.low + row * cells.cell_m - y
            total += _row_count(cells, row, (x, y), under, (radius_m, square, safe))
        counts[k] = total
    return counts


@compiled
def _row_count(
    cells: Cells, row: int, at: tuple[float, float], under: float, circle: tuple[float, float, float]
) -> int:
    """Points of one row of cells inside the circle (radius, its square, margin); ``under``: from middle to row."""
    radius_m, square, safe = circle
    near = max(under, -under - cells.cell_m, 0.0)
    far = max(-under, under + cells.cell_m) + safe
    wide = math.sqrt(max((radius_m + safe) * (radius_m + safe) - near * near, 0.0)) + safe
    middle = at[0] - cells.left
    begin = max(clipped((middle - wide) / cells.cell_m, cells.columns), 0)
    end = min(clipped((middle + wide) / cells.cell_m, cells.columns), cells.columns - 1)
    if end < begin:
        return 0
    base = row * cells.columns
    first, last = cells.start[base + begin], cells.start[base + end + 1]
    from_cell, to_cell = 1, 0
    if far < radius_m:
        half = math.sqrt(square - far * far) - safe
        from_cell = max(clipped((middle - half) / cells.cell_m, cells.columns) + 1, begin)
        to_cell = min(clipped((middle + half) / cells.cell_m, cells.columns) - 1, end - 1)
    if to_cell < from_cell:
        return _tested(cells, first, last, at, square)
    inner_first, inner_last = cells.start[base + from_cell], cells.start[base + to_cell + 1]
    rim = _tested(cells, first, inner_first, at, square) + _tested(cells, inner_last, last, at, square)
    return rim + int(inner_last - inner_first)


@compiled
def _tested(cells: Cells, first: int, last: int, at: tuple[float, float], square: float) -> int:
    """How many of the points from ``first`` to ``last`` lie inside the circle."""
    total = 0
    for p in range(first, last):
        dx, dy = cells.x[p] - at[0], cells.y[p] - at[1]
        total += dx * dx + dy * dy <= square
    return total


@compiled
def own_inside(
    points: NDArray[np.float64], at: NDArray[np.float64], owner: NDArray[np.int64], radius_m: float
) -> NDArray[np.float64]:
    """Number of points at most ``radius_m`` from the place that owns them; ``owner``: its position, or -1."""
    counts = np.zeros(len(at))
    for p in range(len(points)):
        if 0 <= owner[p] < len(at):
            dx, dy = points[p, 0] - at[owner[p], 0], points[p, 1] - at[owner[p], 1]
            if dx * dx + dy * dy <= radius_m * radius_m:
                counts[owner[p]] += 1.0
    return counts


@compiled
def nearest_not_own(
    cells: Cells, at: NDArray[np.float64], order: NDArray[np.int64], owner: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Distance in metres from each place to the nearest point that it does not own; NaN where there is none.

    Parameters
    ----------
    cells
        Points.
    at
        Places, shape (n, 2).
    order
        Positions of the places in the order in which they are visited.
    owner
        Position of the place that owns each point (in their first order), or -1.
    """
    result = np.full(len(at), np.nan)
    for k in order:
        if cells.x.size == 0 or not (math.isfinite(at[k, 0]) and math.isfinite(at[k, 1])):
            continue
        across, up = (at[k, 0] - cells.left) / cells.cell_m, (at[k, 1] - cells.low) / cells.cell_m
        beyond = max(-across, across - cells.columns, -up, up - cells.rows)
        if beyond > 4.0 * (cells.columns + cells.rows):
            result[k] = math.sqrt(_span_best(cells, 0, cells.x.size, (at[k, 0], at[k, 1], k), owner, np.inf))
            continue
        column, row = math.floor(across), math.floor(up)
        ring, best = max(math.floor(beyond) - 1, 0), np.inf
        widest = max(column, cells.columns - column, row, cells.rows - row) + 1
        while ring <= widest:
            gap = (ring - 1.0 - _ROUNDED) * cells.cell_m
            if gap > 0.0 and gap * gap > best:
                break
            best = _ring_best(cells, (column, row, ring), (at[k, 0], at[k, 1], k), owner, best)
            ring += 1
        result[k] = math.sqrt(best)
    for k in range(len(at)):
        if result[k] == np.inf:
            result[k] = np.nan
    return result


@compiled
def _ring_best(
    cells: Cells, ring: tuple[int, int, int], at: tuple[float, float, int], owner: NDArray[np.int64], best: float
) -> float:
    """Smallest squared distance to a point of others in the cells at ``ring[2]`` cells from the middle, or ``best``."""
    column, row, size = ring
    left, right = max(column - size, 0), min(column + size, cells.columns - 1)
    for r in range(max(row - size, 0), min(row + size, cells.rows - 1) + 1):
        base = r * cells.columns
        if abs(r - row) == size:
            if left <= right:
                best = _span_best(cells, cells.start[base + left], cells.start[base + right + 1], at, owner, best)
            continue
        for c in (column - size, column + size):
            if 0 <= c < cells.columns:
                best = _span_best(cells, cells.start[base + c], cells.start[base + c + 1], at, owner, best)
    return best


@compiled
def _span_best(
    cells: Cells, first: int, last: int, at: tuple[float, float, int], owner: NDArray[np.int64], best: float
) -> float:
    """Smallest squared distance to a point of others from ``first`` to ``last``, or ``best``."""
    for p in range(first, last):
        dx, dy = cells.x[p] - at[0], cells.y[p] - at[1]
        square = dx * dx + dy * dy
        if square < best and owner[cells.number[p]] != at[2]:
            best = square
    return best
