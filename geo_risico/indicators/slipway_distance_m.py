"""Distance to a slipway."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.coverage import is_covered
from geo_risico.spatial.linked import column, shapes

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


SLIPWAY = "trailerhelling"
COMPLETE = ("TOP10NL",)
DRAWN = (SLIPWAY, "aanlegsteiger", "dukdalf", "kraan")
"""What a complete register draws in the same class as slipways."""


def slipway_distance_m(
    locations: gpd.GeoDataFrame, *, waterobjecten: gpd.GeoDataFrame, limit_m: float, covered_m: float
) -> pd.Series[float]:
    """Distance in metres from each site to the nearest slipway, at most ``limit_m``.

    Beyond ``limit_m`` the value is that limit where a complete register (TOP10NL, with a row within ``covered_m``)
    would show a slipway, and NaN elsewhere.
    """
    slipways = shapes(waterobjecten[waterobjecten["soort"].eq(SLIPWAY)])
    covered = is_covered(locations, waterobjecten[waterobjecten["soort"].isin(DRAWN)], COMPLETE, covered_m)
    distance = np.where(covered, limit_m, np.nan)
    (site, _), metres = shapely.STRtree(slipways).query_nearest(
        shapes(locations), max_distance=limit_m, return_distance=True, all_matches=False
    )
    distance[site] = metres
    return column(locations, distance, "slipway_distance_m")
