"""Waterways of a gemeente."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.linked import column, ratio, shapes
from geo_risico.spatial.nearest import as_lines, segments

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def vaarweg_density_m_km2(locations: gpd.GeoDataFrame, *, vaarwegen: gpd.GeoDataFrame) -> pd.Series[float]:
    """Length in metres of the waterways inside each gemeente per km2 of its land; NaN where the land is unknown."""
    areas = shapes(locations)
    pieces = as_lines(segments(shapes(vaarwegen))[0])
    area, piece = shapely.STRtree(pieces).query(areas, predicate="intersects")
    inside = shapely.length(shapely.intersection(pieces[piece], areas[area]))
    length = np.bincount(area, weights=inside, minlength=len(locations))
    return column(locations, ratio(length, locations["area_m2"].to_numpy() / 1e6), "vaarweg_density_m_km2")
