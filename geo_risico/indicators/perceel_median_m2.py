"""Usual size of the percelen of a terrein."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.linked import column

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def perceel_median_m2(locations: gpd.GeoDataFrame, *, percelen: gpd.GeoDataFrame) -> pd.Series[float]:
    """Median area in m2 of the percelen on each terrein, by the register or else as drawn; NaN without percelen."""
    area = percelen["area_m2"].astype("float64").fillna(percelen.geometry.area)
    median = area.groupby(percelen["location_id"].astype("str")).median()
    return column(locations, median.reindex(locations.index), "perceel_median_m2")
