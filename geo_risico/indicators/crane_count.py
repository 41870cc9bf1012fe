"""Cranes at a location at the water."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.coverage import is_covered, is_near
from geo_risico.spatial.linked import column
from geo_risico.spatial.registered import object_counts

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

CRANES = ("kraan",)
COMPLETE = ("TOP10NL",)


def crane_count(
    locations: gpd.GeoDataFrame, *, waterobjecten: gpd.GeoDataFrame, known_m: tuple[float, float]
) -> pd.Series[float]:
    """Number of cranes at each location.

    NaN where nothing shows that cranes were registered: no crane within the first distance in metres of ``known_m``
    and no object of a complete register (TOP10NL) within the second.
    """
    cranes = waterobjecten[waterobjecten["soort"].isin(CRANES)]
    count = object_counts(locations, waterobjecten, CRANES)
    known = is_near(locations, cranes, known_m[0]) | is_covered(locations, waterobjecten, COMPLETE, known_m[1])
    return column(locations, np.where(known, count, np.nan), "crane_count")
