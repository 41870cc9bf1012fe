"""How much of a park is for living."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.linked import column, in_use, owners, ratio, total

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def resident_share(
    locations: gpd.GeoDataFrame,
    *,
    verblijfsobjecten: gpd.GeoDataFrame,
    standplaatsen: gpd.GeoDataFrame | None = None,
) -> pd.Series[float]:
    """Share (0 to 1) of the addressed objects on each park that is a standplaats or has a woonfunctie.

    The others have a logiesfunctie; objects with another or an unknown gebruiksdoel do not count. NaN where nothing
    counts.
    """
    used = verblijfsobjecten[in_use(verblijfsobjecten)]
    goal = used["gebruiksdoel"].astype("str")
    lives = goal.str.contains("woonfunctie", case=False, na=False).to_numpy(dtype=bool)
    stays = goal.str.contains("logiesfunctie", case=False, na=False).to_numpy(dtype=bool)
    owner, size = owners(locations, used), len(locations)
    home, all_objects = total(owner, lives, size), total(owner, lives | stays, size)
    if standplaatsen is not None:
        places = standplaatsen[in_use(standplaatsen)]
        stands = total(owners(locations, places), np.ones(len(places)), size)
        home, all_objects = home + stands, all_objects + stands
    return column(locations, ratio(home, all_objects), "resident_share")
