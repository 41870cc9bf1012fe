"""Berths for passing boats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.linked import column, ratio
from geo_risico.spatial.registered import place_counts

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def short_stay_share(locations: gpd.GeoDataFrame, *, waterobjecten: gpd.GeoDataFrame) -> pd.Series[float]:
    """Share (0 to 1) of the berths of each location that is for short stay; NaN where one of the numbers is unknown."""
    long_stay, short_stay = place_counts(locations, waterobjecten)
    return column(locations, ratio(short_stay, long_stay + short_stay), "short_stay_share")
