"""Plots in the countryside where a change may be planted, and free room on them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.io.sources.fictief.frames import Land, Lot
from geo_risico.io.sources.fictief.geometry import Bools, Floats, Geometries, Ints, polygons, rectangles, unit
from geo_risico.io.sources.fictief.terrain import GRASS, field_crops

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.world import World

YARD_GROW_M, YARD_MARGIN_M = 15.0, 5.0
ROOM_M = 25.0
CLEAR_M = 2.0
APART_M = 1.0
SHRINK = (1.0, 0.7, 0.5, 0.35, 0.25, 0.18, 0.12)
ON_YARD, BESIDE_SHARE = 0.75, 0.2
TRIES = 80
LONGEST = 1.1
"""Logarithm of the largest length over width of what is planted."""
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


def free_rectangle(plot: Plot, area_m2: float, rng: np.random.Generator) -> shapely.Geometry | None:
    """A rectangle along the front, mostly on the yard, from which buildings are cut; None without room."""
    tried = _tried(plot, area_m2, rng)
    shapes = shapely.intersection(tried, shapely.difference(plot.room, plot.built))
    return _best(plot, shapes, shapely.area(shapes) > ENOUGH * area_m2, 0.0)


def free_spot(plot: Plot, area_m2: tuple[float, float], rng: np.random.Generator) -> shapely.Geometry | None:
    """A rectangle of at most the second area that stands free of buildings, smaller where there is less room.

    It lies mostly on the yard, or sometimes beside it; None where nothing of the first area fits.
    """
    free = shapely.difference(plot.room, shapely.buffer(plot.built, APART_M, quad_segs=1, join_style="mitre"))
    least = 0.0 if rng.random() < BESIDE_SHARE else ON_YARD
    for share in SHRINK:
        if share * area_m2[1] < area_m2[0]:
            return None
        tried = _tried(plot, share * area_m2[1], rng)
        found = _best(plot, tried, shapely.contains(free, tried), least)
        if found is not None:
            return found
    return None


def _tried(plot: Plot, area_m2: float, rng: np.random.Generator) -> Geometries:
    left, bottom, right, top = shapely.bounds(plot.yard)
    spots = rng.uniform((left - 8, bottom - 8), (right + 8, top + 8), (TRIES, 2))
    long = np.sqrt(area_m2 * np.exp(rng.uniform(-LONGEST, LONGEST, TRIES)))
    return polygons(rectangles(spots, np.broadcast_to(plot.axis, spots.shape), long, area_m2 / long))


def _best(plot: Plot, shapes: Geometries, fits: Bools, least: float) -> shapely.Geometry | None:
    """The shape of which most lies on the yard, of those that fit with at least that share (0 to 1) on it."""
    if not fits.any():
        return None
    inside = np.where(fits, shapely.area(shapely.intersection(shapes, plot.yard)), -1.0)
    best = int(np.argmax(inside))
    found: shapely.Geometry = shapes[best]
    return found if inside[best] >= least * shapely.area(found) else None
