"""Locks on the way over the waterways: where they stand on the network and how many a boat must pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_risico.spatial.sailing import Berths, SailingTree
    from geo_risico.spatial.waterways import WaterwayNetwork

ON_WATERWAY_M = 100.0
"""A lock further from every vaarwegvak stands on none of them."""
BESIDE_M = 15.0
"""Vaarwegvakken that lie this much further than the nearest also run through the lock: parallel chambers."""
MERGE_M = 300.0
"""Points of locks this near to each other (gates, chambers) are one lock."""

Passed = frozenset[int]


@dataclass(frozen=True, kw_only=True)
class LocksOnNetwork:
    """Places of locks: ``piece`` of the network, ``along_m`` it, and the number of the ``lock``, in that order."""

    piece: NDArray[np.intp]
    along_m: NDArray[np.float64]
    lock: NDArray[np.intp]

    def between(self, piece: int, begin_m: float, end_m: float) -> Passed:
        """Locks on a piece between two places along it."""
        first, last = np.searchsorted(self.piece, [piece, piece + 1])
        low, high = min(begin_m, end_m), max(begin_m, end_m)
        inside = (self.along_m[first:last] >= low) & (self.along_m[first:last] <= high)
        return frozenset(self.lock[first:last][inside].tolist())


def locks_on_network(network: WaterwayNetwork, points: NDArray[np.object_]) -> LocksOnNetwork:
    """Where locks stand on the network; points within `MERGE_M` of each other are one lock."""
    number = _merged(points)
    point, line = shapely.STRtree(network.lines).query(points, predicate="dwithin", distance=ON_WATERWAY_M)
    away = shapely.distance(points[point], network.lines[line])
    nearest = np.full(len(points), np.inf)
    np.minimum.at(nearest, point, away)
    through = away <= nearest[point] + BESIDE_M
    point, line = point[through], line[through]
    along = np.asarray(shapely.line_locate_point(network.lines[line], points[point]), dtype=np.float64)
    piece = network.piece_at(line, along)
    rest = along - network.begin_m[piece]
    order = np.lexsort((rest, number[point], piece))
    return LocksOnNetwork(piece=piece[order], along_m=rest[order], lock=number[point][order])


def _merged(points: NDArray[np.object_]) -> NDArray[np.intp]:
    """Number of the group of each point; points in a chain of steps of at most `MERGE_M` are one group."""
    size = len(points)
    if not size:
        return np.empty(0, dtype=np.intp)
    pairs = KDTree(shapely.get_coordinates(points)).query_pairs(MERGE_M, output_type="ndarray")
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    return connected_components(graph, directed=False)[1].astype(np.intp)


def locks_passed(
    network: WaterwayNetwork, tree: SailingTree, locks: LocksOnNetwork, known: NDArray[np.bool_]
) -> list[Passed | None]:
    """Locks on the shortest way from each node to its target; None without a way or where the way is not known.

    Parameters
    ----------
    network
        Waterways.
    tree
        Result of `sailing_tree`.
    locks
        Result of `locks_on_network`.
    known
        For each node whether locks around it were delivered.
    """
    passed: list[Passed | None] = [None] * len(network.nodes)
    for node in np.argsort(tree.distance_m, kind="stable").tolist():
        by = int(tree.by[node])
        if by < 0 or not known[node]:
            continue
        following = int(tree.following[node])
        if following < 0:
            passed[node] = locks.between(by, *_to_target(network, tree, node, by))
            continue
        ahead = passed[following]
        passed[node] = None if ahead is None else ahead | locks.between(by, 0.0, np.inf)
    return passed


def _to_target(network: WaterwayNetwork, tree: SailingTree, node: int, piece: int) -> tuple[float, float]:
    """Where the way begins and ends along a piece, from the node at one end to the nearest target on it."""
    begin = 0.0 if network.edges[piece, 0] == node else float(network.length_m[piece])
    own = np.flatnonzero(tree.targets.piece == piece)
    cost = np.abs(tree.targets.along_m[own] - begin) + tree.targets.beside_m[own]
    return begin, float(tree.targets.along_m[own[np.argmin(cost)]])


def lock_counts(
    network: WaterwayNetwork, tree: SailingTree, locks: LocksOnNetwork, berths: Berths, known: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Number of locks on the shortest way from each place to its target; NaN without a way or where it is not known.

    Parameters
    ----------
    network, tree, locks, known
        As in `locks_passed`.
    berths
        Places on the network.
    """
    result = np.full(len(berths.piece), np.nan)
    passed = locks_passed(network, tree, locks, known)
    for k in np.flatnonzero(berths.piece >= 0).tolist():
        piece, along = int(berths.piece[k]), float(berths.along_m[k])
        ways: list[tuple[float, float, Passed | None]] = []
        for end, place in ((0, 0.0), (1, float(network.length_m[piece]))):
            node = int(network.edges[piece, end])
            ways.append((abs(place - along) + float(tree.distance_m[node]), place, passed[node]))
        for t in np.flatnonzero(tree.targets.piece == piece).tolist():
            place = float(tree.targets.along_m[t])
            ways.append((abs(place - along) + float(tree.targets.beside_m[t]), place, frozenset()))
        cost, place, ahead = min(ways, key=lambda way: way[0])
        if np.isfinite(cost) and ahead is not None:
            result[k] = len(ahead | locks.between(piece, along, place))
    return result
