"""Number of percelen of a terrein."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.linked import column, owners, total

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def perceel_count(locations: gpd.GeoDataFrame, *, percelen: gpd.GeoDataFrame) -> pd.Series[float]:
    """Number of percelen on each terrein; NaN where the layer has none, for all land is part of a perceel."""
    count = total(owners(locations, percelen), np.ones(len(percelen)), len(locations))
    return column(locations, np.where(count > 0, count, np.nan), "perceel_count")
