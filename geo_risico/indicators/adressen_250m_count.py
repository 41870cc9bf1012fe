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
    known_area: gpd.GeoDataFrame | None = None,
    radius_m: float,
) -> pd.Series[float]:
    """Number of inhabited addresses of others within 250 m of the middle of each erf, or of the outline of a site.

    Near the border or the edge of the data the count is scaled up to a full circle; NaN where less than half is known.
    """
    count, notes = inhabited_count(locations, adressen, known_area, radius_m)
    return column(locations, count, "adressen_250m_count", *notes)
