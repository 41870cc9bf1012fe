"""Loose objects outside every harbour: nearby ones form a group of limited size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import STRtree

if TYPE_CHECKING:
    from numpy.typing import NDArray


def nearest_within(objects: NDArray[np.object_], places: NDArray[np.object_], reach_m: float) -> NDArray[np.int64]:
    """Position of the nearest place within reach of each object, -1 for none; the first one at equal distance."""
    owner = np.full(len(objects), len(places), dtype=np.int64)
    if len(objects) and len(places):
        one, place = STRtree(places).query_nearest(objects, max_distance=reach_m)
        np.minimum.at(owner, one, place)
    return np.where(owner == len(places), -1, owner)


def grouped(objects: NDArray[np.object_], gap_m: float, extent_m: float) -> NDArray[np.int64]:
    """Number of the group of each object, by its first object.

    Nearest pairs are joined first; a join that makes a group wider or higher than ``extent_m`` is left out, so that a
    canal with a jetty at every garden becomes several groups.

    Parameters
    ----------
    objects
        Geometries, in an order that depends on nothing but themselves.
    gap_m
        Largest distance between two objects that are joined.
    extent_m
        Largest width and height of a group of more than one object.
    """
    of = np.arange(len(objects), dtype=np.int64)
    if len(objects) == 0:
        return of
    low, high = np.split(shapely.bounds(objects), 2, axis=1)
    left, right = STRtree(objects).query(objects, predicate="dwithin", distance=gap_m)
    ahead = left < right
    left, right = left[ahead], right[ahead]
    gap = np.round(shapely.distance(objects[left], objects[right]), 1)
    members = [[k] for k in range(len(objects))]
    for pair in np.lexsort((right, left, gap)).tolist():
        one, other = sorted((int(of[left[pair]]), int(of[right[pair]])))
        small, large = np.minimum(low[one], low[other]), np.maximum(high[one], high[other])
        if one == other or ((large - small) > extent_m).any():
            continue
        low[one], high[one] = small, large
        of[members[other]] = one
        members[one] += members[other]
    return of
