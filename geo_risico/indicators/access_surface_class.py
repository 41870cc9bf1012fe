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
SAME_ROAD_M = 1.0
"""Two registers may draw the same road; the one that knows the surface counts."""


def access_surface_class(locations: gpd.GeoDataFrame, *, wegen: gpd.GeoDataFrame, within_m: float) -> pd.Series[float]:
    """Surface of the road nearest to each erf: 0 verhard, 1 half verhard, 2 onverhard.

    Only roads for motor vehicles within ``within_m`` count, no motorways; NaN where there is none or its surface is
    unknown.
    """
    network = road_network(wegen)
    access = np.flatnonzero(network.is_access)
    code = wegen["verharding"].map(CODES).to_numpy(dtype=np.float64)[network.row]
    known = access[~np.isnan(code[access])]
    erven = shapes(locations)
    _, any_m, _ = nearest_segment(erven, network.pieces[access], within_m)
    found, known_m, _ = nearest_segment(erven, network.pieces[known], within_m)
    result = np.full(len(locations), np.nan)
    near = (found >= 0) & (known_m <= any_m + SAME_ROAD_M)
    result[near] = code[known[found[near]]]
    return column(locations, result, "access_surface_class")
