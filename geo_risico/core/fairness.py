"""What a score goes together with besides opportunity: who lives there, who looked there, what is known there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_risico.core.specs import Access

Group = Literal["welvaart", "dichtheid", "bezoeken", "dekking"]


@dataclass(frozen=True, kw_only=True)
class Dependence:
    """One rank correlation of the score with a measure: as it is, and with the other measures held equal.

    ``low`` and ``high``: 95 % interval of ``partial``; all of them NaN where ``too_few``, with the reason in words.
    ``shares``: indicator -> part of the dependence that its contribution carries; they add up to 1.
    """

    raw: float
    partial: float
    low: float
    high: float
    row_count: int
    cluster_count: int
    shares: Mapping[str, float]
    too_few: str = ""

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return not self.too_few and (self.low > 0 or self.high < 0)


@dataclass(frozen=True, kw_only=True)
class FairnessMeasure:
    """A measure beside the score: its Dutch title, where it comes from, and the dependence at each level."""

    name: str
    title: str
    group: Group
    access: Access
    levels: Mapping[str, Dependence]
    """Level in Dutch ('erven', 'buurten') -> dependence."""


@dataclass(frozen=True, kw_only=True)
class Fairness:
    """All measures of one theme, and what could not be looked at in Dutch sentences."""

    measures: tuple[FairnessMeasure, ...]
    notes: tuple[str, ...] = ()
