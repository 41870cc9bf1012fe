"""Whether a harbour falls under the ISPS code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_risico.spatial.linked import column
from geo_risico.spatial.schouw import coded

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

CODES: Final = {"nee": 0.0, "ja": 1.0}


def isps_status(locations: gpd.GeoDataFrame, *, schouw: pd.DataFrame) -> pd.Series[float]:
    """Code of the last schouw of each location: 1 under the ISPS code, 0 not; NaN where nobody looked."""
    return column(locations, coded(locations, schouw, "isps", CODES), "isps_status")
