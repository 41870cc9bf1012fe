"""Lengths along lines that lie near other lines, exact: nearness to a piece of line cuts one stretch out of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.nearest import as_lines

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Stretches = tuple[NDArray[np.intp], Numbers, Numbers]
    """Piece, begin and end of each stretch; begin and end as shares (0 to 1) of the piece."""

_SLACK_M = 1e-9


def stretches_near(pieces: Numbers, others: Numbers, within_m: float) -> Stretches:
    """Stretches of the pieces that lie within a distance in metres of one of the others; they may overlap.

    Parameters
    ----------
    pieces, others
        Pieces of line as `geo_risico.spatial.nearest.segments` gives them, shape (n, 2, 2).
    within_m
        Distance in metres.
    """
    if len(pieces) == 0 or len(others) == 0:
        return np.empty(0, dtype=np.intp), np.empty(0), np.empty(0)
    one, two = shapely.STRtree(as_lines(others)).query(as_lines(pieces), predicate="dwithin", distance=within_m)
    begin, end = _stadium(pieces[one], others[two], within_m)
    real = end > begin
    return one[real], begin[real], end[real]


def stretches_between(stretches: Stretches, count: int) -> Stretches:
    """What the stretches leave of each of ``count`` pieces, in order."""
    piece, begin, end = joined(stretches)
    owner = np.concatenate([piece, np.arange(count)])
    free_from = np.concatenate([end, np.zeros(count)])
    free_to = np.concatenate([begin, np.ones(count)])
    low, high = np.lexsort((free_from, owner)), np.lexsort((free_to, owner))
    owner, free_from, free_to = owner[low], free_from[low], free_to[high]
    real = free_to > free_from
    return owner[real], free_from[real], free_to[real]


def joined(stretches: Stretches) -> Stretches:
    """The same stretches without overlaps, in order."""
    piece, begin, end = stretches
    order = np.lexsort((end, begin, piece))
    piece, begin, end = piece[order], begin[order], end[order]
    if len(piece) == 0:
        return piece, begin, end
    reach = np.maximum.accumulate(end + 2.0 * piece)
    fresh = np.ones(len(piece), dtype=bool)
    fresh[1:] = (begin + 2.0 * piece)[1:] > reach[:-1]
    first = np.flatnonzero(fresh)
    last = np.append(first[1:], len(piece)) - 1
    return piece[first], begin[first], reach[last] - 2.0 * piece[first]


def cut(pieces: Numbers, stretches: Stretches) -> Numbers:
    """The stretches as pieces of line themselves, shape (n, 2, 2)."""
    piece, begin, end = stretches
    own = pieces[piece]
    step = own[:, 1] - own[:, 0]
    return np.stack([own[:, 0] + begin[:, None] * step, own[:, 0] + end[:, None] * step], axis=1)


def length_m(pieces: Numbers) -> Numbers:
    """Length in metres of each piece."""
    return np.asarray(np.hypot(*(pieces[:, 1] - pieces[:, 0]).T), dtype=np.float64)


def near_length_m(pieces: Numbers, others: Numbers, within_m: float) -> Numbers:
    """Length in metres of each piece that lies within a distance in metres of one of the others."""
    piece, begin, end = joined(stretches_near(pieces, others, within_m))
    share = np.bincount(piece, weights=end - begin, minlength=len(pieces))
    return np.asarray(share * length_m(pieces), dtype=np.float64)


def _stadium(pieces: Numbers, others: Numbers, within_m: float) -> tuple[Numbers, Numbers]:
    """Begin and end (0 to 1) of each piece inside the stadium around its other piece; end <= begin for none.

    The stadium is convex, so what lies inside is one stretch: from the first to the last entry of the two discs and
    the strip that make it up.
    """
    start, step = pieces[:, 0], pieces[:, 1] - pieces[:, 0]
    parts = [_disc(start - others[:, side], step, within_m) for side in (0, 1)]
    parts.append(_strip(start, step, others, within_m))
    begin = np.min([low for low, _ in parts], axis=0)
    end = np.max([high for _, high in parts], axis=0)
    return np.clip(begin, 0.0, 1.0), np.clip(end, 0.0, 1.0)


def _disc(start: Numbers, step: Numbers, radius: float) -> tuple[Numbers, Numbers]:
    """Where the line enters and leaves the disc around 0; inf and -inf where it misses."""
    a, b = (step**2).sum(axis=1), (start * step).sum(axis=1)
    root = b**2 - a * ((start**2).sum(axis=1) - radius**2)
    half = np.sqrt(np.maximum(root, 0.0))
    hit = root >= 0
    return np.where(hit, (-b - half) / a, np.inf), np.where(hit, (half - b) / a, -np.inf)


def _strip(start: Numbers, step: Numbers, others: Numbers, within_m: float) -> tuple[Numbers, Numbers]:
    """Where the line enters and leaves the strip beside each other piece; inf and -inf where it misses."""
    axis = others[:, 1] - others[:, 0]
    size = np.hypot(*axis.T)
    axis = axis / size[:, None]
    side = np.stack([-axis[:, 1], axis[:, 0]], axis=1)
    from_begin = start - others[:, 0]
    low_u, high_u = _slab((from_begin * axis).sum(axis=1), (step * axis).sum(axis=1), np.zeros(len(size)), size)
    wide = np.full(len(size), within_m)
    low_v, high_v = _slab((from_begin * side).sum(axis=1), (step * side).sum(axis=1), -wide, wide)
    low, high = np.maximum(low_u, low_v), np.minimum(high_u, high_v)
    hit = high >= low
    return np.where(hit, low, np.inf), np.where(hit, high, -np.inf)


def _slab(at: Numbers, speed: Numbers, low: Numbers, high: Numbers) -> tuple[Numbers, Numbers]:
    """Where ``at + t * speed`` enters and leaves the range; everywhere or nowhere when it stands still."""
    still = np.abs(speed) < _SLACK_M
    inside = (at >= low) & (at <= high)
    safe = np.where(still, 1.0, speed)
    one, two = (low - at) / safe, (high - at) / safe
    enter = np.where(still, np.where(inside, -np.inf, np.inf), np.minimum(one, two))
    leave = np.where(still, np.where(inside, np.inf, -np.inf), np.maximum(one, two))
    return enter, leave
