"""Driving over the network of roads: times, lengths and lines between places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra

from geo_risico.core.driving import ACCESS_KMH, DELAY_FACTOR, DETOUR_M, SNAP_M, SPEED_KMH, UNKNOWN_KMH
from geo_risico.spatial.graph import RoadNetwork, road_network
from geo_risico.spatial.nearest import nearest_segment

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

_M_PER_MIN = 1000 / 60
_NONE = -9999
"""What scipy writes where a node has no predecessor."""


@dataclass(frozen=True, kw_only=True)
class Roads:
    """Network that is driven, the time of each piece in minutes, and which pieces are joined to most others."""

    network: RoadNetwork
    minutes: NDArray[np.float64]
    is_main: NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Drives:
    """Between n places: time in minutes and length in metres (inf where there is no way), and lines on request.

    ``_trees``: the node before each node on the way from each place. ``_nodes``: coordinates of all nodes, the places
    on the road last. ``_places``: the places themselves.
    """

    minutes: NDArray[np.float64]
    length_m: NDArray[np.float64]
    _trees: NDArray[np.int32]
    _nodes: NDArray[np.float64]
    _places: NDArray[np.float64]

    def line(self, begin: int, end: int) -> list[tuple[float, float]]:
        """Coordinates along the road from one place to another, the places themselves included."""
        if begin == end or not np.isfinite(self.minutes[begin, end]):
            return [tuple(self._places[begin]), tuple(self._places[end])]
        first = len(self._nodes) - len(self._places)
        at, walked = first + end, []
        while at != _NONE:
            walked.append(at)
            at = int(self._trees[begin, at])
        points = np.concatenate([self._places[[begin]], self._nodes[walked[::-1]], self._places[[end]]])
        kept = np.append(True, (points[1:] != points[:-1]).any(axis=1))
        return [(float(x), float(y)) for x, y in points[kept]]


def drivable_roads(wegen: gpd.GeoDataFrame) -> Roads:
    """Roads for motor vehicles with the time in minutes of each piece, both ways: one-way roads are unknown."""
    network = road_network(wegen)
    speed = wegen["wegtype"].astype("str").map(dict(SPEED_KMH)).fillna(UNKNOWN_KMH).to_numpy(dtype=float)
    minutes = network.length_m / (speed[network.row] * _M_PER_MIN) * DELAY_FACTOR
    size = len(network.nodes)
    graph = coo_array((np.ones(len(network.edges)), network.edges.T), shape=(size, size)).tocsr()
    _, part = connected_components(graph, directed=False) if size else (0, np.empty(0, dtype=np.intp))
    own = part[network.edges[:, 0]] if size else np.empty(0, dtype=np.intp)
    total = np.bincount(own, weights=network.length_m) if size else np.zeros(1)
    is_main = own == int(np.argmax(total))
    return Roads(network=network, minutes=minutes, is_main=is_main)


def drives_between(roads: Roads, places: NDArray[np.float64]) -> Drives:
    """Fastest drives between all pairs of places (metres, shape (n, 2)).

    A place drives straight to the nearest road that is no motorway; where that road is loose from most others, to the
    nearest of those instead, when that is not much further.

    Parameters
    ----------
    roads
        Result of `drivable_roads`.
    places
        Coordinates in metres.
    """
    count = len(places)
    piece, away = _snap(roads, places)
    size = len(roads.network.nodes)
    on_road, begins, ends, minutes, lengths = _cut(roads, places, piece)
    graph = _graph(begins, ends, minutes, size + count)
    metres = _graph(begins, ends, lengths, size + count, order=minutes)
    time = np.full((count, count), np.inf)
    length = np.full((count, count), np.inf)
    trees = np.full((count, size + count), _NONE, dtype=np.int32)
    targets = size + np.arange(count)
    for row in np.flatnonzero(piece >= 0):
        took, before = dijkstra(graph, directed=True, indices=[int(size + row)], return_predecessors=True)
        trees[row] = before[0]
        time[row] = took[0, targets]
        length[row] = _length_along(metres, trees[row])[targets]
    time[:, piece < 0] = np.inf
    access = away / (ACCESS_KMH * _M_PER_MIN)
    time += access[:, None] + access[None, :]
    length = np.where(np.isfinite(time), length + away[:, None] + away[None, :], np.inf)
    np.fill_diagonal(time, 0.0)
    np.fill_diagonal(length, 0.0)
    nodes = np.concatenate([roads.network.nodes, on_road])
    return Drives(minutes=time, length_m=length, _trees=trees, _nodes=nodes, _places=places)


def _snap(roads: Roads, places: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Piece of road of each place (-1 for none) and the distance to it in metres."""
    network, points = roads.network, np.asarray(shapely.points(places), dtype=object).reshape(len(places))
    found = np.full(len(places), -1, dtype=np.intp)
    away = np.full(len(places), np.inf)
    for allowed, extra in ((network.is_access, 0.0), (network.is_access & roads.is_main, DETOUR_M)):
        rows = np.flatnonzero(allowed)
        near, distance, _ = nearest_segment(points, network.pieces[rows], SNAP_M)
        take = near >= 0
        if extra > 0:
            take &= ~np.append(roads.is_main, True)[found] & (distance <= away + extra)
        found[take], away[take] = rows[near[take]], distance[take]
    return found, away


def _cut(
    roads: Roads, places: NDArray[np.float64], piece: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]]:
    """Edges of the network, with the pieces under places cut there; coordinates of the places on the road first."""
    network, size = roads.network, len(roads.network.nodes)
    on_road = places.copy()
    rows = np.flatnonzero(piece >= 0)
    own = network.pieces[piece[rows]]
    step = own[:, 1] - own[:, 0]
    share = np.clip(((places[rows] - own[:, 0]) * step).sum(axis=1) / (step**2).sum(axis=1), 0.0, 1.0)
    on_road[rows] = own[:, 0] + share[:, None] * step
    cut = np.unique(piece[rows])
    stops = np.concatenate([network.edges[cut, 0], size + rows, network.edges[cut, 1]])
    of_piece = np.concatenate([cut, piece[rows], cut])
    at = np.concatenate([np.full(len(cut), -1.0), share, np.full(len(cut), 2.0)])
    order = np.lexsort((at, of_piece))
    stops, of_piece, at = stops[order], of_piece[order], np.clip(at[order], 0.0, 1.0)
    same = of_piece[1:] == of_piece[:-1]
    part = np.diff(at)[same]
    from_piece = of_piece[1:][same]
    whole = np.setdiff1d(np.arange(len(network.edges)), cut)
    return (
        on_road,
        np.concatenate([network.edges[whole, 0], stops[:-1][same]]),
        np.concatenate([network.edges[whole, 1], stops[1:][same]]),
        np.concatenate([roads.minutes[whole], part * roads.minutes[from_piece]]),
        np.concatenate([network.length_m[whole], part * network.length_m[from_piece]]),
    )


def _graph(
    begins: NDArray[np.intp],
    ends: NDArray[np.intp],
    values: NDArray[np.float64],
    size: int,
    order: NDArray[np.float64] | None = None,
) -> csr_array:
    """Symmetric matrix with the value of the fastest of parallel edges; nought stays an edge."""
    pairs = np.sort(np.stack([begins, ends], axis=1), axis=1)
    by = np.lexsort((values if order is None else order, pairs[:, 1], pairs[:, 0]))
    pairs, least = pairs[by], values[by]
    first = np.append(True, (pairs[1:] != pairs[:-1]).any(axis=1))[: len(pairs)] & (pairs[:, 0] != pairs[:, 1])
    pairs, least = pairs[first], np.maximum(least[first], 1e-9)
    both = np.concatenate([pairs, pairs[:, ::-1]])
    graph: csr_array = coo_array((np.tile(least, 2), both.T), shape=(size, size)).tocsr()
    return graph


def _length_along(metres: csr_array, before: NDArray[np.int32]) -> NDArray[np.float64]:
    """Length in metres from the source to each node over the tree of fastest ways, by doubling the reach."""
    size = len(before)
    known = np.flatnonzero(before != _NONE)
    length = np.zeros(size)
    length[known] = np.asarray(metres[before[known], known], dtype=float).ravel()
    jump = np.where(before == _NONE, np.arange(size), before)
    while True:
        further = jump[jump]
        length = length + np.where(jump != np.arange(size), length[jump], 0.0)
        if (further == jump).all():
            return length
        jump = further
