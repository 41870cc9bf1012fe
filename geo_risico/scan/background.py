"""Open layers behind the locations, cut to the window and simplified, so that a map needs no server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from geo_risico.core.terms import CRS_RD
from geo_risico.scan.extent import outside_area, scanned_gemeenten
from geo_risico.spatial.connected import simplify_connected

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo_risico.core.results import Layers, Locations
    from geo_risico.core.source_specs import AreaSpec

TOLERANCE_M = 3.0
MARGIN_M = 1000.0
BUILDING_TOLERANCE_M = 0.5
MOST_BUILDINGS = 60_000
SMALLEST_WATER_M2 = 2000.0
SMALL_COUNT = 60
COARSE_TOLERANCE_M = 60.0
ROADS = ("autosnelweg", "oprit", "hoofdweg", "regionale weg", "lokale weg", "straat")
CLOSED = "fietspad"
"""A road that no motor vehicle may enter is drawn as a path, and the day route does not take it."""


def draw_background(layers: Layers, area: AreaSpec) -> dict[str, gpd.GeoDataFrame]:
    """Gemeenten, water, vaarwegen, wegen and place names of the scanned area, EPSG:28992; roads that meet stay so.

    A restricted layer is never part of the background.
    """
    scanned = scanned_gemeenten(layers, area)
    many = len(scanned) > SMALL_COUNT
    tolerance = COARSE_TOLERANCE_M if many else TOLERANCE_M
    named = gpd.GeoDataFrame({"naam": scanned["gemeente"]}, geometry=scanned.geometry, crs=CRS_RD)
    result = {"gemeenten": _lean(named, tolerance)}
    open_layers = {name: rows for name, rows in layers.frames.items() if layers.access(name) == "open"}
    window = _window(scanned)
    result |= _vaarwegen(open_layers, window, tolerance)
    if many:
        return result
    unseen = outside_area(layers, scanned.geometry)
    if unseen is not None:
        result["geen_gegevens"] = unseen
    result |= _water(open_layers, window)
    result |= _roads(open_layers, window)
    if "plaatsen" in open_layers:
        places = open_layers["plaatsen"][["plaats", "geometry"]].rename(columns={"plaats": "naam"})
        result["plaatsen"] = _lean(_inside(places, window), TOLERANCE_M)
    return result


def theme_background(layers: Layers, locations: Locations, area: AreaSpec) -> dict[str, gpd.GeoDataFrame]:
    """Panden of the locations and the bebouwde kom that made them, EPSG:28992; nothing where a scan is too large."""
    scanned = scanned_gemeenten(layers, area)
    if len(scanned) > SMALL_COUNT:
        return {}
    open_layers = {name: rows for name, rows in layers.frames.items() if layers.access(name) == "open"}
    result = _buildings(open_layers, locations)
    if locations.bebouwde_kom is not None:
        kom = gpd.GeoDataFrame(geometry=locations.bebouwde_kom, crs=CRS_RD)
        result["bebouwde_kom"] = _lean(_inside(kom, _window(scanned)), TOLERANCE_M)
    return result


def _window(scanned: gpd.GeoDataFrame) -> shapely.Geometry:
    minx, miny, maxx, maxy = scanned.total_bounds
    return shapely.box(minx - MARGIN_M, miny - MARGIN_M, maxx + MARGIN_M, maxy + MARGIN_M)


def _vaarwegen(
    layers: Mapping[str, pd.DataFrame], window: shapely.Geometry, tolerance: float
) -> dict[str, gpd.GeoDataFrame]:
    if "vaarwegen" not in layers:
        return {}
    rows = layers["vaarwegen"][["vaarweg", "geometry"]].rename(columns={"vaarweg": "naam"})
    return {"vaarwegen": _lean(_inside(rows, window), tolerance)}


def _water(layers: Mapping[str, pd.DataFrame], window: shapely.Geometry) -> dict[str, gpd.GeoDataFrame]:
    if "waterdelen" not in layers:
        return {}
    water = _inside(layers["waterdelen"][["naam", "geometry"]], window)
    large = water[(water.geometry.area >= SMALLEST_WATER_M2) & water.geom_type.isin(["Polygon", "MultiPolygon"])]
    return {"water": _lean(large, TOLERANCE_M)}


def _roads(layers: Mapping[str, pd.DataFrame], window: shapely.Geometry) -> dict[str, gpd.GeoDataFrame]:
    if "wegen" not in layers:
        return {}
    roads = layers["wegen"]
    roads = _inside(roads[roads["wegtype"].isin(ROADS)], window)
    closed = roads["is_motor_accessible"].eq(other=False).fillna(value=False).astype(bool)
    roads = roads.assign(wegtype=roads["wegtype"].mask(closed, CLOSED))[["wegtype", "straat", "geometry"]]
    lines = simplify_connected(np.asarray(roads.geometry.array, dtype=object), TOLERANCE_M)
    return {"wegen": roads.rename(columns={"straat": "naam"}).assign(geometry=lines).reset_index(drop=True)}


def _buildings(layers: Mapping[str, pd.DataFrame], locations: Locations) -> dict[str, gpd.GeoDataFrame]:
    """Panden of the locations themselves; none where there are too many for one file."""
    if "panden" not in layers or "panden" not in locations.links:
        return {}
    owner = locations.links["panden"]
    rows = owner.index[owner.isin(locations.frame.index)]
    if len(rows) > MOST_BUILDINGS:
        return {}
    panden = gpd.GeoDataFrame(layers["panden"].loc[rows, ["geometry"]], geometry="geometry", crs=CRS_RD)
    return {"panden": _lean(panden, BUILDING_TOLERANCE_M)}


def _inside(frame: pd.DataFrame, window: shapely.Geometry) -> gpd.GeoDataFrame:
    rows = gpd.GeoDataFrame(frame, geometry="geometry", crs=CRS_RD)
    return rows.iloc[np.sort(rows.sindex.query(window, predicate="intersects"))]


def _lean(frame: gpd.GeoDataFrame, tolerance: float) -> gpd.GeoDataFrame:
    simple = frame.geometry.simplify(tolerance)
    return frame.assign(geometry=simple)[~simple.is_empty].reset_index(drop=True)
