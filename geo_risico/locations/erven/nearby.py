"""Panden that can have a say in the yards of a gemeente, so that the rest of the window is not grouped.

A yard is decided by the panden of its component alone (see ``geo_risico.spatial.grouping``). A component is whole when
nothing outside the zone can be linked to it: no pand within a gap of one of its panden, and none on one of its
percelen. That is certain where every pand of it, with its perceel, lies deep enough in the zone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from shapely import STRtree

from geo_risico.locations.erven.objects import ON_PERCEEL_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_risico.locations.erven.grounds import Grounds
    from geo_risico.locations.erven.stock import Stock

    Flags = NDArray[np.bool_]

NEAR_GEMEENTE_M: Final = 250.0
"""A yard without a pand this close to a gemeente cannot have its representative point inside it."""
ZONE_M: Final = 1500.0
"""Width of the zone around the gemeenten."""


def within(geometry: NDArray[np.object_], gemeenten: NDArray[np.object_], distance_m: float) -> Flags:
    """Whether each geometry lies within a distance (m) of a gemeente."""
    found = np.zeros(len(geometry), dtype=bool)
    found[STRtree(geometry).query(gemeenten, predicate="dwithin", distance=distance_m)[1]] = True
    return found


def all_whole(
    stock: Stock, component: NDArray[np.int64], grounds: Grounds, gemeenten: NDArray[np.object_], gap_m: float
) -> bool:
    """Whether every component with a pand near a gemeente is the same as it would be among all panden.

    Parameters
    ----------
    stock
        The panden whose polygon lies within ``ZONE_M`` of a gemeente.
    component
        Component of each of them.
    grounds
        All percelen, with the perceel of each pand.
    gemeenten
        Polygons (EPSG:28992) of the gemeenten asked for.
    gap_m
        Largest gap between panden of one yard.
    """
    near = within(stock.point, gemeenten, NEAR_GEMEENTE_M)
    member = np.flatnonzero(np.isin(component, component[near]))
    far = member[~within(stock.point[member], gemeenten, 0.0)]
    away = np.zeros(len(stock.row))
    if len(far):
        (asked, _), distance = STRtree(gemeenten).query_nearest(
            stock.point[far], return_distance=True, all_matches=False
        )
        away[far[asked]] = distance
    ground = grounds.owner[member]
    held = np.where(ground >= 0, _diagonal(grounds.geometry)[ground], 0.0) if len(grounds.row) else 0.0
    # an object at most ON_PERCEEL_M from one pand may belong to another as far on its other side
    reach = np.maximum(held, max(gap_m, 2 * ON_PERCEEL_M))
    return bool((away[member] + _diagonal(stock.geometry[member]) + reach <= ZONE_M).all())


def _diagonal(polygons: NDArray[np.object_]) -> NDArray[np.float64]:
    """Longest distance (m) within the box around each polygon."""
    minx, miny, maxx, maxy = shapely.bounds(polygons).T
    return np.asarray(np.hypot(maxx - minx, maxy - miny))
