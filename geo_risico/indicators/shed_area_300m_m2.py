"""Sheds around a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.coverage import is_outside
from geo_risico.spatial.linked import column, shapes
from geo_risico.spatial.sheds import shed_area_near_m2

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def shed_area_300m_m2(
    locations: gpd.GeoDataFrame,
    *,
    panden: gpd.GeoDataFrame,
    adressen: gpd.GeoDataFrame | None = None,
    known_area: gpd.GeoDataFrame | None = None,
    footprint_m2: tuple[float, float],
    within_m: float,
) -> pd.Series[float]:
    """Footprint in m2 of the sheds and halls within 300 m of each site, those on it included.

    NaN where one of them is unknown and outside the area for which the panden were delivered. What a shed is:
    `geo_risico.spatial.sheds.shed_footprints`.
    """
    area, notes = shed_area_near_m2(shapes(locations), panden, adressen, footprint_m2, within_m)
    area[is_outside(locations, known_area)] = np.nan
    return column(locations, area, "shed_area_300m_m2", *notes)
