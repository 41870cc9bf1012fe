"""Access by a dead end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.graph import RoadNetwork, dead_end_pieces, road_network
from geo_risico.spatial.linked import column, merged, shapes
from geo_risico.spatial.nearest import distance_to_segments_m, nearest_segment, segments

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray


DATA_REACH_M = 4000.0
"""Layers are read to at least 5 km around the area; a loose end beyond this distance may be cut off by that."""


def is_dead_end(
    locations: gpd.GeoDataFrame,
    *,
    wegen: gpd.GeoDataFrame,
    known_area: gpd.GeoDataFrame | None = None,
    within_m: float,
    minimum_length_m: float,
    window_margin_m: float,
) -> pd.Series[float]:
    """1 where the road of each erf is a dead end, 0 where it is not; NaN without road within ``within_m``.

    A dead end is what disappears when loose ends of the network are taken away again and again, if the branch is at
    least ``minimum_length_m`` long (shorter is a driveway). Ends at the edge of the data or at the national border
    are no loose ends. A loop at the end of a road keeps it open.
    """
    network = road_network(wegen)
    access = np.flatnonzero(network.is_access)
    found, _, _ = nearest_segment(shapes(locations), network.pieces[access], within_m)
    result = np.full(len(locations), np.nan)
    near = found >= 0
    if near.any():
        anchors = _at_edge(network, locations, known_area, window_margin_m)
        result[near] = dead_end_pieces(network, anchors, minimum_length_m)[access[found[near]]]
    return column(locations, result, "is_dead_end")


def _at_edge(
    network: RoadNetwork, locations: gpd.GeoDataFrame, known_area: gpd.GeoDataFrame | None, margin_m: float
) -> NDArray[np.bool_]:
    """Whether the road may go on beyond each node, outside the data."""
    low, high = network.nodes.min(axis=0) + margin_m, network.nodes.max(axis=0) - margin_m
    west, south, east, north = locations.total_bounds
    low = np.maximum(low, np.array([west, south]) - DATA_REACH_M)
    high = np.minimum(high, np.array([east, north]) + DATA_REACH_M)
    edge = ((network.nodes <= low) | (network.nodes >= high)).any(axis=1)
    if known_area is not None and len(known_area):
        border, _ = segments(merged(known_area))
        ends = np.flatnonzero(np.bincount(network.edges.ravel(), minlength=len(edge)) == 1)
        edge[ends] |= distance_to_segments_m(np.asarray(shapely.points(network.nodes[ends])), border) <= margin_m
    return np.asarray(edge)
