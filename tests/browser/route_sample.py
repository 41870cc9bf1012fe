"""The sample of erven with streets that meet, so that a day route has roads to follow."""

from __future__ import annotations

import dataclasses

import geopandas as gpd
import pandas as pd
from shapely.geometry import LineString

from geo_risico.core.terms import CRS_RD
from geo_risico.governance.release import release

STEP_M = 1000


def streets(result):
    """A street every kilometre both ways, with a vertex at every crossing, and an island without any."""
    west, south, east, north = (round(side) for side in result.background["gemeenten"].total_bounds)
    columns, rows = range(west, east + 1, STEP_M), range(south, north + 1, STEP_M)
    lines = [LineString([(x, y) for y in rows]) for x in columns] + [
        LineString([(x, y) for x in columns]) for y in rows
    ]
    kinds = ["lokale weg"] * len(columns) + ["hoofdweg"] * len(rows)
    return gpd.GeoDataFrame({"wegtype": pd.Series(kinds, dtype="str")}, geometry=lines, crs=CRS_RD)


def with_streets(result):
    """The result with these streets behind every theme."""
    roads = streets(result)
    parts = [dataclasses.replace(part, background={**part.background, "wegen": roads}) for part in result.by_theme]
    return dataclasses.replace(parts[0], beside=tuple(parts[1:]))


def route_release(result):
    """Under profile partner."""
    return release(with_streets(result), version="0.1.0+proef")
