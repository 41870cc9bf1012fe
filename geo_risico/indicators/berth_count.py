"""Berths of a location at the water."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.linked import column
from geo_risico.spatial.registered import object_counts, place_counts, total_places

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

BERTHS = ("ligplaats", "woonboot", "meerplaats")


def berth_count(locations: gpd.GeoDataFrame, *, waterobjecten: gpd.GeoDataFrame) -> pd.Series[float]:
    """Number of berths of each location, for long and short stay together.

    The number that a register gives counts, and where none does the berths and houseboats that were registered one by
    one. NaN where neither is there: a harbour without registered berths still has some.
    """
    counted = object_counts(locations, waterobjecten, BERTHS)
    places = total_places(*place_counts(locations, waterobjecten))
    known = np.where(np.isnan(places), counted, np.maximum(places, counted))
    return column(locations, np.where(known > 0, known, np.nan), "berth_count")
