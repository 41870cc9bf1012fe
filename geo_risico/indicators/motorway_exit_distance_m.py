"""Distance over the road to the motorway."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.graph import distance_over_network_m, nodes_near, road_network
from geo_risico.spatial.linked import column, shapes
from geo_risico.spatial.nearest import distance_to_segments_m, nearest_segment, segments

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


NOTE = "Voor {count} locaties is er geen route over de weg naar een oprit: de rechte afstand is gebruikt."


def motorway_exit_distance_m(
    locations: gpd.GeoDataFrame, *, wegen: gpd.GeoDataFrame, opritten: gpd.GeoDataFrame | None = None, snap_m: float
) -> pd.Series[float]:
    """Distance in metres over the roads from each erf to the nearest motorway exit, the way to the road included.

    Exits are the layer opritten, tied to every node of the network within ``snap_m``, or else the roads of type oprit.
    Where no route exists the straight distance counts (noted). NaN where the data hold no exit at all.
    """
    is_ramp = wegen["wegtype"].eq("oprit").to_numpy()
    ramps, _ = segments(shapes(wegen)[is_ramp] if opritten is None else shapes(opritten))
    straight = distance_to_segments_m(shapes(locations), ramps)
    network = road_network(wegen)
    own = np.unique(network.edges[is_ramp[network.row]])
    sources = own if opritten is None else nodes_near(network, ramps, snap_m)
    access = np.flatnonzero(network.is_access)
    found, to_road, along = nearest_segment(shapes(locations), network.pieces[access])
    route = np.full(len(locations), np.nan)
    rows = np.flatnonzero(found >= 0)
    if len(sources) and len(rows):
        piece = access[found[rows]]
        from_node = distance_over_network_m(network, sources)
        begin, end = from_node[network.edges[piece]].T
        rest = network.length_m[piece] - along[rows]
        route[rows] = to_road[rows] + np.minimum(begin + along[rows], end + rest)
    missing = ~np.isfinite(route) & ~np.isnan(straight)
    distance = np.where(missing, straight, route)
    notes = (NOTE.format(count=missing.sum()),) if missing.any() else ()
    return column(locations, distance, "motorway_exit_distance_m", *notes)
