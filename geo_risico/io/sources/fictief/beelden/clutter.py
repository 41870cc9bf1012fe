"""Trees, trucks and silage heaps around the erven: things that stand up or differ and are no building."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.io.sources.fictief.beelden.covers import Cover
from geo_risico.io.sources.fictief.beelden.things import Things, things
from geo_risico.io.sources.fictief.frames import Lot
from geo_risico.io.sources.fictief.geometry import (
    Geometries,
    as_points,
    bilinear,
    chance,
    polygons,
    rectangles,
    stage_rng,
    unit,
)

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.world import World

TREES_PER_LOT = 3
TREE_RADIUS_M, TREE_HEIGHT_M = (1.8, 4.0), (4.0, 11.0)
TRUCK_SHARE, TRUCK_M, TRUCK_HEIGHT_M = 0.15, (12.0, 2.5), 3.6
HEAP_SHARE, HEAP_M, HEAP_HEIGHT_M = 0.3, (30.0, 9.0), 1.9
CLEAR_M = 1.5


def make_clutter(world: World, taken: Geometries) -> list[Things]:
    """Trees on the lots of the countryside, and trucks and silage heaps on farms, clear of `taken` shapes."""
    rng = stage_rng(world.seed, "beelden bomen")
    lots = world.lots
    rural = np.flatnonzero(np.isin(lots.kind, (Lot.FARM, Lot.LINT)))
    farms = rural[lots.kind[rural] == Lot.FARM]
    tree = shapely.STRtree(taken[~shapely.is_empty(taken)])
    quads = lots.corners[np.repeat(rural, TREES_PER_LOT)]
    spots = as_points(bilinear(quads, rng.uniform(0.03, 0.97, len(quads)), rng.uniform(0.03, 0.97, len(quads))))
    radius = rng.uniform(*TREE_RADIUS_M, len(spots))
    crowns = shapely.buffer(spots, radius, quad_segs=2)
    free = _free(tree, crowns)
    heights = rng.uniform(*TREE_HEIGHT_M, len(spots))
    parts = [things(crowns[free], Cover.TREE, height_m=heights[free])]
    for share, size_m, height_m, cover in (
        (TRUCK_SHARE, TRUCK_M, TRUCK_HEIGHT_M, Cover.BRIGHT_ROOF),
        (HEAP_SHARE, HEAP_M, HEAP_HEIGHT_M, Cover.DARK_ROOF),
    ):
        chosen = farms[chance(len(farms), share, rng)]
        quads = lots.corners[chosen]
        spot = bilinear(quads, rng.uniform(0.15, 0.85, len(quads)), rng.uniform(0.25, 0.9, len(quads)))
        axis = unit(quads[:, 3] - quads[:, 0])
        long, wide = np.full(len(quads), size_m[0]), np.full(len(quads), size_m[1])
        shapes = polygons(rectangles(spot, axis, long, wide))
        parts.append(things(shapes[_free(tree, shapes)], cover, height_m=height_m))
    return parts


def _free(tree: shapely.STRtree, shapes: Geometries) -> np.ndarray:
    hit = tree.query(shapes, predicate="dwithin", distance=CLEAR_M)[0]
    free = np.ones(len(shapes), dtype=bool)
    free[hit] = False
    return free
