"""Agricultural use that disappeared around an erf."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.linked import centres, column, shapes
from geo_risico.spatial.overlap import disc_area_m2, without

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def gewas_loss_share(
    locations: gpd.GeoDataFrame, *, gewaspercelen: gpd.GeoDataFrame, radius_m: float
) -> pd.Series[float]:
    """Share (0 to 1) of the land declared in the first year within ``radius_m`` that is not declared in the last.

    NaN where nothing was declared in the first year, and everywhere when the layer holds fewer than two years.
    """
    result = np.full(len(locations), np.nan)
    year = gewaspercelen["jaar"]
    if year.min() < year.max():
        fields = shapes(gewaspercelen)
        first, last = fields[year == year.min()], fields[year == year.max()]
        middle = centres(locations)
        reach = shapely.STRtree(first).query(shapely.points(middle), predicate="dwithin", distance=radius_m)
        first = first[np.unique(reach[1])]
        declared = disc_area_m2(middle, radius_m, first)
        lost = disc_area_m2(middle, radius_m, without(first, last))
        np.divide(lost, declared, out=result, where=declared > 0)
    return column(locations, np.clip(result, 0.0, 1.0), "gewas_loss_share")
