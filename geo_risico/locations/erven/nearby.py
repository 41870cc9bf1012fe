"""Panden that can have a say in the yards of a gemeente, so that the rest of the window is not grouped.

A yard is decided by the panden of its component alone (see ``geo_risico.spatial.grouping``). A component is whole when
nothing outside the zone can be linked to it: no pand within a gap of one of its panden, and none on one of its
percelen. That is certain where every pand of it, with its perceel, lies deep enough in the zone. Around the few others
the zone is made wider, until no component reaches any further.
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
    Metres = NDArray[np.float64]

NEAR_GEMEENTE_M: Final = 250.0
"""A yard without a pand this close to a gemeente cannot have its representative point inside it."""
ZONE_M: Final = 1000.0
"""Width of the zone around the gemeenten that is grouped at first; beyond it only what reaches further is."""


def within(geometry: NDArray[np.object_], gemeenten: NDArray[np.object_], distance_m: float) -> Flags:
    """Whether each geometry lies within a distance (m) of a gemeente."""
    found = np.zeros(len(geometry), dtype=bool)
    found[STRtree(geometry).query(gemeenten, predicate="dwithin", distance=distance_m)[1]] = True
    return found


def also_asked(
    part: NDArray[np.int64],
    stock: Stock,
    component: NDArray[np.int64],
    grounds: Grounds,
    gemeenten: NDArray[np.object_],
    gap_m: float,
) -> NDArray[np.int64]:
    """Positions in the stock of panden not yet grouped that may be linked to one near a gemeente; none: all are whole.

    Parameters
    ----------
    part
        Positions of the panden that were grouped: at least all whose polygon lies within ``ZONE_M`` of a gemeente.
    stock
        All panden.
    component
        Component of each of ``part``.
    grounds
        All percelen, with the perceel of each of ``part``.
    gemeenten
        Polygons (EPSG:28992) of the gemeenten asked for.
    gap_m
        Largest gap between panden of one yard.
    """
    near = within(stock.point[part], gemeenten, NEAR_GEMEENTE_M)
    member = np.flatnonzero(np.isin(component, component[near]))
    reach = _reach(stock.geometry[part[member]], grounds, member, gap_m)
    open_ended = _away(stock.point[part[member]], gemeenten) + reach > ZONE_M
    if not open_ended.any():
        return np.empty(0, dtype=np.int64)
    asked = part[member[open_ended]]
    found = STRtree(stock.geometry).query(stock.geometry[asked], predicate="dwithin", distance=reach[open_ended])[1]
    return np.setdiff1d(found, part)


def _away(points: NDArray[np.object_], gemeenten: NDArray[np.object_]) -> Metres:
    """Distance (m) of each point to the nearest gemeente, 0 inside."""
    away = np.zeros(len(points))
    far = np.flatnonzero(~within(points, gemeenten, 0.0))
    if len(far):
        (asked, _), distance = STRtree(gemeenten).query_nearest(points[far], return_distance=True, all_matches=False)
        away[far[asked]] = distance
    return away


def _reach(panden: NDArray[np.object_], grounds: Grounds, member: NDArray[np.int64], gap_m: float) -> Metres:
    """How far (m) from the point of each pand another can be that is linked to it."""
    ground = grounds.owner[member]
    held = np.where(ground >= 0, _diagonal(grounds.geometry)[ground], 0.0) if len(grounds.row) else 0.0
    # an object at most ON_PERCEEL_M from one pand may belong to another as far on its other side
    return np.asarray(_diagonal(panden) + np.maximum(held, max(gap_m, 2 * ON_PERCEEL_M)))


def _diagonal(polygons: NDArray[np.object_]) -> Metres:
    """Longest distance (m) within the box around each polygon."""
    minx, miny, maxx, maxy = shapely.bounds(polygons).T
    return np.asarray(np.hypot(maxx - minx, maxy - miny))
