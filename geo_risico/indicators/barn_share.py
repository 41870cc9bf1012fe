"""Share of the buildings of an erf that are barns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.linked import column, in_stock, owners, total
from geo_risico.spatial.linked_barns import barn_footprints

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def barn_share(
    locations: gpd.GeoDataFrame,
    *,
    panden: gpd.GeoDataFrame,
    verblijfsobjecten: gpd.GeoDataFrame | None = None,
    adressen: gpd.GeoDataFrame | None = None,
    kassen: gpd.GeoDataFrame | None = None,
    footprint_m2: tuple[float, float],
) -> pd.Series[float]:
    """Share (0 to 1) of the footprint of the standing panden of each erf that is barn; NaN where barns are unknown.

    A barn is a standing pand within ``footprint_m2`` without verblijfsobject that is no greenhouse. Where the
    number of verblijfsobjecten is unknown, a pand without address counts as a pand without verblijfsobject (noted).
    """
    own = panden[panden["location_id"].notna()]
    footprint, notes = barn_footprints(own, adressen, kassen, footprint_m2, verblijfsobjecten)
    owner = owners(locations, own)
    barns = total(owner, footprint, len(locations))
    built = total(owner, np.where(in_stock(own), own.geometry.area, 0.0), len(locations))
    share = np.divide(barns, built, out=np.full(len(locations), np.nan), where=built > 0)
    return column(locations, share, "barn_share", *notes)
