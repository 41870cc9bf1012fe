"""Screening around an erf."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.linked import column, shapes
from geo_risico.spatial.overlap import as_polygons, covered_m2, flattened

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def screening_share(
    locations: gpd.GeoDataFrame, *, beplanting: gpd.GeoDataFrame, ring_m: float, line_width_m: float
) -> pd.Series[float]:
    """Share (0 to 1) of the ring of ``ring_m`` around each erf that lies under trees or hedges.

    Lines are widened to ``line_width_m``; where plantings overlap they count once.
    """
    erven = shapes(locations)
    around = shapely.buffer(erven, ring_m, quad_segs=8)
    cover = as_polygons(shapes(beplanting), line_width_m)
    near, _ = shapely.STRtree(around).query(cover)
    pieces = flattened(cover[np.unique(near)])
    green = covered_m2(around, pieces) - covered_m2(erven, pieces)
    share = green / (shapely.area(around) - shapely.area(erven))
    return column(locations, np.clip(share, 0.0, 1.0), "screening_share")
