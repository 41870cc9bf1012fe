"""Distance to the bebouwde kom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.linked import column, shapes

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def kom_distance_m(locations: gpd.GeoDataFrame, *, plaatsen: gpd.GeoDataFrame) -> pd.Series[float]:
    """Distance in metres from each terrein to the bebouwde kom, 0 for one in it; NaN where no kom is known."""
    kom = shapes(plaatsen[plaatsen["is_bebouwde_kom"].isin([True])])
    result = np.full(len(locations), np.nan)
    if len(kom):
        (place, _), distance = shapely.STRtree(kom).query_nearest(
            shapes(locations), return_distance=True, all_matches=False
        )
        result[place] = distance
    return column(locations, result, "kom_distance_m")
