"""Everything on the page that is not a table: banner, indicators, sources, classes."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from geo_risico.core.numbers import format_date
from geo_risico.core.terms import CLASS_WORDS

if TYPE_CHECKING:
    import datetime as dt

    from geo_risico.core.results import IndicatorFacts, Provenance, Release, ReleaseMeta
    from geo_risico.core.specs import IndicatorSpec, ThemeSpec

PROFILE_WORDS = {
    "open": "Open: alleen gebieden",
    "partner": "Partner: locaties, geen personen",
    "toezicht": "Toezicht: selectie van locaties",
}
ACCESS_WORDS = {"open": "open", "restricted": "beperkt", "personal": "persoonsgegevens"}
DAYS_PER_MONTH = 30.4375
MONTHS_PER_YEAR = 12
SERIES_DATES = 2
"""More dates of one source than this stand in one line."""


def age_text(date: dt.date | None, peildatum: dt.date) -> str:
    """Age of data on the peildatum in Dutch words.

    Examples
    --------
    >>> import datetime
    >>> age_text(datetime.date(2024, 1, 1), datetime.date(2026, 1, 1))
    '2 jaar'
    """
    if date is None:
        return "onbekend"
    months = round((peildatum - date).days / DAYS_PER_MONTH)
    if months <= 0:
        return "actueel"
    if months < 2 * MONTHS_PER_YEAR:
        return f"{months} maand" if months == 1 else f"{months} maanden"
    return f"{months // MONTHS_PER_YEAR} jaar"


def banner(meta: ReleaseMeta, theme: ThemeSpec) -> dict[str, Any]:
    """Texts of the banner."""
    return {
        "name": meta.name,
        "title": meta.title,
        "theme": theme.title,
        "profile": meta.profile,
        "profile_text": PROFILE_WORDS[meta.profile],
        "doel": meta.doel,
        "grondslag": meta.grondslag,
        "bewaartermijn": meta.bewaartermijn,
        "expires": format_date(meta.expires),
        "opdrachtgever": meta.opdrachtgever,
        "peildatum": format_date(meta.peildatum),
        "peildatum_iso": meta.peildatum.isoformat(),
        "is_fictief": meta.is_fictief,
        "version": meta.version,
        "notices": list(meta.notices),
        "confidential": meta.profile != "open",
    }


def class_legend(theme: ThemeSpec) -> list[dict[str, str]]:
    """Letter, words and meaning of each class, highest first."""
    letters = sorted(theme.bands)
    ends = {letter: theme.bands[after] for letter, after in pairwise(letters)}
    legend = []
    for letter in reversed(letters):
        low, high = theme.bands[letter] * 100, ends.get(letter, 1.0) * 100
        is_top = letter == letters[-1]
        meaning = f"hoogste {100 - low:.0f}%" if is_top else f"{low:.0f} tot {high:.0f}%"
        legend.append({"letter": letter, "words": CLASS_WORDS[letter], "meaning": meaning})
    return legend


def _source_lines(facts: IndicatorFacts, release: Release) -> list[str]:
    dates: dict[str, list[dt.date | None]] = {}
    for source in release.provenance:
        if source.layer in facts.layers and source.status == "present":
            dates.setdefault(source.title, []).append(source.peildatum)
    return [line for title, found in dates.items() for line in _dated_lines(title, list(dict.fromkeys(found)))]


def _dated_lines(title: str, dates: list[dt.date | None]) -> list[str]:
    """A line for each date; a long series of images in one line."""
    known = sorted(date for date in dates if date is not None)
    if len(dates) > SERIES_DATES and len(known) == len(dates):
        return [f"{title}, {len(known)} data van {format_date(known[0])} tot {format_date(known[-1])}"]
    return [f"{title}, {format_date(date) if date else 'peildatum onbekend'}" for date in dates]


def _missing_titles(facts: IndicatorFacts, release: Release) -> list[str]:
    """What a reader calls the absent layers: title of the layer, or of its file where that came without rows."""
    titles: dict[str, str] = {}
    for entry in release.provenance:
        titles.setdefault(entry.layer, entry.title)
    return [titles.get(layer) or layer for layer in facts.missing_layers]


def _indicator(spec: IndicatorSpec, facts: IndicatorFacts | None, release: Release) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": spec.name,
        "title": spec.title,
        "unit": spec.unit,
        "decimals": spec.decimals,
        "rationale": spec.rationale,
        "reason_for": spec.reason_for,
        "reason_against": spec.reason_against,
        "dimension": release.theme.dimension_of.get(spec.name, ""),
        "weight": release.theme.weights.get(spec.name, 0.0),
        "absent": False,
        "missing": [],
        "notes": [],
        "sources": [],
    }
    if spec.curve.kind == "lookup":
        entry["labels"] = {f"{code:g}": label for code, label in spec.curve.labels.items()}
    if facts is not None:
        entry |= {
            "absent": facts.status == "absent",
            "missing": _missing_titles(facts, release),
            "notes": list(facts.notes),
            "sources": _source_lines(facts, release),
            "known": facts.known_count,
            "unknown": facts.unknown_count,
        }
    return entry


def indicators(release: Release) -> list[dict[str, Any]]:
    """Definition, sources and status of each indicator of the theme, in its order."""
    facts = {fact.name: fact for fact in release.facts}
    names = [name for name in release.theme.dimension_of if name in release.indicator_specs]
    return [_indicator(release.indicator_specs[name], facts.get(name), release) for name in names]


def sources(release: Release) -> list[dict[str, Any]]:
    """One row for each source, for the table of sources."""
    return [_source(entry, release.meta.peildatum) for entry in release.provenance]


def _source(entry: Provenance, peildatum: dt.date) -> dict[str, Any]:
    return {
        "layer": entry.layer,
        "title": entry.title,
        "absent": entry.status == "absent",
        "access": ACCESS_WORDS[entry.access],
        "licence": entry.licence or "onbekend",
        "attribution": entry.attribution,
        "date": format_date(entry.peildatum),
        "age": age_text(entry.peildatum, peildatum),
        "rows": entry.rows_kept,
        "counted": entry.counted,
        "rows_read": entry.rows_read,
        "note": entry.note,
        "repairs": [repair.message for repair in entry.repairs],
    }


def attribution(release: Release) -> list[str]:
    """Attribution lines, each once."""
    lines = [entry.attribution for entry in release.provenance if entry.status == "present" and entry.attribution]
    return list(dict.fromkeys(lines))


def dimensions(theme: ThemeSpec) -> list[dict[str, str | None]]:
    """Name, title, side (land, water) and axis of the risicomatrix of each dimension."""
    return [{"name": dim.name, "title": dim.title, "side": dim.side, "axis": dim.axis} for dim in theme.dimensions]
