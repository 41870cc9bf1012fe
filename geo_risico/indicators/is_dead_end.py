"""Access by a dead end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.access import nearest_access
from geo_risico.spatial.graph import dead_end_pieces
from geo_risico.spatial.linked import column, merged
from geo_risico.spatial.nearest import distance_to_segments_m, segments

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from geo_risico.spatial.access import RoadAccess
    from geo_risico.spatial.graph import RoadNetwork


DATA_REACH_M = 4000.0
"""Layers are read to at least 5 km around the area; a loose end beyond this distance may be cut off by that."""
EDGE_M = 100.0
"""A loose end this close to the edge of the data or to the border may go on beyond it."""


def is_dead_end(
    locations: gpd.GeoDataFrame,
    *,
    wegen: gpd.GeoDataFrame,
    known_area: gpd.GeoDataFrame | None = None,
    road_access: RoadAccess | None = None,
    within_m: float,
    minimum_length_m: float,
) -> pd.Series[float]:
    """1 where the road of each erf is a dead end, 0 where it is not; NaN without road within ``within_m``.

    A dead end is what disappears when loose ends of the network are taken away again and again, if the branch is at
    least ``minimum_length_m`` long (shorter is a driveway). Ends at the edge of the data or at the national border
    are no loose ends. A loop at the end of a road keeps it open.
    """
    roads = nearest_access(locations, wegen) if road_access is None else road_access
    result = np.full(len(locations), np.nan)
    near = roads.within(within_m)
    if near.any():
        anchors = _at_edge(roads.network, locations, known_area)
        result[near] = dead_end_pieces(roads.network, anchors, minimum_length_m)[roads.piece[near]]
    return column(locations, result, "is_dead_end")


def _at_edge(
    network: RoadNetwork, locations: gpd.GeoDataFrame, known_area: gpd.GeoDataFrame | None
) -> NDArray[np.bool_]:
    """Whether the road may go on beyond each node, outside the data."""
    low, high = network.nodes.min(axis=0) + EDGE_M, network.nodes.max(axis=0) - EDGE_M
    west, south, east, north = locations.total_bounds
    low = np.maximum(low, np.array([west, south]) - DATA_REACH_M)
    high = np.minimum(high, np.array([east, north]) + DATA_REACH_M)
    edge = ((network.nodes <= low) | (network.nodes >= high)).any(axis=1)
    if known_area is not None and len(known_area):
        border, _ = segments(merged(known_area))
        ends = np.flatnonzero(np.bincount(network.edges.ravel(), minlength=len(edge)) == 1)
        edge[ends] |= distance_to_segments_m(np.asarray(shapely.points(network.nodes[ends])), border) <= EDGE_M
    return np.asarray(edge)
