"""Draught that the waterway before a location allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.linked import column, shapes
from geo_risico.spatial.waterway_sizes import value_of_nearest

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def waterway_depth_m(
    locations: gpd.GeoDataFrame, *, vaarwegmaten: gpd.GeoDataFrame, reach_m: float
) -> pd.Series[float]:
    """Largest draught in metres on the nearest waterway within reach; NaN without one or where it is unknown."""
    depth = vaarwegmaten["diepgang_m"].to_numpy()
    return column(
        locations, value_of_nearest(shapes(locations), shapes(vaarwegmaten), depth, reach_m), "waterway_depth_m"
    )
