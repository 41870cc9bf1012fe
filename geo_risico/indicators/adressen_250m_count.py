"""Inhabited addresses within 250 m."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.linked import column
from geo_risico.spatial.linked_adressen import inhabited_count

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def adressen_250m_count(
    locations: gpd.GeoDataFrame,
    *,
    adressen: gpd.GeoDataFrame,
    landgebied: gpd.GeoDataFrame | None = None,
    radius_m: float,
) -> pd.Series[float]:
    """Number of inhabited addresses of others within 250 m of the middle of each erf.

    Near the national border the count is scaled up to a full circle; NaN where less than half of it is domestic.
    """
    count, notes = inhabited_count(locations, adressen, landgebied, radius_m)
    return column(locations, count, "adressen_250m_count", *notes)
