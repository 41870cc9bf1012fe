"""Areas that two sets of shapes share, in square metres."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Geometries = NDArray[np.object_]

_POLYGON = 2
_LINE = 1
_MANY_VERTICES = 200
_EDGES_PER_CHUNK = 2_000_000
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
    area = np.zeros(len(centres))
    parts = shapely.orient_polygons(shapely.get_parts(polygons))
    if len(parts) == 0 or len(centres) == 0:
        return area
    rings, part = shapely.get_rings(parts, return_index=True)
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    begins = np.flatnonzero(ring[1:] == ring[:-1])
    part_of_edge = part[ring[begins]]
    first = np.searchsorted(part_of_edge, np.arange(len(parts)))
    edge_count = np.bincount(part_of_edge, minlength=len(parts))
    centre, found = shapely.STRtree(parts).query(shapely.points(centres), predicate="dwithin", distance=radius_m)
    for chunk in _chunks(edge_count[found]):
        one, two, sizes = centre[chunk], found[chunk], edge_count[found[chunk]]
        edge = begins[np.arange(sizes.sum()) + np.repeat(first[two] - (np.cumsum(sizes) - sizes), sizes)]
        middle = np.repeat(one, sizes)
        pieces = _wedge_m2(coords[edge] - centres[middle], coords[edge + 1] - centres[middle], radius_m)
        area += np.bincount(middle, weights=pieces, minlength=len(centres))
    return area


def _chunks(sizes: NDArray[np.intp]) -> list[slice]:
    """Runs of pairs that together expand to a bounded number of edges."""
    block = np.cumsum(sizes) // _EDGES_PER_CHUNK
    cuts = [0, *(np.flatnonzero(np.diff(block)) + 1).tolist(), len(sizes)]
    return [slice(a, b) for a, b in pairwise(cuts) if b > a]


def _wedge_m2(p: NDArray[np.float64], q: NDArray[np.float64], radius: float) -> NDArray[np.float64]:
    """Signed area of the triangle (0, p, q) inside the circle of ``radius`` around 0."""
    step = q - p
    a = (step**2).sum(axis=1)
    b = (p * step).sum(axis=1)
    root = b**2 - a * ((p**2).sum(axis=1) - radius**2)
    half = np.sqrt(np.maximum(root, 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        enter, leave = (-b - half) / a, (-b + half) / a
    cuts = (root > 0) & (enter < 1) & (leave > 0)
    enter = np.where(cuts, np.maximum(enter, 0.0), 1.0)
    leave = np.where(cuts, np.minimum(leave, 1.0), 1.0)
    into, out = p + enter[:, None] * step, p + leave[:, None] * step
    chord = into[:, 0] * out[:, 1] - into[:, 1] * out[:, 0]
    return np.asarray((chord + radius**2 * (_angle(p, into) + _angle(out, q))) / 2)


def _angle(u: NDArray[np.float64], v: NDArray[np.float64]) -> NDArray[np.float64]:
    """Signed angle in radians from u to v."""
    return np.asarray(np.arctan2(u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0], (u * v).sum(axis=1)))


def without(first: Geometries, second: Geometries) -> Geometries:
    """What is left of each shape in ``first`` after taking away all of ``second``."""
    left = first.copy()
    if len(first) == 0 or len(second) == 0:
        return left
    tree = shapely.STRtree(second)
    gone, _ = tree.query(first, predicate="covered_by")
    left[gone] = shapely.Polygon()
    open_rows = np.setdiff1d(np.arange(len(first)), gone)
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
    one, two = shapely.STRtree(pieces).query(areas, predicate="intersects")
    shared = shapely.area(shapely.intersection(areas[one], pieces[two]))
    return np.bincount(one, weights=shared, minlength=len(areas)).astype(np.float64)


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
