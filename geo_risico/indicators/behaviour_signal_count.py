"""Signals of behaviour that an inspector saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.linked import column
from geo_risico.spatial.schouw import counted

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def behaviour_signal_count(locations: gpd.GeoDataFrame, *, schouw: pd.DataFrame) -> pd.Series[float]:
    """Number of behaviour signals in the last schouw of each location; NaN where nobody looked."""
    return column(locations, counted(locations, schouw, "gedragssignalen"), "behaviour_signal_count")
