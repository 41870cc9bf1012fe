"""Certificate of a terrein."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from geo_risico.spatial.linked import column
from geo_risico.spatial.schouw import coded

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

CODES = MappingProxyType({"nee": 0, "verlopen": 1, "ja": 2})


def certificate_status(locations: gpd.GeoDataFrame, *, vitaliteit: pd.DataFrame) -> pd.Series[float]:
    """Code of the Keurmerk Veilig Ondernemen of each terrein: 0 none, 1 expired, 2 valid; NaN where unknown."""
    return column(locations, coded(locations, vitaliteit, "keurmerk", CODES), "certificate_status")
