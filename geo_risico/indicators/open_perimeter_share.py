"""Open land side of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.along import near_length_m
from geo_risico.spatial.coverage import is_covered, is_near
from geo_risico.spatial.linked import column, ratio, shapes
from geo_risico.spatial.nearest import segments
from geo_risico.spatial.perimeter import land_side, water_shapes

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


FENCES = ("hek", "haag", "muur")
COMPLETE = ("TOP10NL", "BGT")
NO_WATER = "Zonder waterdelen telt de hele omtrek als landzijde."


def open_perimeter_share(
    locations: gpd.GeoDataFrame,
    *,
    hekken: gpd.GeoDataFrame,
    waterdelen: gpd.GeoDataFrame | None = None,
    fence_m: tuple[float, float],
    water_m: tuple[float, float],
    known_m: tuple[float, float],
) -> pd.Series[float]:
    """Share (0 to 1) of the land side of the perimeter of each site that has no fence, hedge or wall along it.

    The land side is the perimeter with land on its outer side, looked for the first distance of ``water_m`` outward;
    the second is the smallest width of water. A fence counts for the stretch within the first distance of ``fence_m``,
    or the second where the site is the water of a basin and the fence stands back from its shore. NaN for a site
    without land side, and where nothing shows that fences were registered: no fence within the first distance of
    ``known_m`` and no row of a complete register (TOP10NL, BGT) within the second.
    """
    sites = shapes(locations)
    edge, is_basin = land_side(sites, water_shapes(waterdelen, water_m[1]), water_m[0])
    fences = hekken[hekken["soort"].isin(FENCES)]
    lines, _ = segments(shapes(fences))
    near, back = (near_length_m(edge.pieces, lines, metres) for metres in fence_m)
    fenced = np.where(is_basin, back, near)
    share = 1.0 - ratio(edge.total_m(len(sites), fenced), edge.total_m(len(sites)))
    known = is_near(locations, fences, known_m[0]) | is_covered(locations, hekken, COMPLETE, known_m[1])
    notes = (NO_WATER,) if waterdelen is None else ()
    return column(locations, np.where(known, np.clip(share, 0.0, 1.0), np.nan), "open_perimeter_share", *notes)
