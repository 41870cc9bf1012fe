"""Villages, industry and parks: which building blocks are built, with which lots, until all houses are placed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo_risico.io.sources.fictief.frames import Branches, Lot, Percelen, stack
from geo_risico.io.sources.fictief.geometry import Floats, Ints, chance, length, smooth_noise
from geo_risico.io.sources.fictief.landscape import Block, Edge, Landscape
from geo_risico.io.sources.fictief.polder import edge_kinds, edge_numbers
from geo_risico.io.sources.fictief.towngrid import (
    TownGrid,
    TownSpec,
    make_town,
    specs_for,
    street_lines,
    street_percelen,
    town_vertices,
)
from geo_risico.io.sources.fictief.townlots import Rows, cell_rows
from geo_risico.io.sources.fictief.zoning import village_shares

LOT_WIDTH_M = {
    Lot.CENTRE: 7.5,
    Lot.TERRACE: 5.8,
    Lot.PAIR: 10.5,
    Lot.DETACHED: 18.0,
    Lot.HALL: 46.0,
    Lot.BUNGALOW: 19.0,
}
HOUSE_KINDS = (Lot.TERRACE, Lot.PAIR, Lot.DETACHED, Lot.CENTRE)
AMENITY_SHARE = 0.05
RING_LIMITS = (0.07, 0.32, 0.5)
HOUSE_SHARE = 0.62
PARK_SHARE = 0.012
INDUSTRY_SHARE = 0.011


@dataclass(frozen=True, eq=False)
class Settlements:
    """Town grids, their rows of lots, and the percelen and lines of their streets."""

    towns: list[TownGrid]
    rows: Rows
    percelen: Percelen
    streets: Branches


@dataclass(frozen=True, eq=False)
class _Cells:
    """Building blocks that may be built: town number, row, column, score, kind and lots per side."""

    town: Ints
    row: Ints
    column: Ints
    score: Floats
    kind: Ints
    lots: Ints

    @property
    def houses(self) -> Ints:
        return np.where(self.kind == Lot.AMENITY, 1, 2 * self.lots)


def build_settlements(land: Landscape, rng: np.random.Generator) -> Settlements:
    """All villages, industry areas and parks of the gemeente."""
    size, specs = land.size, specs_for(land.size)
    towns: list[TownGrid] = []
    shares = village_shares(len(land.village_vertices))
    for n, share in enumerate(shares):
        blocks = np.flatnonzero(land.village.ravel() == n)
        centre = land.village_points[n]
        towns += _grow(
            land, (blocks, centre, specs["village"], Block.VILLAGE), share * size.kom_panden * HOUSE_SHARE, rng
        )
    for kind, share, name in ((Block.INDUSTRY, INDUSTRY_SHARE, "industry"), (Block.PARK, PARK_SHARE, "park")):
        blocks = np.flatnonzero(land.block_kind.ravel() == kind)
        for block in blocks:
            corners = land.grid.corners.reshape(-1, 4, 2)[block]
            near = corners[np.argmin(length(corners - land.village_points[0]))]
            towns += _grow(
                land, (np.array([block]), near, specs[name], kind), share * size.panden_count / len(blocks), rng
            )
    return _finish(land, towns)


def _grow(
    land: Landscape, area: tuple[Ints, Floats, TownSpec, Block], target: float, rng: np.random.Generator
) -> list[TownGrid]:
    blocks, centre, spec, kind = area
    quads = land.grid.corners.reshape(-1, 4, 2)[blocks]
    turned = [np.roll(q, -int(rng.integers(2)), axis=0) for q in quads]
    vertices = [town_vertices(q, spec, rng) for q in turned]
    cells = _cells(vertices, centre, kind, spec, rng)
    order = np.argsort(cells.score, kind="stable")
    count = int(np.searchsorted(np.cumsum(cells.houses[order]), target)) + 1
    chosen = order[:count]
    towns = []
    for n, p in enumerate(vertices):
        mine = chosen[cells.town[chosen] == n]
        built = np.zeros((p.shape[0] - 1, p.shape[1] - 1), dtype=bool)
        kinds, lots = np.zeros(built.shape, dtype=np.int64), np.zeros(built.shape, dtype=np.int64)
        at = (cells.row[mine], cells.column[mine])
        built[at], kinds[at], lots[at] = True, cells.kind[mine], cells.lots[mine]
        towns.append(make_town(p, (built, kinds, lots), int(blocks[n]), spec))
    return towns


def _cells(vertices: list[Floats], centre: Floats, kind: Block, spec: TownSpec, rng: np.random.Generator) -> _Cells:
    shapes = [(p.shape[0] - 1, p.shape[1] - 1) for p in vertices]
    town = np.concatenate([np.full(a * b, n) for n, (a, b) in enumerate(shapes)])
    where = [np.divmod(np.arange(a * b), b) for a, b in shapes]
    row, column = (np.concatenate([w[k] for w in where]) for k in (0, 1))
    middle = np.concatenate([((p[:-1, :-1] + p[1:, 1:]) / 2).reshape(-1, 2) for p in vertices])
    front = np.concatenate([length(p[:-1, 1:] - p[:-1, :-1]).ravel() for p in vertices])
    lean = np.concatenate([_lean(p) for p in vertices])
    distance = length(middle - centre)
    score = distance * (1 + 0.16 * smooth_noise(middle, 900.0, rng)) + rng.normal(0, 15, len(town))
    kinds = _kinds(kind, score, rng)
    width = np.zeros(max(Lot) + 1)
    for lot, metres in LOT_WIDTH_M.items():
        width[lot] = metres
    free = front - 2 * spec.half_street_m - 2 * (3.5 + lean * spec.depth_m / 2)
    lots = np.where(kinds == Lot.AMENITY, 1, np.maximum(1, free // np.maximum(width[kinds], 1))).astype(np.int64)
    return _Cells(town, row, column, score, kinds, lots)


def _lean(p: Floats) -> Floats:
    along = p[:-1, 1:] - p[:-1, :-1]
    up = p[1:, :-1] - p[:-1, :-1]
    return np.asarray(np.abs((along * up).sum(-1) / (length(along) * length(up))).ravel(), dtype=np.float64)


def _kinds(kind: Block, score: Floats, rng: np.random.Generator) -> Ints:
    if kind != Block.VILLAGE:
        return np.full(len(score), Lot.HALL if kind == Block.INDUSTRY else Lot.BUNGALOW)
    relative = np.argsort(np.argsort(score)) / len(score) + rng.normal(0, 0.07, len(score))
    kinds = np.select([relative < limit for limit in RING_LIMITS], [Lot.CENTRE, Lot.TERRACE, Lot.PAIR], Lot.DETACHED)
    return np.where(chance(len(score), AMENITY_SHARE, rng), Lot.AMENITY, kinds).astype(np.int64)


def _finish(land: Landscape, towns: list[TownGrid]) -> Settlements:
    kinds = edge_kinds(land)
    h, v = edge_numbers(land)
    first = len(kinds)
    rows, percelen, streets = [], [], []
    for town in towns:
        j, i = divmod(town.block, land.columns)
        sides = np.array([h[j, i], v[j, i + 1], h[j + 1, i], v[j, i]])
        sides = np.roll(np.where(kinds[sides] >= Edge.STREET, sides, -1), -town.turn(land.grid.corners[j, i]))
        percelen.append(street_percelen(town))
        streets.append(street_lines(town, sides, first))
        rows.append(_town_rows(land, town, sides, first))
        first += sum(town.vertices.shape[:2])
    merged = Rows(*(np.concatenate([getattr(r, name) for r in rows]) for name in vars(rows[0])))
    return Settlements(towns, merged, stack(percelen), stack(streets))


def _town_rows(land: Landscape, town: TownGrid, sides: Ints, first: int) -> Rows:
    row, column = np.nonzero(town.built)
    top = town.built.shape[0]
    south = np.where((row == 0) & (sides[0] >= 0), sides[0], first + row)
    north = np.where((row + 1 == top) & (sides[2] >= 0), sides[2], first + row + 1)
    n = len(row)
    place = np.full(n, land.village.ravel()[town.block])
    keys = (place, np.full(n, town.block), south, north)
    return cell_rows(town.grid.corners[row, column], town.kind[row, column], town.lots[row, column], keys)
