"""To which sealed choice a finding belongs, and with which chance people were sent there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo_risico.core.findings import DUTCH_TIME, TOLD_OFF
from geo_risico.core.visit_choice import BY_SCORE, EXPLORATION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_risico.core.findings import Finding
    from geo_risico.core.visit_choice import VisitChoice

OFF_LIST: Final = "buiten de lijst"
EARLY: Final = "voor het zegel"
REASONS: Final[Mapping[str, str]] = {BY_SCORE: "selectie", EXPLORATION: "steekproef"}
"""Why people went to a place on a list, in the words of layer bezoeken."""


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Where a finding stands: its choice, arm (`OFF_LIST` or `EARLY` without one), chance and why people went."""

    keuze_id: str = ""
    arm: str = ""
    inclusion_probability: float | None = None
    aanleiding: str = ""


def place_finding(
    finding: Finding, choices: Sequence[VisitChoice], *, keuze_id: str = "", own_reason: str = "", reason: str = ""
) -> Placement:
    """Place of a finding among sealed choices.

    It belongs to the newest choice sealed before it that has the location on its list. A visit that somebody asked for
    (a tip, a report, a complaint, an incident) belongs to none.

    Parameters
    ----------
    finding
        Checked.
    choices
        Of its scan, in any order.
    keuze_id
        The choice that the file names; only that one then.
    own_reason, reason
        Why people went, as the entry says and as is told of all files; a list knows it better.
    """
    said = own_reason or reason
    if not choices:
        return Placement(aanleiding=said)
    ordered = sorted(choices, key=lambda item: (item.made_at, item.keuze_id), reverse=True)
    listed = [item for item in ordered if keuze_id in {"", item.keuze_id} and _has(item, finding)]
    fits = [item for item in listed if not is_before(finding, item)]
    if fits and own_reason not in TOLD_OFF:
        row = fits[0].rows.loc[finding.location_id]
        arm = str(row["arm"])
        return Placement(
            keuze_id=fits[0].keuze_id,
            arm=arm,
            inclusion_probability=float(str(row["inclusion_probability"])),
            aanleiding=REASONS[arm],
        )
    return Placement(arm=EARLY if listed and not fits else OFF_LIST, aanleiding=said)


def is_before(finding: Finding, choice: VisitChoice) -> bool:
    """Whether a finding is older than the seal; an entry with a date only counts from the day of the seal on."""
    if finding.moment >= choice.made_at:
        return False
    own = finding.moment.astimezone(DUTCH_TIME)
    return own.time() != dt.time() or own.date() < choice.made_at.astimezone(DUTCH_TIME).date()


def _has(choice: VisitChoice, finding: Finding) -> bool:
    rows = choice.rows
    return finding.location_id in rows.index and str(rows.at[finding.location_id, "arm"]) in REASONS
