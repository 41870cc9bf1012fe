"""Surface of the access road."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.graph import road_network
from geo_risico.spatial.linked import column, shapes
from geo_risico.spatial.nearest import nearest_segment

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


CODES = {"verhard": 0.0, "half verhard": 1.0, "onverhard": 2.0}


def access_surface_class(locations: gpd.GeoDataFrame, *, wegen: gpd.GeoDataFrame, within_m: float) -> pd.Series[float]:
    """Surface of the road nearest to each erf: 0 verhard, 1 half verhard, 2 onverhard.

    Only roads for motor vehicles within ``within_m`` count, no motorways; NaN where there is none or its surface is
    unknown.
    """
    network = road_network(wegen)
    access = np.flatnonzero(network.is_access)
    found, _, _ = nearest_segment(shapes(locations), network.pieces[access], within_m)
    code = wegen["verharding"].map(CODES).to_numpy(dtype="float64")
    result = np.full(len(locations), np.nan)
    result[found >= 0] = code[network.row[access[found[found >= 0]]]]
    return column(locations, result, "access_surface_class")
