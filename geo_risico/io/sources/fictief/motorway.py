"""Motorways in their corridors: two carriageways, and four ramps at each crossing main or regional road."""

from __future__ import annotations

import numpy as np

from geo_risico.io.sources.fictief.frames import Branches, stack
from geo_risico.io.sources.fictief.geometry import Floats, Ints, bilinear
from geo_risico.io.sources.fictief.landscape import Edge, Landscape, Row
from geo_risico.io.sources.fictief.roads import MOTORWAY, OFF_RAMP, ON_RAMP

STEPS = 5
CARRIAGEWAY_V = (0.44, 0.56)
RAMP_V = (0.12, 0.88)
RAMP_STEPS = 2


def make_motorways(land: Landscape) -> Branches:
    """Carriageways and ramps of all motorways as line pieces."""
    rows = np.flatnonzero(land.lattice.row_kind == Row.MOTORWAY)
    return stack([part for row in rows for part in _motorway(land, int(row))])


def _motorway(land: Landscape, row: int) -> list[Branches]:
    p = land.lattice.vertices
    bands = np.stack([p[row, :-1], p[row, 1:], p[row + 1, 1:], p[row + 1, :-1]], axis=1)
    street = -1 - row
    parts = []
    for side, v in enumerate(CARRIAGEWAY_V):
        line = _line(bands, np.linspace(0.0, land.columns, land.columns * STEPS + 1), v)
        parts.append(_pieces(line, MOTORWAY, street, -1))
        parts += _ramps(land, row, bands, side)
    return parts


def _ramps(land: Landscape, row: int, bands: Floats, side: int) -> list[Branches]:
    first_v = land.h_kind.size
    street = -1 - row
    parts = []
    crossing = np.flatnonzero(np.isin(land.v_kind[row], (Edge.REGIONAL, Edge.MAIN)))
    for column in crossing:
        edge = first_v + row * (land.columns + 1) + int(column)
        for way in (-1, 1):
            if not 0 <= column + way * RAMP_STEPS / STEPS <= land.columns:
                continue
            start, stop = RAMP_V[side], CARRIAGEWAY_V[side]
            u = np.asarray(column + way * np.array([0.0, 0.06, 0.16, 0.27, RAMP_STEPS / STEPS]), dtype=np.float64)
            v = start + (stop - start) * np.array([0.0, 0.02, 0.3, 0.72, 1.0])
            line = _line(bands, u, v)
            line[-1] = _line(bands, np.array([round(u[-1] * STEPS) / STEPS]), stop)[0]
            kind = ON_RAMP if (way == 1) == (side == 0) else OFF_RAMP
            parts.append(_pieces(line, kind, street, edge))
    return parts


def _line(bands: Floats, u: Floats, v: Floats | float) -> Floats:
    column = np.clip(np.floor(u + 1e-9).astype(np.int64), 0, len(bands) - 1)
    return bilinear(bands[column], u - column, np.broadcast_to(v, u.shape))


def _pieces(line: Floats, kind: int, street: int, edge: int) -> Branches:
    pieces = np.stack([line[:-1], line[1:]], axis=1)
    n = len(pieces)
    start: Ints = np.full(n, -1)
    start[0] = edge
    return Branches(pieces, start, np.full(n, -1), np.full(n, kind), np.full(n, street))
