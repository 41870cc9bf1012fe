"""The whole fictitious world in memory, before it is written in the form of the registers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from geo_risico.io.sources.fictief.country_buildings import country_buildings
from geo_risico.io.sources.fictief.countryside import Countryside, build_countryside
from geo_risico.io.sources.fictief.cutting import cut_lots, driveways, kavel_percelen
from geo_risico.io.sources.fictief.frames import Branches, Buildings, Land, Lot, Lots, Percelen, stack
from geo_risico.io.sources.fictief.geometry import Geometries, Ints, polygons, stage_rng, sub_quads
from geo_risico.io.sources.fictief.lake import lake_shapes
from geo_risico.io.sources.fictief.landscape import Block, Edge, Landscape, Row
from geo_risico.io.sources.fictief.motorway import make_motorways
from geo_risico.io.sources.fictief.polder import Kavels, edge_kinds, make_kavels, make_strips
from geo_risico.io.sources.fictief.river import Basin, River, make_river, quay_roads
from geo_risico.io.sources.fictief.roads import Roads, make_roads
from geo_risico.io.sources.fictief.settlement import HOUSE_KINDS, Settlements, build_settlements
from geo_risico.io.sources.fictief.shore import Waterplace, basins_of, make_shore
from geo_risico.io.sources.fictief.sites import Site, make_sites
from geo_risico.io.sources.fictief.size import size_for
from geo_risico.io.sources.fictief.town_buildings import town_buildings
from geo_risico.io.sources.fictief.townlots import Rows, cut_rows
from geo_risico.io.sources.fictief.zoning import make_landscape

SLICES = 4
SLIVER_M2 = 0.5
CORRIDOR_LAND = (Land.GREEN, Land.ROAD, Land.GREEN)


@dataclass(frozen=True, eq=False)
class World:
    """All parts of the world; `buildings.lot` and `percelen.lot` are rows of `lots`, countryside lots first.

    `shore` and `sites` are the places of the other themes; their panden are not in `buildings` (see annex).
    """

    seed: int
    land: Landscape
    river: River
    lakes: Geometries
    kavels: Kavels
    plan: Countryside
    settlements: Settlements
    lots: Lots
    buildings: Buildings
    percelen: Percelen
    roads: Roads
    shore: list[Waterplace]
    sites: list[Site]


def make_world(panden_count: int, seed: int) -> World:
    """The fictitious gemeente and its data ring, the same for the same arguments."""
    size = size_for(panden_count)
    land = make_landscape(size, seed)
    river = make_river(land, stage_rng(seed, "river"))
    shore = make_shore(land, river)
    settlements = build_settlements(land, stage_rng(seed, "settlements"))
    rng = stage_rng(seed, "countryside")
    kavels = make_kavels(land, make_strips(land), rng)
    rows = Rows(
        *(np.concatenate([getattr(r, name) for r in (settlements.rows, river.halls)]) for name in vars(river.halls))
    )
    town_lots = cut_rows(rows, land.region.ravel())
    houses = int(np.isin(town_lots.kind, (*HOUSE_KINDS, Lot.AMENITY)).sum())
    sheds = min(size.kom_panden - houses, houses)
    town = town_buildings(rows, town_lots, sheds, stage_rng(seed, "town"))
    plan = build_countryside(land, kavels, (panden_count - len(town.lot), size.ring_panden), rng)
    lots = cut_lots(land, kavels, plan, rng)
    country = country_buildings(lots, plan, stage_rng(seed, "country"))
    offset = len(lots.kind)
    town = Buildings(town.outline, town.lot + offset, town.role, town.area_m2)
    lakes = lake_shapes(land, stage_rng(seed, "lakes"))
    percelen = stack([
        kavel_percelen(land, kavels, plan, lots, rng),
        settlements.percelen,
        _town_percelen(town_lots, offset),
        _strip_percelen(land),
        _band_percelen(land, river, basins_of(shore), polygons(town_lots.corners[town_lots.kind == Lot.HARBOUR])),
        _lake_percelen(land, lakes),
    ])  # fmt: skip
    return World(
        seed=seed,
        land=land,
        river=river,
        lakes=lakes,
        kavels=kavels,
        plan=plan,
        settlements=settlements,
        lots=stack([lots, town_lots]),
        buildings=stack([country, town]),
        percelen=percelen,
        roads=_roads(land, shore, [settlements.streets, driveways(kavels, plan)]),
        shore=shore,
        sites=make_sites(land, percelen, stage_rng(seed, "sites")),
    )


def _roads(land: Landscape, shore: list[Waterplace], branches: list[Branches]) -> Roads:
    drivable = [place.is_drivable for place in shore if place.basin is not None]
    return make_roads(land, stack([*branches, quay_roads(land, basins_of(shore), drivable)]), make_motorways(land))


def _town_percelen(lots: Lots, offset: int) -> Percelen:
    n = len(lots.kind)
    return Percelen(polygons(lots.corners), np.full(n, Land.TOWN), lots.block, offset + np.arange(n))


def _strip_percelen(land: Landscape) -> Percelen:
    """Percelen of the roads, ditches and canals between the blocks."""
    rings = np.concatenate([land.grid.h_strips.reshape(-1, 6, 2), land.grid.v_strips.reshape(-1, 6, 2)])
    kind = edge_kinds(land)
    rows, columns = land.block_kind.shape
    h_block = np.minimum(np.arange(rows + 1), rows - 1)[:, None] * columns + np.arange(columns)
    v_block = np.arange(rows)[:, None] * columns + np.minimum(np.arange(columns + 1), columns - 1)
    block = np.concatenate([h_block.ravel(), v_block.ravel()])
    water = np.isin(kind, (Edge.DITCH, Edge.CANAL, Edge.NONE))
    shapes = polygons(rings)
    in_river = np.zeros((rows, columns + 1), dtype=bool)
    in_river[land.lattice.row_kind == Row.RIVER] = True
    river = np.concatenate([np.zeros(land.h_kind.size, dtype=bool), in_river.ravel()])
    kept = (shapely.area(shapes) > SLIVER_M2) & ~river
    n = int(kept.sum())
    return Percelen(shapes[kept], np.where(water, Land.WATER, Land.ROAD)[kept], block[kept], np.full(n, -1))


def _band_percelen(land: Landscape, river: River, harbours: list[Basin], halls: Geometries) -> Percelen:
    """Percelen of the river, its basins, its foreland and the motorway corridor."""
    basins = np.array([b.water for b in harbours], dtype=object)
    stream = shapely.union_all(river.pieces)
    basins = shapely.difference(basins, stream)
    rows = np.flatnonzero(land.lattice.row_kind == Row.RIVER)
    corners = land.grid.corners[rows].reshape(-1, 4, 2)
    column = np.tile(np.arange(land.columns), len(rows))
    start = np.tile(np.arange(SLICES) / SLICES, len(corners))
    ones = np.ones(len(start))
    slices = sub_quads(corners.repeat(SLICES, axis=0), (start, start + 1 / SLICES), (0 * ones, ones))
    p = land.lattice.vertices
    bridge = land.grid.v_strips[rows].reshape(-1, 6, 2)
    bridge_shapes = polygons(bridge)
    wide = shapely.area(bridge_shapes) > SLIVER_M2
    block = np.concatenate(
        [
            rows[0] * land.columns + column.repeat(SLICES),
            rows[0] * land.columns + np.minimum(np.arange(p.shape[1]), land.columns - 1)[wide],
        ]
    )
    dry = np.concatenate([polygons(slices), bridge_shapes[wide]])
    kind = np.concatenate([np.full(len(slices), Land.GREEN), np.full(int(wide.sum()), Land.ROAD)])
    wet = shapely.union_all([*river.pieces, *basins, *halls])
    shapely.prepare(wet)
    touching = shapely.intersects(wet, dry)
    dry[touching] = shapely.difference(dry[touching], wet)
    parts, source = shapely.get_parts(dry, return_index=True)
    motor = np.flatnonzero(land.block_kind.ravel() == Block.MOTORWAY)
    water = np.concatenate([river.pieces, shapely.get_parts(basins)])
    water_block = np.concatenate([rows[0] * land.columns + np.arange(land.columns), _basin_blocks(harbours, basins)])
    return Percelen(
        np.concatenate([parts, water, _corridor(land, motor)]),
        np.concatenate([kind[source], np.full(len(water), Land.WATER), np.repeat(CORRIDOR_LAND, len(motor))]),
        np.concatenate([block[source], water_block, np.tile(motor, len(CORRIDOR_LAND))]),
        np.full(len(parts) + len(water) + len(CORRIDOR_LAND) * len(motor), -1),
    )


def _corridor(land: Landscape, blocks: Ints) -> Geometries:
    """A verge, the motorway and a verge in each corridor block."""
    quads = land.grid.corners.reshape(-1, 4, 2)[blocks]
    zero, one = np.zeros(len(blocks)), np.ones(len(blocks))
    cuts = (zero, 0.33 * one, 0.67 * one, one)
    return np.concatenate([polygons(sub_quads(quads, (zero, one), (cuts[k], cuts[k + 1]))) for k in range(3)])


def _basin_blocks(harbours: list[Basin], basins: Geometries) -> Ints:
    _, source = shapely.get_parts(basins, return_index=True)
    return np.array([b.block for b in harbours], dtype=np.int64)[source]


def _lake_percelen(land: Landscape, lakes: Geometries) -> Percelen:
    blocks = np.flatnonzero(land.block_kind.ravel() == Block.LAKE)
    around = shapely.difference(polygons(land.grid.corners.reshape(-1, 4, 2)[blocks]), lakes)
    n = len(blocks)
    land_use = np.repeat([Land.WATER, Land.GREEN], n)
    return Percelen(np.concatenate([lakes, around]), land_use, np.tile(blocks, 2), np.full(2 * n, -1))
