"""The sentences about where was looked, which cases count and what the weights rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.core.certainty import BLIND, NO_LOG, UNKNOWN
from geo_risico.core.numbers import format_number
from geo_risico.core.terms import BACKGROUND_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from geo_risico.core.results import ScanResult


def too_little_known(result: ScanResult) -> pd.Series[bool]:
    """Locations without a class because of missing data, whether somebody looked there or not."""
    scores = result.scores
    return scores["class_seen" if "class_seen" in scores else "class"].eq(UNKNOWN)


def seen_notices(result: ScanResult) -> Iterator[str]:
    """Dutch sentences on visits, cases and calibrated weights, as far as the profile of the scan allows."""
    scores, plural = result.scores, result.theme.location_plural
    if not len(scores) or result.theme.locations == "gemeenten" or "witte_vlek" not in scores:
        return
    if scores["witte_vlek"].eq(NO_LOG).all():
        yield "Er is geen bezoekenlog: niemand weet waar wel en niet is gekeken. Een lage klasse is dus niet 'veilig'."
    yield from _hidden(result, plural)
    yield from _spots(result)
    yield from _calibrated(result)
    if _is_partner(result):
        yield from _matched(result)
    if result.scan.evidence.case_history and "case_history" in scores and not _hides_score(result):
        yield "Eerdere casussen in de buurt staan als aparte term bij elke locatie; zij tellen niet mee in de klasse."


def _hidden(result: ScanResult, plural: str) -> Iterator[str]:
    scores = result.scores
    changed = int((scores["class"].ne(scores["class_seen"])).sum())
    if not changed or _hides_score(result):
        return
    number = f"1 {result.theme.location_title}" if changed == 1 else f"{format_number(changed)} {plural}"
    blind = scores["witte_vlek"].eq(BLIND) & scores["class_seen"].ne(UNKNOWN)
    everywhere = int((blind & scores["class_all"].eq(UNKNOWN)).sum()) if "class_all" in scores else changed
    also = f" Vergeleken over alle gemeenten samen zijn het er {format_number(everywhere)}."
    stands = "die plek staat" if changed == 1 else "zij staan"
    yield (
        f"Bij {number} is de score laag, maar er is daar nauwelijks gekeken: {stands} als onbekend op de kaart "
        f"(witte vlek), nooit als veilig.{also if everywhere != changed else ''}"
    )


def _calibrated(result: ScanResult) -> Iterator[str]:
    weights = result.calibration
    if weights is None or _hides_score(result):
        return
    count = f" met {format_number(weights.case_count)} locaties met een casus" if _is_partner(result) else ""
    yield (
        f"De gewichten zijn geijkt op {weights.made:%d-%m-%Y}{count}, vergeleken met "
        f"{BACKGROUND_WORDS[weights.background]}; de score van de experts staat ernaast."
    )
    yield from (text for text in weights.notices if _is_partner(result) or not any(map(str.isdigit, text)))


def _matched(result: ScanResult) -> Iterator[str]:
    if result.evidence is None:
        return
    for report in result.evidence.reports:
        if report.count:
            linked, verb = format_number(report.linked_count), "hoort" if report.linked_count == 1 else "horen"
            yield (
                f"{report.layer.capitalize()}: {linked} van de {format_number(report.count)} {verb} bij een "
                f"{result.theme.location_title}; {round(100 * report.placed_share)} % heeft een plek, "
                f"{round(100 * report.exact_share)} % precies."
            )


def _spots(result: ScanResult) -> Iterator[str]:
    """What the hot spots are; those of cases only for partners."""
    if result.hotspots is None or result.scan.profile == "open" or _hides_score(result):
        return
    notes = tuple(result.hotspots.attrs.get("notes", ()))
    yield from notes if _is_partner(result) else notes[:1]


def _is_partner(result: ScanResult) -> bool:
    return result.scan.profile == "partner"


def _hides_score(result: ScanResult) -> bool:
    return result.scan.profile == "toezicht" and result.scan.hide_score
