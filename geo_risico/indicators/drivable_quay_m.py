"""Quay that a van can reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.along import near_length_m
from geo_risico.spatial.coverage import is_delivered, is_near
from geo_risico.spatial.linked import column
from geo_risico.spatial.quay import motor_roads, quay

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


OSM = "OSM-"
OSM_M = 250.0
"""Without any road or path this near OpenStreetMap did not draw the roads here."""


def drivable_quay_m(
    locations: gpd.GeoDataFrame,
    *,
    wegen: gpd.GeoDataFrame,
    waterdelen: gpd.GeoDataFrame | None = None,
    waterobjecten: gpd.GeoDataFrame | None = None,
    within_m: float,
    water_m: tuple[float, float, float],
) -> pd.Series[float]:
    """Length in metres of the water's edge of each site that lies within ``within_m`` of a road for motor vehicles.

    The water's edge is the outline of the water (at least as wide as the third of ``water_m``) within the first
    distance of the site, or within the second when it has none there. Without water the lines of the own waterobjecten
    (pier, quay, harbour) stand in (noted). NaN without any edge, and where no roads were delivered: no road of a
    register around, and none of OpenStreetMap near.
    """
    edge, notes = quay(locations, waterdelen, waterobjecten, water_m[:2], water_m[2])
    roads = motor_roads(wegen, edge, within_m)
    length = edge.total_m(len(locations), near_length_m(edge.pieces, roads, within_m))
    complete = wegen[~wegen["weg_id"].astype("str").str.startswith(OSM, na=False)]
    drawn = is_delivered(locations, complete) | is_near(locations, wegen, OSM_M)
    known = drawn & (edge.total_m(len(locations)) > 0)
    return column(locations, np.where(known, length, np.nan), "drivable_quay_m", *notes)
