"""Vessels that nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.linked import column
from geo_risico.spatial.schouw import counted

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def unknown_vessel_count(locations: gpd.GeoDataFrame, *, schouw: pd.DataFrame) -> pd.Series[float]:
    """Number of unknown or long moored vessels in the last schouw of each location; NaN where nobody looked."""
    return column(locations, counted(locations, schouw, "onbekende_vaartuigen"), "unknown_vessel_count")
