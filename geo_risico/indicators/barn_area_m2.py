"""Barn area of an erf."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.linked import column, owners, total
from geo_risico.spatial.linked_barns import barn_footprints

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def barn_area_m2(
    locations: gpd.GeoDataFrame,
    *,
    panden: gpd.GeoDataFrame,
    verblijfsobjecten: gpd.GeoDataFrame | None = None,
    adressen: gpd.GeoDataFrame | None = None,
    kassen: gpd.GeoDataFrame | None = None,
    footprint_m2: tuple[float, float],
) -> pd.Series[float]:
    """Footprint in m2 of the barns of each erf; NaN where a large pand may or may not have a verblijfsobject.

    A barn is a standing pand within ``footprint_m2`` without verblijfsobject that is no greenhouse. Where the
    number of verblijfsobjecten is unknown, a pand without address counts as a pand without verblijfsobject (noted).
    """
    own = panden[panden["location_id"].notna()]
    footprint, notes = barn_footprints(own, adressen, kassen, footprint_m2, verblijfsobjecten)
    area = total(owners(locations, own), footprint, len(locations))
    return column(locations, area, "barn_area_m2", *notes)
