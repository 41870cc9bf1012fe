"""Straight lines of sight in the flat plane, with panden in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Geometries = NDArray[np.object_]

_STEP_M = 25.0
_CHUNK = 100_000


def is_blocked(begin: NDArray[np.float64], end: NDArray[np.float64], obstacles: Geometries) -> NDArray[np.bool_]:
    """Whether each straight line passes through the inside of an obstacle; touching an outline is no obstacle.

    Obstacles in which the line begins do not count: who looks out of a house is not behind it.

    Parameters
    ----------
    begin, end
        Coordinates in metres, shape (n, 2).
    obstacles
        Polygons.
    """
    blocked = np.zeros(len(begin), dtype=bool)
    if len(obstacles) == 0:
        return blocked
    tree = shapely.STRtree(obstacles)
    for start in range(0, len(begin), _CHUNK):
        part = slice(start, start + _CHUNK)
        blocked[part] = _chunk_blocked(begin[part], end[part], obstacles, tree)
    return blocked


def _chunk_blocked(
    begin: NDArray[np.float64], end: NDArray[np.float64], obstacles: Geometries, tree: shapely.STRtree
) -> NDArray[np.bool_]:
    """Lines are walked in short steps, so that most are done after the first obstacles."""
    row, own = tree.query(np.asarray(shapely.points(begin)), predicate="intersects")
    own_pairs = row * len(obstacles) + own
    steps = np.maximum(np.ceil(np.hypot(*(end - begin).T) / _STEP_M), 1).astype(np.intp)
    blocked = np.zeros(len(begin), dtype=bool)
    for step in range(int(steps.max(initial=0))):
        rows = np.flatnonzero(~blocked & (steps > step))
        way = (end[rows] - begin[rows]) / steps[rows, None]
        ends = np.stack([begin[rows] + step * way, begin[rows] + (step + 1) * way], axis=1)
        lines = np.asarray(shapely.linestrings(ends))
        one, two = tree.query(lines, predicate="intersects")
        other = ~np.isin(rows[one] * len(obstacles) + two, own_pairs)
        one, two = one[other], two[other]
        through = ~shapely.touches(lines[one], obstacles[two])
        blocked[rows[one[through]]] = True
    return blocked
