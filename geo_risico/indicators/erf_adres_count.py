"""Addresses on an erf."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.linked import column, in_use, owners, total

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def erf_adres_count(locations: gpd.GeoDataFrame, *, adressen: gpd.GeoDataFrame) -> pd.Series[float]:
    """Number of addresses in use on each erf."""
    used = adressen.loc[in_use(adressen), ["location_id"]]
    count = total(owners(locations, used), np.ones(len(used)), len(locations))
    return column(locations, count, "erf_adres_count")
