"""Panden to yards: linked within a gap, kept apart where two yards each have their own address.

The rule, in order:

1. Panden of one perceel are one node; a pand on no perceel is a node of its own.
2. Two nodes are linked when panden of theirs lie within ``gap_m`` (edge to edge). Two percelen must also touch, and may
   not both be inhabited.
3. Linked nodes form a component. A *small* component (at most ``addressed_count`` nodes with an address and at most
   ``extent_m`` wide and high) is one yard, except that each inhabited perceel in it stays a yard of its own.
4. In any larger component (a ribbon of houses, a village edge) every node with an address is a yard of its own.
5. A node without address goes to the yard that it reaches over the smallest gaps (the minimum spanning forest rooted in
   the yards of 3 and 4).
6. A group without any address that is wider or higher than ``extent_m`` is linked again with half the gap, until it
   fits or the gap is below one metre.

Panden arrive in an order that depends on nothing but themselves (by identification), equal gaps are decided by that
order, and each decision looks at one component only. So the outcome does not depend on the order of rows, nor on how
much further the data reaches.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree
from shapely import STRtree

from geo_risico.spatial.density import numbers, plain
from geo_risico.spatial.kernels.pairs import pair_distances
from geo_risico.spatial.overlap import shared_m2
from geo_risico.spatial.paths import paths_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

TOUCH_M = 0.1
"""Percelen this close touch; boundaries of the same survey differ by millimetres."""
CHUNK = 50_000
"""Panden whose neighbours are sought at once."""
NONE, ADDRESSED, INHABITED = 0, 1, 2
"""How strongly a pand holds on to its own yard."""


@dataclass(frozen=True, kw_only=True)
class YardRule:
    """Settings of the rule in the module docstring."""

    gap_m: float
    """Largest gap between the panden of one yard."""
    extent_m: float
    """Largest width and height of a yard with several addresses or none."""
    addressed_count: int
    """Most addressed nodes that one yard may hold."""


@dataclass(frozen=True, kw_only=True)
class Groups:
    """What became of each pand."""

    first: Ints
    """Position of the first pand of its yard."""
    component: Ints
    """Number of its component: of all panden that had a say in its yard."""


@dataclass(frozen=True, kw_only=True)
class _Edges:
    """Links between nodes: ends and gap, sorted by gap and then by end."""

    a: Ints
    b: Ints
    gap_m: NDArray[np.float64]

    def only(self, keep: NDArray[np.bool_]) -> _Edges:
        return _Edges(a=self.a[keep], b=self.b[keep], gap_m=self.gap_m[keep])


def group_panden(
    panden: NDArray[np.object_],
    strength: Ints,
    perceel: Ints,
    percelen: NDArray[np.object_],
    rule: YardRule,
) -> Groups:
    """The yard of each pand.

    Parameters
    ----------
    panden
        Polygons in an order that depends on nothing but themselves.
    strength
        ``NONE``, ``ADDRESSED`` or ``INHABITED`` for each pand.
    perceel
        Position in ``percelen`` of the perceel of each pand, -1 for none.
    percelen
        Polygons.
    rule
        Settings.
    """
    first, node = _nodes(perceel)
    held = np.zeros(len(first), dtype=np.int64)
    np.maximum.at(held, node, strength)
    ground = perceel[first]
    edges = _edges(panden, node, ground, percelen, rule.gap_m)
    both = (ground[edges.a] >= 0) & (ground[edges.b] >= 0)
    apart = both & (held[edges.a] == INHABITED) & (held[edges.b] == INHABITED)
    edges = edges.only(~apart)
    boxes = _boxes(shapely.bounds(panden), node, len(first))
    component = _components(edges, len(first))
    addressed = np.bincount(component, weights=held > NONE)
    large = (addressed > rule.addressed_count) | (_extent(boxes, component) > rule.extent_m)
    in_large = large[component]
    roots = (in_large & (held > NONE)) | (~in_large & (held == INHABITED) & (ground >= 0))
    group = _rooted(edges, roots)
    group = _shrink(group, edges, boxes, held, rule)
    start = np.full(int(group.max(initial=-1)) + 1, len(panden), dtype=np.int64)
    np.minimum.at(start, group, first)
    return Groups(first=start[group][node], component=component[node])


def largest_overlap(panden: NDArray[np.object_], percelen: NDArray[np.object_]) -> Ints:
    """Position of the perceel that holds most of each pand, -1 where it lies on none."""
    owner = np.full(len(panden), -1, dtype=np.int64)
    if not len(panden) or not len(percelen):
        return owner
    west, south, east, north = shapely.total_bounds(panden)
    x1, y1, x2, y2 = shapely.bounds(percelen).T
    near = np.flatnonzero((x1 <= east) & (x2 >= west) & (y1 <= north) & (y2 >= south))
    pand, perceel = STRtree(percelen[near]).query(panden, predicate="intersects")
    perceel = near[perceel]
    shared = np.bincount(pand, minlength=len(panden))[pand] > 1
    area = np.ones(len(pand))
    area[shared] = shared_m2(panden, percelen, (pand[shared], perceel[shared]))
    order = np.lexsort((-perceel, np.round(area, 3)))
    owner[pand[order]] = perceel[order]
    return owner


def _nodes(perceel: Ints) -> tuple[Ints, Ints]:
    """First pand of each node and the node of each pand, numbered in the order of their first pand."""
    count = len(perceel)
    key = np.where(perceel >= 0, perceel, np.arange(count) + (perceel.max(initial=-1) + 1))
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return first[order], rank[inverse]


def _edges(
    panden: NDArray[np.object_], node: Ints, ground: Ints, percelen: NDArray[np.object_], gap_m: float
) -> _Edges:
    """Smallest gap between each two nodes that may be one yard."""
    i, j, gap = _near_pairs(panden, node, gap_m)
    a, b = np.minimum(node[i], node[j]), np.maximum(node[i], node[j])
    count = max(len(ground), 1)
    order = np.lexsort((b, a, gap))
    pair, smallest = np.unique((a * count + b)[order], return_index=True)
    left, right = ground[pair // count], ground[pair % count]
    joined = (left < 0) | (right < 0)
    ask = np.flatnonzero(~joined)
    joined[ask] = shapely.dwithin(percelen[left[ask]], percelen[right[ask]], TOUCH_M)
    pick = order[np.sort(smallest[joined])]
    return _Edges(a=a[pick], b=b[pick], gap_m=gap[pick])


def _near_pairs(panden: NDArray[np.object_], node: Ints, gap_m: float) -> tuple[Ints, Ints, NDArray[np.float64]]:
    """Each two panden of different nodes within the gap, once, with their distance in whole millimetres.

    Candidates come from boxes and in chunks: that halves the distances to compute and bounds the memory.
    """
    tree, areas, boxes = STRtree(panden), paths_of(panden), plain(shapely.bounds(panden), 4)
    grow = np.array([-gap_m, -gap_m, gap_m, gap_m])
    found = [(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))]
    for start in range(0, len(panden), CHUNK):
        bounds = boxes[start : start + CHUNK] + grow
        i, j = tree.query(np.asarray(shapely.box(*bounds.T)))
        i += start
        keep = (i < j) & (node[i] != node[j])
        i, j = i[keep], j[keep]
        gap = pair_distances(areas, boxes, numbers(np.column_stack([i, j])), float(gap_m))
        near = np.isfinite(gap)
        found.append((i[near], j[near], np.round(gap[near], 3)))
    i, j, gap = (np.concatenate(part) for part in zip(*found, strict=True))
    return i, j, gap


def _components(edges: _Edges, count: int) -> Ints:
    """Number of the connected component of each node."""
    graph = coo_array((np.ones(len(edges.a)), (edges.a, edges.b)), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _rooted(edges: _Edges, roots: NDArray[np.bool_]) -> Ints:
    """Group of each node in the minimum spanning forest in which no tree holds two roots."""
    count = len(roots)
    ends = np.flatnonzero(roots)
    rank = np.arange(len(edges.a)) + 1.0
    graph = coo_array(
        (
            np.concatenate([rank, np.full(len(ends), 0.5)]),
            (np.concatenate([edges.a, ends]), np.concatenate([edges.b, np.full(len(ends), count)])),
        ),
        shape=(count + 1, count + 1),
    )
    tree = minimum_spanning_tree(graph.tocsr()).tocoo()
    keep = (tree.row < count) & (tree.col < count)
    forest = _Edges(a=_ints(tree.row[keep]), b=_ints(tree.col[keep]), gap_m=tree.data[keep])
    return _components(forest, count)


def _shrink(group: Ints, edges: _Edges, boxes: NDArray[np.float64], held: Ints, rule: YardRule) -> Ints:
    """Groups without address that are too large, linked again over ever smaller gaps."""
    gap_m = rule.gap_m
    while gap_m > 1:
        gap_m /= 2
        addressed = np.bincount(group, weights=held > NONE)
        wide = ((addressed == 0) & (_extent(boxes, group) > rule.extent_m))[group]
        if not wide.any():
            break
        same = group[edges.a] == group[edges.b]
        kept = edges.only(same & (~wide[edges.a] | (edges.gap_m <= gap_m)))
        group = _components(kept, len(group))
    return group


def _ints(values: NDArray[np.integer]) -> Ints:
    return np.asarray(values, dtype=np.int64)


def _boxes(bounds: NDArray[np.float64], group: Ints, count: int) -> NDArray[np.float64]:
    """Bounds of each group of bounds."""
    low = np.full((count, 2), np.inf)
    high = np.full((count, 2), -np.inf)
    np.minimum.at(low, group, bounds[:, :2])
    np.maximum.at(high, group, bounds[:, 2:])
    return np.hstack([low, high])


def _extent(boxes: NDArray[np.float64], group: Ints) -> NDArray[np.float64]:
    """Width or height in metres of each group, whichever is larger."""
    whole = _boxes(boxes, group, int(group.max(initial=-1)) + 1)
    return np.asarray(np.maximum(whole[:, 2] - whole[:, 0], whole[:, 3] - whole[:, 1]))
