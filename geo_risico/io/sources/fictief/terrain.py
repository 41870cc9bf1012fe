"""Land cover, fences, quays and other small things of TOP10NL, and the gewaspercelen of two years."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from geo_risico.io.sources.fictief.fixtures import shore_lines, shore_points
from geo_risico.io.sources.fictief.frames import Land
from geo_risico.io.sources.fictief.geometry import (
    Geometries,
    Ints,
    as_lines,
    bilinear,
    chance,
    length,
    polygons,
    stage_rng,
)
from geo_risico.io.sources.fictief.moorings import piers, quays
from geo_risico.io.sources.fictief.waters import lokaal_ids

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.world import World

CRS = "EPSG:28992"
SCREEN_SHARE = 0.4
SCREEN_M = 11.0
STOPPER_SHARE = 0.12
STOPPER_REACH_M = 230.0
CROPS = pd.DataFrame(
    [
        ("Grasland", "Grasland, blijvend", 265),
        ("Grasland", "Grasland, tijdelijk", 266),
        ("Bouwland", "Maïs, snij-", 259),
        ("Bouwland", "Tarwe, winter-", 233),
        ("Bouwland", "Aardappelen, consumptie", 2014),
        ("Bouwland", "Bieten, suiker-", 256),
        ("Natuurterrein", "Natuurlijk grasland", 331),
    ],
    columns=["category", "gewas", "gewascode"],
)
CROP_SHARES = (0.44, 0.12, 0.16, 0.1, 0.09, 0.06, 0.03)
GRASS = 2
SMALLEST_FIELD_M2 = 3000.0


def windbreaks(world: World) -> tuple[Geometries, Ints]:
    """Belts of trees around a share of the farmyards, and the kavel each stands on."""
    cuts, kavels = world.plan.farms, world.kavels
    rng = stage_rng(world.seed, "windbreaks")
    chosen = np.flatnonzero((cuts.v0 <= 0) & chance(len(cuts.v0), SCREEN_SHARE, rng))
    width, depth = kavels.width_m[cuts.kavel[chosen]], kavels.depth_m[cuts.kavel[chosen]]
    u0, u1, v1 = cuts.u0[chosen], cuts.u1[chosen], cuts.v1[chosen]
    a, b = np.maximum(u0 - SCREEN_M / width, 0.1 * u0), np.minimum(u1 + SCREEN_M / width, 1 - 0.1 * (1 - u1))
    v, w = v1 * 0.3, np.minimum(v1 + SCREEN_M / depth, 0.99)
    quads = kavels.quads[cuts.kavel[chosen]]
    points = [(a, v), (u0, v), (u0, v1), (u1, v1), (u1, v), (b, v), (b, w), (a, w)]
    return polygons(np.stack([bilinear(quads, x, y) for x, y in points], axis=1)), cuts.kavel[chosen]


def field_crops(world: World) -> tuple[Ints, Ints]:
    """Rows of percelen with a crop, and the crop of each in the first year; polders share a habit."""
    p = world.percelen
    fields = np.flatnonzero((p.land == Land.FIELD) & (shapely.area(p.outline) > SMALLEST_FIELD_M2))
    rng = stage_rng(world.seed, "crops")
    habit = rng.random(world.land.block_kind.size // 3 + 2)[p.block[fields] // 3]
    grassy = chance(len(fields), 0.25 + 0.7 * habit, rng)
    shares = np.array(CROP_SHARES)
    arable = rng.choice(np.arange(GRASS, len(CROPS)), len(fields), p=shares[GRASS:] / shares[GRASS:].sum())
    return fields, np.where(grassy, rng.choice(GRASS, len(fields), p=[0.8, 0.2]), arable).astype(np.int64)


def make_gewaspercelen(world: World) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Gewaspercelen of 2020 and 2024; around some farms the land is no longer declared in 2024."""
    fields, crop = field_crops(world)
    rng = stage_rng(world.seed, "stoppers")
    outline = world.percelen.outline[fields]
    lots = world.lots.corners[: len(world.plan.farms.kavel)].mean(axis=1)
    stopped = lots[chance(len(lots), STOPPER_SHARE, rng)]
    spots = shapely.get_coordinates(shapely.point_on_surface(outline))
    distance = cKDTree(stopped).query(spots)[0] if len(stopped) else np.full(len(fields), np.inf)
    declared = chance(len(fields), 0.96, rng)
    turned = np.where(chance(len(fields), 0.3, rng), rng.permutation(crop), crop)
    farmed = ~np.isin(fields, [site.perceel for site in world.sites])
    declared &= farmed
    first, last = declared, declared & (distance > STOPPER_REACH_M) & chance(len(fields), 0.985, rng)
    return _gewas(outline[first], crop[first], 2020), _gewas(outline[last], turned[last], 2024)


def _gewas(outline: Geometries, crop: Ints, year: int) -> gpd.GeoDataFrame:
    frame = CROPS.iloc[crop].reset_index(drop=True).assign(jaar=year, status="Definitief")
    return gpd.GeoDataFrame(frame, geometry=outline, crs=CRS)


def make_terrein_vlak(world: World) -> gpd.GeoDataFrame:
    """Grassland, arable land, forest and tree belts."""
    p = world.percelen
    fields, crop = field_crops(world)
    forest = np.flatnonzero(p.land == Land.FOREST)
    green = np.flatnonzero(p.land == Land.GREEN)
    belts, _ = windbreaks(world)
    cover = np.where(crop < GRASS, "grasland", "akkerland").astype(object)
    open_land = p.outline[fields].copy()
    if len(belts):
        tree = shapely.STRtree(open_land)
        belt, field = tree.query(belts, predicate="intersects")
        open_land[field] = shapely.difference(open_land[field], belts[belt])
    species = np.array(["bos: loofbos", "bos: gemengd bos", "bos: naaldbos"], dtype=object)
    shapes = np.concatenate([open_land, p.outline[forest], p.outline[green], belts])
    kind = np.concatenate(
        [
            cover,
            species[p.block[forest] % 3],
            np.full(len(green), "grasland", dtype=object),
            np.full(len(belts), "bos: loofbos", dtype=object),
        ]
    )
    used = ~shapely.is_empty(shapes)
    return gpd.GeoDataFrame(
        {"lokaal_id": lokaal_ids("TR", int(used.sum())), "typelandgebruik": pd.Series(kind[used], dtype="str")},
        geometry=shapes[used],
        crs=CRS,
    )


def make_inrichting_lijn(world: World) -> gpd.GeoDataFrame:
    """Piers, quays, groynes, fences and hedges."""
    marinas = [b for b in world.river.basins if b.is_marina]
    harbours = [b for b in world.river.basins if not b.is_marina]
    pier = [shapely.LineString(line) for b in marinas for line in piers(b)]
    quay = [shapely.LineString(quays(b)) for b in harbours]
    rng = stage_rng(world.seed, "hedges")
    lots = world.lots.corners[: len(world.plan.farms.kavel)]
    hedged = lots[chance(len(lots), 0.35, rng)]
    hedge = list(as_lines(hedged[:, [0, 3]]))
    groynes = [
        shapely.LineString(world.river.centre[k : k + 1].repeat(2, axis=0) + np.array([[0, 38.0], [0, 55.0]]))
        for k in range(6, len(world.river.centre), 9)
    ]
    groups = [
        (pier, "aanlegsteiger"),
        (quay, "muur"),
        (hedge, "hek, haag"),
        (groynes, "strekdam, krib, golfbreker"),
    ]
    drawn = [(shape, name) for group, name in groups for shape in group] + shore_lines(world)
    kind = [name for _, name in drawn]
    return gpd.GeoDataFrame(
        {"lokaal_id": lokaal_ids("IL", len(drawn)), "typeinrichtingselement": kind},
        geometry=[shape for shape, _ in drawn],
        crs=CRS,
    )


def make_inrichting_punt(world: World) -> gpd.GeoDataFrame:
    """Cranes, slipways, mooring posts, gates and masts."""
    spots: list[tuple[float, float, str]] = []
    for b in world.river.basins:
        line = quays(b)
        middle = line.mean(axis=0)
        inward = np.array([line[1, 1] - line[0, 1], line[0, 0] - line[1, 0]]) / max(
            float(length(line[1] - line[0])), 1.0
        )
        spots += [(*(line[0] * 0.97 + line[1] * 0.03), "botenhelling")]
        spots += [(*(middle + inward * 14.0 * k), "dukdalf") for k in (1, 2)]
        spots += [] if b.is_marina else [(*(line[0] * 0.3 + line[1] * 0.7), "kraan")]
    row = world.land.lattice.vertices[-3]
    spots += [(float(x), float(y), "hoogspanningsmast") for x, y in row]
    drawn = [(shapely.Point(x, y), name) for x, y, name in spots] + shore_points(world)
    kind = [name for _, name in drawn]
    return gpd.GeoDataFrame(
        {"lokaal_id": lokaal_ids("IP", len(drawn)), "typeinrichtingselement": kind},
        geometry=[shape for shape, _ in drawn],
        crs=CRS,
    )
