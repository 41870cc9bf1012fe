"""The fictitious gemeente as things that an image shows: fields, water, roads, trees and buildings."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo_risico.io.sources.fictief.annex import make_annex
from geo_risico.io.sources.fictief.beelden.covers import Cover
from geo_risico.io.sources.fictief.beelden.things import Things, things
from geo_risico.io.sources.fictief.frames import Land, Lot, Role
from geo_risico.io.sources.fictief.geometry import Bools, Geometries, Ints, polygons, stage_rng
from geo_risico.io.sources.fictief.landscape import Edge
from geo_risico.io.sources.fictief.roads import MOTORWAY
from geo_risico.io.sources.fictief.shore import basins_of
from geo_risico.io.sources.fictief.terrain import field_crops, windbreaks
from geo_risico.io.sources.fictief.waters import make_waterdeel_vlak

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.attributes import Stock
    from geo_risico.io.sources.fictief.world import World

LAND: Final = {
    Land.FIELD: Cover.GRASS,
    Land.YARD: Cover.LAWN,
    Land.ROAD: Cover.GRASS,
    Land.WATER: Cover.WATER,
    Land.FOREST: Cover.WOOD,
    Land.TOWN: Cover.GARDEN,
    Land.GREEN: Cover.GRASS,
}
CROPS: Final = (Cover.GRASS, Cover.GRASS, Cover.MAIZE, Cover.WHEAT, Cover.POTATO, Cover.BEET, Cover.GRASS)
"""Cover of the crops in the order of the gewaspercelen."""
ROAD_HALF_M: Final = {
    Edge.CYCLEWAY: 1.3, Edge.MAIN: 4.5, Edge.REGIONAL: 3.6, Edge.DIKE: 3.0, MOTORWAY: 11.0,
}  # fmt: skip
ROAD_HALF_ELSE_M = 2.4
APRON_M = 4.0
WOOD_M, BELT_M = 14.0, 9.0
NOT_THERE = (
    "Bouwvergunning verleend", "Bouw gestart", "Niet gerealiseerd pand", "Pand gesloopt", "Pand ten onrechte opgevoerd",
)  # fmt: skip
HOUSE_ROOFS = (0.55, 0.4, 0.05, 0.0)
BARN_ROOFS = (0.2, 0.25, 0.4, 0.15)
HEIGHTS_M: Final = {
    Role.HOUSE: (5.0, 7.0), Role.BARN: (4.5, 7.0), Role.SHED: (2.6, 3.4), Role.GLASS: (4.5, 5.5),
    Role.HALL: (7.0, 10.0), Role.BUNGALOW: (2.8, 3.4), Role.AMENITY: (5.0, 8.0), Role.SHOP: (6.0, 8.0),
}  # fmt: skip
HALL_M = 6.0


def make_ground(world: World) -> list[Things]:
    """Percelen, water, roads and belts of trees, in painting order."""
    rng = stage_rng(world.seed, "beelden grond")
    p = world.percelen
    cover = np.array([LAND[kind] for kind in Land])[p.land]
    fields, crop = field_crops(world)
    cover[fields] = np.array(CROPS)[crop]
    garden = (p.lot >= 0) & np.isin(world.lots.kind[p.lot], (Lot.LINT,))
    cover[garden] = Cover.GARDEN
    belts, _ = windbreaks(world)
    water = make_waterdeel_vlak(world)
    width = np.array([ROAD_HALF_M.get(int(kind), ROAD_HALF_ELSE_M) for kind in world.roads.kind])
    never = np.zeros(len(cover), dtype=np.int64)
    return [
        Things(
            p.outline,
            cover,
            cover,
            never,
            never,
            np.where(p.land == Land.FOREST, WOOD_M, 0.0),
            rng.normal(1.0, 0.05, len(cover)).clip(0.85, 1.12),
        ),
        *_grounds_of_sites(world),
        things(np.asarray(water.geometry, dtype=object), Cover.WATER),
        things(shapely.buffer(world.roads.line, width, cap_style="square"), Cover.ASPHALT),
        things(belts, Cover.TREE, height_m=BELT_M),
    ]


def _grounds_of_sites(world: World) -> list[Things]:
    """Terrains at the water and business grounds are sealed, parks are gardens."""
    quays = [place.terrain for place in world.shore]
    halls = [site.shape for site in world.sites if site.kind == "bedrijventerrein"]
    parks = [site.shape for site in world.sites if site.perceel >= 0 and site.kind != "bedrijventerrein"]
    basins = [basin.water for basin in basins_of(world.shore)]
    return [
        things(np.array(shapes, dtype=object), cover)
        for shapes, cover in (
            ([*quays, *halls], Cover.PAVING),
            (parks, Cover.GARDEN),
            (basins, Cover.WATER),
        )
    ]


def make_aprons(world: World) -> Things:
    """Hard ground around barns and halls, and beside houses in the countryside, within their lot."""
    b = world.buildings
    kind = world.lots.kind[b.lot]
    hard = np.isin(b.role, (Role.BARN, Role.HALL, Role.GLASS)) | (
        np.isin(kind, (Lot.FARM, Lot.LINT)) & (b.role == Role.HOUSE)
    )
    rows = np.flatnonzero(hard)
    around = shapely.buffer(b.outline[rows], APRON_M, quad_segs=2, join_style="mitre")
    shape = shapely.intersection(around, polygons(world.lots.corners)[b.lot[rows]])
    return things(shape[~shapely.is_empty(shape)], Cover.PAVING)


def is_standing(stock: Stock) -> Bools:
    """Which buildings of the stock stand at the peildatum."""
    return np.asarray(~stock.panden["status"].isin(NOT_THERE), dtype=np.bool_)


def make_buildings(world: World, stock: Stock) -> Things:
    """One row per building of the stock, also for those that are not there (without an outline)."""
    rng = stage_rng(world.seed, "beelden daken")
    b = world.buildings
    n = len(b.lot)
    house = np.isin(b.role, (Role.HOUSE, Role.SHOP, Role.BUNGALOW))
    draw = rng.random(n)
    roof = Cover.RED_ROOF + np.where(
        house, np.searchsorted(np.cumsum(HOUSE_ROOFS), draw), np.searchsorted(np.cumsum(BARN_ROOFS), draw)
    )
    low, high = np.array([HEIGHTS_M[kind] for kind in Role])[b.role].T
    outline = b.outline.copy()
    outline[~is_standing(stock)] = shapely.Polygon()
    kind = np.where(b.role == Role.GLASS, Cover.GLASS, roof.clip(Cover.RED_ROOF, Cover.BRIGHT_ROOF))
    before = np.where(np.isin(world.lots.kind[b.lot], (Lot.FARM, Lot.LINT)), Cover.LAWN, Cover.GARDEN)
    since = _built(stock.panden["bouwjaar"].to_numpy(dtype=np.int64))
    return Things(outline, kind, before, since, np.zeros(n, dtype=np.int64), rng.uniform(low, high), np.ones(n))


def _built(years: Ints) -> Ints:
    """Day on which buildings of these years stand: the first of July."""
    return np.array([dt.date(int(year), 7, 1).toordinal() for year in years], dtype=np.int64)


def make_site_buildings(world: World) -> Things:
    """Buildings of the places at the water and of the sites."""
    shapes: Geometries = np.asarray(make_annex(world).geometry, dtype=object)
    grey = np.where(np.arange(len(shapes)) % 3 == 0, Cover.DARK_ROOF, Cover.GREY_ROOF)
    return things(shapes, grey, height_m=HALL_M)
