"""Storage for rent on a terrein."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.linked import column, shapes

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def storage_unit_count(
    locations: gpd.GeoDataFrame, *, gebruikslocaties: gpd.GeoDataFrame, within_m: float, storage_uses: tuple[str, ...]
) -> pd.Series[float]:
    """Places with storage or parking of goods for rent on or within ``within_m`` of each terrein.

    0 where the map shows other uses on the terrein; NaN where it shows none, for then nobody may have mapped it.
    """
    known = gebruikslocaties[gebruikslocaties["gebruik"].notna()]
    place, use = shapely.STRtree(shapes(known)).query(shapes(locations), predicate="dwithin", distance=within_m)
    is_storage = known["gebruik"].isin(storage_uses).to_numpy(dtype=bool)
    mapped = np.bincount(place, minlength=len(locations))
    count = np.bincount(place, weights=is_storage[use], minlength=len(locations))
    return column(locations, np.where(mapped > 0, count, np.nan), "storage_unit_count")
