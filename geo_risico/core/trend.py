"""How each gemeente moved against the others, between two scans and over a row of scans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from geo_risico.core.displacement import Displacement


@dataclass(frozen=True, kw_only=True, eq=False)
class Trend:
    """Changes per gemeente between two scans, and figures per gemeente over all scans that were kept.

    ``changes``: index gemeente code; columns count (locations with both scores), total, method, data, world (mean
    change of the score per location, in [-1, 1]), rest_world (mean over the locations of the other gemeenten),
    difference (world minus rest_world), low and high (its interval, NaN with fewer than `FEWEST_BLOCKS` blocks) and
    verdict (Dutch). ``series``: columns peildatum, code, mean_score and rest_score, by peildatum and code; rest_score
    is that of all gemeenten together, weighted by locations; NaN where not shown.
    """

    changes: pd.DataFrame
    series: pd.DataFrame
    level: float


FEWEST_BLOCKS = 5
"""With fewer blocks of locations there is no interval."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Movement:
    """What one theme did beyond its single locations: gemeenten against each other, and around new barriers.

    ``hardened``: how much the score fell by added barriers, by location_id; empty where none were added. ``has_axis``:
    whether the theme tells barriers apart. ``scores`` and ``cases``: the surroundings of those places; None where the
    theme has no barriers or, for cases, the scans show none.
    """

    trend: Trend
    has_axis: bool
    hardened: pd.Series[float]
    scores: Displacement | None = None
    cases: Displacement | None = None
