"""Distance to the national border."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.linked import column, merged, shapes
from geo_risico.spatial.nearest import distance_to_segments_m, segments

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def border_distance_m(
    locations: gpd.GeoDataFrame,
    *,
    landgebied: gpd.GeoDataFrame,
    coast_x1_m: int,
    coast_y1_m: int,
    coast_x2_m: int,
    coast_y2_m: int,
) -> pd.Series[float]:
    """Distance in metres from each location to the land border of the landgebied.

    The edge of the landgebied north-west of the line between the two ends of the coast lies at sea and does not
    count, unless there is no other edge. Holes (large waters, slivers between parts) are no border.
    """
    edge, _ = segments(shapely.get_exterior_ring(shapely.get_parts(merged(landgebied))))
    begin = np.array([coast_x1_m, coast_y1_m])
    coast = np.array([coast_x2_m, coast_y2_m]) - begin
    x, y = (edge.mean(axis=1) - begin).T
    is_land = coast[0] * y - coast[1] * x <= 0
    border = edge[is_land] if is_land.any() else edge
    return column(locations, distance_to_segments_m(shapes(locations), border), "border_distance_m")
