"""Locks between a location and the sea."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.linked import column, merged, shapes
from geo_risico.spatial.locks import lock_counts, locks_on_network
from geo_risico.spatial.named_places import REACH_M, aimed_at, named_places
from geo_risico.spatial.sailing import sailing_tree, waterway_access

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo_risico.spatial.sailing import WaterwayAccess

MARGIN_M = 5_000.0
"""The way may run this far outside the outline of the known area: outlines are coarse and rivers are borders."""


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
    network = access.network
    points, _ = named_places(sea_entrances)
    targets, notes = aimed_at(network, points)
    tree = sailing_tree(network, targets)
    known = np.ones(len(network.nodes), dtype=bool)
    if known_area is not None and len(known_area):
        area = shapely.buffer(merged(known_area)[0], MARGIN_M)
        known = np.asarray(shapely.contains_xy(area, network.nodes), dtype=bool)
    locks = locks_on_network(network, shapes(sluizen))
    values = lock_counts(network, tree, locks, access.berths.within(REACH_M), known)
    return column(locations, values, "lock_count", *network.notes, *notes)
