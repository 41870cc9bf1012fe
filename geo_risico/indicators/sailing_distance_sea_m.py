"""Sailing distance to the sea."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.linked import column
from geo_risico.spatial.named_places import sailing_to_nearest_m

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo_risico.spatial.sailing import WaterwayAccess


def sailing_distance_sea_m(
    locations: gpd.GeoDataFrame,
    *,
    vaarwegen: gpd.GeoDataFrame,
    waterway_network: WaterwayAccess | None = None,
    sea_entrances: tuple[str, ...],
    reach_m: float,
) -> pd.Series[float]:
    """Metres over the vaarwegen from each location to the nearest sea entrance (``sea_entrances``).

    NaN where no vaarwegvak lies within ``reach_m`` or where no way leads there. Locks count as open.
    """
    values, notes = sailing_to_nearest_m(locations, vaarwegen, waterway_network, sea_entrances, reach_m)
    return column(locations, values, "sailing_distance_sea_m", *notes)
