"""Businesses registered at a location."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.linked import column
from geo_risico.spatial.schouw import counted

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def business_count(locations: gpd.GeoDataFrame, *, bedrijfsregister: pd.DataFrame) -> pd.Series[float]:
    """Number of vestigingen registered on each location; NaN where nobody counted."""
    return column(locations, counted(locations, bedrijfsregister, "vestigingen"), "business_count")
