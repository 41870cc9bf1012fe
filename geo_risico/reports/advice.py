"""Suggestions as texts for paper: what may be considered at a location or in an area, always under one heading."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from geo_risico.core.advice import NONE, area_advice, location_advice
from geo_risico.core.advice_specs import ADVICE_KINDS, HEADING
from geo_risico.reports.room import shorten

if TYPE_CHECKING:
    from geo_risico.core.advice import Advice
    from geo_risico.core.results import Release

SHEET_LINES: Final = 3
_SOURCE_LENGTH: Final = 70
_SHEET_SOURCE_LENGTH: Final = 40
_LINE_LENGTH: Final = 120
_FRAME_LINES: Final = 3


def sheet_advice(release: Release, dimension: str, kind: str) -> dict[str, Any] | None:
    """Heading, lead and at most three lines for the page of one location; None without a list for its dimension.

    Parameters
    ----------
    release
        What may be shown.
    dimension
        Name of the dimension that stands out, or no text.
    kind
        Kind of the location.
    """
    if release.advice is None:
        return None
    if dimension == NONE:
        return {"heading": HEADING, "lead": "Geen enkele dimensie verhoogt hier de score.", "lines": []}
    found = location_advice(release, dimension, kind)
    if found is None:
        return None
    lead = f"Wat de score hier het meest verhoogt: {found.dimension}."
    lines = _lines(release, found, _SHEET_SOURCE_LENGTH)[:SHEET_LINES]
    return {"heading": HEADING, "lead": lead, "lines": lines}


def report_advice(release: Release) -> dict[str, Any] | None:
    """Heading, lead and three lines for the informatiebeeld; None where nothing is shown."""
    areas = release.aggregates.get("gemeenten")
    codes = [] if areas is None else [str(code) for code in areas.index]
    found = area_advice(release, codes)
    if found is None:
        return None
    where = "in deze gemeente" if len(codes) == 1 else "in dit gebied"
    lead = f"Wat de score {where} het vaakst verhoogt: {found.dimension}. Suggesties; een mens beslist of zij passen."
    return {"heading": HEADING, "lead": lead, "lines": _lines(release, found, _SOURCE_LENGTH)}


def advice_lines(shown: dict[str, Any] | None) -> int:
    """Lines over the full width of a page that the suggestions take."""
    if shown is None:
        return 0
    lengths = [sum(map(len, line.values())) for line in shown["lines"]]
    return _FRAME_LINES + sum(math.ceil(length / _LINE_LENGTH) for length in lengths)


def _lines(release: Release, found: Advice, source_length: int) -> list[dict[str, str]]:
    sources = {} if release.advice is None else release.advice.sources
    return [
        {
            "kind": ADVICE_KINDS[action.kind],
            "text": action.text,
            "who": ", ".join(action.who),
            "source": shorten(sources[action.source], source_length),
        }
        for action in found.actions
    ]
