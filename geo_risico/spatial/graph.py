"""The road network as a graph: pieces of road are edges, shared vertices are nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra

from geo_risico.spatial.linked import shapes
from geo_risico.spatial.nearest import as_lines, segments

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

_PER_M = 100
"""Vertices that agree to the centimetre are one node."""
_NO_MOTOR = ("fietspad", "voetpad")
_NO_ACCESS = ("autosnelweg", "oprit")


@dataclass(frozen=True, kw_only=True)
class RoadNetwork:
    """Roads for motor vehicles, cut at every vertex; arrays over pieces share one order.

    ``pieces``: begin and end in metres, shape (n, 2, 2). ``row``: position in the layer. ``edges``: node of begin and
    end, shape (n, 2). ``nodes``: coordinates in metres, shape (m, 2). ``length_m``: length of each piece.
    ``is_access``: an erf can lie on it (no motorway, no exit).
    """

    pieces: NDArray[np.float64]
    row: NDArray[np.intp]
    edges: NDArray[np.intp]
    nodes: NDArray[np.float64]
    length_m: NDArray[np.float64]
    is_access: NDArray[np.bool_]


def road_network(wegen: gpd.GeoDataFrame) -> RoadNetwork:
    """Network of the roads that a motor vehicle can use.

    Roads are connected where they share a vertex, also in the middle of a line, and where one ends on another; a
    crossing without either (a viaduct) is no connection. Where it is unknown whether motor vehicles may enter, only a
    fietspad or voetpad is left out.
    """
    known = wegen["is_motor_accessible"].notna()
    kind = wegen["wegtype"].astype("str")
    motor = np.where(known, wegen["is_motor_accessible"].eq(other=True), ~kind.isin(_NO_MOTOR))
    roads = np.flatnonzero(motor)
    pieces, row = _split_at_ends(*segments(shapes(wegen)[roads]))
    ends = np.round(pieces.reshape(-1, 2) * _PER_M).astype(np.int64)
    nodes, edge = np.unique(ends, axis=0, return_inverse=True)
    return RoadNetwork(
        pieces=pieces,
        row=roads[row],
        edges=edge.reshape(-1, 2).astype(np.intp),
        nodes=nodes / _PER_M,
        length_m=np.hypot(*(pieces[:, 1] - pieces[:, 0]).T),
        is_access=~kind.isin(_NO_ACCESS).to_numpy()[roads[row]],
    )


def _split_at_ends(pieces: NDArray[np.float64], row: NDArray[np.intp]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Pieces cut where the loose end of another piece lies on them, so that a side road is connected."""
    ends, count = np.unique(pieces.reshape(-1, 2), axis=0, return_counts=True)
    loose = ends[count == 1]
    if len(loose) == 0:
        return pieces, row
    lines = as_lines(pieces)
    points = np.asarray(shapely.points(loose))
    end, hit = shapely.STRtree(lines).query(points, predicate="dwithin", distance=1 / _PER_M)
    along = shapely.line_locate_point(lines[hit], points[end])
    inside = (along > 1 / _PER_M) & (along < shapely.length(lines[hit]) - 1 / _PER_M)
    end, hit, along = end[inside], hit[inside], along[inside]
    cut = np.unique(hit)
    of_piece = np.concatenate([cut, hit, cut])
    places = np.concatenate([np.zeros(len(cut)), along, np.full(len(cut), np.inf)])
    order = np.lexsort((places, of_piece))
    stops = np.concatenate([pieces[cut, 0], loose[end], pieces[cut, 1]])[order]
    same = of_piece[order][1:] == of_piece[order][:-1]
    parts = np.stack([stops[:-1][same], stops[1:][same]], axis=1)
    whole = np.setdiff1d(np.arange(len(pieces)), cut)
    pieces = np.concatenate([pieces[whole], parts])
    row = np.concatenate([row[whole], row[of_piece[order][1:][same]]])
    order = np.lexsort(pieces.reshape(len(pieces), 4).T[::-1])
    return pieces[order], row[order]


def nodes_near(network: RoadNetwork, pieces: NDArray[np.float64], distance_m: float) -> NDArray[np.intp]:
    """Nodes of the network within a distance in metres of any piece of line (`segments`), in rising order."""
    if not len(pieces) or not len(network.nodes):
        return np.empty(0, dtype=np.intp)
    nodes = np.asarray(shapely.points(network.nodes))
    _, node = shapely.STRtree(nodes).query(as_lines(pieces), predicate="dwithin", distance=distance_m)
    return np.unique(node).astype(np.intp)


def distance_over_network_m(network: RoadNetwork, sources: NDArray[np.intp]) -> NDArray[np.float64]:
    """Shortest distance in metres over the roads from each node to the nearest source node; inf without connection."""
    size = len(network.nodes)
    pairs, first = np.unique(np.sort(network.edges, axis=1), axis=0, return_index=True)
    graph = coo_array((network.length_m[first], (pairs[:, 0], pairs[:, 1])), shape=(size, size)).tocsr()
    return np.asarray(dijkstra(graph, directed=False, indices=sources, min_only=True), dtype=np.float64)


def dead_end_pieces(network: RoadNetwork, anchors: NDArray[np.bool_], minimum_length_m: float) -> NDArray[np.float64]:
    """For each piece 1 where it lies on a dead end, 0 where it does not, NaN where nothing tells.

    Loose ends are taken away until none is left. What was taken away in one branch is a dead end when the branch is
    at least ``minimum_length_m`` long; shorter branches are driveways. A loose network without any loop or anchor has
    nothing to be cut off from: NaN.

    Parameters
    ----------
    network
        Result of `road_network`.
    anchors
        For each node whether the road may go on beyond it, outside the data; such an end is no loose end.
    minimum_length_m
        Total length of a branch in metres from which it counts.
    """
    pairs = np.unique(np.sort(network.edges, axis=1), axis=0)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    gone = _without_loose_ends(pairs, anchors)
    size = len(anchors)
    inner = pairs[gone[pairs].all(axis=1)]
    graph = coo_array((np.ones(len(inner)), (inner[:, 0], inner[:, 1])), shape=(size, size)).tocsr()
    _, branch = connected_components(graph, directed=False)
    begin, end = network.edges.T
    on_branch = gone[begin] | gone[end]
    own = branch[np.where(gone[begin], begin, end)]
    length = np.bincount(own[on_branch], weights=network.length_m[on_branch], minlength=size)
    attached = np.zeros(size, dtype=bool)
    attached[own[on_branch & ~(gone[begin] & gone[end])]] = True
    value = np.where(attached[own], (length[own] >= minimum_length_m).astype(float), np.nan)
    return np.where(on_branch, value, 0.0)


def _without_loose_ends(pairs: NDArray[np.intp], anchors: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which nodes disappear when loose ends are taken away again and again.

    The exclusive or of a node's neighbours names the last neighbour that is left, so that no adjacency list is needed.
    """
    size = len(anchors)
    degree = np.bincount(pairs.ravel(), minlength=size)
    last = np.zeros(size, dtype=np.int64)
    np.bitwise_xor.at(last, pairs[:, 0], pairs[:, 1])
    np.bitwise_xor.at(last, pairs[:, 1], pairs[:, 0])
    gone = np.zeros(size, dtype=bool)
    loose = np.flatnonzero((degree == 1) & ~anchors)
    while len(loose):
        gone[loose] = True
        following = last[loose]
        np.subtract.at(degree, following, 1)
        np.bitwise_xor.at(last, following, loose)
        degree[loose] = 0
        candidates = np.unique(following)
        loose = candidates[(degree[candidates] == 1) & ~anchors[candidates] & ~gone[candidates]]
    return gone
