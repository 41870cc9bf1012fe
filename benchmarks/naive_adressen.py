"""Addresses around an erf as an analyst writes it: buffer and sjoin, then groupby."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from shapely.geometry import Point

    Tables = Mapping[str, Any]

OUT_OF_USE = "gevormd|niet gerealiseerd|ingetrokken|buiten gebruik|ten onrechte"
KNOWN_SHARE = 0.5
SPARE = 1.01
"""A buffer is a polygon inside the circle; one percent more holds the whole circle."""


def used(objects: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Addresses or verblijfsobjecten in use."""
    return objects[~objects["status"].str.contains(OUT_OF_USE, case=False, na=False)]


def inhabited(adressen: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Addresses in use where people live."""
    adressen = used(adressen)
    goal = adressen["gebruiksdoel"]
    return adressen[goal.isna() | goal.str.contains("woonfunctie", case=False, na=False)]


def count_around(erven: gpd.GeoDataFrame, layers: Tables, settings: Tables) -> pd.Series[float]:
    """Inhabited addresses of others within the radius, scaled up near the border."""
    radius = settings["radius_m"]
    adressen = inhabited(layers["adressen"])
    middle = erven.geometry.representative_point()
    circles = gpd.GeoDataFrame({"erf": erven.index}, geometry=middle.buffer(radius * SPARE).to_numpy(), crs=erven.crs)
    pairs = gpd.sjoin(adressen[["location_id", "geometry"]], circles, predicate="within")
    distance = pairs.geometry.distance(middle.loc[pairs["erf"]], align=False)
    pairs = pairs[(distance <= radius) & (pairs["location_id"] != pairs["erf"])]
    count = pairs.groupby("erf").size().reindex(erven.index, fill_value=0)
    circle = middle.buffer(radius)
    share = circle.intersection(layers["known_area"].union_all()).area / circle.area
    return (count / share).where(share >= KNOWN_SHARE)


def neighbour_distance_m(
    erven: gpd.GeoDataFrame,
    layers: Tables,
    settings: Tables,  # noqa: ARG001 - every operation has the same signature
) -> pd.Series[float]:
    """Distance to the nearest inhabited address of another erf; sjoin_nearest, row by row where it finds its own."""
    adressen = inhabited(layers["adressen"])[["location_id", "geometry"]]
    middle = erven.geometry.representative_point()
    places = gpd.GeoDataFrame({"erf": erven.index}, geometry=middle.to_numpy(), crs=erven.crs)
    pairs = gpd.sjoin_nearest(places, adressen, distance_col="distance")
    pairs["is_own"] = pairs["erf"] == pairs["location_id"]
    pairs = pairs.sort_values("is_own").drop_duplicates("erf").set_index("erf")

    def nearest_other(erf: str, point: Point) -> float:
        others = adressen[adressen["location_id"] != erf]
        return float(others.distance(point).min())

    own = pairs.index[pairs["is_own"]]
    distance = pairs["distance"].reindex(erven.index)
    distance[own] = [nearest_other(erf, middle[erf]) for erf in own]
    land = layers["known_area"].union_all()
    return distance.where((middle.distance(land.boundary) >= distance) & middle.within(land))


def adres_density_km2(
    erven: gpd.GeoDataFrame,
    layers: Tables,
    settings: Tables,  # noqa: ARG001
) -> pd.Series[float]:
    """Address density of the buurt in which an erf lies."""
    places = erven.set_geometry(erven.geometry.representative_point())[["geometry"]]
    joined = gpd.sjoin(places, layers["buurten"][["adres_density_km2", "geometry"]], how="left", predicate="within")
    return joined["adres_density_km2"].groupby(level=0).first().reindex(erven.index)


def erf_adres_count(
    erven: gpd.GeoDataFrame,
    layers: Tables,
    settings: Tables,  # noqa: ARG001
) -> pd.Series[float]:
    """Addresses in use on an erf."""
    return used(layers["adressen"]).groupby("location_id").size().reindex(erven.index, fill_value=0).astype("float64")
