"""Buildings on farmyards, along lint roads and in greenhouse areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.io.sources.fictief.frames import Buildings, Lots, Role, stack
from geo_risico.io.sources.fictief.geometry import (
    Bools,
    Floats,
    Ints,
    chance,
    cross,
    left,
    length,
    polygons,
    rectangles,
    unit,
)

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.countryside import Countryside

L_SHAPE_SHARE = 0.35
HOUSE_SETBACK_M = 19.0
ROW_GAP_M = 6.0


class Frame:
    """The frame of lots: x along the front, y along the sides, mirrored where wanted.

    Parameters
    ----------
    corners
        Lots (n, 4, 2), front edge first.
    mirrored
        True where x counts from the right.
    """

    def __init__(self, corners: Floats, mirrored: Bools) -> None:
        self.along = unit(corners[:, 1] - corners[:, 0])
        self.inward = unit(corners[:, 2] + corners[:, 3] - corners[:, 0] - corners[:, 1])
        self.width_m = length(corners[:, 1] - corners[:, 0])
        self.depth_m = np.minimum(length(corners[:, 3] - corners[:, 0]), length(corners[:, 2] - corners[:, 1]))
        self.squareness = np.abs(cross(self.along, self.inward))
        self._origin = corners[:, 0]
        self._mirrored = mirrored

    def at(self, x: Floats, y: Floats, rows: Ints | None = None) -> Floats:
        """Points at x and y metres, for all lots or for the given rows."""
        pick = slice(None) if rows is None else rows
        xx = np.where(self._mirrored[pick], self.width_m[pick] - x, x)
        return np.asarray(
            self._origin[pick] + self.along[pick] * xx[:, None] + self.inward[pick] * np.asarray(y)[:, None],
            dtype=np.float64,
        )


def country_buildings(lots: Lots, plan: Countryside, rng: np.random.Generator) -> Buildings:
    """Buildings on all countryside lots (farms, greenhouses, rows of houses, in that order)."""
    farms, glass = len(plan.farms.kavel), len(plan.greenhouses.kavel)
    number = np.arange(len(lots.kind))
    parts = [
        *_farm(lots.corners[:farms], plan, rng),
        *_greenhouse(lots.corners[farms : farms + glass], number[farms : farms + glass], rng),
        *_lint(lots.corners[farms + glass :], number[farms + glass :], plan.lint_sheds, rng),
    ]
    return stack(parts)


def building(outlines: Floats, lot: Ints, role: Role) -> Buildings:
    """Buildings from rings (n, k, 2)."""
    x, y = outlines[..., 0], outlines[..., 1]
    area = np.abs((x * np.roll(y, -1, axis=1) - np.roll(x, -1, axis=1) * y).sum(axis=1)) / 2
    return Buildings(polygons(outlines), lot, np.full(len(lot), role), area)


def houses(
    centres: Floats, along: Floats, size: tuple[Floats, Floats], lot: Ints, rng: np.random.Generator
) -> list[Buildings]:
    """Houses of `size` (width, depth); a share has a wing at the back."""
    wing = chance(len(lot), L_SHAPE_SHARE, rng)
    plain = rectangles(centres[~wing], along[~wing], size[0][~wing], size[1][~wing])
    w, d = size[0][wing] / 2, size[1][wing] / 2
    e = d + rng.uniform(3.0, 6.0, int(wing.sum()))
    zero = np.zeros_like(w)
    local = [(-w, -d), (w, -d), (w, d), (zero, d), (zero, e), (-w, e)]
    a, b = along[wing], left(along[wing])
    ring = np.stack([centres[wing] + a * x[:, None] + b * y[:, None] for x, y in local], axis=1)
    return [building(plain, lot[~wing], Role.HOUSE), building(ring, lot[wing], Role.HOUSE)]


def _farm(corners: Floats, plan: Countryside, rng: np.random.Generator) -> list[Buildings]:
    yards = plan.yards
    frame = Frame(corners, yards.mirrored)
    n = len(corners)
    number = np.arange(n)
    size = (rng.uniform(10.5, 15.0, n), rng.uniform(8.5, 11.5, n))
    parts = houses(frame.at(frame.width_m * 0.28, np.full(n, HOUSE_SETBACK_M)), frame.along, size, number, rng)
    row, slot = np.nonzero(yards.barn)
    centres = frame.at(yards.barn_x[row, slot], yards.barn_y[row, slot], row)
    wide = yards.barn_width_m[row, slot] * frame.squareness[row]
    lean = np.sqrt(np.maximum(0.0, 1 - frame.squareness[row] ** 2)) / frame.squareness[row]
    long = np.maximum(yards.barn_length_m[row, slot] - np.maximum(wide * lean - ROW_GAP_M, 0.0), 8.0)
    barns = rectangles(centres, frame.inward[row], long, wide)
    parts.append(building(barns, row, Role.BARN))
    for k in (0, 1):
        chosen = np.flatnonzero(yards.shed_count > k)
        spot = frame.at(frame.width_m[chosen] * 0.76, np.full(len(chosen), 11.0 + 13.0 * k), chosen)
        wide, deep = rng.uniform(4.0, 9.0, len(chosen)), rng.uniform(4.0, 7.5, len(chosen))
        parts.append(building(rectangles(spot, frame.along[chosen], wide, deep), chosen, Role.SHED))
    second = np.flatnonzero(yards.second_house)
    spot = frame.at(frame.width_m[second] * 0.76, np.full(len(second), HOUSE_SETBACK_M), second)
    ring = rectangles(spot, frame.along[second], rng.uniform(8, 11, len(second)), rng.uniform(8, 10, len(second)))
    return [*parts, building(ring, second, Role.HOUSE)]


def _greenhouse(corners: Floats, number: Ints, rng: np.random.Generator) -> list[Buildings]:
    n = len(corners)
    frame = Frame(corners, chance(n, 0.5, rng))
    full = np.full
    house = rectangles(
        frame.at(full(n, 16.0), full(n, 16.0)), frame.along, rng.uniform(10, 13, n), rng.uniform(8, 11, n)
    )
    store = rectangles(
        frame.at(full(n, 48.0), full(n, 24.0)), frame.along, rng.uniform(22, 34, n), rng.uniform(14, 20, n)
    )
    wide = (frame.width_m - 14.0) * frame.squareness
    lean = wide * np.sqrt(np.maximum(0.0, 1 - frame.squareness**2)) / frame.squareness
    long = np.maximum((frame.depth_m - 62.0 - lean) * rng.uniform(0.75, 1.0, n), 20.0)
    glass = rectangles(frame.at(frame.width_m / 2, 52.0 + (lean + long) / 2), frame.inward, long, wide)
    return [
        building(house, number, Role.HOUSE),
        building(store, number, Role.BARN),
        building(glass, number, Role.GLASS),
    ]


def _lint(corners: Floats, number: Ints, sheds: Ints, rng: np.random.Generator) -> list[Buildings]:
    n = len(corners)
    frame = Frame(corners, chance(n, 0.5, rng))
    wide = np.minimum(rng.uniform(8.0, 13.5, n), frame.width_m - 9.0)
    deep = rng.uniform(8.0, 11.0, n)
    spot = frame.at(frame.width_m * rng.uniform(0.42, 0.55, n), rng.uniform(11.0, 18.0, n))
    parts = houses(spot, frame.along, (wide, deep), number, rng)
    for k, x in ((0, 0.3), (1, 0.74)):
        chosen = np.flatnonzero(sheds > k)
        m = len(chosen)
        y = np.maximum(frame.depth_m[chosen] * rng.uniform(0.72, 0.82, m), 36.0)
        w, d = rng.uniform(3.5, np.minimum(9.0, frame.width_m[chosen] * 0.36)), rng.uniform(4.0, 9.0, m)
        shape = rectangles(frame.at(frame.width_m[chosen] * x, y, chosen), frame.along[chosen], w, d)
        parts.append(building(shape, number[chosen], Role.SHED))
    return parts
