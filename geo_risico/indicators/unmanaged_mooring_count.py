"""Moorings outside any harbour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.coverage import is_covered, is_near
from geo_risico.spatial.linked import column, owners, shapes
from geo_risico.spatial.registered import most_in_one_register

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


MOORINGS = ("aanlegsteiger", "dukdalf", "meerplaats")
DRAWN = (*MOORINGS, "trailerhelling", "kraan")
"""What a complete register draws in the same class as moorings."""
LOOSE = ("losse steiger", "passantensteiger")
COMPLETE = ("TOP10NL", "BGT")


def unmanaged_mooring_count(
    locations: gpd.GeoDataFrame, *, waterobjecten: gpd.GeoDataFrame, within_m: float, covered_m: float
) -> pd.Series[float]:
    """Number of piers, dolphins and moorings outside any harbour within ``within_m`` of each site.

    Outside any harbour are those of a losse steiger or passantensteiger and those of no location at all, unless they
    lie in a harbour. One that two registers know counts once: the register that knows most decides. NaN where nothing
    shows that moorings were registered: none at all, in a harbour or not, within ``within_m`` and no row of a complete
    register (TOP10NL, BGT) within ``covered_m``.
    """
    moorings = waterobjecten[waterobjecten["soort"].isin(MOORINGS)]
    drawn = waterobjecten[waterobjecten["soort"].isin(DRAWN)]
    owner = owners(locations, moorings)
    harbour = ~locations["kind"].isin(LOOSE).to_numpy()
    sites = shapes(locations)
    loose = moorings["location_id"].isna().to_numpy() | ((owner >= 0) & ~np.append(harbour, [True])[owner])
    loose[shapely.STRtree(shapes(moorings)).query(sites[harbour], predicate="intersects")[1]] = False
    free = shapes(moorings)[loose]
    site, mooring = shapely.STRtree(free).query(sites, predicate="dwithin", distance=within_m)
    count = most_in_one_register(site, moorings["register"][loose].iloc[mooring], len(sites))
    known = is_near(locations, moorings, within_m) | is_covered(locations, drawn, COMPLETE, covered_m)
    return column(locations, np.where(known, count, np.nan), "unmanaged_mooring_count")
