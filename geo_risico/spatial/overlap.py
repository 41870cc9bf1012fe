"""Areas that two sets of shapes share, in square metres."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo_risico.spatial.density import numbers, plain
from geo_risico.spatial.kernels.clip import shared_areas
from geo_risico.spatial.kernels.discs import disc_areas
from geo_risico.spatial.paths import paths_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Geometries = NDArray[np.object_]

_POLYGON = 2
_LINE = 1
_MANY_VERTICES = 200
_PLACES_PER_CHUNK = 100_000
_SLIVER_M2 = 1e-6


def disc_area_m2(centres: NDArray[np.float64], radius_m: float, polygons: Geometries) -> NDArray[np.float64]:
    """Area in m2 of the polygons inside the circle around each centre, exact (no polygon stands in for the circle).

    Parameters
    ----------
    centres
        Coordinates, shape (n, 2).
    radius_m
        Radius of the circles in metres.
    polygons
        Polygons, single or multi; where they overlap the area counts twice.
    """
    centre, _, area = disc_pairs_m2(centres, radius_m, polygons)
    return np.bincount(centre, weights=area, minlength=len(centres)).astype(np.float64)


def disc_pairs_m2(
    centres: NDArray[np.float64], radius_m: float, polygons: Geometries
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Each circle and polygon that share area (positions), and that area in m2, exact."""
    parts, polygon = shapely.get_parts(polygons, return_index=True)
    pairs = numbers(np.column_stack(_boxes_near(centres, radius_m, parts)))
    area = disc_areas(plain(centres), float(radius_m), paths_of(shapely.orient_polygons(parts)), pairs)
    real = area > _SLIVER_M2
    return pairs[real, 0], polygon[pairs[real, 1]], area[real]


def _boxes_near(
    centres: NDArray[np.float64], radius_m: float, polygons: Geometries
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Each circle and polygon whose box comes within the circle."""
    x, y = centres.T
    around = np.asarray(shapely.box(x - radius_m, y - radius_m, x + radius_m, y + radius_m))
    one, two = shapely.STRtree(polygons).query(around)
    x1, y1, x2, y2 = shapely.bounds(polygons).T
    off_x = np.maximum(np.maximum(x1[two] - x[one], x[one] - x2[two]), 0.0)
    off_y = np.maximum(np.maximum(y1[two] - y[one], y[one] - y2[two]), 0.0)
    near = off_x**2 + off_y**2 < radius_m**2
    return one[near], two[near]


def without(first: Geometries, second: Geometries) -> Geometries:
    """What is left of each shape in ``first`` after taking away all of ``second``."""
    left = first.copy()
    if len(first) == 0 or len(second) == 0:
        return left
    same = pd.Index(shapely.to_wkb(first)).isin(shapely.to_wkb(second))
    left[same] = shapely.Polygon()
    open_rows = np.flatnonzero(~same)
    tree = shapely.STRtree(second)
    one, two = tree.query(first[open_rows], predicate="intersects")
    if len(one):
        order = np.argsort(one, kind="stable")
        rows, begins = np.unique(one[order], return_index=True)
        covers = [shapely.union_all(second[found]) for found in np.split(two[order], begins[1:])]
        left[open_rows[rows]] = shapely.difference(first[open_rows[rows]], np.asarray(covers, dtype=object))
    return left


def flattened(cover: Geometries) -> Geometries:
    """The same cover in small pieces that do not overlap, for `covered_m2`."""
    return _bisected(_merged(cover))


def covered_m2(areas: Geometries, pieces: Geometries) -> NDArray[np.float64]:
    """Area in m2 of each polygon that lies under the pieces.

    Parameters
    ----------
    areas
        Polygons.
    pieces
        Result of `flattened`; of a cover with overlaps the area would count twice.
    """
    if len(areas) == 0 or len(pieces) == 0:
        return np.zeros(len(areas))
    area, piece = shapely.STRtree(pieces).query(areas)
    shared = shared_m2(areas, pieces, (area, piece))
    shared[shared <= _SLIVER_M2] = 0.0
    return np.bincount(area, weights=shared, minlength=len(areas)).astype(np.float64)


def shared_m2(
    ones: Geometries, others: Geometries, pairs: tuple[NDArray[np.integer], NDArray[np.integer]]
) -> NDArray[np.float64]:
    """Area in m2 that each pair of polygons shares.

    Parameters
    ----------
    ones, others
        Polygons, single or multi.
    pairs
        Positions in ``ones`` and in ``others``; best with pairs of the same position after each other.
    """
    asked, at = zip(*(np.unique(rows, return_inverse=True) for rows in pairs), strict=True)
    one, two = shapely.orient_polygons(ones[asked[0]]), shapely.orient_polygons(others[asked[1]])
    boxes = (plain(shapely.bounds(one), 4), plain(shapely.bounds(two), 4))
    return shared_areas(paths_of(one), paths_of(two), boxes, numbers(np.column_stack(at)))


def ring_share(places: Geometries, width_m: float, pieces: Geometries) -> NDArray[np.float64]:
    """Share (0 to 1) of the ring of ``width_m`` around each place that lies under the pieces of `flattened`."""
    share = np.zeros(len(places))
    for start in range(0, len(places), _PLACES_PER_CHUNK):
        part = slice(start, start + _PLACES_PER_CHUNK)
        inner = places[part]
        outer = shapely.buffer(inner, width_m, quad_segs=8)
        green = covered_m2(outer, pieces) - covered_m2(inner, pieces)
        share[part] = green / (shapely.area(outer) - shapely.area(inner))
    return np.clip(share, 0.0, 1.0)


def as_polygons(shapes: Geometries, line_width_m: float) -> Geometries:
    """Polygons as they are and lines widened to ``line_width_m``; points fall away."""
    dimension = shapely.get_dimensions(shapes)
    lines = shapely.buffer(shapes[dimension == _LINE], line_width_m / 2, cap_style="flat")
    return np.concatenate([shapes[dimension == _POLYGON], lines])


def _merged(cover: Geometries) -> Geometries:
    """The same cover without overlaps: shapes that overlap become one."""
    one, two = shapely.STRtree(cover).query(cover, predicate="intersects")
    one, two = one[one < two], two[one < two]
    real = shapely.area(shapely.intersection(cover[one], cover[two])) > _SLIVER_M2
    graph = coo_array((np.ones(real.sum()), (one[real], two[real])), shape=(len(cover), len(cover))).tocsr()
    count, group = connected_components(graph, directed=False)
    alone = np.bincount(group, minlength=count)[group] == 1
    order = np.argsort(group[~alone], kind="stable")
    together = cover[~alone][order]
    _, begins = np.unique(group[~alone][order], return_index=True)
    unions = [shapely.union_all(members) for members in np.split(together, begins[1:]) if len(members)]
    return np.concatenate([cover[alone], np.asarray(unions, dtype=object)])


def _bisected(polygons: Geometries) -> Geometries:
    """The same area in pieces with few vertices, so that each overlay is small."""
    done: list[Geometries] = []
    todo = shapely.get_parts(polygons)
    while len(todo):
        many = shapely.get_num_coordinates(todo) > _MANY_VERTICES
        done.append(todo[~many])
        todo = todo[many]
        x1, y1, x2, y2 = shapely.bounds(todo).T
        wide = (x2 - x1) >= (y2 - y1)
        middle_x, middle_y = np.where(wide, (x1 + x2) / 2, x2), np.where(wide, y2, (y1 + y2) / 2)
        low = shapely.box(x1, y1, middle_x, middle_y)
        high = shapely.box(np.where(wide, middle_x, x1), np.where(wide, y1, middle_y), x2, y2)
        halves = shapely.get_parts(np.concatenate([shapely.intersection(todo, low), shapely.intersection(todo, high)]))
        todo = halves[shapely.get_dimensions(halves) == _POLYGON]
    return np.concatenate(done) if done else todo
