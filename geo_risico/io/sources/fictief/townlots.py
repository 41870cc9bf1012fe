"""Lots along streets: rows of lots with side lines square to the street."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo_risico.io.sources.fictief.frames import Lot, Lots
from geo_risico.io.sources.fictief.geometry import Floats, Ints, cross, left, length, unit

END_MARGIN_M = 3.0


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of lots: front and back lines (n, 2, 2), the back in the same direction as the front."""

    front: Floats
    back: Floats
    kind: Ints
    lots: Ints
    place: Ints
    block: Ints
    street: Ints


def row_margin_m(front: Floats, back: Floats) -> Floats:
    """Metres at each end of a row that stay free because its ends are not square to the street."""
    along = unit(front[:, 1] - front[:, 0])
    inward = left(along)
    ends = np.stack([back[:, 0] - front[:, 0], back[:, 1] - front[:, 1]], axis=1)
    lean = np.abs((ends * along[:, None]).sum(-1)).max(axis=1)
    return np.asarray(
        END_MARGIN_M + np.minimum(lean, 0.6 * (ends * inward[:, None]).sum(-1).max(axis=1)), dtype=np.float64
    )


def cut_rows(rows: Rows, region: Ints) -> Lots:
    """Lots of all rows; the end lots take what is left over."""
    row = np.repeat(np.arange(len(rows.lots)), rows.lots)
    position = np.arange(len(row)) - (np.cumsum(rows.lots) - rows.lots)[row]
    front, back = rows.front[row], rows.back[row]
    margin = (row_margin_m(rows.front, rows.back) / length(rows.front[:, 1] - rows.front[:, 0]))[row]
    step = (1 - 2 * margin) / rows.lots[row]
    first, last = position == 0, position == rows.lots[row] - 1
    u0 = np.where(first, 0.0, margin + position * step)
    u1 = np.where(last, 1.0, margin + (position + 1) * step)
    f0, f1 = _at(front, u0), _at(front, u1)
    b0, b1 = (
        _at(back, np.where(first, 0.0, _foot(front, back, f0))),
        _at(back, np.where(last, 1.0, _foot(front, back, f1))),
    )
    block = rows.block[row]
    return Lots(
        corners=np.stack([f0, f1, b1, b0], axis=1),
        kind=rows.kind[row],
        block=block,
        place=rows.place[row],
        street=rows.street[row],
        split=np.zeros(len(row)),
        region=region[block],
    )


def house_fronts(rows: Rows) -> tuple[Floats, Floats, Ints]:
    """Front line (n, 2, 2) between the square side lines of each lot, inward unit vector, and place in the row."""
    row = np.repeat(np.arange(len(rows.lots)), rows.lots)
    position = np.arange(len(row)) - (np.cumsum(rows.lots) - rows.lots)[row]
    front = rows.front[row]
    margin = (row_margin_m(rows.front, rows.back) / length(rows.front[:, 1] - rows.front[:, 0]))[row]
    step = (1 - 2 * margin) / rows.lots[row]
    ends = np.stack([_at(front, margin + position * step), _at(front, margin + (position + 1) * step)], axis=1)
    return ends, left(unit(front[:, 1] - front[:, 0])), position


def _at(line: Floats, u: Floats) -> Floats:
    return np.asarray(line[:, 0] * (1 - u)[:, None] + line[:, 1] * u[:, None], dtype=np.float64)


def _foot(front: Floats, back: Floats, points: Floats) -> Floats:
    inward = left(unit(front[:, 1] - front[:, 0]))
    span = back[:, 1] - back[:, 0]
    return np.asarray(np.clip(cross(points - back[:, 0], inward) / cross(span, inward), 0.0, 1.0), dtype=np.float64)


def cell_rows(corners: Floats, kind: Ints, lots: Ints, keys: tuple[Ints, Ints, Ints, Ints]) -> Rows:
    """Two rows back to back in each cell, or one over the whole depth for an amenity.

    `keys` are the place, the block, and the street numbers on the south and north side.
    """
    place, block, south, north = keys
    sw, se, ne, nw = (corners[:, k] for k in range(4))
    whole = (kind == Lot.AMENITY)[:, None]
    mid_w, mid_e = np.where(whole, nw, (sw + nw) / 2), np.where(whole, ne, (se + ne) / 2)
    two = kind != Lot.AMENITY
    front = np.concatenate([np.stack([sw, se], axis=1), np.stack([ne, nw], axis=1)[two]])
    back = np.concatenate([np.stack([mid_w, mid_e], axis=1), np.stack([mid_e, mid_w], axis=1)[two]])

    def twice(values: Ints) -> Ints:
        return np.concatenate([values, values[two]])

    return Rows(front, back, twice(kind), twice(lots), twice(place), twice(block), np.concatenate([south, north[two]]))


__all__ = ["Rows", "cell_rows", "cut_rows", "house_fronts", "row_margin_m"]
