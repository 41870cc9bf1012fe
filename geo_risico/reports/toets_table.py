"""The tables of the evaluation report: all models by measure, calibration, robustness and sources."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_risico.core.numbers import format_number, format_share
from geo_risico.reports.toets_words import KINDS, MEASURES, NOT_MEASURED, SOURCES, TEMPORAL, WORST, Measure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_risico.core.evaluation import Evaluation, ModelScore


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One number of one model: over all folds together, and its mean and spread over the folds (empty without)."""

    text: str
    spread: str = ""
    is_best: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """One measure over all models, with its meaning and, where something is missing, the reason."""

    title: str
    meaning: str
    reason: str
    cells: tuple[Cell, ...]


def model_rows(evaluation: Evaluation) -> list[Row]:
    """All measures of all models, in the order in which they are read."""
    rows = [_row(measure, evaluation) for measure in MEASURES]
    later = [item.temporal.get("auc", math.nan) for item in evaluation.models]
    rows.append(_plain(TEMPORAL, later, ["" for _ in later]))
    worst = [math.nan if item.worst_gemeente is None else item.worst_gemeente[1] for item in evaluation.models]
    names = ["" if item.worst_gemeente is None else item.worst_gemeente[0] for item in evaluation.models]
    return [*rows, _plain(WORST, worst, names)]


def model_groups(evaluation: Evaluation) -> list[tuple[str, int]]:
    """Heading over the columns of each kind of model that follow each other, with their number."""
    groups: list[tuple[str, int]] = []
    for item in evaluation.models:
        title = KINDS[item.kind]
        if groups and groups[-1][0] == title:
            groups[-1] = (title, groups[-1][1] + 1)
        else:
            groups.append((title, 1))
    return groups


def calibration_rows(evaluation: Evaluation) -> list[tuple[str, str, str, str, str]]:
    """Model, expected share, observed share, its interval and the number of places, for each bin."""
    return [
        (
            item.title,
            _share(row["expected"]),
            _share(row["observed"]),
            interval(row["low"], row["high"], 0),
            format_number(row["count"]),
        )
        for item in evaluation.models
        if item.calibration is not None
        for row in item.calibration.to_dict("records")
    ]


def robustness_rows(evaluation: Evaluation) -> list[tuple[str, str, str, str]]:
    """Choice, overlap of the highest tenth, mean shift of rank and rank correlation."""
    return [
        (
            str(row["title"]),
            _share(row["jaccard_top_decile"]),
            _share(row["mean_rank_shift"], 1),
            _number(row["spearman"]),
        )
        for row in evaluation.robustness.tests.to_dict("records")
    ]


def source_rows(evaluation: Evaluation) -> list[tuple[str, str, str]]:
    """Source of the cases, their number and the AUC of the index of the experts over them."""
    if evaluation.by_source is None:
        return []
    return [
        (SOURCES.get(str(name), str(name)), format_number(row["case_count"]), _number(row["auc"]))
        for name, row in evaluation.by_source.iterrows()
    ]


def interval(low: float, high: float, decimals: int = 1) -> str:
    """Dutch text of an interval of shares."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return NOT_MEASURED
    return f"{format_share(low, decimals)} tot {format_share(high, decimals)}"


def _row(measure: Measure, evaluation: Evaluation) -> Row:
    values = [item.pooled.get(measure.key, math.nan) for item in evaluation.models]
    return _plain(measure, values, [_spread(measure, item) for item in evaluation.models], k=evaluation.k)


def _plain(measure: Measure, values: list[float], spreads: list[str], *, k: int = 0) -> Row:
    best = _best(measure, values)
    texts = [measure.text(value) for value in values]
    return Row(
        title=measure.title.format(k=format_number(k)),
        meaning=measure.meaning.format(k=format_number(k)),
        reason=measure.reason.format(k=format_number(k)) if NOT_MEASURED in texts else "",
        cells=tuple(
            Cell(text=text, spread=spread, is_best=text == best) for text, spread in zip(texts, spreads, strict=True)
        ),
    )


def _best(measure: Measure, values: list[float]) -> str:
    """Text of the best value; empty where fewer than two models can be compared."""
    known = [value for value in values if math.isfinite(value)]
    if len(known) <= 1:
        return ""
    return measure.text(min(known) if measure.is_lower_better else max(known))


def _spread(measure: Measure, item: ModelScore) -> str:
    mean, sd = (part.get(measure.key, math.nan) for part in (item.mean, item.sd))
    if not math.isfinite(mean):
        return ""
    if not math.isfinite(sd):
        return f"{measure.text(mean)} ± {NOT_MEASURED}"
    return f"{measure.text(mean)} ± {measure.text(sd)}"


def _share(value: float, decimals: int = 0) -> str:
    return format_share(value, decimals) if math.isfinite(value) else NOT_MEASURED


def _number(value: float) -> str:
    return format_number(value, 2) if math.isfinite(value) else NOT_MEASURED


def reasons(rows: list[Row]) -> Iterator[tuple[str, str]]:
    """Titles of measures that are missing somewhere, joined, with the reason that they share."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if row.reason:
            found.setdefault(row.reason, []).append(row.title)
    for reason, titles in found.items():
        yield ", ".join(titles), reason
