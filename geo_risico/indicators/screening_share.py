"""Screening around an erf."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.linked import column, shapes
from geo_risico.spatial.overlap import as_polygons, flattened, ring_share

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def screening_share(
    locations: gpd.GeoDataFrame, *, beplanting: gpd.GeoDataFrame, ring_m: float, line_width_m: float
) -> pd.Series[float]:
    """Share (0 to 1) of the ring of ``ring_m`` around each erf that lies under trees or hedges.

    Lines are widened to ``line_width_m``; where plantings overlap they count once.
    """
    share = np.zeros(len(locations))
    cover = as_polygons(shapes(beplanting), line_width_m)
    near, erf = shapely.STRtree(shapes(locations)).query(cover, predicate="dwithin", distance=ring_m)
    rows = np.unique(erf)
    share[rows] = ring_share(shapes(locations)[rows], ring_m, flattened(cover[np.unique(near)]))
    return column(locations, share, "screening_share")
