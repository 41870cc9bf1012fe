"""Erven in the polder: which kavels carry a farm, a greenhouse or a row of houses, until all panden are placed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo_risico.io.sources.fictief.farmyard import Yards, draw_yards
from geo_risico.io.sources.fictief.geometry import Bools, Floats, Ints, chance, length, smooth_noise
from geo_risico.io.sources.fictief.landscape import Block, Edge, Landscape
from geo_risico.io.sources.fictief.polder import Kavels, edge_kinds

HA_PER_FARM = 17.0
FLAG_SHARE = 0.14
FARM_PANDEN_SHARE = 0.62
GREENHOUSE_PANDEN = 3
HAMLET_REACH_M = 360.0
HAMLET_FREE_M = 230.0
LINT_MAX = 6
LINT_LIMITS = (1.0, 0.3, -0.4, -99.0)
PANDEN_PER_LINT_LOT = 1.75
GLASS_WIDTH_M = 80.0
FARM_WIDTH_M, FARM_DEPTH_M = 78.0, 170.0
FLAG_ROOM_M = 20.0
LINT_WIDTH_M, LINT_DEPTH_M = 40.0, 90.0


@dataclass(frozen=True, eq=False)
class Cuts:
    """Pieces cut from kavels: kavel number, range of u and v, and the number of lots side by side.

    A piece with `v0` above 0 lies back from the road at the end of a driveway.
    """

    kavel: Ints
    u0: Floats
    u1: Floats
    v0: Floats
    v1: Floats
    lots: Ints


@dataclass(frozen=True, eq=False)
class Countryside:
    """Cuts of the farms (one yard each), of the greenhouses, and of the rows of houses (sheds per lot)."""

    farms: Cuts
    yards: Yards
    greenhouses: Cuts
    lint: Cuts
    lint_sheds: Ints


def build_countryside(
    land: Landscape, kavels: Kavels, targets: tuple[int, int], rng: np.random.Generator
) -> Countryside:
    """Erven until gemeente and data ring each hold their number of panden."""
    region = np.minimum(land.region.ravel()[kavels.block], 1)
    kind = land.block_kind.ravel()[kavels.block]
    glass = np.flatnonzero((kind == Block.GREENHOUSE) & (kavels.edge >= 0) & (kavels.width_m > GLASS_WIDTH_M))
    left = (targets[0] - GREENHOUSE_PANDEN * len(glass), targets[1])
    farm = _farm_kavels(land, kavels, region, rng)
    yards = draw_yards(kavels.width_m[farm] - 16, np.minimum(kavels.depth_m[farm] * 0.8, 300.0) - 10, rng)
    kept = np.zeros(len(farm), dtype=bool)
    for r in (0, 1):
        panden = np.where(region[farm] == r, yards.building_count, 0)
        kept |= (region[farm] == r) & (np.cumsum(panden) <= FARM_PANDEN_SHARE * left[r])
    spent = [int(yards.building_count[kept & (region[farm] == r)].sum()) for r in (0, 1)]
    farm, yards = farm[kept], take_yards(yards, kept)
    free = np.ones(len(kind), dtype=bool)
    free[farm] = free[glass] = False
    lint, sheds = _lint(land, kavels, free, (left[0] - spent[0], left[1] - spent[1]), rng)
    return Countryside(_farm_cuts(kavels, farm, yards, rng), yards, _glass_cuts(kavels, glass, rng), lint, sheds)


def take_yards(yards: Yards, rows: Bools) -> Yards:
    """The chosen farmyards."""
    return Yards(**{name: values[rows] for name, values in vars(yards).items()})


def _farm_kavels(land: Landscape, kavels: Kavels, region: Ints, rng: np.random.Generator) -> Ints:
    kind = land.block_kind.ravel()[kavels.block]
    fit = (
        (kind == Block.POLDER)
        & (kavels.edge >= 0)
        & (kavels.width_m >= FARM_WIDTH_M)
        & (kavels.depth_m >= FARM_DEPTH_M)
    )
    hectare = kavels.width_m * kavels.depth_m / 10_000
    front = kavels.quads[:, :2].mean(axis=1)
    for hamlet in land.hamlet_points:
        fit &= length(front - hamlet) > HAMLET_FREE_M
    order = rng.permutation(np.flatnonzero(fit))
    chosen = []
    for r in (0, 1):
        area_ha = float(hectare[(region == r) & (kind == Block.POLDER)].sum())
        chosen.append(order[region[order] == r][: int(area_ha / HA_PER_FARM)])
    return np.concatenate(chosen)


def _farm_cuts(kavels: Kavels, farm: Ints, yards: Yards, rng: np.random.Generator) -> Cuts:
    width, depth = kavels.width_m[farm], kavels.depth_m[farm]
    slack = 1 - yards.width_m / width - 10 / width
    u0 = 5 / width + slack * np.clip(rng.beta(0.7, 0.7, len(farm)), 0.02, 0.98)
    room = depth * 0.93 - yards.depth_m - 60
    back = chance(len(farm), FLAG_SHARE, rng) & (room > FLAG_ROOM_M)
    v0 = np.where(back, (55 + np.minimum(rng.uniform(0, 0.8, len(farm)) * np.maximum(room, 0), 220)) / depth, 0.0)
    return Cuts(
        farm, u0, u0 + yards.width_m / width, v0, v0 + yards.depth_m / depth, np.ones(len(farm), dtype=np.int64)
    )


def _glass_cuts(kavels: Kavels, glass: Ints, rng: np.random.Generator) -> Cuts:
    margin = 4.0 / kavels.width_m[glass]
    deep = rng.uniform(0.55, 0.9, len(glass))
    zero = np.zeros(len(glass))
    return Cuts(glass, margin, 1 - margin, zero, deep, np.ones(len(glass), dtype=np.int64))


def _lint(
    land: Landscape, kavels: Kavels, free: Bools, targets: tuple[int, int], rng: np.random.Generator
) -> tuple[Cuts, Ints]:
    region = np.minimum(land.region.ravel()[kavels.block], 1)
    kind = land.block_kind.ravel()[kavels.block]
    fit = np.flatnonzero(
        free
        & (kavels.edge >= 0)
        & (kavels.width_m >= LINT_WIDTH_M)
        & (kavels.depth_m >= LINT_DEPTH_M)
        & (kind <= Block.FOREST)
    )
    lintness = _lintness(land, kavels, fit, rng) - 1.5 * (kind[fit] == Block.FOREST)
    lot_m = rng.uniform(22, 38, len(fit))
    most = np.clip((kavels.width_m[fit] - 12) // lot_m, 1, LINT_MAX).astype(np.int64)
    some = np.minimum(most, rng.choice([1, 2], len(fit), p=[0.85, 0.15]))
    count = _lots_per_kavel(lintness, (some, most), region[fit], targets)
    sheds = rng.binomial(2 * count, 0.45)
    picked = np.zeros(len(fit), dtype=bool)
    order = np.argsort(-(lintness + rng.normal(0, 0.45, len(fit))), kind="stable")
    for r in (0, 1):
        mine = order[region[fit[order]] == r]
        picked[mine[: int(np.searchsorted(np.cumsum((count + sheds)[mine]), targets[r]))]] = True
    chosen, count, lot_m, sheds = fit[picked], count[picked], lot_m[picked], sheds[picked]
    width = kavels.width_m[chosen]
    slack = 1 - count * lot_m / width - 8 / width
    u0 = 4 / width + slack * rng.uniform(0.05, 0.95, len(chosen))
    deep = rng.uniform(46, 75, len(chosen)) / kavels.depth_m[chosen]
    cuts = Cuts(chosen, u0, u0 + count * lot_m / width, np.zeros(len(chosen)), deep, count)
    return cuts, _sheds_per_lot(count, sheds)


def _lots_per_kavel(lintness: Floats, lots: tuple[Ints, Ints], region: Ints, targets: tuple[int, int]) -> Ints:
    """Lots on each kavel: a full row where houses gather, on more kavels when the panden do not fit otherwise."""
    some, most = lots
    count = some
    for limit in LINT_LIMITS:
        count = np.where(lintness > limit, most, some)
        if all(PANDEN_PER_LINT_LOT * count[region == r].sum() > targets[r] for r in (0, 1)):
            break
    return np.asarray(count, dtype=np.int64)


def _lintness(land: Landscape, kavels: Kavels, rows: Ints, rng: np.random.Generator) -> Floats:
    """How much a kavel attracts houses: near hamlets and villages, along dikes and along some roads."""
    front = kavels.quads[rows, :2].mean(axis=1)
    centres = np.concatenate([land.hamlet_points, land.village_points])
    nearest = np.full(len(rows), np.inf)
    for centre in centres:
        nearest = np.minimum(nearest, length(front - centre))
    edge = kavels.edge[rows]
    along = rng.normal(0, 0.7, land.h_kind.size + land.v_kind.size)[edge]
    dike = edge_kinds(land)[edge] == Edge.DIKE
    quiet = np.isin(edge_kinds(land)[edge], (Edge.UNPAVED, Edge.HALF_PAVED))
    near = 4.0 * np.exp(-((nearest / HAMLET_REACH_M) ** 2))
    return np.asarray(
        near + along + 0.5 * dike - 0.5 * quiet + 0.2 * smooth_noise(front, 3000.0, rng), dtype=np.float64
    )


def _sheds_per_lot(count: Ints, sheds: Ints) -> Ints:
    """Spread the sheds of a row of lots over its lots: at most two each, the first lots get them first."""
    row = np.repeat(np.arange(len(count)), count)
    position = np.arange(len(row)) - (np.cumsum(count) - count)[row]
    twice = np.maximum(sheds - count, 0)[row]
    return np.asarray((position < sheds[row]).astype(np.int64) + (position < twice), dtype=np.int64)
