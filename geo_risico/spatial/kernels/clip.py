"""Area that two polygons share, without making the shape that they share.

A polygon is the sum of the strips below its edges, those of edges to the left counted and those of edges to the right
taken away. What two polygons share is then the sum over each edge of the one and each edge of the other of the area
below both, from the lowest height at which they can meet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.kernels.compiling import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_risico.spatial.kernels.metres import Piece
    from geo_risico.spatial.kernels.tree import Paths


@compiled
def shared_areas(
    ones: Paths, others: Paths, boxes: tuple[NDArray[np.float64], NDArray[np.float64]], pairs: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Area in m2 that each pair of polygons shares.

    Parameters
    ----------
    ones, others
        Polygons with outer rings counterclockwise and holes clockwise.
    boxes
        Least and greatest x and y of each polygon of both, shape (n, 4).
    pairs
        Position in ``ones`` and in ``others``, shape (m, 2); best with pairs of the same position after each other.
    """
    result = np.zeros(len(pairs))
    room = (np.empty((_most_edges(ones), 5)), np.empty((_most_edges(others), 5)))
    for k in range(len(pairs)):
        one, other = boxes[0][pairs[k, 0]], boxes[1][pairs[k, 1]]
        left, low = max(one[0], other[0]), max(one[1], other[1])
        right, top = min(one[2], other[2]), min(one[3], other[3])
        if left < right and low < top:
            window = (left, low, right, top)
            first = _edges_in(ones, pairs[k, 0], window, room[0])
            second = _edges_in(others, pairs[k, 1], window, room[1])
            result[k] = max(_below_both(room[0][:first], room[1][:second]), 0.0)
    return result


@compiled
def _most_edges(paths: Paths) -> int:
    """Largest number of points of one shape."""
    most = 0
    for shape in range(len(paths.shape_start) - 1):
        count = paths.path_start[paths.shape_start[shape + 1]] - paths.path_start[paths.shape_start[shape]]
        most = max(most, count)
    return int(most)


@compiled
def _edges_in(paths: Paths, shape: int, window: Piece, edges: NDArray[np.float64]) -> int:
    """Number of edges written: begin and end (x), height at both and sign, from the corner of the window."""
    count = 0
    for path in range(paths.shape_start[shape], paths.shape_start[shape + 1]):
        for k in range(paths.path_start[path], paths.path_start[path + 1] - 1):
            x1, y1 = paths.points[k, 0] - window[0], paths.points[k, 1] - window[1]
            x2, y2 = paths.points[k + 1, 0] - window[0], paths.points[k + 1, 1] - window[1]
            if x2 < x1:
                count = _cut(edges, count, (x1, y1, x2, y2), (1.0, window[2] - window[0], window[3] - window[1]))
            elif x1 < x2:
                count = _cut(edges, count, (x2, y2, x1, y1), (-1.0, window[2] - window[0], window[3] - window[1]))
    return count


@compiled
def _cut(edges: NDArray[np.float64], count: int, edge: Piece, limits: tuple[float, float, float]) -> int:
    """Number of edges after the part of an edge (right end first) inside the window was added.

    What lies below the window falls away; what lies above it is as good as its upper side.
    """
    x2, y2, x1, y1 = edge
    sign, width, height = limits
    if x2 <= 0.0 or x1 >= width or (y1 <= 0.0 and y2 <= 0.0):
        return count
    slope = (y2 - y1) / (x2 - x1)
    if x1 < 0.0:
        x1, y1 = 0.0, y1 - x1 * slope
    if x2 > width:
        x2, y2 = width, y2 - (x2 - width) * slope
    if y1 <= 0.0 and y2 <= 0.0:
        return count
    if y1 < 0.0:
        x1, y1 = min(x1 - y1 / slope, x2), 0.0
    elif y2 < 0.0:
        x2, y2 = max(x2 - y2 / slope, x1), 0.0
    if y1 >= height and y2 >= height:
        y1, y2 = height, height
    edges[count, 0], edges[count, 1], edges[count, 2] = x1, x2, y1
    edges[count, 3], edges[count, 4] = (y2 - y1) / (x2 - x1) if x2 > x1 else 0.0, sign
    return count + 1


@compiled
def _below_both(ones: NDArray[np.float64], others: NDArray[np.float64]) -> float:
    """Sum over each two edges of the signed area below both."""
    total = 0.0
    for i in range(len(ones)):
        one_x1, one_x2, one_y, one_slope, one_sign = ones[i]
        summed = 0.0
        for j in range(len(others)):
            x1, x2 = max(one_x1, others[j, 0]), min(one_x2, others[j, 1])
            if x2 <= x1:
                continue
            one1, one2 = one_y + (x1 - one_x1) * one_slope, one_y + (x2 - one_x1) * one_slope
            two1 = others[j, 2] + (x1 - others[j, 0]) * others[j, 3]
            two2 = others[j, 2] + (x2 - others[j, 0]) * others[j, 3]
            over1, over2 = one1 - two1, one2 - two2
            area = min(one1, two1) + min(one2, two2)
            if over1 * over2 < 0.0:
                area += abs(over1 * over2) / (abs(over1) + abs(over2))
            summed += area * (x2 - x1) * others[j, 4]
        total += one_sign * summed
    return 0.5 * total
