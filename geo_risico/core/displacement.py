"""Whether something moved away to the surroundings of places that were made harder: what was compared and found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class DisplacementSettings:
    """How surroundings are compared. All lengths in metres; the values are choices, not measurements."""

    ring_m: float = 3000.0
    """Up to this distance from a place with new barriers lies its surroundings."""
    apart_m: float = 6000.0
    """Comparable places lie further than this from every place with new barriers."""
    score_apart: float = 0.1
    """A comparable place had a score that differed by at most this before."""
    most_matches: int = 5
    """So many comparable places stand against each place in the surroundings."""
    draws: int = 999
    """How often is drawn for the intervals."""
    level: float = 0.9
    """Confidence of both intervals."""


@dataclass(frozen=True, kw_only=True)
class Displacement:
    """Rise in the surroundings of places with new barriers, beyond that of comparable places.

    ``effect`` is in the unit of what was compared (score in [0, 1], or cases per location); NaN when nothing could be
    compared. ``low`` and ``high``: interval of the effect, NaN with fewer than `FEWEST_PLACES` places. ``chance_low``
    and ``chance_high``: between these lies the effect when as many other places of the same kinds are taken, where no
    barriers were added. ``around``: index location_id of each place with new barriers
    that counts; columns effect, around_count and matched_count.
    """

    effect: float
    low: float
    high: float
    chance_low: float
    chance_high: float
    around: pd.DataFrame
    left_out: dict[str, int] = field(default_factory=dict)
    """Dutch reason -> number of places with new barriers that could not be compared."""

    @property
    def place_count(self) -> int:
        """Places with new barriers that count."""
        return len(self.around)

    @property
    def verdict(self) -> str:
        """Dutch sentence: what may be said, never more."""
        if not self.place_count:
            return "Er is niets te zeggen: geen enkele plek met nieuwe barrieres heeft vergelijkbare plekken."
        outside = self.effect < self.chance_low or self.effect > self.chance_high
        if self.place_count < FEWEST_PLACES:
            seen = "groter dan toeval" if outside else "niet groter dan toeval"
            return f"Te weinig plekken ({self.place_count}) voor een uitspraak; het verschil is {seen}."
        if outside and self.effect > 0:
            return "Rond plekken met nieuwe barrieres steeg het meer dan elders: dat past bij verplaatsing (waterbed)."
        if outside and self.effect < 0:
            return "Rond plekken met nieuwe barrieres daalde het meer dan elders: geen teken van verplaatsing."
        return "Rond plekken met nieuwe barrieres ging het niet anders dan elders, voor zover dit te meten is."


FEWEST_PLACES = 5
"""With fewer places no interval over places is given."""
