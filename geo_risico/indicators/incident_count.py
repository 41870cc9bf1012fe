"""Incidents around a location, as a number of the area and never of the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.linked import centres, column
from geo_risico.spatial.schouw import counted

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def incident_count(locations: gpd.GeoDataFrame, *, schouw: pd.DataFrame, area_radius_m: float) -> pd.Series[float]:
    """Number of incidents at all locations within ``area_radius_m`` of each location, itself included.

    NaN where the schouw says nothing of any of them.
    """
    own = counted(locations, schouw, "incidenten")
    points = np.asarray(shapely.points(centres(locations)), dtype=object)
    tree = shapely.STRtree(points[~np.isnan(own)])
    place, other = tree.query(points, predicate="dwithin", distance=area_radius_m)
    known = own[~np.isnan(own)]
    total = np.bincount(place, weights=known[other], minlength=len(locations))
    seen = np.bincount(place, minlength=len(locations))
    return column(locations, np.where(seen > 0, total, np.nan), "incident_count")
