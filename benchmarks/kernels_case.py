"""A made-up province of any size: places in towns and in the open, roads, water, a border, percelen and buildings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Geometries = NDArray[np.object_]

SEED = 20260101
PLACES_PER_KM2 = 60.0
CORNER = np.array([180_000.0, 450_000.0])
CASES = 1000
TOWN_SHARE = 0.6


@dataclass(frozen=True, kw_only=True)
class Province:
    """Points in metres (n, 2); lines and polygons as shapely makes them."""

    places: Numbers
    cases: Numbers
    roads: Geometries
    water: Geometries
    border: Geometries
    percelen: Geometries
    panden: Geometries


def province(count: int) -> Province:
    """Province with so many places; everything but the cases grows with it."""
    rng = np.random.default_rng(SEED)
    side = np.sqrt(count / PLACES_PER_KM2) * 1000
    towns = rng.uniform(0, side, (max(count // 400, 1), 2))
    spread = rng.normal(0, 300, (count, 2))
    places = np.where(rng.random((count, 1)) < TOWN_SHARE, towns[rng.integers(0, len(towns), count)] + spread, 0.0)
    open_rows = (places == 0).all(axis=1)
    places[open_rows] = rng.uniform(0, side, (open_rows.sum(), 2))
    places = np.round(places, 2) + CORNER
    around = np.linspace(0, 2 * np.pi, max(count // 50, 200), endpoint=False)
    wavy = side * (0.75 + 0.05 * np.sin(9 * around) + 0.01 * np.sin(83 * around))
    ring = CORNER + side / 2 + wavy[:, None] * np.column_stack([np.cos(around), np.sin(around)])
    return Province(
        places=places,
        cases=places[rng.integers(0, count, CASES)] + rng.normal(0, 50, (CASES, 2)),
        roads=_walks(rng, side, count // 10, (5, 60.0)),
        water=_walks(rng, side, count // 400, (60, 40.0)),
        border=np.array([shapely.LinearRing(ring)], dtype=object),
        percelen=_yards(rng, places, 25.0),
        panden=_yards(rng, places + rng.normal(0, 15, places.shape), 8.0),
    )


def _walks(rng: np.random.Generator, side: float, count: int, size: tuple[int, float]) -> Geometries:
    """Lines of so many pieces, of about so many metres each, that keep their direction more or less."""
    pieces, step_m = size
    turn = rng.uniform(0, 2 * np.pi, (count, 1)) + np.cumsum(rng.normal(0, 0.3, (count, pieces)), axis=1)
    steps = step_m * np.stack([np.cos(turn), np.sin(turn)], axis=2)
    begin = rng.uniform(0, side, (count, 1, 2)) + CORNER
    return np.asarray(shapely.linestrings(np.cumsum(np.concatenate([begin, steps], axis=1), axis=1)), dtype=object)


def _yards(rng: np.random.Generator, middles: Numbers, size_m: float) -> Geometries:
    """Twelve-cornered polygons around places."""
    angle = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    reach = rng.uniform(0.5, 1.2, (len(middles), 12)) * size_m
    rim = np.stack([reach * np.cos(angle), reach * np.sin(angle)], axis=2) + middles[:, None, :]
    return np.asarray(shapely.polygons(rim), dtype=object)
