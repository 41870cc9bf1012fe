"""Distance between two areas, 0 where they meet or one lies in the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.kernels.compiling import compiled
from geo_risico.spatial.kernels.metres import box_gap, box_of, piece_gap

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_risico.spatial.kernels.metres import Piece
    from geo_risico.spatial.kernels.tree import Paths

_SLACK = 1.0 + 1e-12


@compiled
def pair_distances(
    areas: Paths, boxes: NDArray[np.float64], pairs: NDArray[np.int64], limit_m: float
) -> NDArray[np.float64]:
    """Distance in metres between the areas of each pair; inf where it is more than ``limit_m``.

    Parameters
    ----------
    areas
        Polygons.
    boxes
        Least and greatest x and y of each polygon, shape (n, 4).
    pairs
        Positions of two polygons, shape (m, 2).
    limit_m
        Largest distance that is asked for, in metres.
    """
    result = np.full(len(pairs), np.inf)
    for k in range(len(pairs)):
        one, two = pairs[k, 0], pairs[k, 1]
        first = (boxes[one, 0], boxes[one, 1], boxes[one, 2], boxes[one, 3])
        second = (boxes[two, 0], boxes[two, 1], boxes[two, 2], boxes[two, 3])
        if box_gap(first, second) > limit_m * limit_m * _SLACK:
            continue
        metres = _between(areas, (one, two), second, limit_m)
        if metres > 0.0 and (_holds(areas, one, two) or _holds(areas, two, one)):
            metres = 0.0
        if metres <= limit_m:
            result[k] = metres
    return result


@compiled
def _between(areas: Paths, pair: tuple[int, int], second: Piece, limit_m: float) -> float:
    """Distance between the edges of two areas, or anything more than the limit when it is more."""
    least, limit = np.inf, limit_m * limit_m * _SLACK
    points = areas.points
    for path in range(areas.shape_start[pair[0]], areas.shape_start[pair[0] + 1]):
        for k in range(areas.path_start[path], areas.path_start[path + 1] - 1):
            edge = (points[k, 0], points[k, 1], points[k + 1, 0], points[k + 1, 1])
            if box_gap(box_of(edge), second) <= limit:
                least = min(least, _to_edge(areas, pair[1], edge, limit))
                limit = min(limit, least * least * _SLACK)
    return least


@compiled
def _to_edge(areas: Paths, shape: int, edge: Piece, limit: float) -> float:
    """Distance from an edge to the edges of an area, or anything more than the root of the limit when it is more."""
    least, around = np.inf, box_of(edge)
    points = areas.points
    for path in range(areas.shape_start[shape], areas.shape_start[shape + 1]):
        for k in range(areas.path_start[path], areas.path_start[path + 1] - 1):
            other = (points[k, 0], points[k, 1], points[k + 1, 0], points[k + 1, 1])
            if box_gap(box_of(other), around) <= limit:
                least = min(least, piece_gap(edge, other))
                limit = min(limit, least * least * _SLACK)
    return least


@compiled
def _holds(areas: Paths, shape: int, other: int) -> bool:
    """Whether a ring of another area, whose edges do not meet those of the shape, begins inside the shape."""
    for path in range(areas.shape_start[other], areas.shape_start[other + 1]):
        first = areas.path_start[path]
        if _is_inside(areas, shape, areas.points[first, 0], areas.points[first, 1]):
            return True
    return False


@compiled
def _is_inside(areas: Paths, shape: int, x: float, y: float) -> bool:
    """Whether a point lies inside an area: a line from it to the left meets its edges an odd number of times."""
    inside = False
    points = areas.points
    for path in range(areas.shape_start[shape], areas.shape_start[shape + 1]):
        for k in range(areas.path_start[path], areas.path_start[path + 1] - 1):
            y1, y2 = points[k, 1], points[k + 1, 1]
            if (y1 > y) != (y2 > y):
                share = (y - y1) / (y2 - y1)
                inside ^= x < points[k, 0] + share * (points[k + 1, 0] - points[k, 0])
    return inside
