"""Distances from an erf as an analyst writes it: distance to a union, sjoin_nearest, a graph of road edges."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from shapely.geometry import LineString

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    Tables = Mapping[str, Any]

SAME_M = 1e-6
SURFACE = {"verhard": 0.0, "half verhard": 1.0, "onverhard": 2.0}


def border_distance_m(erven: gpd.GeoDataFrame, layers: Tables, settings: Tables) -> pd.Series[float]:
    """Distance to the national border, the coast left out."""
    x1, y1 = settings["coast_x1_m"], settings["coast_y1_m"]
    x2, y2 = settings["coast_x2_m"], settings["coast_y2_m"]
    pieces, land = [], []
    for ring in shapely.get_rings(shapely.get_parts(layers["landgebied"].union_all())):
        for begin, end in pairwise(ring.coords):
            piece = LineString([begin, end])
            pieces.append(piece)
            middle = piece.interpolate(0.5, normalized=True)
            if (x2 - x1) * (middle.y - y1) - (y2 - y1) * (middle.x - x1) <= 0:
                land.append(piece)
    return erven.distance(shapely.union_all(land or pieces))


def navigable_water_distance_m(
    erven: gpd.GeoDataFrame,
    layers: Tables,
    settings: Tables,  # noqa: ARG001 - every operation has the same signature
) -> pd.Series[float]:
    """Distance to the nearest vaarweg."""
    vaarwegen = layers["vaarwegen"][["geometry"]]
    joined = gpd.sjoin_nearest(erven[["geometry"]], vaarwegen, distance_col="distance")
    return joined["distance"].groupby(level=0).min().reindex(erven.index)


def motor_roads(wegen: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Roads that a motor vehicle can use."""
    open_to_cars = wegen["is_motor_accessible"] == True  # noqa: E712 - the column holds True, False and None
    likely = wegen["is_motor_accessible"].isna() & ~wegen["wegtype"].isin(["fietspad", "voetpad"])
    return wegen[open_to_cars | likely]


def access_surface_class(erven: gpd.GeoDataFrame, layers: Tables, settings: Tables) -> pd.Series[float]:
    """Surface of the nearest road; erven with several surfaces at the same distance are named in attrs."""
    roads = motor_roads(layers["wegen"])
    roads = roads[~roads["wegtype"].isin(["autosnelweg", "oprit"])].dropna(subset=["verharding"])
    joined = gpd.sjoin_nearest(
        erven[["geometry"]], roads[["verharding", "geometry"]], how="left", max_distance=settings["within_m"]
    )
    code = joined["verharding"].map(SURFACE)
    per_erf = code.fillna(-1).groupby(level=0)
    result = code.groupby(level=0).first().reindex(erven.index)
    result.attrs["ties"] = per_erf.nunique()[lambda count: count > 1].index
    return result


def road_edges(wegen: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """One row for each piece between two vertices of a road, with its nodes."""
    rows = []
    nodes: dict[tuple[float, float], int] = {}
    for geometry, kind in zip(wegen.geometry, wegen["wegtype"], strict=True):
        for line in shapely.get_parts(geometry):
            for begin, end in pairwise(line.coords):
                ends = [nodes.setdefault((round(x, 2), round(y, 2)), len(nodes)) for x, y, *_ in (begin, end)]
                rows.append((kind, *ends, LineString([begin, end])))
    edges = gpd.GeoDataFrame(rows, columns=["wegtype", "begin", "end", "geometry"], crs=wegen.crs)
    return edges.assign(length=edges.length)


def motorway_exit_distance_m(
    erven: gpd.GeoDataFrame,
    layers: Tables,
    settings: Tables,
) -> pd.Series[float]:
    """Distance over the roads to the nearest motorway exit; straight where no route exists."""
    exits = layers["opritten"].union_all()
    edges = road_edges(motor_roads(layers["wegen"]))
    from_exit = _distance_from_exits(edges, exits.buffer(settings["snap_m"]))
    access = edges[~edges["wegtype"].isin(["autosnelweg", "oprit"])]
    joined = gpd.sjoin_nearest(erven[["geometry"]], access, distance_col="to_road")
    joined["line"] = access.geometry.loc[joined["index_right"]].to_numpy()

    def route(row: pd.Series[Any]) -> float:
        along = row["line"].project(row["geometry"].representative_point())
        ways = from_exit[row["begin"]] + along, from_exit[row["end"]] + row["length"] - along
        return float(row["to_road"] + min(ways))

    routes = joined.apply(route, axis=1).groupby(level=0)
    result = routes.first().reindex(erven.index)
    spread = routes.max() - routes.min()
    lost = result.index[~np.isfinite(result)]
    result[lost] = erven.loc[lost].distance(exits)
    result.attrs["ties"] = spread[~(spread < SAME_M)].index
    return result


def _distance_from_exits(edges: gpd.GeoDataFrame, near_exit: BaseGeometry) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Shortest way from each node to a node near an exit."""
    size = int(edges[["begin", "end"]].to_numpy().max()) + 1
    once = edges.assign(low=edges[["begin", "end"]].min(axis=1), high=edges[["begin", "end"]].max(axis=1))
    once = once.drop_duplicates(["low", "high"])
    graph = coo_array((once["length"], (once["low"], once["high"])), shape=(size, size)).tocsr()
    coordinates = shapely.get_coordinates(edges.geometry).reshape(-1, 2, 2)
    sources = [
        node
        for side, name in enumerate(["begin", "end"])
        for node in edges.loc[shapely.intersects_xy(near_exit, coordinates[:, side]), name]
    ]
    return np.asarray(dijkstra(graph, directed=False, indices=np.unique(sources), min_only=True))


def greenhouse_area_m2(erven: gpd.GeoDataFrame, layers: Tables, settings: Tables) -> pd.Series[float]:
    """Area of the greenhouses near an erf; each counts for the nearest."""
    kassen = layers["kassen"][["geometry"]].assign(area_m2=layers["kassen"].area)
    near = gpd.sjoin_nearest(kassen, erven[["geometry"]].rename_axis("erf"), max_distance=settings["within_m"])
    near = near.sort_values("erf").groupby(level=0).first()
    return near.groupby("erf")["area_m2"].sum().reindex(erven.index, fill_value=0.0)


def use_type_count(erven: gpd.GeoDataFrame, layers: Tables, settings: Tables) -> pd.Series[float]:
    """Kinds of use on or near an erf."""
    places = layers["gebruikslocaties"].dropna(subset=["gebruik"])[["gebruik", "geometry"]]
    pairs = gpd.sjoin(erven[["geometry"]], places, predicate="dwithin", distance=settings["within_m"])
    return pairs["gebruik"].groupby(level=0).nunique().reindex(erven.index, fill_value=0).astype("float64")
