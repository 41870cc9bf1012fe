"""Distances in metres to lines and to points of others; lines are always cut into segments first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import KDTree

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Geometries = NDArray[np.object_]

_POLYGON = 2


def segments(lines: Geometries) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Two-point pieces of lines (or of the outlines of polygons), in metres, and the row that each comes from.

    Parameters
    ----------
    lines
        Lines or polygons, single or multi; points are passed over.

    Returns
    -------
    pieces, row
        Begin and end of each piece, shape (n, 2, 2), in an order that does not depend on the order of ``lines``;
        position in ``lines`` of each piece, shape (n,).
    """
    shapes = np.where(shapely.get_dimensions(lines) == _POLYGON, shapely.boundary(lines), lines)
    parts, row = shapely.get_parts(shapes, return_index=True)
    coords, part = shapely.get_coordinates(parts, return_index=True)
    moved = (part[1:] == part[:-1]) & (coords[1:] != coords[:-1]).any(axis=1)
    pieces = np.stack([coords[:-1][moved], coords[1:][moved]], axis=1)
    order = np.lexsort(pieces.reshape(len(pieces), 4).T[::-1])
    return pieces[order], row[part[:-1][moved]][order]


def as_lines(pieces: NDArray[np.float64]) -> Geometries:
    """Pieces of `segments` as lines, an array of shape (n,)."""
    return np.asarray(shapely.linestrings(pieces), dtype=object).reshape(len(pieces))


def distance_to_segments_m(places: Geometries, pieces: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance in metres from each place to the nearest piece of line; NaN where there is none.

    Parameters
    ----------
    places
        Points or polygons; the distance counts from the outline.
    pieces
        Result of `segments`.
    """
    result = np.full(len(places), np.nan)
    if len(pieces) == 0 or len(places) == 0:
        return result
    tree = shapely.STRtree(as_lines(pieces))
    (place, _), distance = tree.query_nearest(places, return_distance=True, all_matches=False)
    result[place] = distance
    return result


def nearest_segment(
    places: Geometries, pieces: NDArray[np.float64], within_m: float | None = None
) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]]:
    """Nearest piece of line of each place (-1 for none), the distance in metres and how far along the piece it is.

    Parameters
    ----------
    places
        Points or polygons; the distance counts from the outline.
    pieces
        Result of `segments`.
    within_m
        Pieces further away do not count.

    Returns
    -------
    piece, distance, along
        ``along`` is the distance in metres from the begin of the piece to its point nearest to the middle of the place.
    """
    piece = np.full(len(places), -1, dtype=np.intp)
    distance = np.full(len(places), np.nan)
    along = np.full(len(places), np.nan)
    if len(pieces) == 0 or len(places) == 0:
        return piece, distance, along
    lines = as_lines(pieces)
    (place, found), near = shapely.STRtree(lines).query_nearest(
        places, max_distance=within_m, return_distance=True, all_matches=True
    )
    order = np.lexsort((found, place))
    place, first = np.unique(place[order], return_index=True)
    piece[place], distance[place] = found[order][first], near[order][first]
    along[place] = shapely.line_locate_point(lines[piece[place]], shapely.point_on_surface(places[place]))
    return piece, distance, along


def nearest_other_m(
    centres: NDArray[np.float64], points: NDArray[np.float64], owner: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Distance in metres from each centre to the nearest point that is not its own; NaN where there is none.

    Parameters
    ----------
    centres
        Coordinates, shape (n, 2).
    points
        Coordinates, shape (m, 2).
    owner
        For each point the position of the centre that owns it, or -1.
    """
    result = np.full(len(centres), np.nan)
    open_rows = np.arange(len(centres))
    if len(points) == 0 or len(centres) == 0:
        return result
    tree = KDTree(points)
    k = min(2, len(points))
    while len(open_rows):
        distance, found = (np.asarray(a) for a in tree.query(centres[open_rows], k=np.arange(1, k + 1)))
        other = owner[found] != open_rows[:, None]
        first = other.argmax(axis=1)
        hit = other.any(axis=1)
        result[open_rows[hit]] = distance[hit, first[hit]]
        open_rows = open_rows[~hit]
        if k == len(points):
            break
        k = min(k * 4, len(points))
    return result
