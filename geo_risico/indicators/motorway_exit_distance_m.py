"""Distance over the road to the motorway."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.access import nearest_access
from geo_risico.spatial.graph import distance_over_network_m, nodes_near
from geo_risico.spatial.linked import column, shapes
from geo_risico.spatial.nearest import distance_to_segments_m, segments

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from geo_risico.spatial.access import RoadAccess


OWN_SNAP_M = 0.05
"""Ramps that are roads of the network themselves lie on its nodes."""
NOTE = "Voor {count} locaties is er geen route over de weg naar een oprit: de rechte afstand is gebruikt."


def motorway_exit_distance_m(
    locations: gpd.GeoDataFrame,
    *,
    wegen: gpd.GeoDataFrame | None = None,
    opritten: gpd.GeoDataFrame | None = None,
    road_access: RoadAccess | None = None,
    snap_m: float,
) -> pd.Series[float]:
    """Distance in metres over the roads from each erf to the nearest motorway exit, the way to the road included.

    Exits are the layer opritten, tied to every node of the network within ``snap_m``, or else the roads of type oprit.
    Where no route exists the straight distance counts (noted). NaN where the data hold no exit at all.
    """
    route = np.full(len(locations), np.nan)
    ramps = _ramps(wegen, opritten)
    if wegen is not None:
        roads = nearest_access(locations, wegen) if road_access is None else road_access
        route = _over_the_road(roads, nodes_near(roads.network, ramps, OWN_SNAP_M if opritten is None else snap_m))
    missing = np.flatnonzero(~np.isfinite(route))
    route[missing] = distance_to_segments_m(shapes(locations)[missing], ramps)
    straight = int(np.isfinite(route[missing]).sum())
    notes = (NOTE.format(count=straight),) if straight else ()
    return column(locations, route, "motorway_exit_distance_m", *notes)


def _ramps(wegen: gpd.GeoDataFrame | None, opritten: gpd.GeoDataFrame | None) -> NDArray[np.float64]:
    """Pieces of the ramps, from their own layer or else from the roads."""
    if opritten is not None:
        return segments(shapes(opritten))[0]
    if wegen is None:
        return np.empty((0, 2, 2))
    return segments(shapes(wegen)[wegen["wegtype"].eq("oprit")])[0]


def _over_the_road(roads: RoadAccess, sources: NDArray[np.intp]) -> NDArray[np.float64]:
    """Distance in metres of each location over the network to the nearest source node; NaN or inf without a route."""
    route = np.full(len(roads.piece), np.nan)
    rows = np.flatnonzero(roads.piece >= 0)
    if len(sources) and len(rows):
        piece, along = roads.piece[rows], roads.along_m[rows]
        begin, end = distance_over_network_m(roads.network, sources)[roads.network.edges[piece]].T
        length = roads.network.length_m[piece]
        route[rows] = roads.distance_m[rows] + np.minimum(begin + along, end + length - along)
    return route
