"""Displacement: how near by water a location lies to ports where supervision was tightened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.linked import column
from geo_risico.spatial.named_places import aimed_at, named_places
from geo_risico.spatial.sailing import sailing_distance_m, sailing_tree, waterway_access

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo_risico.spatial.sailing import WaterwayAccess


def displacement_gravity(
    locations: gpd.GeoDataFrame,
    *,
    vaarwegen: gpd.GeoDataFrame,
    waterway_network: WaterwayAccess | None = None,
    hardened_ports: tuple[str, ...],
    halving_m: float,
    reach_m: float,
) -> pd.Series[float]:
    """Sum over the hardened ports of weight times 0.5 ** (sailing distance / ``halving_m``), without unit.

    A port without a way adds nothing; NaN where no vaarwegvak lies within ``reach_m`` or no port can be reached.
    """
    access = waterway_access(locations, vaarwegen) if waterway_network is None else waterway_network
    points, weights = named_places(hardened_ports)
    berths = access.berths.within(reach_m)
    total = np.full(len(locations), np.nan)
    notes: tuple[str, ...] = access.network.notes
    all_targets, far = aimed_at(access.network, points)
    for k, weight in enumerate(weights):
        tree = sailing_tree(access.network, all_targets.only(k))
        distance = sailing_distance_m(access.network, berths, tree)
        pull = weight * 0.5 ** (distance / halving_m)
        total = np.where(np.isnan(pull), total, np.nan_to_num(total) + pull)
    return column(locations, total, "displacement_gravity", *notes, *far)
