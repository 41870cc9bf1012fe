"""Night register of guests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_risico.spatial.linked import column
from geo_risico.spatial.schouw import coded

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

CODES: Final = {"nee": 0.0, "ja papier": 1.0, "ja digitaal": 2.0}


def night_register_status(locations: gpd.GeoDataFrame, *, schouw: pd.DataFrame) -> pd.Series[float]:
    """Code of the last schouw of each location: 0 no night register, 1 on paper, 2 digital; NaN where nobody looked."""
    return column(locations, coded(locations, schouw, "nachtregister", CODES), "night_register_status")
