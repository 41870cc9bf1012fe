"""Largest barn of an erf."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.linked import column, largest, owners, total
from geo_risico.spatial.linked_barns import barn_footprints

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def largest_barn_m2(
    locations: gpd.GeoDataFrame,
    *,
    panden: gpd.GeoDataFrame,
    verblijfsobjecten: gpd.GeoDataFrame | None = None,
    adressen: gpd.GeoDataFrame | None = None,
    kassen: gpd.GeoDataFrame | None = None,
    footprint_m2: tuple[float, float],
) -> pd.Series[float]:
    """Footprint in m2 of the largest barn of each erf, 0 without barns; NaN where a large pand may be one.

    A barn is a standing pand within ``footprint_m2`` without verblijfsobject that is no greenhouse. Where the
    number of verblijfsobjecten is unknown, a pand without address counts as a pand without verblijfsobject (noted).
    """
    own = panden[panden["location_id"].notna()]
    footprint, notes = barn_footprints(own, adressen, kassen, footprint_m2, verblijfsobjecten)
    owner = owners(locations, own)
    size = largest(owner, footprint, len(locations))
    has_unknown = total(owner, np.isnan(footprint), len(locations)) > 0
    return column(locations, np.where(has_unknown, np.nan, np.nan_to_num(size)), "largest_barn_m2", *notes)
