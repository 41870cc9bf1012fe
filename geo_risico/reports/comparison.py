"""One gemeente against the others of the same scan, from released figures only."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo_risico.core.numbers import UNKNOWN, format_number, format_share
from geo_risico.reports.area_table import BARNS, HIDDEN, area_figures
from geo_risico.reports.counts import gemeenten_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from geo_risico.core.results import Release

LINES: Final = 11
"""Lines that the comparison takes on the second page."""

FEWEST: Final = 2
"""From this many gemeenten there is something to compare."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Rows of a name, the figure of this gemeente, the median of all of them, and its place; all text."""

    name: str
    rows: tuple[tuple[str, str, str, str], ...]
    gemeente_count: int
    has_hidden: bool


def comparison(whole: Release, code: str) -> Comparison | None:
    """The figures of one gemeente beside the median of all gemeenten; None where nothing can be compared.

    Parameters
    ----------
    whole
        Release with the aggregates of all gemeenten, small counts already hidden.
    code
        Gemeente to compare.
    """
    areas = gemeenten_of(whole)
    if areas is None or len(areas) < FEWEST:
        return None
    figures = area_figures(whole, "gemeenten", areas)
    if barns := [name for name, _ in BARNS if name in figures]:
        figures["barns"] = figures[barns].sum(axis=1, min_count=len(barns))
    hidden = HIDDEN if whole.meta.profile == "open" else UNKNOWN
    rows = tuple(
        _row(title, figures[name].astype(float), code, text, hidden)
        for name, title, text in _wanted(whole)
        if name in figures and figures[name].notna().any()
    )
    if not rows:
        return None
    is_hidden = any(HIDDEN in row for row in rows)
    return Comparison(
        name=str(areas["naam"].dropna().to_dict().get(code, code)),
        rows=rows,
        gemeente_count=len(areas),
        has_hidden=is_hidden,
    )


def _wanted(whole: Release) -> tuple[tuple[str, str, Callable[[float], str]], ...]:
    """Column of the figures, title and how its values read."""
    plural = whole.theme.location_plural
    scores = "Score (0-100)" if whole.theme.locations == "gemeenten" else "Score van de gemeente (0-100)"
    return (
        ("score", scores, lambda value: format_number(value, 1)),
        ("locations", f"Aantal {plural}", format_number),
        ("high_share", f"Deel van de {plural} in klasse D of E", format_share),
        ("barns", "Schuren zonder adres, mogelijk vrij (m²)", format_number),
        ("coverage", "Deel van de gegevens dat bekend is", format_share),
    )


def _row(
    title: str, values: pd.Series[float], code: str, text: Callable[[float], str], hidden: str
) -> tuple[str, str, str, str]:
    known, own = values.dropna(), float(values.to_dict()[code])
    if math.isnan(own):
        return (title, hidden, text(float(known.median())), hidden)
    place = int((known > own).sum()) + 1
    return (title, text(own), text(float(known.median())), f"{place} van {len(known)}")
