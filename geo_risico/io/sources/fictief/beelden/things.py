"""Everything that an image shows, in painting order, with what it was before and since when it is what it is."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from geo_risico.io.sources.fictief.beelden.covers import green_share, reflectance

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geo_risico.io.sources.fictief.geometry import Floats, Geometries, Ints


@dataclass(frozen=True, eq=False)
class Things:
    """One row per thing.

    `cover` is what it is since day `since` (ordinal, 0 for always), after `days` days of slow change from `before`;
    `height_m` stands above the ground since then. `vigour` is how green it is beside its kind (about 1).
    """

    outline: Geometries
    cover: Ints
    before: Ints
    since: Ints
    days: Ints
    height_m: Floats
    vigour: Floats


def things(outline: Geometries, cover: Ints | int, *, height_m: Floats | float = 0.0) -> Things:
    """Things that were always there; cover and height may be one for all."""
    n = len(outline)
    kind = np.broadcast_to(np.asarray(cover, dtype=np.int64), n)
    height = np.broadcast_to(np.asarray(height_m, dtype=np.float64), n)
    zero = np.zeros(n, dtype=np.int64)
    return Things(outline, kind, kind, zero, zero, height, np.ones(n))


def joined(parts: Sequence[Things]) -> Things:
    """All things, in order."""
    return Things(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Things)))


def progress(what: Things, date: dt.date) -> Floats:
    """How far (0 to 1) the change of each thing is on a date."""
    passed = date.toordinal() - what.since
    return np.asarray(np.clip((passed + 1) / np.maximum(what.days, 1), 0.0, 1.0), dtype=np.float64)


def light(what: Things, date: dt.date, vigour: Floats) -> Floats:
    """Light (0 to 1) that each thing throws back on a date in the bands of BANDS: (n, 4).

    Parameters
    ----------
    what
        Things.
    date
        Day of the image.
    vigour
        How green each thing is beside its kind on that day; multiplies its own.
    """
    day = date.timetuple().tm_yday
    now, was = (
        reflectance(cover, np.clip(green_share(cover, day) * vigour * what.vigour, 0.0, 0.97))
        for cover in (what.cover, what.before)
    )
    share = progress(what, date)[:, None]
    return np.asarray(share * now + (1 - share) * was, dtype=np.float64)


def heights(what: Things, date: dt.date) -> Floats:
    """Height (m) of each thing above the ground on a date."""
    return np.where(progress(what, date) >= 1, what.height_m, 0.0)
