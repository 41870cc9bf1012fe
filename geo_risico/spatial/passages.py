"""Locks and bridges on the way over the waterways: where they stand on the network and which a boat must pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from geo_risico.spatial.linked import merged
from geo_risico.spatial.named_places import REACH_M, aimed_at, named_places
from geo_risico.spatial.sailing import sailing_tree

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo_risico.spatial.sailing import Berths, SailingTree, WaterwayAccess
    from geo_risico.spatial.waterways import WaterwayNetwork

ON_WATERWAY_M = 100.0
"""A lock or bridge further from every vaarwegvak stands on none of them."""
BESIDE_M = 15.0
"""Vaarwegvakken that lie this much further than the nearest also run through it: parallel chambers."""
MARGIN_M = 5_000.0
"""The way may run this far outside the outline of the known area: outlines are coarse and rivers are borders."""

Passed = frozenset[int]


@dataclass(frozen=True, kw_only=True)
class PassagesOnNetwork:
    """Places of locks or bridges: ``piece`` of the network, ``along_m`` it, and the ``number``, in that order."""

    piece: NDArray[np.intp]
    along_m: NDArray[np.float64]
    number: NDArray[np.intp]

    def between(self, piece: int, begin_m: float, end_m: float) -> Passed:
        """Numbers on a piece between two places along it."""
        first, last = np.searchsorted(self.piece, [piece, piece + 1])
        low, high = min(begin_m, end_m), max(begin_m, end_m)
        inside = (self.along_m[first:last] >= low) & (self.along_m[first:last] <= high)
        return frozenset(self.number[first:last][inside].tolist())


def numbered(size: int, pairs: NDArray[np.intp]) -> NDArray[np.intp]:
    """Number of the group of each of so many rows; rows that pairs (shape (n, 2)) connect are one group."""
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1] if size else [], dtype=np.intp)


def near_pairs(shapes: NDArray[np.object_], step_m: float) -> NDArray[np.intp]:
    """Pairs of rows, shape (n, 2), whose middles lie within so many metres of each other."""
    middles = shapely.get_coordinates(shapely.centroid(shapes))
    if not len(middles):
        return np.empty((0, 2), dtype=np.intp)
    return np.asarray(KDTree(middles).query_pairs(step_m, output_type="ndarray"), dtype=np.intp)


def passages_on_network(
    network: WaterwayNetwork, shapes: NDArray[np.object_], number: NDArray[np.intp]
) -> PassagesOnNetwork:
    """Where locks or bridges stand on the network.

    Parameters
    ----------
    network
        Waterways.
    shapes
        Points, or lines and polygons over the water: those stand where a vaarwegvak meets them.
    number
        Of the lock or bridge that each shape is a part of.
    """
    shape, line = shapely.STRtree(network.lines).query(shapes, predicate="dwithin", distance=ON_WATERWAY_M)
    away = shapely.distance(shapes[shape], network.lines[line])
    nearest = np.full(len(shapes), np.inf)
    np.minimum.at(nearest, shape, away)
    through = away <= nearest[shape] + BESIDE_M
    shape, line = shape[through], line[through]
    meeting = shapely.get_point(shapely.shortest_line(network.lines[line], shapes[shape]), 0)
    along = np.asarray(shapely.line_locate_point(network.lines[line], meeting), dtype=np.float64)
    piece = network.piece_at(line, along)
    rest = along - network.begin_m[piece]
    order = np.lexsort((rest, number[shape], piece))
    return PassagesOnNetwork(piece=piece[order], along_m=rest[order], number=number[shape][order])


def passed_on_way(
    access: WaterwayAccess,
    places: Iterable[str],
    shapes: NDArray[np.object_],
    number: NDArray[np.intp],
    known_area: gpd.GeoDataFrame | None,
) -> tuple[list[Passed | None], tuple[str, ...]]:
    """Locks or bridges on the shortest way from each location to the nearest named place, and Dutch notes.

    None where no vaarwegvak is near, where no way leads there and where the way leaves the known area.

    Parameters
    ----------
    access
        Network and the places of the locations on it.
    places
        Texts for `named_places`.
    shapes, number
        As in `passages_on_network`.
    known_area
        Area for which the locks or bridges were delivered; None where it has no edge.
    """
    network = access.network
    targets, notes = aimed_at(network, named_places(places)[0])
    known = np.ones(len(network.nodes), dtype=bool)
    if known_area is not None and len(known_area):
        area = shapely.buffer(merged(known_area)[0], MARGIN_M)
        known = np.asarray(shapely.contains_xy(area, network.nodes), dtype=bool)
    passages = passages_on_network(network, shapes, number)
    tree = sailing_tree(network, targets)
    passed = passed_from_berths(network, tree, passages, access.berths.within(REACH_M), known)
    return passed, (*network.notes, *notes)


def passed_from_berths(
    network: WaterwayNetwork, tree: SailingTree, passages: PassagesOnNetwork, berths: Berths, known: NDArray[np.bool_]
) -> list[Passed | None]:
    """Numbers on the shortest way from each place to its target; None without a way or where it is not known.

    Parameters
    ----------
    network
        Waterways.
    tree
        Result of `sailing_tree`.
    passages
        Result of `passages_on_network`.
    berths
        Places on the network.
    known
        For each node whether locks or bridges around it were delivered.
    """
    result: list[Passed | None] = [None] * len(berths.piece)
    passed = _passed_from_nodes(network, tree, passages, known)
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
            result[k] = ahead | passages.between(piece, along, place)
    return result


def _passed_from_nodes(
    network: WaterwayNetwork, tree: SailingTree, passages: PassagesOnNetwork, known: NDArray[np.bool_]
) -> list[Passed | None]:
    """Numbers on the shortest way from each node to its target; None without a way or where it is not known."""
    passed: list[Passed | None] = [None] * len(network.nodes)
    for node in np.argsort(tree.distance_m, kind="stable").tolist():
        by = int(tree.by[node])
        if by < 0 or not known[node]:
            continue
        following = int(tree.following[node])
        if following < 0:
            passed[node] = passages.between(by, *_to_target(network, tree, node, by))
            continue
        ahead = passed[following]
        passed[node] = None if ahead is None else ahead | passages.between(by, 0.0, np.inf)
    return passed


def _to_target(network: WaterwayNetwork, tree: SailingTree, node: int, piece: int) -> tuple[float, float]:
    """Where the way begins and ends along a piece, from the node at one end to the nearest target on it."""
    begin = 0.0 if network.edges[piece, 0] == node else float(network.length_m[piece])
    own = np.flatnonzero(tree.targets.piece == piece)
    cost = np.abs(tree.targets.along_m[own] - begin) + tree.targets.beside_m[own]
    return begin, float(tree.targets.along_m[own[np.argmin(cost)]])
