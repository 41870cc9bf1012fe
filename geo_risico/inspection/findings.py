"""Rules of findings: which entries are the same, which one counts, what is a visit and what contradicts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_risico.core.fieldwork_specs import OUTCOMES
from geo_risico.core.findings import FOUND, NOT_VISITED

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from geo_risico.core.fieldwork_specs import FieldworkSpec
    from geo_risico.core.findings import Finding


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Different answers for one location on one day, oldest first; the last one counts."""

    location_id: str
    day: dt.date
    findings: tuple[Finding, ...]

    @property
    def is_corrected(self) -> bool:
        """Whether the last answer was given as a correction."""
        return self.findings[-1].corrected_at is not None


def merged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each entry once, oldest first; the order in which they came does not matter."""
    kept: dict[tuple[object, ...], Finding] = {}
    for item in sorted(findings, key=_order):
        kept.setdefault(item.identity, item)
    return tuple(kept.values())


def latest(findings: Iterable[Finding]) -> dict[str, Finding]:
    """Location -> the entry that counts: the one that was saved last."""
    return {item.location_id: item for item in merged(findings)}


def visits(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """One entry for each location and day that somebody was there, oldest first: the last of that day.

    "Niets aangetroffen" and "geen toegang" are visits; "niet bezocht" is not.
    """
    by_day = {(item.location_id, item.day): item for item in merged(findings)}
    return merged(item for item in by_day.values() if item.outcome != NOT_VISITED)


def conflicts(findings: Iterable[Finding]) -> tuple[Conflict, ...]:
    """Locations with different answers on the same day, oldest day first."""
    groups: dict[tuple[dt.date, str], list[Finding]] = {}
    for item in merged(findings):
        groups.setdefault((item.day, item.location_id), []).append(item)
    return tuple(
        Conflict(location_id=name, day=day, findings=tuple(group))
        for (day, name), group in sorted(groups.items())
        if len({item.answer for item in group}) > 1
    )


def count_outcomes(findings: Iterable[Finding]) -> dict[str, int]:
    """Number of entries by outcome, every outcome named."""
    counts = Counter(item.outcome for item in findings)
    return {outcome: counts[outcome] for outcome in OUTCOMES}


def count_codes(findings: Iterable[Finding]) -> dict[str, int]:
    """Number of entries by code of what was found, the most frequent first."""
    counts = Counter(code for item in findings for code in item.codes)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def answer_problems(outcome: str, codes: Sequence[str], ticks: Sequence[int]) -> list[tuple[str, str]]:
    """What is wrong between an outcome and the rest, as (key, Dutch text); empty when it fits."""
    problems = []
    if outcome == FOUND and not codes:
        problems.append(("bevindingen", f"leeg; verwacht ten minste een code bij uitkomst '{FOUND}'"))
    if outcome != FOUND and codes:
        problems.append(("bevindingen", f"{', '.join(codes)}; verwacht leeg bij uitkomst '{outcome}'"))
    if outcome == NOT_VISITED and ticks:
        problems.append(("gezien", f"{', '.join(map(str, ticks))}; verwacht leeg bij uitkomst '{NOT_VISITED}'"))
    return problems


def unknown_answers(fieldwork: FieldworkSpec, codes: Sequence[str], follow_up: str) -> list[tuple[str, str]]:
    """Codes that the list does not have, as (key, Dutch text)."""
    found = {answer.code for answer in fieldwork.findings}
    after = {"", *(answer.code for answer in fieldwork.follow_up)}
    problems = [
        ("bevindingen", f"'{code}' staat niet in lijst '{fieldwork.name}'; verwacht {', '.join(sorted(found))}")
        for code in codes
        if code not in found
    ]
    if follow_up not in after:
        words = ", ".join(sorted(after - {""})) or "leeg"
        problems.append(("vervolg", f"'{follow_up}' staat niet in lijst '{fieldwork.name}'; verwacht {words}"))
    return problems


def _order(item: Finding) -> tuple[object, ...]:
    """Oldest day first, on a day as it was said; entries that are the same stand together, in a fixed order."""
    said = item.corrected_at or item.moment
    return (item.day, said, item.identity, item.codes, item.ticks, item.theme, item.list_name)
