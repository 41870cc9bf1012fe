"""Neighbours with sight of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.coverage import is_outside
from geo_risico.spatial.linked import column, inhabited, shapes
from geo_risico.spatial.sheds import panden_near
from geo_risico.spatial.sight import is_blocked

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def visible_adressen_count(
    locations: gpd.GeoDataFrame,
    *,
    adressen: gpd.GeoDataFrame,
    panden: gpd.GeoDataFrame,
    known_area: gpd.GeoDataFrame | None = None,
    within_m: float,
) -> pd.Series[float]:
    """Number of inhabited addresses within 250 m of each site with a free straight line to its nearest edge.

    Addresses on the site itself do not count. Panden are in the way, except the own pand of the address; heights, trees
    and embankments are not known. NaN outside the area for which the layers were delivered.
    """
    rows, notes = inhabited(adressen)
    sites, points = shapes(locations), shapes(rows)
    site, adres = shapely.STRtree(points).query(sites, predicate="dwithin", distance=within_m)
    lines = shapely.shortest_line(points[adres], sites[site])
    far = shapely.length(lines) > 0
    site, lines = site[far], lines[far]
    ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)
    free = ~is_blocked(ends[:, 0], ends[:, 1], shapes(panden_near(sites, panden, within_m)))
    count = np.bincount(site[free], minlength=len(sites)).astype(np.float64)
    count[is_outside(locations, known_area)] = np.nan
    return column(locations, count, "visible_adressen_count", *notes)
