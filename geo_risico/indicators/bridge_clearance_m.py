"""Height below the lowest bridge between a location and the sea."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.bridges import bridge_numbers, clearance_by_bridge_m
from geo_risico.spatial.linked import column, shapes
from geo_risico.spatial.passages import passed_on_way
from geo_risico.spatial.sailing import waterway_access

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo_risico.spatial.sailing import WaterwayAccess


def bridge_clearance_m(
    locations: gpd.GeoDataFrame,
    *,
    bruggen: gpd.GeoDataFrame,
    vaarwegen: gpd.GeoDataFrame,
    waterway_network: WaterwayAccess | None = None,
    known_area: gpd.GeoDataFrame | None = None,
    sea_entrances: tuple[str, ...],
) -> pd.Series[float]:
    """Metres below the lowest bridge on the shortest way over the vaarwegen to the nearest of ``sea_entrances``.

    A bridge that opens sets no limit, unless its height when open is known. NaN where no bridge on the way sets a
    known limit, where no vaarwegvak is near, where no way leads to sea, and where the way leaves the area for which
    bruggen were delivered: bridges there are unknown, not absent.
    """
    access = waterway_access(locations, vaarwegen) if waterway_network is None else waterway_network
    number = bridge_numbers(bruggen)
    passed, notes = passed_on_way(access, sea_entrances, shapes(bruggen), number, known_area)
    fits = clearance_by_bridge_m(bruggen, number)
    limits = [np.nan if way is None else np.nanmin([np.inf, *fits[sorted(way)]]) for way in passed]
    values = np.asarray(limits, dtype=np.float64)
    return column(locations, np.where(np.isinf(values), np.nan, values), "bridge_clearance_m", *notes)
