"""Which areas of now hold the ground of one of then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    import geopandas as gpd

LEAST: Final = 0.01
"""Smallest share that counts: less is the difference between two ways of drawing the same border."""


def area_shares(old: shapely.Geometry, areas: gpd.GeoSeries, least: float = LEAST) -> pd.Series:
    """Share of the old area in each of the areas that holds at least the least share of it, largest first.

    Parameters
    ----------
    old
        Outline of then, in metres (EPSG:28992).
    areas
        Outlines of now in the same coordinates; the index names them.
    least
        Smallest share that counts, 0 to 1.
    """
    whole = shapely.make_valid(old)
    size = shapely.area(whole)
    if not size:
        return pd.Series(dtype=float)
    near = areas.iloc[np.unique(areas.sindex.query(whole, predicate="intersects"))]
    parts = shapely.area(shapely.intersection(shapely.make_valid(np.asarray(near.array)), whole)) / size
    shares = pd.Series(parts, index=near.index).groupby(level=0).sum()
    return shares[shares >= least].sort_values(ascending=False, kind="stable")
