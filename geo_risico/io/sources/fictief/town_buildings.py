"""Buildings on lots along streets: houses, sheds, amenities, halls and bungalows."""

from __future__ import annotations

import numpy as np

from geo_risico.io.sources.fictief.country_buildings import building
from geo_risico.io.sources.fictief.frames import Buildings, Lot, Lots, Role, stack
from geo_risico.io.sources.fictief.geometry import Bools, Floats, Ints, chance, length, rectangles, unit
from geo_risico.io.sources.fictief.townlots import Rows, house_fronts

HOUSE_KINDS = (Lot.TERRACE, Lot.PAIR, Lot.DETACHED, Lot.CENTRE)
TERRACE_GROUP = 6
SHED_DEPTH_M = 24.5


def town_buildings(rows: Rows, lots: Lots, sheds: int, rng: np.random.Generator) -> Buildings:
    """Buildings on all lots of the rows, with exactly `sheds` sheds in the villages (fewer when they do not fit)."""
    ends, inward, position = house_fronts(rows)
    row = np.repeat(np.arange(len(rows.lots)), rows.lots)
    parts = [_houses(rows, (ends, inward, position, row), lots.kind, rng)]
    parts.append(_sheds(lots, (ends, inward), _choose_sheds(lots, inward, sheds, rng), rng))
    parts.append(_amenities(lots, (ends, inward), rng))
    parts.append(_halls(lots, (ends, inward), rng))
    parts.append(_bungalows(lots, (ends, inward), rng))
    return stack(parts)


def _houses(rows: Rows, fronts: tuple[Floats, Floats, Ints, Ints], kind: Ints, rng: np.random.Generator) -> Buildings:
    ends, inward, position, row = fronts
    setback_row = np.where(rows.kind == Lot.CENTRE, 0.6, rng.uniform(3.0, 6.0, len(rows.kind)))
    deep_row = rng.uniform(8.5, 10.5, len(rows.kind)) + 2.0 * (rows.kind == Lot.CENTRE)
    width = length(ends[:, 1] - ends[:, 0])
    last = position == rows.lots[row] - 1
    group = position % TERRACE_GROUP
    terrace, pair, detached = kind == Lot.TERRACE, kind == Lot.PAIR, kind == Lot.DETACHED
    side = np.where(detached, 4.8 + rng.uniform(0, 0.8, len(kind)), 0.0)
    x0 = side + np.where(terrace & (group == 0), 1.1, 0.0) + np.where(pair & (position % 2 == 0), 3.4, 0.0)
    x1 = width - side - np.where(terrace & ((group == TERRACE_GROUP - 1) | last), 1.1, 0.0)
    x1 = x1 - np.where(pair & (position % 2 == 1), 3.4, 0.0)
    y0 = setback_row[row] + np.where(detached, rng.uniform(0, 2.5, len(kind)), 0.0)
    y1 = y0 + deep_row[row] + np.where(detached, rng.uniform(-0.5, 2.0, len(kind)), 0.0)
    lot = np.flatnonzero(np.isin(kind, HOUSE_KINDS))
    ring = _ring(ends[lot], inward[lot], (x0[lot], x1[lot]), (y0[lot], y1[lot]))
    made = building(ring, lot, Role.HOUSE)
    shop = (kind[lot] == Lot.CENTRE) & chance(len(lot), 0.35, rng)
    return Buildings(made.outline, made.lot, np.where(shop, Role.SHOP, made.role), made.area_m2)


def _ring(ends: Floats, inward: Floats, x: tuple[Floats, Floats], y: tuple[Floats, Floats]) -> Floats:
    along = unit(ends[:, 1] - ends[:, 0])
    points = [(x[0], y[0]), (x[1], y[0]), (x[1], y[1]), (x[0], y[1])]
    return np.stack([ends[:, 0] + along * a[:, None] + inward * b[:, None] for a, b in points], axis=1)


def _choose_sheds(lots: Lots, inward: Floats, sheds: int, rng: np.random.Generator) -> Ints:
    deep = _depth(lots, inward, np.arange(len(lots.kind))) > SHED_DEPTH_M
    houses = np.flatnonzero(np.isin(lots.kind, HOUSE_KINDS) & (deep | (lots.kind == Lot.DETACHED)))
    return np.sort(rng.permutation(houses)[: max(0, sheds)])


def _depth(lots: Lots, inward: Floats, rows: Ints | Bools) -> Floats:
    c = lots.corners[rows]
    left_m = ((c[:, 3] - c[:, 0]) * inward[rows]).sum(-1)
    right_m = ((c[:, 2] - c[:, 1]) * inward[rows]).sum(-1)
    return np.asarray(np.minimum(left_m, right_m), dtype=np.float64)


def _sheds(lots: Lots, fronts: tuple[Floats, Floats], lot: Ints, rng: np.random.Generator) -> Buildings:
    ends, inward = fronts
    n = len(lot)
    width = length(ends[lot, 1] - ends[lot, 0])
    garage = np.isin(lots.kind[lot], (Lot.DETACHED, Lot.PAIR))
    w = np.where(garage, rng.uniform(2.9, 4.2, n), rng.uniform(2.0, 3.0, n))
    d = np.where(garage, rng.uniform(4.0, 6.0, n), rng.uniform(2.5, 3.6, n))
    x0 = np.where(chance(n, 0.5, rng), 0.4, width - w - 0.4)
    y1 = _depth(lots, inward, lot) - 1.0
    ring = _ring(ends[lot], inward[lot], (x0, x0 + w), (y1 - d, y1))
    return building(ring, lot, Role.SHED)


def _amenities(lots: Lots, fronts: tuple[Floats, Floats], rng: np.random.Generator) -> Buildings:
    ends, inward = fronts
    lot = np.flatnonzero(lots.kind == Lot.AMENITY)
    depth = _depth(lots, inward, lot)
    width = length(ends[lot, 1] - ends[lot, 0])
    along = unit(ends[lot, 1] - ends[lot, 0])
    spot = ends[lot].mean(axis=1) + inward[lot] * (depth * 0.5)[:, None]
    n = len(lot)
    return building(
        rectangles(spot, along, width * rng.uniform(0.3, 0.55, n), depth * rng.uniform(0.35, 0.6, n)), lot, Role.AMENITY
    )


def _halls(lots: Lots, fronts: tuple[Floats, Floats], rng: np.random.Generator) -> Buildings:
    ends, inward = fronts
    lot = np.flatnonzero(np.isin(lots.kind, (Lot.HALL, Lot.HARBOUR)))
    width = length(ends[lot, 1] - ends[lot, 0])
    depth = _depth(lots, inward, lot)
    n = len(lot)
    side = rng.uniform(3.5, 7.0, n)
    y0 = rng.uniform(7.0, 11.0, n)
    ring = _ring(ends[lot], inward[lot], (side, width - side), (y0, y0 + (depth - y0 - 5) * rng.uniform(0.55, 1.0, n)))
    return building(ring, lot, Role.HALL)


def _bungalows(lots: Lots, fronts: tuple[Floats, Floats], rng: np.random.Generator) -> Buildings:
    ends, inward = fronts
    lot = np.flatnonzero(lots.kind == Lot.BUNGALOW)
    n = len(lot)
    along = unit(ends[lot, 1] - ends[lot, 0])
    turn = rng.uniform(-0.35, 0.35, n)[:, None]
    axis = along * np.cos(turn) + inward[lot] * np.sin(turn)
    spot = ends[lot].mean(axis=1) + inward[lot] * (_depth(lots, inward, lot) * rng.uniform(0.4, 0.55, n))[:, None]
    return building(rectangles(spot, axis, rng.uniform(7.5, 10.0, n), rng.uniform(6.0, 8.0, n)), lot, Role.BUNGALOW)
