"""Businesses that are unclear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.linked import column
from geo_risico.spatial.schouw import counted

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def unclear_business_count(locations: gpd.GeoDataFrame, *, bedrijfsregister: pd.DataFrame) -> pd.Series[float]:
    """Number of businesses on each location of which it is unclear what they do; NaN where nobody counted."""
    return column(locations, counted(locations, bedrijfsregister, "onduidelijke_bedrijven"), "unclear_business_count")
