"""Roads that belong to no square: along the edges, motorways beside some of them, and their ramps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo_risico.io.sources.fictief.land.places import bend
from geo_risico.io.sources.fictief.land.square import NODE_M, TILE_M

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.geometry import Bools, Floats, Geometries, Ints
    from geo_risico.io.sources.fictief.land.places import Tiles

MOTORWAY_EVERY: Final = 8
REGIONAL_EVERY: Final = 3
RAMP_EVERY: Final = 2
BESIDE_M: Final = 40.0
FREE_M: Final = (10.0, 75.0)
"""Strip beside the edge of a square without panden where a motorway lies."""
RAMP_M: Final = (700.0, 1000.0, 1300.0)
LOCAL, REGIONAL, MOTORWAY, ON_RAMP, OFF_RAMP = range(5)


@dataclass(frozen=True, eq=False)
class Seams:
    """Lines in the country with their kind, and the number of the row or column that they follow (rows negative)."""

    line: Geometries
    kind: Ints
    number: Ints

    def take(self, chosen: Ints) -> Seams:
        """Chosen roads."""
        return Seams(self.line[chosen], self.kind[chosen], self.number[chosen])


def seam_roads(tiles: Tiles) -> Seams:
    """Roads along the west and south edge of squares."""
    lines: list[Floats] = []
    kind: list[int] = []
    number: list[int] = []
    for column, row in zip(tiles.column.tolist(), tiles.row.tolist(), strict=True):
        for is_upright in (True, False):
            along = column if is_upright else row
            step = row if is_upright else column
            for what, points in _drawn(along, step):
                local = points if is_upright else points[:, ::-1]
                lines.append(local + np.array([column, row]) * TILE_M)
                kind.append(what)
                number.append(along if is_upright else -along)
    made = [shapely.LineString(bend(points)) for points in lines]
    return Seams(np.array(made, dtype=object), np.array(kind), np.array(number))


def _drawn(along: int, step: int) -> list[tuple[int, Floats]]:
    """Kind and points of the roads along the west edge of one square."""
    up = np.arange(0.0, TILE_M + NODE_M / 2, NODE_M)
    road = np.stack([np.zeros_like(up), up], axis=1)
    is_motorway = along % MOTORWAY_EVERY == 0
    drawn = [(REGIONAL if is_motorway or along % REGIONAL_EVERY == 0 else LOCAL, road)]
    if not is_motorway:
        return drawn
    low, middle, high = RAMP_M
    drawn.append((MOTORWAY, np.array([[BESIDE_M, y] for y in (0.0, low, high, TILE_M)])))
    if step % RAMP_EVERY == 0:
        drawn.append((ON_RAMP, np.array([[0.0, middle], [BESIDE_M, high]])))
        drawn.append((OFF_RAMP, np.array([[BESIDE_M, low], [0.0, middle]])))
    return drawn


def under_motorway(local: Floats, tile: Ints, tiles: Tiles) -> Bools:
    """Whether a point of a square, turned as it lies in the country, is where a motorway runs."""
    low, high = FREE_M
    beside = (local > low) & (local < high)
    west = beside[:, 0] & (tiles.column[tile] % MOTORWAY_EVERY == 0)
    south = beside[:, 1] & (tiles.row[tile] % MOTORWAY_EVERY == 0)
    return np.asarray(west | south, dtype=np.bool_)
