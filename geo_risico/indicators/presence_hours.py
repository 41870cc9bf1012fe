"""Hours that somebody is present."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.linked import column
from geo_risico.spatial.schouw import counted

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def presence_hours(locations: gpd.GeoDataFrame, *, schouw: pd.DataFrame) -> pd.Series[float]:
    """Hours per week that somebody is present at each location by the last schouw; NaN where nobody looked."""
    return column(locations, counted(locations, schouw, "aanwezigheid_uren_week"), "presence_hours")
