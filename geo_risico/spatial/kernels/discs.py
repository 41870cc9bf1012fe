"""Area of polygons inside circles, exact: a triangle from the middle of the circle to each edge, signed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.kernels.compiling import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_risico.spatial.kernels.metres import Piece
    from geo_risico.spatial.kernels.tree import Paths


@compiled
def disc_areas(
    centres: NDArray[np.float64], radius_m: float, polygons: Paths, pairs: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Area in m2 of each polygon inside each circle that it is paired with.

    Parameters
    ----------
    centres
        Coordinates, shape (n, 2).
    radius_m
        Radius of the circles in metres.
    polygons
        Polygons with outer rings counterclockwise and holes clockwise.
    pairs
        Positions of circle and polygon, shape (m, 2).
    """
    result = np.zeros(len(pairs))
    square = radius_m * radius_m
    points = polygons.points
    for i in range(len(pairs)):
        x, y = centres[pairs[i, 0]]
        total = 0.0
        for path in range(polygons.shape_start[pairs[i, 1]], polygons.shape_start[pairs[i, 1] + 1]):
            for k in range(polygons.path_start[path], polygons.path_start[path + 1] - 1):
                edge = (points[k, 0] - x, points[k, 1] - y, points[k + 1, 0] - x, points[k + 1, 1] - y)
                total += _wedge(edge, square)
        result[i] = 0.5 * total
    return result


@compiled
def _wedge(edge: Piece, square: float) -> float:
    """Twice the signed area of the triangle (0, begin, end) inside the circle around 0 with a squared radius."""
    x1, y1, x2, y2 = edge
    if x1 * x1 + y1 * y1 <= square and x2 * x2 + y2 * y2 <= square:
        return x1 * y2 - y1 * x2
    dx, dy = x2 - x1, y2 - y1
    a, b = dx * dx + dy * dy, x1 * dx + y1 * dy
    root = b * b - a * (x1 * x1 + y1 * y1 - square)
    half = math.sqrt(max(root, 0.0))
    if not (root > 0.0 and half > b and half > -b - a):
        return square * _angle(x1, y1, x2, y2)
    enter, leave = max((-b - half) / a, 0.0), min((half - b) / a, 1.0)
    in_x, in_y, out_x, out_y = x1 + enter * dx, y1 + enter * dy, x1 + leave * dx, y1 + leave * dy
    area = in_x * out_y - in_y * out_x
    if enter > 0.0:
        area += square * _angle(x1, y1, in_x, in_y)
    if leave < 1.0:
        area += square * _angle(out_x, out_y, x2, y2)
    return area


@compiled
def _angle(x1: float, y1: float, x2: float, y2: float) -> float:
    """Signed angle in radians from one direction to another."""
    return math.atan2(x1 * y2 - y1 * x2, x1 * x2 + y1 * y2)
