"""The beeldbladen: one A4 page for each location that changed on images, with room for a mark."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo_risico.core.candidates import MARKS
from geo_risico.core.certainty import described
from geo_risico.core.numbers import format_number, format_value
from geo_risico.core.terms import CLASS_WORDS
from geo_risico.imagery.words import (
    change_text,
    count_sentence,
    group_title,
    precision_sentence,
    precision_text,
    quality_line,
    value_text,
)
from geo_risico.reports.page import render_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo_risico.core.candidates import Candidate, Change, Chip
    from geo_risico.core.results import Release
    from geo_risico.core.specs import IndicatorSpec

_PAGE: Final = "beeldbladen.html.j2"
_STYLES: Final = ("informatiebeeld.css", "informatiebeeld_print.css", "beeldbladen.css")
_SCALE_STEPS_M: Final = (10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000)
_SCALE_SHARE: Final = 0.3
"""The scale bar takes at most this share of the width."""


@dataclass(frozen=True, kw_only=True)
class Cut:
    """One cut-out on paper."""

    moment: str
    chip: Chip
    picture: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One change on paper: title, value with its error, and the bound from which it counts."""

    title: str
    value: str
    bound: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One page."""

    rank: int
    location_id: str
    label: str
    facts: tuple[tuple[str, str], ...]
    headline: str
    cuts: tuple[Cut, ...]
    colours: str
    outline: str
    width_m: float
    scale_m: int
    lines: tuple[Line, ...]
    quality: str
    mark: str


def write_beeldbladen(release: Release) -> str:
    """Complete HTML document (Dutch, no script, no outside source): a cover and one A4 page for each candidate.

    Parameters
    ----------
    release
        What may be shown, with candidates in one of its themes.

    Returns
    -------
    str
        The document, the same for the same release.
    """
    return render_page(_PAGE, _STYLES, _context(release))


def _context(release: Release) -> dict[str, Any]:
    parts = [(part, part.candidates) for part in release.by_theme if part.candidates is not None]
    if not parts:
        raise TypeError("the release shows no candidates")
    specs = {name: spec for part, _ in parts for name, spec in part.indicator_specs.items()}
    sheets = sorted((sheet for part, _ in parts for sheet in _sheets(part)), key=lambda sheet: sheet.rank)
    precision = parts[0][1].precision
    provenance = [item for part, _ in parts for item in part.provenance if item.status == "present"]
    drawn = {cut.chip.layer for sheet in sheets for cut in sheet.cuts}
    return {
        "meta": release.meta,
        "counts": count_sentence([(f, p.theme.location_title, p.theme.location_plural) for p, f in parts]),
        "total": sum(len(found.items) for _, found in parts),
        "sheets": sheets,
        "marks": MARKS,
        "precision": precision_sentence(precision),
        "groups": [(group_title(item, specs), precision_text(item)) for item in precision],
        "indicators": [specs[name] for name in dict.fromkeys(name for _, found in parts for name in found.indicators)],
        "bound": {name: format_value(spec.change.credible, spec) for name, spec in specs.items() if spec.change},
        "attribution": list(dict.fromkeys(p.attribution for p in provenance if p.layer in drawn and p.attribution)),
    }


def _sheets(part: Release) -> list[Sheet]:
    """One sheet for each candidate of one theme."""
    frame = described(part)
    if frame is None or part.candidates is None:
        raise TypeError("the release shows no locations")
    return [_sheet(part, item, frame.loc[[item.location_id]].iloc[0]) for item in part.candidates.shown]


def _sheet(part: Release, item: Candidate, place: pd.Series[Any]) -> Sheet:
    specs, pair = part.indicator_specs, item.chips
    cuts = () if pair is None else (_cut("Voor", pair.before), _cut("Na", pair.after))
    width = 0.0 if pair is None else pair.width_m
    return Sheet(
        rank=item.rank,
        location_id=item.location_id,
        label=str(place["label"]),
        facts=_facts(place, item),
        headline=change_text(item.changes[0], specs[item.changes[0].indicator]),
        cuts=cuts,
        colours="" if pair is None else pair.colours,
        outline="" if pair is None else pair.outline,
        width_m=width,
        scale_m=max((step for step in _SCALE_STEPS_M if step <= _SCALE_SHARE * width), default=_SCALE_STEPS_M[0]),
        lines=tuple(_line(change, specs) for change in item.changes),
        quality=quality_line(item, specs),
        mark="" if part.candidates is None else part.candidates.marks.get(item.location_id, ""),
    )


def _facts(place: pd.Series[Any], item: Candidate) -> tuple[tuple[str, str], ...]:
    point = place["geometry"].representative_point()
    pairs = (
        ("Kenmerk", item.location_id),
        ("Soort", str(place["kind"])),
        ("Buurt", _text(place, "buurt")),
        ("Gemeente", _text(place, "gemeente")),
        ("Klasse", _class(place)),
        ("Zekerheid", _text(place, "zekerheid")),
        ("RD (x, y)", f"{point.x:.0f}, {point.y:.0f}"),
        ("Oppervlakte", f"{format_number(place['geometry'].area)} m²"),
    )
    return tuple(pair for pair in pairs if pair[1])


def _text(place: pd.Series[Any], name: str) -> str:
    value = place.get(name)
    return value if isinstance(value, str) else ""


def _class(place: pd.Series[Any]) -> str:
    letter = _text(place, "class")
    return f"{letter} - {CLASS_WORDS[letter]}" if letter in CLASS_WORDS else letter


def _cut(moment: str, chip: Chip) -> Cut:
    return Cut(moment=moment, chip=chip, picture=base64.b64encode(chip.picture).decode())


def _line(change: Change, specs: Mapping[str, IndicatorSpec]) -> Line:
    spec = specs[change.indicator]
    return Line(title=spec.title, value=value_text(change, spec), bound=format_value(change.bound, spec))
