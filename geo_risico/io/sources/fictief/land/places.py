"""Where a square of the country lies: turned or mirrored, put on its place, and bent with the whole plane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo_risico.io.sources.fictief.land.square import TILE_M, moved

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.geometry import Floats, Geometries, Ints

BENDS: Final = ((90.0, 11_300.0, 0.35), (25.0, 4_700.0, -0.55))
"""Reach and wave length in metres of each bend, and how far the wave runs askew."""
REACH_M: Final = 120.0
EDGE_M: Final = 100.0
TURNS: Final = 8


@dataclass(frozen=True, eq=False)
class Tiles:
    """Squares of the country: column and row in the plane, which stamp lies there, and how it is turned (0 to 7)."""

    column: Ints
    row: Ints
    stamp: Ints
    turn: Ints

    def take(self, chosen: Ints) -> Tiles:
        """Chosen squares."""
        return Tiles(self.column[chosen], self.row[chosen], self.stamp[chosen], self.turn[chosen])


def bend(xy: Floats) -> Floats:
    """Points of the plane where they lie in the country: straight lines become bent, neighbours stay neighbours."""
    out = np.array(xy, dtype=np.float64)
    x, y = xy[:, 0], xy[:, 1]
    for number, (reach, wave, skew) in enumerate(BENDS):
        k = 2 * np.pi / wave
        out[:, 0] += reach * np.sin(k * (y + skew * x) + number)
        out[:, 1] += reach * np.sin(k * (x - skew * y) + 2.0 + number)
    return np.round(out, 3)


def turned(xy: Floats, tile: Ints, tiles: Tiles) -> Floats:
    """Points of a square as it is turned, still in metres from its corner; ``tile`` is the square of each point."""
    turn = tiles.turn[tile]
    swap = (turn & 4) > 0
    local = np.where(swap[:, None], xy[:, ::-1], xy)
    flips = np.stack([(turn & 1) > 0, (turn & 2) > 0], axis=1)
    return np.asarray(np.where(flips, TILE_M - local, local), dtype=np.float64)


def placed(xy: Floats, tile: Ints, tiles: Tiles) -> Floats:
    """Points of a square where they lie in the country; ``tile`` is the square of each point."""
    corner = np.stack([tiles.column[tile], tiles.row[tile]], axis=1) * TILE_M
    return bend(turned(xy, tile, tiles) + corner)


def placed_shapes(shapes: Geometries, tile: Ints, tiles: Tiles) -> Geometries:
    """Shapes of squares where they lie in the country."""
    if len(shapes) == 0:
        return shapes
    of_point = np.repeat(tile, shapely.get_num_coordinates(shapes))
    return moved(shapes, lambda xy: placed(xy, of_point, tiles))


def tile_outlines(column: Ints, row: Ints) -> Geometries:
    """Outlines of squares as they lie in the country; those of neighbours share their edge exactly."""
    x, y = column * TILE_M, row * TILE_M
    boxes = shapely.segmentize(shapely.box(x, y, x + TILE_M, y + TILE_M), EDGE_M + 1e-6)
    return moved(boxes, bend)
