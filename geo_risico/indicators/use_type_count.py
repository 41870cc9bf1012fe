"""Kinds of use on an erf."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.linked import column, shapes

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def use_type_count(
    locations: gpd.GeoDataFrame, *, gebruikslocaties: gpd.GeoDataFrame, within_m: float
) -> pd.Series[float]:
    """Number of different kinds of use (manege, opslag...) on or within ``within_m`` of each erf."""
    known = gebruikslocaties[gebruikslocaties["gebruik"].notna()]
    kinds, kind = np.unique(known["gebruik"].to_numpy(dtype=str), return_inverse=True)
    tree = shapely.STRtree(shapes(known))
    erven = shapes(locations)
    erf, use = tree.query(erven, predicate="dwithin", distance=within_m)
    pairs = np.unique(erf * max(len(kinds), 1) + kind[use])
    count = np.bincount(pairs // max(len(kinds), 1), minlength=len(locations))
    return column(locations, count, "use_type_count")
