"""What a visit to a location gave, as one entry of the findings form."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    import datetime as dt

    from geo_risico.core.fieldwork_specs import Outcome

FILE_KIND: Final = "geo-risico bevindingen"
FILE_VERSION: Final = 1
FOUND: Final = "aangetroffen"
NOT_VISITED: Final = "niet bezocht"
DUTCH_TIME: Final = ZoneInfo("Europe/Amsterdam")


class Aanleiding(StrEnum):
    """Why somebody went there, in the words of layer bezoeken."""

    GEPLAND = "gepland"
    STEEKPROEF = "steekproef"
    SELECTIE = "selectie"
    HERCONTROLE = "hercontrole"
    INTEGRAAL = "integrale controle"
    MILIEU = "milieucontrole"
    HANDHAVING = "handhaving"
    VERGUNNING = "vergunning"
    TIP = "tip"
    MELDING = "melding"
    KLACHT = "klacht"
    INCIDENT = "incident"
    OVERIG = "overig"


TOLD_OFF: Final = frozenset({Aanleiding.TIP, Aanleiding.MELDING, Aanleiding.KLACHT, Aanleiding.INCIDENT})
"""Somebody asked for the visit: it did not come from a list, also where the place is on one."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One entry of the form; has no free text, so there is no room for a person in it.

    ``codes`` and ``follow_up`` are codes of the list ``list_name``, ``ticks`` the numbers of the checklist that were
    looked at (from 1), ``moment`` when the entry was saved, with its time zone. ``corrected_at`` is the moment of
    reading of a correction: it counts before what was said of that day until then.
    """

    location_id: str
    theme: str
    outcome: Outcome
    codes: tuple[str, ...]
    ticks: tuple[int, ...]
    follow_up: str
    moment: dt.datetime
    list_name: str
    corrected_at: dt.datetime | None = None

    @property
    def day(self) -> dt.date:
        """Date of the visit in the Netherlands."""
        return self.moment.astimezone(DUTCH_TIME).date()

    @property
    def answer(self) -> tuple[str, tuple[str, ...]]:
        """Outcome and codes: what two entries may contradict each other in."""
        return self.outcome, tuple(sorted(self.codes))

    @property
    def identity(self) -> tuple[object, ...]:
        """What makes two entries the same one, in a fixed order: moment first."""
        return (
            self.moment,
            self.location_id,
            *self.answer,
            tuple(sorted(self.ticks)),
            self.follow_up,
            self.corrected_at is not None,
        )
