"""Page and figures about equal treatment: does the score follow opportunity, or who lives there and who looked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from geo_risico.reports.accountability.fairness_plot import fairness_svg
from geo_risico.reports.accountability.fairness_words import carriers, figures, reading, summary
from geo_risico.reports.page import render_page

if TYPE_CHECKING:
    from geo_risico.core.fairness import Dependence, FairnessMeasure
    from geo_risico.core.results import Release


def fairness_page(release: Release) -> str:
    """HTML page for all themes, with a plot and a plain reading of each figure."""
    parts = [
        {
            "title": part.theme.title,
            "summary": summary(part),
            "plot": fairness_svg(part),
            "rows": _rows(part),
            "notes": () if part.fairness is None else part.fairness.notes,
        }
        for part in release.by_theme
    ]
    context = {"meta": release.meta, "parts": parts}
    return render_page("gelijke_behandeling.html.j2", ("leesmij.css", "verband.css"), context)


def fairness_json(release: Release) -> list[dict[str, Any]]:
    """The same figures for a machine: one row per theme, measure and level; what is unknown is null."""
    return [
        {
            "thema": part.theme.name,
            "maat": item.name,
            "titel": item.title,
            "soort": item.group,
            "toegang": item.access,
            "niveau": level,
            **_numbers(each),
            "niet_getoond": each.too_few or None,
            "rijen": each.row_count,
            "groepen": each.cluster_count,
            "gedragen_door": carriers(part, each),
            "lezing": reading(item, each),
        }
        for part in release.by_theme
        if part.fairness is not None
        for item in part.fairness.measures
        for level, each in item.levels.items()
    ]


def _rows(part: Release) -> list[dict[str, Any]]:
    measures: tuple[FairnessMeasure, ...] = () if part.fairness is None else part.fairness.measures
    return [
        {
            "title": item.title,
            "level": level,
            "figures": figures(each),
            "raw": None if each.too_few else each.raw,
            "groups": each.cluster_count,
            "reading": reading(item, each),
            "carriers": carriers(part, each),
        }
        for item in measures
        for level, each in item.levels.items()
    ]


def _numbers(found: Dependence) -> dict[str, float | None]:
    values = {"ruw": found.raw, "gelijk_gehouden": found.partial, "laag": found.low, "hoog": found.high}
    return {name: round(value, 4) if math.isfinite(value) else None for name, value in values.items()}
