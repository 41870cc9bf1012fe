"""Sheds on the quay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.coverage import is_delivered
from geo_risico.spatial.linked import column, shapes
from geo_risico.spatial.quay import quay
from geo_risico.spatial.sheds import shed_area_near_m2

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


NO_EDGE = "Voor {count} locaties zonder bekende oever tellen de loodsen rond de hele locatie."


def quay_shed_area_m2(
    locations: gpd.GeoDataFrame,
    *,
    panden: gpd.GeoDataFrame,
    adressen: gpd.GeoDataFrame | None = None,
    waterdelen: gpd.GeoDataFrame | None = None,
    footprint_m2: tuple[float, float],
    quay_m: tuple[float, float, float, float],
) -> pd.Series[float]:
    """Footprint in m2 of the sheds and halls within 50 m of the water's edge of each site.

    NaN where one is unknown and where no panden were delivered. A site without edge counts the sheds around itself
    (noted). What a shed is: `geo_risico.spatial.sheds.shed_footprints`. ``quay_m``: the distance from the edge; the
    reach around the site within which the water's edge is its own; the reach for a site without any such edge; the
    smallest width of the water.
    """
    edge, _ = quay(locations, waterdelen, None, quay_m[1:3], quay_m[3])
    lines = edge.lines(len(locations))
    bare = shapely.is_empty(lines)
    places = np.where(bare, shapes(locations), lines)
    area, notes = shed_area_near_m2(places, panden, adressen, footprint_m2, quay_m[0])
    if bare.any():
        notes = (*notes, NO_EDGE.format(count=int(bare.sum())))
    area[~is_delivered(locations, panden)] = np.nan
    return column(locations, area, "quay_shed_area_m2", *notes)
