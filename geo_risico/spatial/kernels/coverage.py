"""Share of each cell of a grid that lies inside a polygon, exact, by signed area along the edges.

Every edge is walked through the cells it crosses. In each cell it adds the height it spans and the area to its right;
the running sum along a row is then the covered share of each cell, as font rasterisers do.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo_risico.spatial.kernels.compiling import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_SHARE = 1e-8
"""A cell with less than this inside the polygon does not count: rounding of coordinates is that large."""


class Rings(NamedTuple):
    """Rings of many polygons in one row of points.

    ``x``, ``y``: points in metres; ring ``i`` is ``ring_start[i]`` to ``ring_start[i + 1]``, and adds (1) or takes away
    (-1) what lies to the left of its points: ``sign[i]``. Shape ``j`` has rings ``shape_start[j]`` to
    ``shape_start[j + 1]``.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    ring_start: NDArray[np.int64]
    sign: NDArray[np.float64]
    shape_start: NDArray[np.int64]


class Place(NamedTuple):
    """Where a block of cells lies: its top left corner and cell size in metres, and its size in (broken) cells."""

    left: float
    top: float
    cell_m: float
    height: float
    width: float


@compiled
def covered_cells(
    rings: Rings, shapes: NDArray[np.int64], windows: NDArray[np.int64], place: Place
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """Start of the cells of each shape, and of each cell its row, its column and the share inside the shape.

    Parameters
    ----------
    rings
        Polygons.
    shapes
        Numbers of the shapes that are asked for.
    windows
        First row, first column, height and width of the cells that each of them touches, within the block.
    place
        The block.
    """
    capacity, largest = 0, 0
    for i in range(shapes.size):
        capacity += windows[i, 2] * windows[i, 3]
        largest = max(largest, windows[i, 2] * (windows[i, 3] + 2))
    start = np.zeros(shapes.size + 1, dtype=np.int64)
    row = np.empty(capacity, dtype=np.int32)
    column = np.empty(capacity, dtype=np.int32)
    share = np.empty(capacity, dtype=np.float64)
    scratch = np.empty(largest, dtype=np.float64)
    count = 0
    for i in range(shapes.size):
        height, width = windows[i, 2], windows[i, 3]
        sums = scratch[: height * (width + 2)].reshape((height, width + 2))
        sums[:] = 0.0
        for ring in range(rings.shape_start[shapes[i]], rings.shape_start[shapes[i] + 1]):
            _add_ring(sums, rings, ring, windows[i], place)
        for r in range(height):
            running = 0.0
            for c in range(width):
                running += sums[r, c]
                if running > LEAST_SHARE:
                    row[count] = windows[i, 0] + r
                    column[count] = windows[i, 1] + c
                    share[count] = min(running, 1.0)
                    count += 1
        start[i + 1] = count
    return start, row[:count].copy(), column[:count].copy(), share[:count].copy()


@compiled
def _add_ring(sums: NDArray[np.float64], rings: Rings, ring: int, window: NDArray[np.int64], place: Place) -> None:
    """Add the edges of one ring to the sums of its window; what lies outside the block is cut off."""
    right = min(float(window[3]), place.width - window[1])
    lower = min(float(window[2]), place.height - window[0])
    first, last = rings.ring_start[ring], rings.ring_start[ring + 1]
    for k in range(first, last - 1):
        u0 = (rings.x[k] - place.left) / place.cell_m - window[1]
        v0 = (place.top - rings.y[k]) / place.cell_m - window[0]
        u1 = (rings.x[k + 1] - place.left) / place.cell_m - window[1]
        v1 = (place.top - rings.y[k + 1]) / place.cell_m - window[0]
        if v0 < v1:
            _add_edge(sums, (u0, v0, u1, v1), rings.sign[ring], right, lower)
        elif v1 < v0:
            _add_edge(sums, (u1, v1, u0, v0), -rings.sign[ring], right, lower)


@compiled
def _add_edge(
    sums: NDArray[np.float64], edge: tuple[float, float, float, float], sign: float, right: float, lower: float
) -> None:
    """Add one edge that goes down, row by row."""
    u0, v0, u1, v1 = edge
    if v1 <= 0.0 or v0 >= lower:
        return
    slope = (u1 - u0) / (v1 - v0)
    first, last = max(v0, 0.0), min(v1, lower)
    at = first
    from_u = u0 if v0 >= 0.0 else u0 + (first - v0) * slope
    for r in range(math.floor(first), sums.shape[0]):
        to = min(last, r + 1.0)
        to_u = u1 if to == v1 else u0 + (to - v0) * slope
        if to > at:
            _add_piece(sums[r], min(from_u, to_u), max(from_u, to_u), sign * (to - at), right)
        at, from_u = to, to_u
        if to >= last:
            break


@compiled
def _add_piece(sums: NDArray[np.float64], low: float, high: float, height: float, right: float) -> None:
    """Add the part of an edge within one row, from ``low`` to ``high``; beyond the sides it runs along them."""
    if high <= 0.0:
        sums[0] += height
        return
    if low >= right:
        _add_upright(sums, right, height)
        return
    per_cell = height / (high - low) if high > low else 0.0
    rest = height
    if low < 0.0:
        sums[0] -= low * per_cell
        rest += low * per_cell
        low = 0.0
    if high > right:
        _add_upright(sums, right, (high - right) * per_cell)
        rest -= (high - right) * per_cell
        high = right
    c = math.floor(low)
    while high > c + 1.0:
        part = (c + 1.0 - low) * per_cell
        inside = 0.5 * (low - c + 1.0)
        sums[c] += part * (1.0 - inside)
        sums[c + 1] += part * inside
        rest -= part
        c += 1
        low = float(c)
    inside = 0.5 * (low + high) - c
    sums[c] += rest * (1.0 - inside)
    sums[c + 1] += rest * inside


@compiled
def _add_upright(sums: NDArray[np.float64], at: float, height: float) -> None:
    """Add an upright edge."""
    c = math.floor(at)
    sums[c] += height * (c + 1.0 - at)
    sums[c + 1] += height * (at - c)
