"""The road network: block edges, streets and driveways joined into one graph with shared end nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse
import shapely
from scipy.sparse.csgraph import connected_components

from geo_risico.io.sources.fictief.landscape import Edge, Landscape, Row
from geo_risico.io.sources.fictief.polder import edge_kinds

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.frames import Branches
    from geo_risico.io.sources.fictief.geometry import Bools, Floats, Geometries, Ints

MOTORWAY, ON_RAMP, OFF_RAMP = 20, 21, 22
DEAD_END_AT = 0.82


@dataclass(frozen=True, eq=False)
class Roads:
    """Road segments between nodes: line, kind, street number, and the numbers of the nodes at both ends."""

    line: Geometries
    kind: Ints
    street: Ints
    start: Ints
    end: Ints


def edge_lines(land: Landscape) -> Floats:
    """Centre lines (n, 2, 2) of all block edges, in the order of their numbers."""
    p = land.lattice.vertices
    h = np.stack([p[:, :-1], p[:, 1:]], axis=2).reshape(-1, 2, 2)
    v = np.stack([p[:-1], p[1:]], axis=2).reshape(-1, 2, 2)
    return np.concatenate([h, v])


def make_roads(land: Landscape, branches: Branches, motorway: Branches) -> Roads:
    """The connected road network; pieces that hang loose are left out."""
    lines, kinds = edge_lines(land), edge_kinds(land)
    limit = _edge_limits(land)
    line = np.concatenate([branches.line, motorway.line])
    first = np.concatenate([branches.edge, motorway.edge])
    last = np.concatenate([branches.end_edge, motorway.end_edge])
    marks_edge, marks_t = [], []
    for end, edge in ((0, first), (1, last)):
        on = edge >= 0
        t = np.clip(_project(line[on, end], lines[edge[on]]), 0.0, 1.0)
        np.maximum.at(limit, edge[on], t)
        line[on, end] = _point(lines[edge[on]], t)
        marks_edge.append(edge[on])
        marks_t.append(t)
    drawn = np.flatnonzero((kinds >= Edge.STREET) | (kinds == Edge.CYCLEWAY))
    edge = np.concatenate([drawn, drawn, *marks_edge])
    t = np.concatenate([np.zeros(len(drawn)), limit[drawn], *marks_t])
    split, number = _split(lines, edge, t)
    segments = np.concatenate([split, line])
    kind = np.concatenate([kinds[number], branches.kind, motorway.kind])
    street = np.concatenate([number, branches.street, motorway.street])
    return _graph(segments, kind, street)


def _edge_limits(land: Landscape) -> Floats:
    """Share of each edge that carries its road; tracks stop before the far end unless a driveway lies beyond."""
    track = (Edge.HALF_PAVED, Edge.UNPAVED)
    columns = np.arange(land.columns) % 2 == 1
    h = np.where(np.isin(land.h_kind, track) & columns, DEAD_END_AT, 1.0)
    upper = (land.lattice.row_kind == Row.UPPER)[:, None]
    v = np.where(np.isin(land.v_kind, track) & upper, DEAD_END_AT, 1.0)
    return np.concatenate([h.ravel(), v.ravel()])


def _project(points: Floats, lines: Floats) -> Floats:
    span = lines[:, 1] - lines[:, 0]
    return np.asarray(((points - lines[:, 0]) * span).sum(-1) / (span * span).sum(-1), dtype=np.float64)


def _point(lines: Floats, t: Floats) -> Floats:
    return np.asarray(lines[:, 0] * (1 - t)[:, None] + lines[:, 1] * t[:, None], dtype=np.float64)


def _split(lines: Floats, edge: Ints, t: Floats) -> tuple[Floats, Ints]:
    order = np.lexsort((t, edge))
    edge, t = edge[order], t[order]
    points = _point(lines[edge], t)
    same = edge[1:] == edge[:-1]
    return np.stack([points[:-1][same], points[1:][same]], axis=1), edge[:-1][same]


def _graph(segments: Floats, kind: Ints, street: Ints) -> Roads:
    keys = np.round(segments.reshape(-1, 2) * 100).astype(np.int64)
    _, node = np.unique(keys, axis=0, return_inverse=True)
    start, end = node.reshape(-1, 2).T
    kept = (start != end) & _largest(start, end)
    snapped = keys.reshape(-1, 2, 2)[kept] / 100.0
    return Roads(
        np.asarray(shapely.linestrings(snapped), dtype=object), kind[kept], street[kept], start[kept], end[kept]
    )


def _largest(start: Ints, end: Ints) -> Bools:
    count = int(max(start.max(), end.max())) + 1
    links = scipy.sparse.coo_array((np.ones(len(start)), (start, end)), shape=(count, count))
    _, label = connected_components(links, directed=False)
    return np.asarray(label[start] == np.bincount(label[start]).argmax(), dtype=np.bool_)
