"""Value of dwellings of a gemeente."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.linked import by_gemeente, column

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def woz_value_keur(locations: gpd.GeoDataFrame, *, kerncijfers: pd.DataFrame) -> pd.Series[float]:
    """Mean WOZ value of the dwellings of each gemeente in thousand euro; NaN where CBS gives none."""
    return column(locations, by_gemeente(locations, kerncijfers, "woz_value_keur"), "woz_value_keur")
