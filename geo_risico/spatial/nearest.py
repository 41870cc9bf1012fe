"""Distances in metres to lines and to points of others; lines are always cut into segments first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.density import nearby_first, numbers, plain
from geo_risico.spatial.kernels.grid import cells_of, nearest_not_own
from geo_risico.spatial.kernels.tree import nearest_pieces, tree_of
from geo_risico.spatial.paths import paths_of

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
    return _nearest(places, pieces)[1]


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
    piece, distance = _nearest(places, pieces)
    if within_m is not None:
        too_far = distance > within_m
        piece[too_far], distance[too_far] = -1, np.nan
    along = np.full(len(places), np.nan)
    found = piece >= 0
    if found.any():
        own = pieces[piece[found]]
        middle = shapely.get_coordinates(shapely.point_on_surface(places[found]))
        along[found] = _share_along(middle, own) * np.hypot(*(own[:, 1] - own[:, 0]).T)
    return piece, distance, along


def _nearest(places: Geometries, pieces: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Nearest piece of each place, the first of equals, and its distance in metres; -1 and NaN where there is none."""
    plain_pieces = plain(pieces, 4)
    middles = plain((plain_pieces[:, :2] + plain_pieces[:, 2:]) / 2)
    cells = cells_of(middles)
    tree = tree_of(plain_pieces, nearby_first(cells, middles))
    box = shapely.bounds(places)
    return nearest_pieces(tree, paths_of(places), nearby_first(cells, plain((box[:, :2] + box[:, 2:]) / 2)))


def _share_along(at: NDArray[np.float64], pieces: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where (0 to 1) on each piece its point nearest to ``at`` lies."""
    step = pieces[:, 1] - pieces[:, 0]
    square = (step**2).sum(axis=1)
    share = ((at - pieces[:, 0]) * step).sum(axis=1) / np.where(square > 0, square, 1.0)
    return np.asarray(np.clip(share, 0.0, 1.0), dtype=np.float64)


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
    at, cells = plain(centres), cells_of(plain(points))
    return nearest_not_own(cells, at, nearby_first(cells, at), numbers(owner))
