"""Prospects of a park."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from geo_risico.spatial.linked import column
from geo_risico.spatial.schouw import coded

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

CODES = MappingProxyType({"goed": 1, "voldoende": 2, "matig": 3, "onvoldoende": 4})


def park_quality(locations: gpd.GeoDataFrame, *, vitaliteit: pd.DataFrame) -> pd.Series[float]:
    """Code of the class that a vitaliteitsscan gave each park, 1 (goed) to 4 (onvoldoende); NaN where none did."""
    return column(locations, coded(locations, vitaliteit, "kwaliteit", CODES), "park_quality")
