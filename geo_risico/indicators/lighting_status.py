"""Lighting of the site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_risico.spatial.linked import column
from geo_risico.spatial.schouw import coded

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

CODES: Final = {"geen": 0.0, "matig": 1.0, "goed": 2.0}


def lighting_status(locations: gpd.GeoDataFrame, *, schouw: pd.DataFrame) -> pd.Series[float]:
    """Code of the last schouw of each location: 0 no lighting, 1 poor, 2 good; NaN where nobody looked."""
    return column(locations, coded(locations, schouw, "verlichting", CODES), "lighting_status")
