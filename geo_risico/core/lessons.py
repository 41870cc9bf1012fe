"""What one round of visits, or all rounds together, taught: shares with intervals, indicators, weights and advice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    import datetime as dt

    from geo_risico.core.evidence_specs import WeightsFile

FEWEST_VISITS: Final = 5
"""Under so many visits with an answer there is no share, only counts."""

Verdict = Literal["hielp", "niet te zeggen", "wees de verkeerde kant op"]


@dataclass(frozen=True, kw_only=True)
class Share:
    """Share of places with something to find; ``share`` is None where too few answers stand behind it.

    ``low`` and ``high`` are the bounds of the 95 % interval. ``visits`` counts visits with an answer, ``hits`` those
    that found something.
    """

    visits: int
    hits: int
    share: float | None = None
    low: float = 0.0
    high: float = 1.0

    @property
    def shown(self) -> Share:
        """The same, with counts only where fewer than `FEWEST_VISITS` visits stand behind it."""
        return self if self.visits >= FEWEST_VISITS else replace(self, share=None, low=0.0, high=1.0)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Share of one class, kind or zone: how many places there are, how many were on the list, and what was found."""

    name: str
    places: int
    chosen: int
    share: Share


@dataclass(frozen=True, kw_only=True)
class Missing:
    """Places on the list without an answer, and what the share of all places would be in the worst cases.

    ``none`` is the share when nothing was to be found at any of them, ``every`` when at all; each with its interval.
    None where there is nothing to bound.
    """

    no_access: int
    not_visited: int
    pending: int
    none: Share | None
    every: Share | None

    @property
    def count(self) -> int:
        """Places on the list without an answer."""
        return self.no_access + self.not_visited + self.pending


@dataclass(frozen=True, kw_only=True)
class Lift:
    """How many times as often the score found something as the draw did; ``high`` is None where it has no end."""

    times: float | None
    low: float
    high: float | None


@dataclass(frozen=True, kw_only=True)
class IndicatorLesson:
    """Whether an indicator was higher where something was found.

    ``chance`` is the chance that a place with a finding has the higher value of two (0.5 says nothing), counted for
    all places by 1 over the chance to be chosen, with its 95 % interval; None where ``reason`` says why it cannot be
    told. ``p_value`` is corrected for looking at all indicators at once.
    """

    theme: str
    name: str
    title: str
    hits: int
    misses: int
    verdict: Verdict
    chance: float | None = None
    low: float = 0.0
    high: float = 1.0
    p_value: float = 1.0
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class WeightLesson:
    """Weights before and after, or why they stay as they are."""

    theme: str
    title: str
    weights: WeightsFile | None = None
    titles: tuple[tuple[str, str], ...] = ()
    """Indicator and its Dutch title."""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class RoundLine:
    """One round in the course over all rounds."""

    keuze_id: str
    day: dt.date
    chosen: int
    everywhere: Share
    by_score: Share
    drawn: Share


@dataclass(frozen=True, kw_only=True)
class Lessons:
    """All of it. ``everywhere`` is the estimate for all eligible places, which only the draw makes possible."""

    scan: str
    rounds: tuple[RoundLine, ...]
    is_fictief: bool
    peildatum: dt.date
    places: int
    excluded: int
    chosen: int
    by_score: Share
    drawn: Share
    everywhere: Share
    missing: Missing
    lift: Lift
    elsewhere: int = 0
    """Findings at places that were not on the list; they do not count."""
    found_codes: tuple[tuple[str, int], ...] = ()
    """What was found and at how many places, the most frequent first: code or Dutch title."""
    classes: tuple[Cell, ...] = ()
    kinds: tuple[Cell, ...] = ()
    zones: tuple[Cell, ...] = ()
    indicators: tuple[IndicatorLesson, ...] = ()
    weights: tuple[WeightLesson, ...] = ()
    advice: tuple[str, ...] = ()
    unknowns: tuple[str, ...] = ()
    command: str = ""
    """Line that chooses the next round."""

    @property
    def answered(self) -> int:
        """Visits with an answer."""
        return self.by_score.visits + self.drawn.visits

    @property
    def hits(self) -> int:
        """Visits that found something."""
        return self.by_score.hits + self.drawn.hits
