"""Agricultural use that disappeared around an erf."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.linked import centres, column, shapes
from geo_risico.spatial.overlap import disc_area_m2, disc_pairs_m2, without

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
        erf, field, declared_m2 = disc_pairs_m2(middle, radius_m, first)
        declared = np.bincount(erf, weights=declared_m2, minlength=len(locations))
        lost = disc_area_m2(middle, radius_m, without(first[np.unique(field)], last))
        np.divide(lost, declared, out=result, where=declared > 0)
    return column(locations, np.clip(result, 0.0, 1.0), "gewas_loss_share")
