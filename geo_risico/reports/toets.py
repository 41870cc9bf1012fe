"""The evaluation report: whether the cases of a scan add anything, with all figures behind that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo_risico.reports.page import render_page
from geo_risico.reports.toets_curves import calibration_plot, gain_plot, pai_plot
from geo_risico.reports.toets_map import fold_map, fold_rows
from geo_risico.reports.toets_rows import ROW_LIMIT, influence_plot, robustness_plot, weights_plot
from geo_risico.reports.toets_table import (
    calibration_rows,
    interval,
    model_groups,
    model_rows,
    reasons,
    robustness_rows,
    source_rows,
)
from geo_risico.reports.toets_words import BACKGROUNDS, NOT_MEASURED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_risico.core.evaluation import Evaluation
    from geo_risico.core.results import Release

_PAGE: Final = "toets.html.j2"
_STYLES: Final = ("informatiebeeld.css", "toets.css")


def write_toets(evaluation: Evaluation, release: Release, refused: Mapping[str, str] | None = None) -> str:
    """Complete HTML document (Dutch, no script, no outside source) that prints on A4.

    Parameters
    ----------
    evaluation
        What was measured for the theme of the release.
    release
        What may be shown of that theme, in profile partner.
    refused
        Title of each theme of the scan that could not be evaluated, with the reason.

    Returns
    -------
    str
        The document, the same for the same input.
    """
    if release.meta.profile != "partner":
        raise TypeError("an evaluation is shown in profile partner only")
    return render_page(_PAGE, _STYLES, _context(evaluation, release, dict(refused or {})))


def _context(evaluation: Evaluation, release: Release, refused: dict[str, str]) -> dict[str, Any]:
    titles = {name: spec.title for name, spec in release.indicator_specs.items()}
    rows = model_rows(evaluation)
    return {
        "meta": release.meta,
        "theme": release.theme,
        "evaluation": evaluation,
        "background": BACKGROUNDS[evaluation.background],
        "not_measured": NOT_MEASURED,
        "rows": rows,
        "reasons": list(reasons(rows)),
        "groups": model_groups(evaluation),
        "absolute": None if evaluation.absolute is None else interval(*evaluation.absolute[1:]),
        "sources": source_rows(evaluation),
        "folds": fold_rows(evaluation),
        "calibration": calibration_rows(evaluation),
        "robustness": robustness_rows(evaluation),
        "row_limit": ROW_LIMIT,
        "weight_count": 0 if evaluation.weights is None else len(evaluation.weights),
        "influence_count": len(evaluation.robustness.weights),
        "has_sobol": bool(evaluation.robustness.weights["sobol_total"].notna().any()),
        "refused": refused,
        "plots": {
            "gain": gain_plot(evaluation),
            "pai": pai_plot(evaluation),
            "calibration": calibration_plot(evaluation),
            "folds": fold_map(evaluation, release),
            "weights": weights_plot(evaluation, titles),
            "robustness": robustness_plot(evaluation),
            "influence": influence_plot(evaluation, titles),
        },
    }
