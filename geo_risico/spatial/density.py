"""How many points lie around a place, without making lists of pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.spatial import KDTree

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CHUNK = 200_000
_LEAF = 64
"""Points per leaf; with neighbours asked after each other about three times faster than the defaults."""


def count_within(
    centres: NDArray[np.float64], points: NDArray[np.float64], owner: NDArray[np.intp], radius_m: float
) -> NDArray[np.float64]:
    """Number of points at most ``radius_m`` from each centre, without the centre's own points.

    Parameters
    ----------
    centres
        Coordinates, shape (n, 2).
    points
        Coordinates, shape (m, 2).
    owner
        For each point the position of the centre that owns it, or -1.
    radius_m
        Radius in metres; a point on the circle counts.
    """
    counts = np.zeros(len(centres))
    if len(points) == 0 or len(centres) == 0:
        return counts
    tree = KDTree(points, leafsize=_LEAF)
    strip = np.floor(centres[:, 1] / radius_m)
    nearby_first = np.lexsort((centres[:, 0], strip))
    for start in range(0, len(centres), _CHUNK):
        part = nearby_first[start : start + _CHUNK]
        counts[part] = tree.query_ball_point(centres[part], radius_m, return_length=True, workers=-1)
    owned = np.flatnonzero(owner >= 0)
    own_distance = np.hypot(*(points[owned] - centres[owner[owned]]).T)
    own = np.bincount(owner[owned[own_distance <= radius_m]], minlength=len(centres))
    return np.asarray(counts - own, dtype=np.float64)
