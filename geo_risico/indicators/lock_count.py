"""Locks between a location and the sea."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.linked import column, shapes
from geo_risico.spatial.passages import near_pairs, numbered, passed_on_way
from geo_risico.spatial.sailing import waterway_access

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo_risico.spatial.sailing import WaterwayAccess

MERGE_M = 300.0
"""Points of locks this near to each other (gates, chambers) are one lock."""


def lock_count(
    locations: gpd.GeoDataFrame,
    *,
    sluizen: gpd.GeoDataFrame,
    vaarwegen: gpd.GeoDataFrame,
    waterway_network: WaterwayAccess | None = None,
    known_area: gpd.GeoDataFrame | None = None,
    sea_entrances: tuple[str, ...],
) -> pd.Series[float]:
    """Number of locks on the shortest way over the vaarwegen to the nearest of ``sea_entrances``.

    Gates and chambers near each other are one lock. NaN where no vaarwegvak is near, where no way leads to sea, and
    where the way leaves the area for which sluizen were delivered: locks there are unknown, not absent.
    """
    access = waterway_access(locations, vaarwegen) if waterway_network is None else waterway_network
    points = shapes(sluizen)
    number = numbered(len(points), near_pairs(points, MERGE_M))
    passed, notes = passed_on_way(access, sea_entrances, points, number, known_area)
    values = np.asarray([np.nan if way is None else len(way) for way in passed], dtype=np.float64)
    return column(locations, values, "lock_count", *notes)
