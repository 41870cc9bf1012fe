"""Row plots of the evaluation report: weights, rank robustness and what each indicator does to the ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo_risico.core.numbers import format_number, format_share
from geo_risico.reports.svg import INK, inline_svg
from geo_risico.reports.toets_curves import percent, plain, row_ticks
from geo_risico.reports.toets_words import indicator_title, wrapped

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from markupsafe import Markup
    from matplotlib.figure import Figure

    from geo_risico.core.evaluation import Evaluation

ROW_LIMIT: Final = 20
"""So many indicators are drawn; all stand in evaluatie.json."""

_ROW_IN: Final = 0.34
_FRAME_IN: Final = 0.95
_LABEL_SIGNS: Final = 27
_EXPERT: Final = "#c24e00"
_DATA: Final = "#0072b2"
_BAR: Final = "#7fa8c9"


def weights_plot(evaluation: Evaluation, titles: Mapping[str, str]) -> Markup | None:
    """Weights of the experts against calibrated weights with their intervals; None without calibration."""
    if evaluation.weights is None or evaluation.weights.empty:
        return None
    whole = evaluation.weights
    largest = whole[["expert", "calibrated"]].max(axis=1).sort_values(ascending=False, kind="stable")
    rows = whole.loc[largest.index[:ROW_LIMIT]].sort_values("expert", ascending=False, kind="stable")

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        at = np.arange(len(rows))
        axes.hlines(at, rows["low"], rows["high"], color=_DATA, linewidth=2.2, label="90%-interval")
        axes.plot(rows["calibrated"], at, "o", color=_DATA, markersize=5.5, label="geijkt")
        axes.plot(rows["expert"], at, "D", markerfacecolor="white", markeredgecolor=_EXPERT, markeredgewidth=1.5,
                  markersize=5, label="experts")  # fmt: skip
        row_ticks(axes, _labels(rows, titles))
        axes.set_xlim(left=0)
        axes.set_xlabel("gewicht, deel van het geheel")
        percent(axes.xaxis)
        figure.legend(loc="outside lower center", ncols=3, fontsize=8, labelcolor=INK)

    outside = [
        indicator_title(str(name), titles)
        for name, row in rows.iterrows()
        if not row["low"] <= row["expert"] <= row["high"]
    ]
    told = "; ".join(outside) if outside else "geen"
    alt = f"Gewichten van experts en geijkte gewichten. Gewicht van de experts buiten het interval: {told}."
    return inline_svg("gewichten", alt, _height(len(rows)) + 0.2, draw)


def robustness_plot(evaluation: Evaluation) -> Markup | None:
    """Overlap of the highest tenth and mean shift of rank for each other choice; None without any."""
    tests = evaluation.robustness.tests
    if tests.empty:
        return None

    def draw(figure: Figure) -> None:
        overlap, shift = figure.subplots(1, 2, sharey=True)
        overlap.barh(range(len(tests)), tests["jaccard_top_decile"], color=_BAR, edgecolor=_DATA, height=0.6)
        row_ticks(overlap, [wrapped(title, _LABEL_SIGNS) for title in tests["title"]])
        overlap.set(xlim=(0, 1), xlabel="overlap van de\nhoogste tiende")
        percent(overlap.xaxis)
        shift.hlines(range(len(tests)), 0, tests["mean_rank_shift"], color=_EXPERT, linewidth=1)
        shift.plot(tests["mean_rank_shift"], range(len(tests)), "D", color=_EXPERT, markersize=5)
        shift.set_xlabel("verschuiving in de\nranglijst, gemiddeld")
        shift.set_xlim(0, max(0.05, 1.15 * float(tests["mean_rank_shift"].max(skipna=True) or 0)))
        shift.grid(visible=False, axis="y")
        shift.tick_params(axis="y", length=0)
        percent(shift.xaxis)

    found = "; ".join(
        f"{title} {format_share(value)}"
        for title, value in zip(tests["title"], tests["jaccard_top_decile"], strict=True)
    )
    alt = f"Overlap van de hoogste tiende bij andere keuzes: {found}. De cijfers staan in de tabel hierna."
    return inline_svg("ranglijst", alt, _height(len(tests)) + 0.2, draw)


def influence_plot(evaluation: Evaluation, titles: Mapping[str, str]) -> Markup | None:
    """What leaving out each indicator does, beside its share in the variance of the ranks; None without any."""
    table = evaluation.robustness.weights
    if table.empty or not table["without"].notna().any():
        return None
    rows = table.sort_values("without", kind="stable").head(ROW_LIMIT)
    has_sobol = bool(rows["sobol_total"].notna().any())

    def draw(figure: Figure) -> None:
        panels = figure.subplots(1, 1 + has_sobol, sharey=True, squeeze=False)[0]
        panels[0].barh(range(len(rows)), 1 - rows["without"], color=_BAR, edgecolor=_DATA, height=0.6)
        row_ticks(panels[0], _labels(rows, titles))
        panels[0].set_xlabel("deel dat wisselt\nzonder deze")
        panels[0].set_xlim(left=0)
        percent(panels[0].xaxis)
        if has_sobol:
            panels[1].barh(
                range(len(rows)), rows["sobol_total"], color="white", edgecolor=_EXPERT, hatch="////", height=0.6
            )
            panels[1].set_xlabel("deel van de\nspreiding (Sobol)")
            panels[1].set_xlim(left=0)
            panels[1].grid(visible=False, axis="y")
            panels[1].tick_params(axis="y", length=0)
            plain(panels[1].xaxis, 2)

    top = ", ".join(indicator_title(str(name), titles) for name in rows.index[:3])
    overlap = format_number(float(rows["without"].iloc[0]), 2)
    alt = f"Invloed van elke indicator op de ranglijst. De grootste: {top} (overlap zonder de eerste {overlap})."
    return inline_svg("invloed", alt, _height(len(rows)) + 0.1, draw)


def _labels(rows: pd.DataFrame, titles: Mapping[str, str]) -> list[str]:
    return [wrapped(indicator_title(str(name), titles), _LABEL_SIGNS, 2) for name in rows.index]


def _height(count: int) -> float:
    return _FRAME_IN + _ROW_IN * max(count, 3)
