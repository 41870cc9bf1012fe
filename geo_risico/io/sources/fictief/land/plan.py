"""How many panden each gemeente gets, and which square of which world lies where in the country."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo_risico.io.sources.fictief.geometry import stage_rng
from geo_risico.io.sources.fictief.land.places import REACH_M, TURNS, Tiles, placed, tile_outlines, turned
from geo_risico.io.sources.fictief.land.seams import under_motorway
from geo_risico.io.sources.fictief.land.square import TILE_M
from geo_risico.io.sources.fictief.land.tables import PAND

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.geometry import Floats, Geometries, Ints
    from geo_risico.io.sources.fictief.land.borders import Borders
    from geo_risico.io.sources.fictief.land.stamps import Stamps

AREA_SHARE: Final = 0.5
SPREAD: Final = 1.0
"""Spread of the heavy-tailed draw (lognormal) that is the other half of the number of panden."""
DENSEST_KM2: Final = 800.0
MOST: Final = 400_000
"""Panden of one gemeente, so that it fits in memory."""
RURAL_MOST: Final = 440
ROOM: Final = 1.1
"""Squares hold somewhat more than asked; what is too many is left out of the built-up areas first."""
MORE_ROOM: Final = 1.15
ROUNDS: Final = 6
"""How often a gemeente that came out too small may ask for more town."""


@dataclass(frozen=True, eq=False)
class Plan:
    """The squares of the country, the panden of each gemeente, and which squares touch it (pairs, by gemeente)."""

    tiles: Tiles
    panden: Ints
    gemeente: Ints
    tile: Ints

    def tiles_of(self, gemeente: int) -> Ints:
        """Numbers of the squares that touch a gemeente."""
        return np.asarray(self.tile[self.gemeente == gemeente], dtype=np.int64)


def make_plan(borders: Borders, stamps: Stamps, panden_count: int, seed: int) -> Plan:
    """Plan of the whole country, the same for the same arguments."""
    column, row, gemeente, tile, km2 = _touching(borders.outline)
    panden = quotas(shapely.area(borders.outline) / 1e6, panden_count, stage_rng(seed, "land quota"))
    turn = stage_rng(seed, "land turns").integers(0, TURNS, len(column))
    wanted = ROOM * panden
    held = np.zeros(len(panden), dtype=np.int64)
    laid = np.full(len(column), -1)
    for _ in range(ROUNDS):
        stamp = _stamps(wanted, (gemeente, tile, km2), stamps.panden_count, seed)
        plan = Plan(Tiles(column, row, stamp, turn), panden, gemeente, tile)
        for k in np.unique(gemeente[(stamp != laid)[tile]]):
            held[k] = _panden_inside(plan, stamps, int(k), borders.outline[k])
        laid = stamp
        short = held < panden
        if not short.any():
            break
        wanted = np.where(short, wanted * MORE_ROOM * panden / np.maximum(held, 1), wanted)
    return plan


def _panden_inside(plan: Plan, stamps: Stamps, gemeente: int, outline: shapely.Geometry) -> int:
    """Panden that the squares hold inside a gemeente."""
    tiles = plan.tiles.take(plan.tiles_of(gemeente))
    layer = stamps.layers[PAND]
    row, tile = layer.on(tiles.stamp)
    spot = layer.spot[row]
    free = ~under_motorway(turned(spot, tile, tiles), tile, tiles)
    xy = placed(spot[free], tile[free], tiles)
    return int(shapely.contains_xy(outline, xy[:, 0], xy[:, 1]).sum())


def quotas(area_km2: Floats, total: int, rng: np.random.Generator) -> Ints:
    """Panden of each gemeente: half by area, half by a heavy-tailed draw, together exactly ``total``."""
    draw = rng.lognormal(0.0, SPREAD, len(area_km2))
    share = AREA_SHARE * area_km2 / area_km2.sum() + (1 - AREA_SHARE) * draw / draw.sum()
    most = np.maximum(np.minimum(DENSEST_KM2, 2 * total / area_km2.sum()) * area_km2, total / area_km2.sum() * area_km2)
    most = np.minimum(np.maximum(most, 1.0), MOST)
    wanted = np.minimum(share * total, most)
    for _ in range(len(area_km2)):
        left, free = total - wanted.sum(), wanted < most
        if left < 1 or not free.any():
            break
        wanted[free] = np.minimum(wanted[free] + left * share[free] / share[free].sum(), most[free])
    whole = np.floor(wanted).astype(np.int64)
    short = min(round(wanted.sum()), total) - int(whole.sum())
    whole[np.argsort(whole - wanted, kind="stable")[:short]] += 1
    return np.asarray(whole, dtype=np.int64)


def _touching(outlines: Geometries) -> tuple[Ints, Ints, Ints, Ints, Floats]:
    """Column and row of all squares; pairs of gemeente and square with their common area."""
    low, high = shapely.total_bounds(outlines).reshape(2, 2)
    first = np.floor((low - REACH_M) / TILE_M).astype(np.int64)
    last = np.floor((high + REACH_M) / TILE_M).astype(np.int64)
    columns, rows = np.meshgrid(np.arange(first[0], last[0] + 1), np.arange(first[1], last[1] + 1))
    column, row = columns.ravel(), rows.ravel()
    shapes = tile_outlines(column, row)
    shapely.prepare(outlines)
    gemeente, tile = shapely.STRtree(shapes).query(outlines, predicate="intersects")
    order = np.lexsort((tile, gemeente))
    gemeente, tile = gemeente[order], tile[order]
    used, tile = np.unique(tile, return_inverse=True)
    km2 = shapely.area(shapely.intersection(shapes[used[tile]], outlines[gemeente])) / 1e6
    return column[used], row[used], gemeente, tile, km2


def _stamps(panden: Floats, touching: tuple[Ints, Ints, Floats], counts: Ints, seed: int) -> Ints:
    """Which stamp lies on each square: countryside, and as many pieces of town as the gemeente needs."""
    gemeente, tile, km2 = touching
    whole = TILE_M * TILE_M / 1e6
    rural = np.flatnonzero(counts <= RURAL_MOST)
    towns = np.flatnonzero(counts > RURAL_MOST)
    towns = towns[np.argsort(counts[towns], kind="stable")] if len(towns) else rural
    stamp = stage_rng(seed, "land tiles").choice(rural, int(tile.max()) + 1)
    size = np.bincount(gemeente, km2, len(panden))
    owner = _owner(gemeente, tile, km2 / np.sqrt(size[gemeente]))
    have = np.bincount(gemeente, counts[stamp[tile]] * km2 / whole, len(panden))
    by_tile = np.argsort(tile, kind="stable")
    begin = np.searchsorted(tile[by_tile], np.arange(len(stamp) + 1))
    for k in np.argsort(size, kind="stable"):
        mine = np.flatnonzero((gemeente == k) & (owner[tile] == k))
        rng = stage_rng(seed, f"land tiles {k}")
        mine = rng.permutation(mine)
        for place, pair in enumerate(mine):
            need = panden[k] - have[k]
            if need <= 0:
                break
            per_km2 = need / max(km2[mine[place:]].sum(), 1e-9)
            chosen = _town(towns, counts, per_km2 * whole, need * whole / max(km2[pair], 1e-9), rng)
            there = by_tile[begin[tile[pair]] : begin[tile[pair] + 1]]
            have[gemeente[there]] += (counts[chosen] - counts[stamp[tile[pair]]]) * km2[there] / whole
            stamp[tile[pair]] = chosen
    return np.asarray(stamp, dtype=np.int64)


def _owner(gemeente: Ints, tile: Ints, claim: Floats) -> Ints:
    """Gemeente that decides what lies on each square: the one with most of it, a small one sooner."""
    order = np.lexsort((claim, tile))
    owner = np.zeros(int(tile.max()) + 1, dtype=np.int64)
    owner[tile[order]] = gemeente[order]
    return owner


def _town(towns: Ints, counts: Ints, average: float, need: float, rng: np.random.Generator) -> int:
    """A piece of town that is not too small for what the other squares can still hold, nor larger than needed."""
    enough = towns[counts[towns] >= average]
    fitting = enough[counts[enough] <= max(need, average)]
    if len(fitting):
        return int(rng.choice(fitting))
    return int(enough[0]) if len(enough) else int(towns[-1])
