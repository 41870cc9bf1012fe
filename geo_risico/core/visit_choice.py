"""A sealed choice of places to visit: what was drawn, with which chance, before anybody saw it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd

BY_SCORE: Final = "score"
EXPLORATION: Final = "verkenning"
NOT_CHOSEN: Final = ""
"""Why a location is on the list: its score, the draw, or not at all. Crews never see this."""

VALUE: Final = "waarde_"
"""Prefix of the columns with the value in [0, 1] of each indicator when the choice was made; NaN is unknown."""


@dataclass(frozen=True, kw_only=True, eq=False)
class VisitChoice:
    """All locations that could be chosen, which were, and how.

    ``rows``: index location_id; columns theme, label, kind, gemeente_code, zone, stratum, arm (`BY_SCORE`,
    `EXPLORATION` or `NOT_CHOSEN`), inclusion_probability (in (0, 1] for what could be drawn, 0 for what could not),
    excluded (Dutch reason, empty without), score, percentile, class, witte_vlek (text, empty where the scan has none),
    x and y (EPSG:28992, metres) and `VALUE` columns. ``settings`` is what was asked, ready for JSON.
    """

    keuze_id: str
    scan: str
    is_fictief: bool
    peildatum: dt.date
    made_at: dt.datetime
    seed: int
    settings: Mapping[str, Any]
    rows: pd.DataFrame
    seal: str = ""
    """SHA-256 over everything above; empty until it is sealed."""

    @property
    def chosen(self) -> pd.DataFrame:
        """Rows on the list, by location_id: their order tells nothing."""
        return self.rows[self.rows["arm"].ne(NOT_CHOSEN)].sort_index()
