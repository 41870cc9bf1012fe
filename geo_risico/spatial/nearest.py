"""Distances in metres to lines and to points of others; lines are always cut into segments first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.spatial import KDTree

from geo_risico.spatial.density import nearby_first, numbers, plain
from geo_risico.spatial.kernels.grid import cells_of, nearest_not_own

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Geometries = NDArray[np.object_]

_POLYGON = 2
_CHUNK = 50_000
_SAMPLE_M = 50.0
_SLACK_M = 1e-6
_EPS = 0.02
"""How much too far, relatively, the piece may be that bounds the search; nearer pieces are found by that search."""


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
    """Nearest piece of each place, the first of equals, and its distance in metres; -1 and NaN where there is none.

    A tree over sample points gives a piece that is near, and with it an upper bound; only the other pieces that can be
    as near, seen from the middle of the box around the place, are measured as well.
    """
    piece = np.full(len(places), -1, dtype=np.intp)
    distance = np.full(len(places), np.nan)
    rows = np.flatnonzero(~(shapely.is_missing(places) | shapely.is_empty(places)))
    if len(pieces) == 0 or len(rows) == 0:
        return piece, distance
    lines = as_lines(pieces)
    tree = shapely.STRtree(lines)
    samples, of_piece = _samples(pieces)
    near = KDTree(samples, compact_nodes=False, balanced_tree=False)
    for start in range(0, len(rows), _CHUNK):
        part = rows[start : start + _CHUNK]
        shapes = places[part]
        box = shapely.bounds(shapes)
        at = (box[:, :2] + box[:, 2:]) / 2
        own = of_piece[near.query(at, eps=_EPS)[1]]
        reach = shapely.distance(shapes, lines[own])
        one, two = tree.query(
            shapely.points(at), predicate="dwithin", distance=reach + _SLACK_M + np.hypot(*(box[:, 2:] - at).T)
        )
        able = two != own[one]
        able[able] = _lower_bound(at[one[able]], box[one[able]], pieces[two[able]]) <= reach[one[able]] + _SLACK_M
        one, two = one[able], two[able]
        exact = np.concatenate([reach, shapely.distance(shapes[one], lines[two])])
        one, two = np.concatenate([np.arange(len(part)), one]), np.concatenate([own, two])
        order = np.lexsort((two, exact, one))
        first = order[np.flatnonzero(np.diff(one[order], prepend=-1))]
        piece[part], distance[part] = two[first], exact[first]
    return piece, distance


def _samples(pieces: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Points on the pieces, at most ``_SAMPLE_M`` apart, and the piece of each."""
    begin, step = pieces[:, 0], pieces[:, 1] - pieces[:, 0]
    count = np.ceil(np.hypot(*step.T) / _SAMPLE_M).astype(np.intp) + 1
    of_piece = np.repeat(np.arange(len(pieces)), count)
    number = np.arange(len(of_piece)) - np.repeat(np.cumsum(count) - count, count)
    share = number / (count[of_piece] - 1)
    return begin[of_piece] + share[:, None] * step[of_piece], of_piece


def _lower_bound(at: NDArray[np.float64], box: NDArray[np.float64], pieces: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance in metres that separates a piece at least from everything in a box, seen from a point in that box.

    The piece lies beyond the line through its point nearest to ``at``, square to the direction of view; the box
    reaches towards that line by its extent in that direction.
    """
    share = _share_along(at, pieces)[:, None]
    view = (1.0 - share) * pieces[:, 0] + share * pieces[:, 1] - at
    distance = np.hypot(*view.T)
    reach = (np.where(view > 0, box[:, 2:] - at, at - box[:, :2]) * np.abs(view)).sum(axis=1)
    return np.asarray(distance - reach / np.maximum(distance, _SLACK_M), dtype=np.float64)


def _share_along(at: NDArray[np.float64], pieces: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where (0 to 1) on each piece its point nearest to ``at`` lies."""
    step = pieces[:, 1] - pieces[:, 0]
    share = ((at - pieces[:, 0]) * step).sum(axis=1) / (step**2).sum(axis=1)
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
