"""The sentences that every output shows, and the date until which it may be kept."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import TYPE_CHECKING

from geo_risico.core.numbers import format_date
from geo_risico.governance.evidence_notices import seen_notices, too_little_known
from geo_risico.governance.small_numbers import without_small_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_risico.core.results import ScanResult

DISCLAIMER = "De score zegt hoeveel gelegenheid een plek biedt; het is geen bewijs en gaat niet over personen."
LOSSES = frozenset({"dropped", "empty_geometry"})
LARGE_LOSS = 0.05
"""Share of unusable rows from which every output says so."""
FICTIEF = "FICTIEF: plaatsen of gegevens in deze scan zijn verzonnen."


def expires(peildatum: dt.date, bewaartermijn: str) -> dt.date:
    """Last day that the output may be kept: peildatum plus bewaartermijn.

    The peildatum counts, not the day of making, so that making it again does not stretch the term.

    Examples
    --------
    >>> expires(dt.date(2025, 8, 31), "6 maanden")
    datetime.date(2026, 2, 28)
    >>> expires(dt.date(2024, 2, 29), "1 jaar")
    datetime.date(2025, 2, 28)
    """
    number, unit = bewaartermijn.split()
    months = int(number) * (12 if unit == "jaar" else 1) + peildatum.month - 1
    year, month = peildatum.year + months // 12, months % 12 + 1
    return dt.date(year, month, min(peildatum.day, calendar.monthrange(year, month)[1]))


def notices(result: ScanResult) -> tuple[str, ...]:
    """Dutch sentences for the banner: fictitious first, then what the score is, then what is missing or old."""
    compared = [_peer_group(result)] if len(result.scores) else []
    lines = [*_status(result), DISCLAIMER, *compared, *_few(result), *_unknown(result)]
    lines += [
        *seen_notices(result),
        *_absent(result),
        *_weights(result),
        *_dropped(result),
        *_old(result),
        *_told(result),
    ]
    return tuple(dict.fromkeys(lines))


def _told(result: ScanResult) -> Iterator[str]:
    """What indicators and builders say of this area; in an open product without small counts."""
    for note in (*_fallbacks(result), *result.locations.notes):
        minimum = result.scan.suppression.minimum_count
        text = without_small_numbers(note, minimum) if result.scan.profile == "open" else note
        yield text[:1].upper() + text[1:]


def _status(result: ScanResult) -> Iterator[str]:
    scan = result.scan
    if scan.is_fictief:
        yield FICTIEF
    if scan.profile == "partner":
        yield "Vertrouwelijk: alleen voor partners binnen het doel van deze scan; niet verder verspreiden."
    if scan.profile == "toezicht":
        yield "Vertrouwelijk: alleen voor toezichthouders die deze locaties bezoeken; niet verder verspreiden."
        yield f"Dit is een selectie van ten hoogste {scan.toezicht_selection} {result.theme.location_plural}."
    if scan.profile == "toezicht" and scan.hide_score:
        yield "De score is verborgen, zodat het bezoek onbevangen is."
    if scan.profile == "open":
        yield "Aantallen onder de 5 zijn niet getoond, en ook niet wat nodig is om ze terug te rekenen."


def _peer_group(result: ScanResult) -> str:
    plural, count = result.theme.location_plural, result.locations.frame["gemeente_code"].nunique()
    if result.theme.locations == "gemeenten" and count <= 1:
        return "Deze scan heeft maar een gemeente: er is niets om haar mee te vergelijken, de klasse zegt dus niets."
    if result.theme.locations == "gemeenten":
        return f"De klassen vergelijken {plural} met alle {count} gemeenten van deze scan."
    if "kind" in result.theme.peers:
        return (
            f"De klassen vergelijken {plural} met dezelfde soort"
            f"{' in dezelfde gemeente' if 'gemeente' in result.theme.peers else ' in deze scan'}; een soort met minder "
            f"dan {result.theme.minimum_peers} locaties wordt vergeleken met alle {plural}."
        )
    if not result.theme.peers:
        return f"De klassen vergelijken alle {plural} van deze scan met elkaar."
    if count <= 1:
        return f"De klassen vergelijken {plural} binnen de gemeente."
    return f"De klassen vergelijken {plural} binnen elke gemeente, en apart over de {count} gemeenten van deze scan."


def _few(result: ScanResult) -> Iterator[str]:
    """A class among a handful says little; without any there is none. Small numbers are no news in an open product."""
    count, plural = len(result.scores), result.theme.location_plural
    if not count:
        yield f"De registers van deze scan kennen hier geen {plural}; dat wil niet zeggen dat zij er niet zijn."
    elif count < result.theme.minimum_peers and result.scan.profile != "open":
        number = f"een {result.theme.location_title}" if count == 1 else f"{count} {plural}"
        yield f"Deze scan heeft maar {number}: de klasse zegt dan weinig; kijk naar de redenen."


def _unknown(result: ScanResult) -> Iterator[str]:
    total, unknown = len(result.scores), int(too_little_known(result).sum())
    if not unknown:
        return
    plural = result.theme.location_plural
    if result.scan.profile == "open":
        share = max(5, round(20 * unknown / total) * 5)
        yield f"Onbekend: over ongeveer {share} % van de {plural} is te weinig bekend; dat is nooit 'laag'."
    else:
        yield f"Onbekend: over {unknown} van de {total} {plural} is te weinig bekend; dat is nooit 'laag'."


def _absent(result: ScanResult) -> Iterator[str]:
    missing = [p.title for p in result.provenance if p.status == "absent"]
    if missing:
        yield f"Ontbrekende lagen: {', '.join(dict.fromkeys(missing))}; wat daarvan afhangt is onbekend, niet nul."
    empty = [p for p in result.provenance if p.status == "present" and not p.rows_kept]
    for counted in dict.fromkeys(item.counted for item in empty):
        titles = ", ".join(dict.fromkeys(item.title for item in empty if item.counted == counted))
        yield f"Geen {counted} in dit gebied: {titles}; wat daarvan afhangt is onbekend, niet nul."


def _weights(result: ScanResult) -> Iterator[str]:
    session = result.session
    if session is not None:
        whose = f" {result.theme.name}" if len(result.scan.themes) > 1 else ""
        yield f"Gewichten uit een expertsessie van {format_date(session.gemaakt)}, niet die van het thema{whose}."
    if session is not None and session.peildatum != result.scan.peildatum:
        yield f"De expertsessie keek naar een kaart met peildatum {format_date(session.peildatum)}."
    changed = [
        result.indicator_specs[name].title.lower() for name in result.scan.weights if name in result.indicator_specs
    ]
    if changed:
        yield f"De gewichten van deze scan wijken af van het thema: {', '.join(changed)}."


def _dropped(result: ScanResult) -> Iterator[str]:
    """Files of which many rows could not be used."""
    for item in result.provenance:
        lost = sum(repair.count for repair in item.repairs if repair.kind in LOSSES)
        if lost > LARGE_LOSS * item.rows_read:
            read = f"{item.rows_read} {item.counted}"
            yield f"{item.title}: {lost} van de {read} zijn niet te gebruiken; zie het manifest."


def _fallbacks(result: ScanResult) -> Iterator[str]:
    """Each replacement once, with the indicators that it holds for."""
    holds_for: dict[str, list[str]] = {}
    for fact in result.facts:
        if fact.status == "present":
            for note in fact.notes:
                holds_for.setdefault(note, []).append(result.indicator_specs[fact.name].title.lower())
    for note, titles in holds_for.items():
        yield f"{note} Dit geldt voor: {', '.join(titles)}."


def _old(result: ScanResult) -> Iterator[str]:
    old: dict[str, list[dt.date]] = {}
    for item in result.provenance:
        date = item.peildatum
        if item.status == "present" and date and expires(date, "12 maanden") < result.scan.peildatum:
            old.setdefault(item.title, []).append(date)
    for title, dates in old.items():
        first, last = (f"{date:%d-%m-%Y}" for date in (min(dates), max(dates)))
        when = f"peildatum {first}" if first == last else f"{len(set(dates))} peildata, {first} tot {last}"
        yield f"{title} is ouder dan 12 maanden ({when})."
