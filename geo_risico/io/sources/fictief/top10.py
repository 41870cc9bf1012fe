"""TOP10NL: places, roads, buildings and functional areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from geo_risico.io.sources.fictief.attributes import GONE, Stock
from geo_risico.io.sources.fictief.fixtures import functional_areas
from geo_risico.io.sources.fictief.frames import Land, Lot, Role
from geo_risico.io.sources.fictief.geometry import Floats, Geometries, Ints, as_points, polygons
from geo_risico.io.sources.fictief.landscape import Block, Edge
from geo_risico.io.sources.fictief.moorings import stand_site
from geo_risico.io.sources.fictief.names import place_names, street_names
from geo_risico.io.sources.fictief.roads import MOTORWAY, OFF_RAMP, ON_RAMP
from geo_risico.io.sources.fictief.usage import special_lots
from geo_risico.io.sources.fictief.waters import lokaal_ids

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.world import World

CRS = "EPSG:28992"
HAMLET_RADIUS_M = 480.0
SMALLEST_ON_MAP_M2, LARGE_BARN_M2, RESERVE_M2 = 9.0, 400.0, 40_000.0
UNPAVED_CLASSES = {Edge.HALF_PAVED: "half verhard", Edge.UNPAVED: "onverhard"}
GONE_ON_MAP = (*GONE, "Bouwvergunning verleend")


def make_plaats_vlak(world: World, stock: Stock) -> gpd.GeoDataFrame:
    """Villages with a bebouwde kom, and hamlets with and without one."""
    land = world.land
    villages, hamlets = len(land.village_points), len(land.hamlet_points)
    names = place_names(villages + hamlets)
    lots = world.lots
    houses = lots.corners[(lots.kind == Lot.LINT) & (lots.region == 0)]
    tree = cKDTree(houses.mean(axis=1))
    shapes = [_village_shape(world, k) for k in range(villages)] + [
        _hamlet_shape(world, k, houses, tree) for k in range(hamlets)
    ]
    homes = _homes(stock, shapes)
    kom = [True] * villages + [k % 3 == 0 for k in range(hamlets)]
    kind = ["woonkern"] * villages + ["gehucht" if k % 3 == 0 else "buurtschap" for k in range(hamlets)]
    frame = gpd.GeoDataFrame(
        {
            "lokaal_id": lokaal_ids("PL", len(shapes)),
            "naamnl": names,
            "typegebied": kind,
            "bebouwdekom": np.where(kom, "ja", "nee"),
            "aantalinwoners": (homes * 2.25).round().astype("int32"),
        },
        geometry=shapes,
        crs=CRS,
    )
    return frame[~frame.geometry.is_empty].reset_index(drop=True)


def _village_shape(world: World, village: int) -> shapely.Geometry:
    """Outline of the built cells of one village, with the roads between them filled in."""
    cells = []
    for town in world.settlements.towns:
        if world.land.village.ravel()[town.block] == village:
            p = town.vertices
            quads = np.stack([p[:-1, :-1], p[:-1, 1:], p[1:, 1:], p[1:, :-1]], axis=2)
            cells.append(polygons(quads[town.built]))
    merged = shapely.union_all(np.concatenate(cells))
    filled = shapely.buffer(shapely.buffer(merged, 22.0, join_style="mitre"), -21.0, join_style="mitre")
    return shapely.simplify(filled, 1.0)


def _hamlet_shape(world: World, hamlet: int, houses: Floats, tree: cKDTree) -> shapely.Geometry:
    """Outline of the house lots around a hamlet's crossing."""
    near = tree.query_ball_point(world.land.hamlet_points[hamlet], HAMLET_RADIUS_M)
    shapes = polygons(houses[np.sort(np.asarray(near, dtype=np.int64))])
    if len(shapes) == 0:
        return shapely.Polygon()
    grown = shapely.buffer(shapely.union_all(shapely.buffer(shapes, 44.0)), -41.0)
    parts = shapely.get_parts(grown)
    return shapely.union_all(parts[[int(np.argmax(shapely.area(parts)))]])


def _homes(stock: Stock, shapes: list[shapely.Geometry]) -> np.ndarray:
    home = np.unique(stock.units["building"][stock.units["gebruiksdoel"].str.contains("woonfunctie")])
    points = as_points(stock.panden[["x", "y"]].to_numpy()[home])
    tree = shapely.STRtree(points)
    hit, _ = tree.query(np.array(shapes, dtype=object), predicate="intersects")
    return np.bincount(hit, minlength=len(shapes)).astype(float)


def make_wegdeel(world: World) -> gpd.GeoDataFrame:
    """Centre lines of all roads with their TOP10NL class, surface and width."""
    r = world.roads
    k = r.kind
    motor = np.isin(k, (MOTORWAY, ON_RAMP, OFF_RAMP))
    kind = np.select(
        [motor, k == Edge.MAIN, k == Edge.REGIONAL, k == Edge.STREET, k == Edge.CYCLEWAY],
        ["autosnelweg", "hoofdweg", "regionale weg", "straat", "overig"],
        "lokale weg",
    )
    width = np.select(
        [np.isin(k, (MOTORWAY, Edge.MAIN)), np.isin(k, (Edge.CYCLEWAY,)), np.isin(k, (Edge.HALF_PAVED, Edge.UNPAVED))],
        ["> 7 meter", "< 2 meter", "2 - 4 meter"],
        "4 - 7 meter",
    )
    width = np.where((k == Edge.LOCAL) & (r.street % 3 == 0), "2 - 4 meter", width)
    surface = np.select([k == code for code in UNPAVED_CLASSES], list(UNPAVED_CLASSES.values()), "verhard")
    traffic = np.select([motor, k == Edge.CYCLEWAY], ["snelverkeer", "fietsers, bromfietsers"], "gemengd verkeer")
    name = np.where(motor, "A99", street_names(world.land, r.street))
    return gpd.GeoDataFrame(
        {
            "lokaal_id": lokaal_ids("WD", len(k)),
            "typeweg": kind,
            "typeinfrastructuur": "verbinding",
            "hoofdverkeersgebruik": traffic,
            "verhardingsbreedteklasse": width,
            "verhardingstype": surface,
            "naam": pd.Series(name, dtype="str"),
        },
        geometry=r.line,
        crs=CRS,
    )


def make_gebouw_vlak(world: World, stock: Stock) -> gpd.GeoDataFrame:
    """Buildings as the map shows them: no small sheds, nothing that was never built or is gone."""
    p, b = stock.panden, world.buildings
    shown = (~p["status"].isin(GONE_ON_MAP) & (p["area_m2"] > SMALLEST_ON_MAP_M2)).to_numpy()
    special = special_lots(world, stock)
    lot_use = pd.Series("", index=range(len(world.lots.kind)), dtype="str")
    lot_use.loc[special.loc[special["typegebouw"] != "", "lot"]] = special.loc[
        special["typegebouw"] != "", "typegebouw"
    ].to_numpy()
    large = (b.role == Role.BARN) & (b.area_m2 > LARGE_BARN_M2)
    kind = np.where(large, lot_use.iloc[b.lot].to_numpy(), "")
    kind = np.select([b.role == Role.GLASS, kind != ""], ["kas, warenhuis", kind], "overig").astype(object)
    idle = p["status"].eq("Pand buiten gebruik").to_numpy()
    status = np.select(
        [idle, p["status"].eq("Bouw gestart").to_numpy()], ["buiten gebruik", "in uitvoering"], "in gebruik"
    )
    rows = np.flatnonzero(shown)
    return gpd.GeoDataFrame(
        {
            "lokaal_id": lokaal_ids("GB", len(rows)),
            "typegebouw": pd.Series(kind[rows], dtype="str"),
            "status": pd.Series(status[rows], dtype="str"),
        },
        geometry=b.outline[rows],
        crs=CRS,
    )


def make_functioneel_gebied(world: World, stock: Stock) -> gpd.GeoDataFrame:
    """Harbour, marina, greenhouse area, park, industry, reserve and other functional areas."""
    land = world.land
    quads = polygons(land.grid.corners.reshape(-1, 4, 2))
    blocks = land.block_kind.ravel()
    groups: list[tuple[Geometries | list[shapely.Geometry], str, str]] = [
        (quads[blocks == Block.GREENHOUSE], "kassengebied", "Glastuinbouwgebied"),
        (quads[blocks == Block.LAKE], "recreatiegebied", "Recreatieplas"),
        (built_shapes(world, Block.PARK), "bungalowpark", "Vakantiepark De Wilgen"),
        (built_shapes(world, Block.INDUSTRY), "bedrijventerrein", "Bedrijventerrein De Vliet"),
        ([shapely.Polygon(stand_site(world))], "woonwagencentrum", ""),
        ([b.terrain for b in world.river.basins if b.is_marina], "jachthaven", "Jachthaven De Vliet"),
        ([b.terrain for b in world.river.basins if not b.is_marina], "haven", "Industriehaven"),
        *(([shape], word, name) for shape, word, name in functional_areas(world)),
        (_reserves(world), "natuurgebied, natuurreservaat", "Uiterwaarden"),
    ]
    special = special_lots(world, stock)
    for value in ("tuincentrum",):
        lots = special.loc[special["functie"] == value, "lot"].to_numpy()
        groups.append((polygons(world.lots.corners[lots]), value, ""))
    shapes = np.concatenate([np.asarray(g[0], dtype=object) for g in groups])
    kind = np.concatenate([np.full(len(g[0]), g[1], dtype=object) for g in groups])
    name = np.concatenate([np.full(len(g[0]), g[2], dtype=object) for g in groups])
    return gpd.GeoDataFrame(
        {
            "lokaal_id": lokaal_ids("FG", len(shapes)),
            "typefunctioneelgebied": pd.Series(kind, dtype="str"),
            "naam": pd.Series(name, dtype="str").replace("", None),
        },
        geometry=shapes,
        crs=CRS,
    )


def built_shapes(world: World, kind: Block) -> list[shapely.Geometry]:
    """Outline of the built part of each industry area or park."""
    shapes: list[shapely.Geometry] = []
    for town in world.settlements.towns:
        if world.land.block_kind.ravel()[town.block] == kind and town.built.any():
            cells = shapely.union_all(shapely.polygons(town.grid.corners[town.built]))
            shapes.append(shapely.buffer(shapely.buffer(cells, 10.0, join_style="mitre"), -9.0, join_style="mitre"))
    return shapes


def _reserves(world: World) -> Geometries:
    p = world.percelen
    green: Ints = np.flatnonzero((p.land == Land.GREEN) & (shapely.area(p.outline) > RESERVE_M2))
    return np.asarray(p.outline[green[::7]], dtype=object)
