"""Lots, percelen and driveways from cuts: what remains of a kavel and what lies on the cut piece tile it exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.io.sources.fictief.frames import Branches, Land, Lot, Lots, Percelen, stack
from geo_risico.io.sources.fictief.geometry import (
    Bools,
    Floats,
    Geometries,
    Ints,
    bilinear,
    chance,
    polygons,
    smooth_noise,
    sub_quads,
)
from geo_risico.io.sources.fictief.landscape import Block, Edge, Landscape

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.countryside import Countryside, Cuts
    from geo_risico.io.sources.fictief.polder import Kavels

DRIVEWAY_M = 5.0
SPLIT_SHARE = 0.25
SPLIT_AT_M = 34.0
WOOD_WAVELENGTH_M = 1500.0
WOOD_LIMITS = (-1.25, 1.0, 2.1)


def cut_lots(land: Landscape, kavels: Kavels, plan: Countryside, rng: np.random.Generator) -> Lots:
    """Lots of farms, then greenhouses, then rows of houses."""
    parts = [
        _lots(land, kavels, plan.farms, Lot.FARM),
        _lots(land, kavels, plan.greenhouses, Lot.GREENHOUSE),
        _lots(land, kavels, plan.lint, Lot.LINT),
    ]
    lots = stack(parts)
    farm = lots.kind == Lot.FARM
    deep = np.linalg.norm(lots.corners[:, 3] - lots.corners[:, 0], axis=1)
    front = np.concatenate([plan.farms.v0 <= 0, np.zeros(len(farm) - len(plan.farms.v0), dtype=bool)])
    chosen = farm & front & chance(len(farm), SPLIT_SHARE, rng) & (deep > 2 * SPLIT_AT_M)
    lots.split[:] = np.where(chosen, SPLIT_AT_M / np.maximum(deep, 1.0), 0.0)
    return lots


def _lots(land: Landscape, kavels: Kavels, cuts: Cuts, kind: Lot) -> Lots:
    row = np.repeat(np.arange(len(cuts.kavel)), cuts.lots)
    position = np.arange(len(row)) - (np.cumsum(cuts.lots) - cuts.lots)[row]
    step = (cuts.u1 - cuts.u0)[row] / cuts.lots[row]
    u0 = cuts.u0[row] + position * step
    u1 = np.where(position == cuts.lots[row] - 1, cuts.u1[row], u0 + step)
    kavel = cuts.kavel[row]
    corners = sub_quads(kavels.quads[kavel], (u0, u1), (cuts.v0[row], cuts.v1[row]))
    block = kavels.block[kavel]
    n = len(row)
    return Lots(
        corners, np.full(n, kind), block, np.full(n, -1), kavels.edge[kavel], np.zeros(n), land.region.ravel()[block]
    )


def kavel_percelen(
    land: Landscape, kavels: Kavels, plan: Countryside, lots: Lots, rng: np.random.Generator
) -> Percelen:
    """Percelen of all kavels: the agricultural remainders and the lots cut from them."""
    cuts = [plan.farms, plan.greenhouses, plan.lint]
    kavel = np.concatenate([c.kavel for c in cuts])
    whole = np.ones(len(kavels.block), dtype=bool)
    whole[kavel] = False
    front = np.concatenate([c.v0 <= 0 for c in cuts])
    u0, u1, v0, v1 = (np.concatenate([getattr(c, name) for c in cuts]) for name in ("u0", "u1", "v0", "v1"))
    quads, half = kavels.quads[kavel], DRIVEWAY_M / 2 / kavels.width_m[kavel]
    around = polygons(_around_front(quads[front], (u0[front], u1[front], v1[front])))
    back = ~front
    flag = (u0[back], u1[back], v0[back], v1[back])
    around_back = polygons(_around_flag(quads[back], flag, half[back]))
    blocks = np.concatenate([kavels.block[whole], kavels.block[kavel[front]], kavels.block[kavel[back]]])
    fields = np.concatenate([polygons(kavels.quads[whole]), around, around_back])
    rest = Percelen(
        fields, np.where(_wooded(land, blocks, fields, rng), Land.FOREST, Land.FIELD), blocks, np.full(len(blocks), -1)
    )
    return stack([rest, _lot_percelen(lots, _flag_polygons(quads[back], flag, half[back]), np.flatnonzero(back))])


def _wooded(land: Landscape, blocks: Ints, outline: Geometries, rng: np.random.Generator) -> Bools:
    """True for kavels with wood: nearly all in a forest block, groups of them beside one, and a few elsewhere."""
    surface = smooth_noise(shapely.get_coordinates(shapely.centroid(outline)), WOOD_WAVELENGTH_M, rng)
    forest = land.block_kind == Block.FOREST
    grown = np.pad(forest, 1)
    beside = grown[2:, 1:-1] | grown[:-2, 1:-1] | grown[1:-1, 2:] | grown[1:-1, :-2]
    limit = np.select([forest, beside], WOOD_LIMITS[:2], WOOD_LIMITS[2]).ravel()[blocks]
    return np.asarray(surface > limit, dtype=np.bool_)


def _lot_percelen(lots: Lots, flags: Geometries, flagged: Ints) -> Percelen:
    number = np.arange(len(lots.kind))
    split = lots.split > 0
    zero, one = np.zeros(split.sum()), np.ones(split.sum())
    front = polygons(sub_quads(lots.corners[split], (zero, one), (zero, lots.split[split])))
    rear = polygons(sub_quads(lots.corners[split], (zero, one), (lots.split[split], one)))
    outline = polygons(lots.corners)
    outline[split] = front
    outline[flagged] = flags
    return Percelen(
        np.concatenate([outline, rear]),
        np.full(len(number) + int(split.sum()), Land.YARD),
        np.concatenate([lots.block, lots.block[split]]),
        np.concatenate([number, number[split]]),
    )


def _ring(quads: Floats, points: list[tuple[Floats, Floats]]) -> Floats:
    return np.stack([bilinear(quads, u, v) for u, v in points], axis=1)


def _around_front(quads: Floats, cut: tuple[Floats, Floats, Floats]) -> Floats:
    u0, u1, v1 = cut
    zero, one = np.zeros_like(u0), np.ones_like(u0)
    return _ring(
        quads, [(zero, zero), (u0, zero), (u0, v1), (u1, v1), (u1, zero), (one, zero), (one, one), (zero, one)]
    )


def _around_flag(quads: Floats, cut: tuple[Floats, Floats, Floats, Floats], half: Floats) -> Floats:
    u0, u1, v0, v1 = cut
    middle = (u0 + u1) / 2
    zero, one = np.zeros_like(u0), np.ones_like(u0)
    notch = [(middle - half, zero), (middle - half, v0), (u0, v0), (u0, v1), (u1, v1), (u1, v0), (middle + half, v0)]
    return _ring(quads, [(zero, zero), *notch, (middle + half, zero), (one, zero), (one, one), (zero, one)])


def _flag_polygons(quads: Floats, cut: tuple[Floats, Floats, Floats, Floats], half: Floats) -> Geometries:
    u0, u1, v0, v1 = cut
    middle, zero = (u0 + u1) / 2, np.zeros_like(u0)
    points = [(middle - half, zero), (middle + half, zero), (middle + half, v0), (u1, v0)]
    points += [(u1, v1), (u0, v1), (u0, v0), (middle - half, v0)]
    return polygons(_ring(quads, points))


def driveways(kavels: Kavels, plan: Countryside) -> Branches:
    """Dead-end driveways to the farms that lie back from the road."""
    cuts = plan.farms
    back = np.flatnonzero(cuts.v0 > 0)
    middle = (cuts.u0[back] + cuts.u1[back]) / 2
    quads = kavels.quads[cuts.kavel[back]]
    line = np.stack([bilinear(quads, middle, np.zeros(len(back))), bilinear(quads, middle, cuts.v0[back])], axis=1)
    edge = kavels.edge[cuts.kavel[back]]
    kind = np.where(np.arange(len(back)) % 3 == 0, Edge.UNPAVED, Edge.HALF_PAVED)
    return Branches(line, edge, np.full(len(back), -1), kind, edge)
