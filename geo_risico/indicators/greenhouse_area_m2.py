"""Greenhouses of an erf."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.linked import column, shapes

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def greenhouse_area_m2(locations: gpd.GeoDataFrame, *, kassen: gpd.GeoDataFrame, within_m: float) -> pd.Series[float]:
    """Area in m2 of the greenhouses on or within ``within_m`` of each erf; each greenhouse counts for its nearest."""
    area = np.zeros(len(locations))
    if len(locations) and len(kassen):
        by_name = np.argsort(locations.index.to_numpy())
        erven = shapes(locations)[by_name]
        glass = shapes(kassen)
        kas, erf = shapely.STRtree(erven).query_nearest(glass, max_distance=within_m, all_matches=True)
        order = np.lexsort((erf, kas))
        kas, first = np.unique(kas[order], return_index=True)
        np.add.at(area, by_name[erf[order][first]], shapely.area(glass[kas]))
    return column(locations, area, "greenhouse_area_m2")
