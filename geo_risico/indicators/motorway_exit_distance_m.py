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

    from geo_risico.spatial.access import RoadAccess


NOTE = "Voor {count} locaties is er geen route over de weg naar een oprit: de rechte afstand is gebruikt."


def motorway_exit_distance_m(
    locations: gpd.GeoDataFrame,
    *,
    wegen: gpd.GeoDataFrame,
    opritten: gpd.GeoDataFrame | None = None,
    road_access: RoadAccess | None = None,
    snap_m: float,
) -> pd.Series[float]:
    """Distance in metres over the roads from each erf to the nearest motorway exit, the way to the road included.

    Exits are the layer opritten, tied to every node of the network within ``snap_m``, or else the roads of type oprit.
    Where no route exists the straight distance counts (noted). NaN where the data hold no exit at all.
    """
    is_ramp = wegen["wegtype"].eq("oprit").to_numpy()
    ramps, _ = segments(shapes(wegen)[is_ramp] if opritten is None else shapes(opritten))
    roads = nearest_access(locations, wegen) if road_access is None else road_access
    network = roads.network
    own = np.unique(network.edges[is_ramp[network.row]])
    sources = own if opritten is None else nodes_near(network, ramps, snap_m)
    route = np.full(len(locations), np.nan)
    rows = np.flatnonzero(roads.piece >= 0)
    if len(sources) and len(rows):
        piece, along = roads.piece[rows], roads.along_m[rows]
        from_node = distance_over_network_m(network, sources)
        begin, end = from_node[network.edges[piece]].T
        route[rows] = roads.distance_m[rows] + np.minimum(begin + along, end + network.length_m[piece] - along)
    missing = np.flatnonzero(~np.isfinite(route))
    route[missing] = distance_to_segments_m(shapes(locations)[missing], ramps)
    straight = int(np.isfinite(route[missing]).sum())
    notes = (NOTE.format(count=straight),) if straight else ()
    return column(locations, route, "motorway_exit_distance_m", *notes)
