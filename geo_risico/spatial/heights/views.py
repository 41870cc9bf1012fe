"""From how many addresses a place can be seen, over what stands in between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import cKDTree

from geo_risico.spatial.heights.blocks import height_blocks
from geo_risico.spatial.heights.burned import Cover
from geo_risico.spatial.heights.horizon import ray_stats
from geo_risico.spatial.kernels.rays import FREE, UNKNOWN, Relief, sight

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geo_risico.core.raster import Scene
    from geo_risico.spatial.heights.blocks import HeightBlock

    Floats = NDArray[np.float64]
    Geometries = NDArray[np.object_]

_TARGETS = 6
_SIDE = 2
_SPACING_M = 100.0
_TALL_M = 2.0
_LEAST_KNOWN = 0.5


@dataclass(frozen=True, kw_only=True)
class View:
    """How people look.

    ``eye_m``: height of the eye above the ground at the wall. ``target_m``: height above the ground of what is looked
    at. ``within_m``: how far away an address may be.
    """

    eye_m: float
    target_m: float
    within_m: float


def visible_share(
    places: Geometries, scene: Scene, points: Geometries, panden: Geometries, view: View
) -> tuple[Floats, pd.DataFrame]:
    """Share (0 to 1) of the points near each place from which it can be seen, 0 without points, and what it rests on.

    A place is seen when any of some spots spread over it is: open ground, as far as it has any. A look begins past the
    wall of the own pand. Points on the place itself do not count.

    Parameters
    ----------
    places
        Polygons.
    scene
        Heights with the bands oppervlak and maaiveld.
    points
        Where people live.
    panden
        Polygons of buildings.
    view
        Heights and distance.
    """
    tree, cover = shapely.STRtree(points), Cover(panden)
    result, share, cells = np.full(len(places), np.nan), np.zeros(len(places)), np.zeros(len(places))
    for block in height_blocks(places, scene, view.within_m):
        sites = places[block.rows]
        place, point = tree.query(sites, predicate="dwithin", distance=view.within_m)
        off_site = shapely.distance(points[point], sites[place]) > 0
        place, point = place[off_site], point[off_site]
        seen = _seen(block, sites, cover, view, (place, points[point]))
        known = np.bincount(place[seen != UNKNOWN], minlength=len(sites))
        free = np.bincount(place[seen == FREE], minlength=len(sites))
        asked = np.bincount(place, minlength=len(sites))
        result[block.rows] = np.where(asked == 0, 0.0, free / np.maximum(known, 1))
        cells[block.rows], measured = _measured(block, sites, view.within_m)
        share[block.rows] = np.minimum(measured, np.where(asked == 0, 1.0, known / np.maximum(asked, 1)))
    return result, ray_stats(places, scene, share, cells)


def _seen(
    block: HeightBlock, sites: Geometries, cover: Cover, view: View, pairs: tuple[NDArray[np.intp], Geometries]
) -> NDArray[np.int8]:
    """Whether each pair of a site and a point sees each other."""
    place, points = pairs
    owner, spots = _spots(sites)
    targets, is_open = _targets(block, spots, view.target_m)
    some_open = np.bincount(owner[is_open], minlength=len(sites)) > 0
    kept = is_open | ~some_open[owner]
    eyes = shapely.get_coordinates(points)
    chosen = _chosen(eyes, place, owner[kept], spots[kept])
    relief = Relief(block.surface, block.ground, cover.numbers(block.grid), block.grid.pixel_m)
    heights = np.full((len(eyes), 1), view.eye_m)
    return sight(relief, np.hstack([block.cells(eyes), heights]), targets[kept], chosen, _LEAST_KNOWN)


def _spots(sites: Geometries) -> tuple[NDArray[np.intp], Floats]:
    """Site and coordinates of spots spread over each site, at least one in each."""
    middles = shapely.get_coordinates(shapely.point_on_surface(sites))
    owners, spots = [np.arange(len(sites))], [middles]
    for number, (x1, y1, x2, y2) in enumerate(shapely.bounds(sites).reshape(-1, 4)):
        columns = max(_SIDE, int(np.ceil((x2 - x1) / _SPACING_M)))
        rows = max(_SIDE, int(np.ceil((y2 - y1) / _SPACING_M)))
        x = x1 + (np.arange(columns) + 0.5) / columns * (x2 - x1)
        y = y1 + (np.arange(rows) + 0.5) / rows * (y2 - y1)
        plane = np.column_stack([axis.ravel() for axis in np.meshgrid(x, y)])
        inside = plane[shapely.contains_xy(sites[number], plane)]
        owners.append(np.full(len(inside), number))
        spots.append(inside)
    owner = np.concatenate(owners)
    order = np.argsort(owner, kind="stable")
    return owner[order], np.concatenate(spots)[order]


def _targets(block: HeightBlock, spots: Floats, target_m: float) -> tuple[Floats, NDArray[np.bool_]]:
    """Column, row and height (NAP) of each spot, and whether nothing tall stands on it."""
    plane = block.cells(spots)
    column, row = np.floor(plane).astype(np.int64).T
    height, width = block.surface.shape
    inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
    row, column = row.clip(0, height - 1), column.clip(0, width - 1)
    ground = np.where(inside, block.ground[row, column], np.nan).astype(np.float64)
    above = np.where(inside, block.surface[row, column], np.nan) - ground
    return np.column_stack([plane, ground + target_m]), ~(above >= _TALL_M)


def _chosen(eyes: Floats, place: NDArray[np.intp], owner: NDArray[np.intp], spots: Floats) -> NDArray[np.int64]:
    """Spots that each eye looks at: all of its site, or the nearest where there are many; -1 fills up."""
    count = np.bincount(owner, minlength=int(place.max(initial=-1)) + 1)
    first = np.cumsum(count) - count
    turn = np.arange(_TARGETS)
    chosen = np.where(turn < count[place, None], first[place, None] + turn, -1).astype(np.int64)
    for site in np.unique(place[count[place] > _TARGETS]):
        rows = np.flatnonzero(place == site)
        part = slice(first[site], first[site] + count[site])
        chosen[rows] = first[site] + cKDTree(spots[part]).query(eyes[rows], k=_TARGETS)[1]
    return chosen


def _measured(block: HeightBlock, sites: Geometries, within_m: float) -> tuple[Floats, Floats]:
    """Cells with a known height in the box around each site, and their share (0 to 1) of that box."""
    known = np.zeros((block.grid.height + 1, block.grid.width + 1), dtype=np.int64)
    known[1:, 1:] = np.cumsum(np.cumsum(~np.isnan(block.surface), axis=0), axis=1)
    box = shapely.bounds(sites).reshape(-1, 4) + np.array([-within_m, -within_m, within_m, within_m])
    low, high = block.cells(box[:, [0, 3]]), block.cells(box[:, [2, 1]])
    whole = np.prod(high - low, axis=1)
    size = [block.grid.width, block.grid.height]
    left, top = np.clip(np.round(low), 0, size).astype(np.int64).T
    right, bottom = np.clip(np.round(high), 0, size).astype(np.int64).T
    count = known[bottom, right] - known[top, right] - known[bottom, left] + known[top, left]
    return count.astype(np.float64), np.minimum(count / whole, 1.0)
