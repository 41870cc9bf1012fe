"""Type of an airfield."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.linked import column

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

CODES = MappingProxyType({"luchthaven": 1, "helihaven": 2, "vliegveld": 3, "zweefvliegterrein": 4, "landingsstrip": 5})


def airfield_type(
    locations: gpd.GeoDataFrame,
    *,
    functionele_gebieden: gpd.GeoDataFrame,  # noqa: ARG001 - names the layer that the type was taken from
) -> pd.Series[float]:
    """Code of the type of each airfield, as the registers name it; NaN for another type."""
    return column(locations, np.asarray(locations["kind"].map(dict(CODES)), dtype=np.float64), "airfield_type")
