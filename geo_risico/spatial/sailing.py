"""Shortest ways over the waterways: from where a location lies on the network to the nearest of some places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from geo_risico.spatial.linked import owners, shapes
from geo_risico.spatial.nearest import nearest_segment, segments
from geo_risico.spatial.waterways import WaterwayNetwork, waterway_network

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    Geometries = NDArray[np.object_]


@dataclass(frozen=True, kw_only=True)
class Berths:
    """Where places lie on the network: a piece each (-1 for none), how far along it and how far beside it in metres."""

    piece: NDArray[np.intp]
    along_m: NDArray[np.float64]
    beside_m: NDArray[np.float64]

    def within(self, limit_m: float) -> Berths:
        """The same places; those further from the network than a limit in metres lie nowhere on it."""
        return Berths(
            piece=np.where(self.beside_m <= limit_m, self.piece, -1), along_m=self.along_m, beside_m=self.beside_m
        )

    def only(self, k: int) -> Berths:
        """Place number ``k`` alone."""
        own = slice(k, k + 1)
        return Berths(piece=self.piece[own], along_m=self.along_m[own], beside_m=self.beside_m[own])


@dataclass(frozen=True, kw_only=True)
class WaterwayAccess:
    """The network of the vaarwegen and where each location lies on it, in the order of the locations."""

    network: WaterwayNetwork
    berths: Berths


@dataclass(frozen=True, kw_only=True)
class SailingTree:
    """Shortest way from each node to the nearest target.

    ``distance_m``: metres, inf without a way. ``following``: next node on the way, -1 where the target is next.
    ``by``: piece on which the way leaves the node, -1 where there is none. ``targets``: the places that were aimed at.
    """

    distance_m: NDArray[np.float64]
    following: NDArray[np.intp]
    by: NDArray[np.intp]
    targets: Berths


def waterway_access(locations: gpd.GeoDataFrame, vaarwegen: gpd.GeoDataFrame) -> WaterwayAccess:
    """Network and the place of each location on it.

    A location with vaarwegvakken of its own (``location_id``) lies on the nearest of those, any other on the nearest
    vaarwegvak: at the point nearest to the middle of the location.
    """
    network = waterway_network(vaarwegen)
    berths = on_network(network, shapes(locations))
    if "location_id" not in vaarwegen:
        return WaterwayAccess(network=network, berths=berths)
    owner = owners(locations, vaarwegen)[network.row]
    own = np.flatnonzero(owner >= 0)
    middle = np.asarray(locations.geometry.representative_point().array, dtype=object)
    away = shapely.distance(middle[owner[own]], network.lines[own])
    order = np.lexsort((own, away, owner[own]))
    first = order[np.flatnonzero(np.diff(owner[own][order], prepend=-1))]
    line, place = own[first], owner[own[first]]
    along = np.asarray(shapely.line_locate_point(network.lines[line], middle[place]), dtype=np.float64)
    beside = shapely.distance(shapes(locations)[place], network.lines[line])
    piece, rest = _on_piece(network, line, along)
    for part, values in ((berths.piece, piece), (berths.along_m, rest), (berths.beside_m, beside)):
        part[place] = values
    return WaterwayAccess(network=network, berths=berths)


def on_network(network: WaterwayNetwork, places: Geometries) -> Berths:
    """Nearest place on the network of each geometry."""
    pieces, row = segments(network.lines)
    found, beside, along = nearest_segment(places, pieces)
    known = found >= 0
    piece = np.full(len(places), -1, dtype=np.intp)
    rest = np.full(len(places), np.nan)
    if known.any():
        begin, end = pieces[found[known], 0], pieces[found[known], 1]
        share = along[known] / np.hypot(*(end - begin).T)
        points = shapely.points(begin + share[:, None] * (end - begin))
        line = row[found[known]]
        at = np.asarray(shapely.line_locate_point(network.lines[line], points), dtype=np.float64)
        piece[known], rest[known] = _on_piece(network, line, at)
    return Berths(piece=piece, along_m=rest, beside_m=beside)


def _on_piece(
    network: WaterwayNetwork, line: NDArray[np.intp], along_m: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    piece = network.piece_at(line, along_m)
    return piece, np.clip(along_m - network.begin_m[piece], 0.0, network.length_m[piece])


def sailing_tree(network: WaterwayNetwork, targets: Berths) -> SailingTree:
    """Shortest way over the network from each node to the nearest target; what lies beside the network counts."""
    size = len(network.nodes)
    aimed = np.flatnonzero(targets.piece >= 0)
    piece = targets.piece[aimed]
    before = targets.beside_m[aimed] + targets.along_m[aimed]
    after = targets.beside_m[aimed] + network.length_m[piece] - targets.along_m[aimed]
    pairs = np.concatenate(
        [
            network.edges,
            np.column_stack([network.edges[piece, 0], np.full(len(aimed), size)]),
            np.column_stack([network.edges[piece, 1], np.full(len(aimed), size)]),
        ]
    )
    length = np.concatenate([network.length_m, before, after])
    own = np.concatenate([np.arange(len(network.edges)), piece, piece])
    pairs = np.sort(pairs, axis=1)
    order = np.lexsort((length, pairs[:, 1], pairs[:, 0]))
    pairs, first = np.unique(pairs[order], axis=0, return_index=True)
    length, own = length[order][first], own[order][first]
    graph = coo_array((np.maximum(length, 1e-9), (pairs[:, 0], pairs[:, 1])), shape=(size + 1, size + 1)).tocsr()
    (distance,), (before_it,) = dijkstra(graph, directed=False, indices=[size], return_predecessors=True)
    following = before_it[:size].astype(np.intp)
    key = np.sort(np.column_stack([np.arange(size), following]), axis=1)
    code = pairs[:, 0] * (size + 1) + pairs[:, 1]
    at = np.searchsorted(code, key[:, 0] * (size + 1) + key[:, 1])
    reached = following >= 0
    by = np.where(reached, own[np.where(reached, at, 0)] if len(own) else -1, -1)
    return SailingTree(
        distance_m=np.asarray(distance[:size], dtype=np.float64),
        following=np.where(following == size, -1, following),
        by=by.astype(np.intp),
        targets=targets,
    )


def sailing_distance_m(network: WaterwayNetwork, berths: Berths, tree: SailingTree) -> NDArray[np.float64]:
    """Metres over the network from each place to the nearest target of the tree; NaN where there is no way."""
    result = np.full(len(berths.piece), np.nan)
    known = np.flatnonzero(berths.piece >= 0)
    if not len(network.edges) or not len(known):
        return result
    piece, along = berths.piece[known], berths.along_m[known]
    ends = tree.distance_m[network.edges[piece]]
    over = np.minimum(along + ends[:, 0], network.length_m[piece] - along + ends[:, 1])
    over = np.minimum(over, _on_same_piece(piece, along, tree.targets))
    result[known] = np.where(np.isinf(over), np.nan, over + berths.beside_m[known])
    return result


def _on_same_piece(piece: NDArray[np.intp], along: NDArray[np.float64], targets: Berths) -> NDArray[np.float64]:
    """Metres to the nearest target on the same piece; inf where there is none."""
    result = np.full(len(piece), np.inf)
    for k in np.flatnonzero(targets.piece >= 0):
        same = piece == targets.piece[k]
        result[same] = np.minimum(result[same], np.abs(along[same] - targets.along_m[k]) + targets.beside_m[k])
    return result
