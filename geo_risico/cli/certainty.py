"""How sure a score is, whether anybody looked, and what cases and visits there are, as lines for the terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_risico.core.certainty import (
    BLIND,
    BORDER,
    LOOKED_WORDS,
    LOW_CLASSES,
    NO_LOG,
    ROBUST,
    certainty_counts,
    is_low_but_blind,
    place_text,
)
from geo_risico.core.numbers import format_number, format_share

if TYPE_CHECKING:
    from geo_risico.core.results import Release

DAYS_PER_YEAR = 365.25
FEW_DAYS = 365
_ROBUST_WORDS = {
    ROBUST: "robuust: bij andere gewichten blijft de klasse meestal gelijk",
    BORDER: "grensgeval: bij andere gewichten kan de klasse veranderen",
}


def is_hidden_row(row: pd.Series[Any]) -> bool:
    """Whether the class of one saved location is hidden by a witte vlek."""
    return bool(is_low_but_blind(row.to_frame().T).iloc[0])


def certainty_lines(row: pd.Series[Any], *, is_fictief: bool) -> list[str]:
    """Dutch lines about one saved location; older scans have fewer columns and give fewer lines.

    Parameters
    ----------
    row
        As in ``locaties.parquet``.
    is_fictief
        Whether cases and visits are made up; then that stands beside them.
    """
    lines = [f"zekerheid: {_ROBUST_WORDS.get(str(row.get('robustness')), 'onbekend')}"]
    place = place_text(*(_number(row, name) for name in ("rank_low", "rank_high", "rank_count")))
    if place:
        lines.append(f"rang: {place} (1 is hoogst)")
    return [*lines, *_experts(row), *_looked(row), *_evidence(row, "FICTIEF: " if is_fictief else "")]


def _experts(row: pd.Series[Any]) -> list[str]:
    """The class by the weights of the experts beside the calibrated one."""
    expert = row.get("class_expert")
    if not isinstance(expert, str):
        return []
    is_low = expert in LOW_CLASSES and row.get("witte_vlek") == BLIND
    return [f"experts: klasse {'onbekend' if is_low else expert}; na ijking: klasse {row['class']}"]


def _looked(row: pd.Series[Any]) -> list[str]:
    """Whether anybody looked here, and why that is thought."""
    seen = row.get("witte_vlek")
    if not isinstance(seen, str):
        return []
    lines = [f"gekeken: {LOOKED_WORDS.get(seen, seen)}"]
    if seen == NO_LOG:
        return lines
    decile, unlike, missing = (_number(row, name) for name in ("effort_decile", "dissimilarity", "missing_share"))
    parts = [
        _visit_text(_number(row, "days_since_visit")),
        "" if math.isnan(decile) else f"inspanning rondom in groep {decile:.0f} van 10 (1 is het minst bezocht)",
        "" if math.isnan(unlike) else f"{format_share(unlike)} anders dan de bezochte plekken",
        "" if math.isnan(missing) else f"{format_share(missing)} van de gegevens ontbreekt",
    ]
    return [*lines, f"  {'; '.join(part for part in parts if part)}"]


def _visit_text(days: float) -> str:
    if math.isnan(days):
        return "geen bezoek bekend"
    age = f"{format_number(days)} dagen" if days < FEW_DAYS else f"{format_number(days / DAYS_PER_YEAR, 1)} jaar"
    return f"laatste bezoek {age} voor de peildatum"


def _evidence(row: pd.Series[Any], mark: str) -> list[str]:
    words = {"visit_count": ("bezoek", "bezoeken"), "case_count": ("casus", "casussen")}
    counts = {name: _number(row, name) for name in words}
    known = [f"{format_number(n)} {words[name][n != 1]}" for name, n in counts.items() if not math.isnan(n)]
    return [f"{mark}{', '.join(known)} op deze plek"] if known else []


def _number(row: pd.Series[Any], name: str) -> float:
    value = row.get(name)
    return math.nan if value is None or pd.isna(value) else float(value)


def count_line(release: Release) -> str:
    """Numbers of robust locations, grensgevallen, unknown ones and witte vlekken of one theme; empty when not shown."""
    counts = certainty_counts(release)
    if counts is None:
        return ""
    names = [(counts.robust, "robuust"), (counts.border, "grensgeval"), (counts.too_little, "te weinig gegevens")]
    line = ", ".join(f"{format_number(count)} {name}" for count, name in names)
    if counts.blind is None:
        return f"{line}; niet bekend waar is gekeken"
    hidden = f", waarvan {format_number(counts.hidden_low)} met een lage score: onbekend, niet veilig"
    return f"{line}; {format_number(counts.blind)} in een witte vlek{hidden if counts.hidden_low else ''}"
