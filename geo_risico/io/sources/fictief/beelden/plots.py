"""Plots in the countryside where a change may be planted, and free room on them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.io.sources.fictief.frames import Land, Lot
from geo_risico.io.sources.fictief.geometry import Floats, Geometries, Ints, polygons, rectangles, unit
from geo_risico.io.sources.fictief.terrain import GRASS, field_crops

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.world import World

YARD_GROW_M, YARD_MARGIN_M = 15.0, 5.0
ROOM_M = 25.0
CLEAR_M = 2.0
TRIES = 24
ENOUGH = 0.6
FIELD_REACH_M = 60.0


@dataclass(frozen=True, eq=False)
class Plot:
    """One lot with its buildings: `yard` is the ground around them, `built` what they cover, `field` grass beside it.

    `room` is the yard with some land around it, `axis` the direction of the front.
    """

    lot: int
    kind: Lot
    buildings: Ints
    yard: shapely.Geometry
    room: shapely.Geometry
    built: shapely.Geometry
    field: shapely.Geometry | None
    axis: Floats


def make_plots(world: World, outlines: Geometries) -> list[Plot]:
    """Plots of the farms and the houses along lint roads in the gemeente."""
    lots = world.lots
    fit = np.flatnonzero(np.isin(lots.kind, (Lot.FARM, Lot.LINT)) & (lots.region == 0))
    standing = np.flatnonzero(~shapely.is_empty(outlines))
    order = standing[np.argsort(world.buildings.lot[standing], kind="stable")]
    first = np.searchsorted(world.buildings.lot[order], fit)
    last = np.searchsorted(world.buildings.lot[order], fit, side="right")
    fit, first, last = fit[last > first], first[last > first], last[last > first]
    own = np.concatenate([order[a:b] for a, b in zip(first, last, strict=True)])
    group = np.repeat(np.arange(len(fit)), last - first)
    built = np.asarray(shapely.multipolygons(outlines[own], indices=group), dtype=object)
    lot_shape = polygons(lots.corners[fit])
    grown = shapely.buffer(shapely.buffer(built, YARD_GROW_M, quad_segs=3), YARD_MARGIN_M - YARD_GROW_M, quad_segs=3)
    fields = _fields(world, lot_shape)
    others = _others(outlines[standing], shapely.buffer(grown, ROOM_M + CLEAR_M))
    room = shapely.difference(shapely.buffer(grown, ROOM_M, quad_segs=2), _hard(world, grown))
    axis = unit(lots.corners[fit, 1] - lots.corners[fit, 0])
    return [
        Plot(
            lot=int(fit[k]),
            kind=Lot(int(lots.kind[fit[k]])),
            buildings=own[group == k],
            yard=grown[k],
            room=room[k],
            built=shapely.buffer(others[k], CLEAR_M, quad_segs=2, join_style="mitre"),
            field=fields[k],
            axis=axis[k],
        )
        for k in range(len(fit))
    ]


def _others(outlines: Geometries, around: Geometries) -> list[shapely.Geometry]:
    """All buildings near each plot as one shape."""
    plot, found = shapely.STRtree(outlines).query(around, predicate="intersects")
    edges = np.searchsorted(plot, np.arange(len(around) + 1))
    return [shapely.union_all(outlines[found[a:b]]) for a, b in pairwise(edges)]


def _hard(world: World, yards: Geometries) -> Geometries:
    """Water, roads and wood near each plot, where nothing is planted."""
    p = world.percelen
    kept = np.isin(p.land, (Land.WATER, Land.ROAD, Land.FOREST))
    shapes = p.outline[kept]
    plot, found = shapely.STRtree(shapes).query(shapely.buffer(yards, ROOM_M), predicate="intersects")
    edges = np.searchsorted(plot, np.arange(len(yards) + 1))
    return np.array([shapely.union_all(shapes[found[a:b]]) for a, b in pairwise(edges)], dtype=object)


def _fields(world: World, lots: Geometries) -> list[shapely.Geometry | None]:
    """The nearest grass field of each lot, None where none lies beside it."""
    rows, crop = field_crops(world)
    shapes = world.percelen.outline[rows[crop < GRASS]]
    if not len(shapes):
        return [None] * len(lots)
    tree = shapely.STRtree(shapes)
    lot, found = tree.query_nearest(lots, max_distance=FIELD_REACH_M, all_matches=False)
    fields: list[shapely.Geometry | None] = [None] * len(lots)
    for k, row in zip(lot, found, strict=True):
        fields[int(k)] = shapely.difference(shapes[row], lots[k])
    return fields


def free_rectangle(plot: Plot, area_m2: float, rng: np.random.Generator, *, is_whole: bool) -> shapely.Geometry | None:
    """A rectangle along the front, as much on the yard as can be and clear of buildings; None without room.

    Parameters
    ----------
    plot
        Where.
    area_m2
        Area of the rectangle.
    rng
        For the places that are tried.
    is_whole
        True where it must lie wholly free; else buildings are cut out of it and it may be smaller.
    """
    free = shapely.difference(plot.room, plot.built)
    ratio = rng.uniform(1.0, 1.8)
    long = np.sqrt(area_m2 * ratio)
    spots = _spots(plot.yard, rng)
    axis = np.broadcast_to(plot.axis, spots.shape)
    turned = np.full(len(spots), long), np.full(len(spots), area_m2 / long)
    tried = polygons(rectangles(spots, axis, *turned))
    shapes = shapely.intersection(tried, free)
    kept = shapely.area(shapes) / area_m2
    fits = kept > (1 - 1e-6 if is_whole else ENOUGH)
    if not fits.any():
        return None
    inside = np.where(fits, shapely.area(shapely.intersection(shapes, plot.yard)), -1.0)
    best = int(np.argmax(inside))
    found: shapely.Geometry = tried[best] if is_whole else shapes[best]
    return found


def _spots(shape: shapely.Geometry, rng: np.random.Generator) -> Floats:
    left, bottom, right, top = shapely.bounds(shape)
    return rng.uniform((left - 8, bottom - 8), (right + 8, top + 8), (TRIES, 2))
