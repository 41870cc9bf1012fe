"""Packed tree of boxes, eight to a node, over pieces of line: the nearest piece of each shape."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo_risico.spatial.kernels.compiling import compiled
from geo_risico.spatial.kernels.metres import box_gap, box_of, piece_gap, point_gap

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_risico.spatial.kernels.metres import Piece

WIDTH = 8
_SLACK = 1.0 + 1e-12
_DEEPEST = 256
"""Nodes that can wait at once: seven a level and eight at the last, at more than thirty levels."""


class Tree(NamedTuple):
    """Boxes around pieces and around every eight boxes of the level below.

    ``pieces``: begin and end (x1, y1, x2, y2) in an order that keeps neighbours together; ``number``: position that
    each had. ``boxes``: least and greatest x and y, first of the pieces, then of each level; ``level``: first box of
    each level, and the number of boxes as last value.
    """

    pieces: NDArray[np.float64]
    number: NDArray[np.int64]
    boxes: NDArray[np.float64]
    level: NDArray[np.int64]


class Paths(NamedTuple):
    """Shapes as rows of points.

    Path ``i`` has points ``path_start[i]`` to ``path_start[i + 1]``, shape ``j`` has paths ``shape_start[j]`` to
    ``shape_start[j + 1]``; ``is_area`` tells whether its paths are rings around an area.
    """

    points: NDArray[np.float64]
    path_start: NDArray[np.int64]
    shape_start: NDArray[np.int64]
    is_area: NDArray[np.bool_]


@compiled
def tree_of(pieces: NDArray[np.float64], order: NDArray[np.int64]) -> Tree:
    """Tree over pieces.

    Parameters
    ----------
    pieces
        Begin and end of each piece: x1, y1, x2, y2.
    order
        Positions of the pieces in an order that keeps neighbours together.
    """
    level = [0, len(pieces)]
    while level[-1] - level[-2] > 1:
        level.append(level[-1] + (level[-1] - level[-2] + WIDTH - 1) // WIDTH)
    boxes = np.empty((level[-1], 4))
    own = np.empty((len(pieces), 4))
    for k in range(len(pieces)):
        own[k] = pieces[order[k]]
        boxes[k] = box_of((own[k, 0], own[k, 1], own[k, 2], own[k, 3]))
    for depth in range(1, len(level) - 1):
        for k in range(level[depth], level[depth + 1]):
            first = level[depth - 1] + (k - level[depth]) * WIDTH
            last = min(first + WIDTH, level[depth])
            for axis in range(2):
                boxes[k, axis] = boxes[first:last, axis].min()
                boxes[k, axis + 2] = boxes[first:last, axis + 2].max()
    return Tree(own, order, boxes, np.array(level))


@compiled
def nearest_pieces(tree: Tree, paths: Paths, order: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Nearest piece of each shape (the first of equals) and its distance in metres; -1 and NaN for an empty one.

    Parameters
    ----------
    tree
        Pieces.
    paths
        Shapes; the distance counts from the outline and is 0 inside.
    order
        Positions of the shapes in the order in which they are visited.
    """
    found = np.full(len(order), -1, dtype=np.int64)
    metres = np.full(len(order), np.nan)
    guess, waiting = 0, np.empty((_DEEPEST, 3))
    for shape in order:
        first, last = paths.shape_start[shape], paths.shape_start[shape + 1]
        if len(tree.pieces) == 0 or paths.path_start[first] == paths.path_start[last]:
            continue
        own = _box(paths.points[paths.path_start[first] : paths.path_start[last]])
        if not math.isfinite(own[0] + own[1] + own[2] + own[3]):
            continue
        guess, best = _search(tree, paths, (shape, own, guess), waiting)
        found[shape], metres[shape] = tree.number[guess], best
    return found, metres


@compiled
def _box(points: NDArray[np.float64]) -> Piece:
    """Box around points."""
    return points[:, 0].min(), points[:, 1].min(), points[:, 0].max(), points[:, 1].max()


@compiled
def _search(tree: Tree, paths: Paths, asked: tuple[int, Piece, int], waiting: NDArray[np.float64]) -> tuple[int, float]:
    """Place in the tree of the nearest piece of one shape, and its distance.

    ``asked``: the shape, its box and the place of a piece that may be near. ``waiting``: room for boxes.
    """
    shape, own, guess = asked
    at, best = guess, _distance(tree, guess, paths, shape, np.inf)
    waiting[0, 0], waiting[0, 1], waiting[0, 2] = 0.0, len(tree.level) - 2, 0.0
    size = 1
    while size > 0:
        size -= 1
        gap, depth, node = waiting[size, 0], int(waiting[size, 1]), int(waiting[size, 2])
        if gap > best * best * _SLACK:
            continue
        if depth == 0:
            metres = _distance(tree, node, paths, shape, best)
            if metres < best or (metres == best and tree.number[node] < tree.number[at]):
                at, best = node, metres
            continue
        size = _push(tree, (depth - 1, node), (own, best * best * _SLACK), waiting, size)
    return at, best


@compiled
def _push(
    tree: Tree, parent: tuple[int, int], near: tuple[Piece, float], waiting: NDArray[np.float64], size: int
) -> int:
    """Number of boxes that wait after those below one that are near enough were added, the nearest last.

    ``parent``: level of the boxes to add and the number of the box above them. ``near``: box of the shape, and the
    largest squared distance to it. ``waiting``: squared distance, level and number of each box.
    """
    low, (depth, node), (own, limit) = size, parent, near
    count = tree.level[depth + 1] - tree.level[depth]
    for child in range(node * WIDTH, min((node + 1) * WIDTH, count)):
        at = tree.level[depth] + child
        gap = box_gap((tree.boxes[at, 0], tree.boxes[at, 1], tree.boxes[at, 2], tree.boxes[at, 3]), own)
        if gap > limit:
            continue
        k = size
        while k > low and waiting[k - 1, 0] < gap:
            for axis in range(3):
                waiting[k, axis] = waiting[k - 1, axis]
            k -= 1
        waiting[k, 0], waiting[k, 1], waiting[k, 2] = gap, depth, child
        size += 1
    return size


@compiled
def _distance(tree: Tree, at: int, paths: Paths, shape: int, best: float) -> float:
    """Distance from a shape to a piece, or anything more than ``best`` when it is more."""
    piece = (tree.pieces[at, 0], tree.pieces[at, 1], tree.pieces[at, 2], tree.pieces[at, 3])
    around = box_of(piece)
    least, limit = np.inf, best * best * _SLACK
    inside = False
    points = paths.points
    for path in range(paths.shape_start[shape], paths.shape_start[shape + 1]):
        first, last = paths.path_start[path], paths.path_start[path + 1]
        if last - first == 1:
            least = min(least, point_gap(points[first, 0], points[first, 1], piece))
        for k in range(first, last - 1):
            edge = (points[k, 0], points[k, 1], points[k + 1, 0], points[k + 1, 1])
            if (edge[1] > piece[1]) != (edge[3] > piece[1]):
                share = (piece[1] - edge[1]) / (edge[3] - edge[1])
                inside ^= piece[0] < edge[0] + share * (edge[2] - edge[0])
            if box_gap(box_of(edge), around) <= limit:
                least = min(least, piece_gap(edge, piece))
                limit = min(limit, least * least * _SLACK)
    return 0.0 if inside and paths.is_area[shape] else least
