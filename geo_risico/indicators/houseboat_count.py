"""Houseboats and berths with an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.coverage import is_covered, is_outside
from geo_risico.spatial.linked import column
from geo_risico.spatial.registered import object_counts

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

HOUSEBOATS = ("ligplaats", "woonboot")
COMPLETE = ("BAG",)


def houseboat_count(
    locations: gpd.GeoDataFrame,
    *,
    waterobjecten: gpd.GeoDataFrame,
    known_area: gpd.GeoDataFrame | None = None,
    within_m: float,
) -> pd.Series[float]:
    """Number of houseboats and berths with an address at each location.

    Zero only within ``within_m`` of a berth of the BAG, which holds every berth with an address; NaN where only
    OpenStreetMap could know of a houseboat and has none.
    """
    count = object_counts(locations, waterobjecten, HOUSEBOATS)
    covered = is_covered(locations, waterobjecten, COMPLETE, within_m) & ~is_outside(locations, known_area)
    return column(locations, np.where((count > 0) | covered, count, np.nan), "houseboat_count")
