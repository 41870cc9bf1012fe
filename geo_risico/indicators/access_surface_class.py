"""Surface of the access road."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.access import nearest_access
from geo_risico.spatial.linked import column, shapes
from geo_risico.spatial.nearest import nearest_segment

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo_risico.spatial.access import RoadAccess


CODES = {"verhard": 0.0, "half verhard": 1.0, "onverhard": 2.0}
SAME_ROAD_M = 1.0
"""Two registers may draw the same road; the one that knows the surface counts."""


def access_surface_class(
    locations: gpd.GeoDataFrame, *, wegen: gpd.GeoDataFrame, road_access: RoadAccess | None = None, within_m: float
) -> pd.Series[float]:
    """Surface of the road nearest to each erf: 0 verhard, 1 half verhard, 2 onverhard.

    Only roads for motor vehicles within ``within_m`` count, no motorways; NaN where there is none or its surface is
    unknown.
    """
    roads = nearest_access(locations, wegen) if road_access is None else road_access
    network = roads.network
    code = wegen["verharding"].map(CODES).to_numpy(dtype=np.float64)[network.row]
    known = np.flatnonzero(network.is_access & ~np.isnan(code))
    result = np.full(len(locations), np.nan)
    near = np.flatnonzero(roads.within(within_m))
    result[near] = code[roads.piece[near]]
    open_rows = near[np.isnan(result[near])]
    found, known_m, _ = nearest_segment(shapes(locations)[open_rows], network.pieces[known], within_m)
    same = (found >= 0) & (known_m <= roads.distance_m[open_rows] + SAME_ROAD_M)
    result[open_rows[same]] = code[known[found[same]]]
    return column(locations, result, "access_surface_class")
