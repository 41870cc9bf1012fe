"""Length of the runway."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.linked import column, shapes
from geo_risico.spatial.runways import runway_lengths_m, runways

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def runway_length_m(locations: gpd.GeoDataFrame, *, functionele_gebieden: gpd.GeoDataFrame) -> pd.Series[float]:
    """Length in metres of the longest runway on each airfield; NaN where no register draws one."""
    rows = runways(functionele_gebieden)
    place, runway = shapely.STRtree(shapes(rows)).query(shapes(locations), predicate="intersects")
    result = np.full(len(locations), -np.inf)
    np.maximum.at(result, place, runway_lengths_m(rows)[runway])
    return column(locations, np.where(np.isinf(result), np.nan, result), "runway_length_m")
