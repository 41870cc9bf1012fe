"""Berths of a location at the water."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.linked import column
from geo_risico.spatial.registered import object_counts, place_counts, total_places

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

HARBOURS = ("zeehaven", "binnenhaven", "jachthaven")
BERTHS = ("ligplaats", "woonboot", "meerplaats")


def berth_count(locations: gpd.GeoDataFrame, *, waterobjecten: gpd.GeoDataFrame) -> pd.Series[float]:
    """Number of berths of each location, for long and short stay together.

    The number that a register gives counts, and outside harbours the berths and houseboats that were registered one by
    one. NaN where neither is there, and for a harbour of which only single berths are known: it has more.
    """
    counted = np.where(locations["kind"].isin(HARBOURS), 0.0, object_counts(locations, waterobjecten, BERTHS))
    places = total_places(*place_counts(locations, waterobjecten))
    known = np.fmax(places, counted)
    return column(locations, np.where(known > 0, known, np.nan), "berth_count")
