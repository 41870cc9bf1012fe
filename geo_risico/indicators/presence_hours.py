"""Hours that somebody is present."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.linked import column, shapes
from geo_risico.spatial.schouw import counted

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

NOTE = "Waar de schouw niets zegt over aanwezigheid tellen de bedieningsuren van de dichtstbijzijnde sluis binnen {} m."


def presence_hours(
    locations: gpd.GeoDataFrame,
    *,
    schouw: pd.DataFrame | None = None,
    sluizen: gpd.GeoDataFrame | None = None,
    lock_distance_m: float,
) -> pd.Series[float]:
    """Hours per week that somebody is present at each location by the last schouw, else at the nearest lock.

    A lock counts within ``lock_distance_m``, if its hours are known (noted). NaN where neither says anything.
    """
    size = len(locations)
    seen = np.full(size, np.nan) if schouw is None else counted(locations, schouw, "aanwezigheid_uren_week")
    if sluizen is None:
        return column(locations, seen, "presence_hours")
    served = sluizen[sluizen["bediening_uren_week"].notna()].sort_values("bediening_uren_week", kind="stable")
    tree = shapely.STRtree(shapes(served))
    place, lock = tree.query_nearest(shapes(locations), max_distance=lock_distance_m, all_matches=True)
    hours = np.full(size, np.nan)
    np.fmax.at(hours, place, served["bediening_uren_week"].to_numpy(dtype=np.float64)[lock])
    used = np.isnan(seen) & ~np.isnan(hours)
    notes = (NOTE.format(f"{lock_distance_m:,.0f}".replace(",", ".")),) if used.any() else ()
    return column(locations, np.where(used, hours, seen), "presence_hours", *notes)
