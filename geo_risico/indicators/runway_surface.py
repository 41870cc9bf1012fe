"""Surface of the runway."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.linked import column, shapes
from geo_risico.spatial.runways import PAVED, UNPAVED, runway_lengths_m, runways

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def runway_surface(locations: gpd.GeoDataFrame, *, functionele_gebieden: gpd.GeoDataFrame) -> pd.Series[float]:
    """Code 1 (paved) or 2 (unpaved) of the longest runway with a known surface on each airfield; NaN without one.

    Of runways of the same length the unpaved one counts.
    """
    rows = runways(functionele_gebieden)
    surface = rows["verharding"].astype("str").str.casefold()
    code = np.where(surface.isin(UNPAVED), 2.0, np.where(surface.isin(PAVED), 1.0, np.nan))
    place, runway = shapely.STRtree(shapes(rows)).query(shapes(locations), predicate="intersects")
    known = ~np.isnan(code[runway])
    place, runway = place[known], runway[known]
    order = np.lexsort((code[runway], np.round(runway_lengths_m(rows)[runway], 1)))
    result = np.full(len(locations), np.nan)
    result[place[order]] = code[runway[order]]
    return column(locations, result, "runway_surface")
