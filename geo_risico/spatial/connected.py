"""Roads drawn with fewer vertices that still meet where they met."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Geometries = NDArray[np.object_]

_PER_M = 100
"""Vertices that agree to the centimetre are one."""


def simplify_connected(lines: Geometries, tolerance_m: float) -> Geometries:
    """Lines within a tolerance of the given ones, with every vertex where two of them meet still in both.

    A line that ends on another gives that one a vertex there. Other geometries than lines come back as they are.

    Parameters
    ----------
    lines
        LineStrings and MultiLineStrings, shape (n,), EPSG:28992.
    tolerance_m
        Largest distance in metres to the given line.
    """
    parts, row = shapely.get_parts(lines, return_index=True)
    is_line = (shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING) & ~shapely.is_empty(parts)
    parts = parts.copy()
    parts[is_line] = _thinned(_with_ends(parts[is_line]), tolerance_m)
    out = np.asarray(lines, dtype=object).copy()
    starts = np.flatnonzero(np.append(True, row[1:] != row[:-1])) if len(row) else np.empty(0, dtype=int)
    for own, kept in zip(np.split(np.arange(len(row)), starts)[1:], np.split(is_line, starts)[1:], strict=True):
        if kept.all():
            out[row[own[0]]] = parts[own[0]] if len(own) == 1 else shapely.multilinestrings(parts[own])
    return out


def _with_ends(lines: Geometries) -> Geometries:
    """Lines with a vertex where another one ends on them."""
    both = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    ends = np.asarray(shapely.points(np.unique(shapely.get_coordinates(both), axis=0)))
    end, hit = shapely.STRtree(lines).query(ends, predicate="dwithin", distance=1 / _PER_M)
    at, on = ends[end], lines[hit]
    along = shapely.line_locate_point(on, at)
    inside = (along > 1 / _PER_M) & (along < shapely.length(on) - 1 / _PER_M)
    out = lines.copy()
    order = np.lexsort((along[inside], hit[inside]))
    hits, places, points = hit[inside][order], along[inside][order], shapely.get_coordinates(at[inside][order])
    found, first = np.unique(hits, return_index=True)
    for line, own in zip(found, np.split(np.arange(len(hits)), first)[1:], strict=True):
        xy = shapely.get_coordinates(lines[line])
        length = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
        order = np.argsort(np.concatenate([length, places[own]]), kind="stable")
        joined = np.concatenate([xy, points[own]])[order]
        fresh = np.append(True, np.hypot(*np.diff(joined, axis=0).T) > 1 / _PER_M)
        out[line] = shapely.linestrings(joined[fresh])
    return out


def _thinned(lines: Geometries, tolerance_m: float) -> Geometries:
    xy, line = shapely.get_coordinates(lines, return_index=True)
    if not len(xy):
        return lines
    begin, stop = _is_node(xy, line), np.append(line[1:] != line[:-1], True)
    number = np.arange(len(xy))
    cuts = np.flatnonzero(begin & ~stop)
    following = np.flatnonzero(begin)
    last = following[np.searchsorted(following, cuts, side="right")]
    take = np.concatenate([number[a : b + 1] for a, b in zip(cuts, last, strict=True)])
    piece = np.repeat(np.arange(len(cuts)), last - cuts + 1)
    thin = shapely.simplify(shapely.linestrings(xy[take], indices=piece), tolerance_m)
    kept, of_piece = shapely.get_coordinates(thin, return_index=True)
    of_line = line[cuts][of_piece]
    again = np.append(False, (of_piece[1:] != of_piece[:-1]) & (of_line[1:] == of_line[:-1]))
    return np.asarray(shapely.linestrings(kept[~again], indices=of_line[~again]), dtype=object)


def _is_node(xy: NDArray[np.float64], line: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Whether a vertex is an end or stands in more than one place."""
    grid = np.round(xy * _PER_M).astype(np.int64)
    _, same, count = np.unique(grid, axis=0, return_inverse=True, return_counts=True)
    shared = count[same.reshape(-1)] > 1
    change = line[1:] != line[:-1]
    found: NDArray[np.bool_] = shared | np.append(True, change) | np.append(change, True)
    return found
