"""Curves of the evaluation report: gains, PAI by area and calibration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.ticker import FuncFormatter, NullLocator

from geo_risico.core.numbers import format_number, format_share
from geo_risico.reports.svg import INK, inline_svg
from geo_risico.reports.toets_words import wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from geo_risico.core.evaluation import Evaluation, ModelScore

STYLES: Final = (
    ("#000000", "-", "o"),
    ("#0072b2", "--", "s"),
    ("#c24e00", "-.", "^"),
    ("#00795a", ":", "D"),
    ("#8b3a8f", (0, (6, 1, 1, 1, 1, 1)), "v"),
    ("#7a5c00", (0, (1, 1)), "P"),
    ("#5a6168", (0, (9, 3)), "X"),
    ("#b0003a", (0, (3, 1, 1, 3)), "*"),
)
"""Colour, dash and marker of each model in turn: each tells the models apart alone, also without colour."""

AREAS: Final = (0.05, 0.1, 0.2)
_PAI_FROM: Final = 0.02
_PAI_TO: Final = 0.5
_HEIGHT_IN: Final = 3.9
_LEGEND_SIGNS: Final = 26
_NEARLY: Final = 1e-6


def percent(axis: Any) -> None:  # noqa: ANN401 - axis of matplotlib
    """Ticks of a share as a percentage."""
    axis.set_major_formatter(
        FuncFormatter(lambda value, _: format_share(value, int(abs(100 * value - round(100 * value)) > _NEARLY)))
    )


def plain(axis: Any, decimals: int) -> None:  # noqa: ANN401 - axis of matplotlib
    """Ticks of a number with a decimal comma."""
    axis.set_major_formatter(FuncFormatter(lambda value, _: format_number(value, decimals)))


def gain_plot(evaluation: Evaluation) -> Markup | None:
    """Gain curve of every model that has one; None where none has."""
    drawn = [(number, item) for number, item in enumerate(evaluation.models) if _has_gains(item)]
    if not drawn:
        return None

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        axes.plot([0, 1], [0, 1], color="#8a9096", linewidth=0.9, label="toeval (loten)")
        for number, item in drawn:
            area, hits = _gains(item)
            colour, dash, marker = STYLES[number % len(STYLES)]
            axes.plot(area, hits, color=colour, linestyle=dash, marker=marker, markersize=4,
                      markevery=(0.02 * number, 0.16), linewidth=1.4,
                      label=wrapped(item.title, _LEGEND_SIGNS))  # fmt: skip
        axes.set(
            xlim=(0, 1), ylim=(0, 1.02), xlabel="deel van de plekken, hoogste eerst", ylabel="deel van de casussen"
        )
        percent(axes.xaxis)
        percent(axes.yaxis)
        _legend(figure)

    found = "; ".join(f"{item.title} {format_share(_at(item, 0.1))}" for _, item in drawn)
    alt = f"Opbrengstcurve. Deel van de casussen in de hoogste 10% van de plekken: {found}."
    return inline_svg("opbrengst", alt, _HEIGHT_IN, draw)


def pai_plot(evaluation: Evaluation) -> Markup | None:
    """PAI by share of the places, with the measured points at 5, 10 and 20 %; None where nothing can be drawn."""
    drawn = [(number, item) for number, item in enumerate(evaluation.models) if np.isfinite(_pai(item)).any()]
    if not drawn:
        return None

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        axes.axhline(1, color="#8a9096", linewidth=0.9, label="toeval (loten)")
        for number, item in drawn:
            colour, dash, marker = STYLES[number % len(STYLES)]
            if _has_gains(item):
                area, hits = _gains(item)
                seen = (area >= _PAI_FROM) & (area <= _PAI_TO)
                axes.plot(area[seen], hits[seen] / area[seen], color=colour, linestyle=dash, linewidth=1.1)
            axes.plot(AREAS, _pai(item), color=colour, linestyle="none", marker=marker, markersize=5,
                      label=wrapped(item.title, _LEGEND_SIGNS))  # fmt: skip
        axes.set(xlim=(0, _PAI_TO), xlabel="deel van de plekken, hoogste eerst", ylabel="PAI (1 is toeval)")
        axes.set_ylim(bottom=0)
        percent(axes.xaxis)
        plain(axes.yaxis, 0 if axes.get_ylim()[1] >= len(AREAS) else 1)
        _legend(figure)

    found = "; ".join(f"{item.title} {format_number(item.pooled.get('pai_10'), 2)}" for _, item in drawn)
    return inline_svg("pai", f"PAI naar oppervlak. PAI bij 10% van de plekken: {found}.", _HEIGHT_IN, draw)


def calibration_plot(evaluation: Evaluation) -> Markup | None:
    """Observed against expected share for models with a probability; None where no model has one."""
    drawn = [(n, m, m.calibration) for n, m in enumerate(evaluation.models) if m.calibration is not None]
    drawn = [row for row in drawn if len(row[2])]
    if not drawn:
        return None

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        axes.plot([0, 1], [0, 1], color="#8a9096", linewidth=0.9, label="verwacht is waargenomen")
        for order, (number, item, bins) in enumerate(drawn):
            colour, dash, marker = STYLES[number % len(STYLES)]
            shift = 0.006 * (order - (len(drawn) - 1) / 2)
            spread = np.abs(bins[["low", "high"]].to_numpy().T - bins["observed"].to_numpy())
            axes.errorbar(bins["expected"] + shift, bins["observed"], yerr=spread, color=colour, linestyle=dash,
                          marker=marker, markersize=4.5, linewidth=1.0, elinewidth=0.8, capsize=2.5,
                          label=wrapped(item.title, _LEGEND_SIGNS))  # fmt: skip
        axes.set(xlabel="verwacht deel met een vondst", ylabel="waargenomen deel")
        axes.set_xlim(left=0)
        axes.set_ylim(bottom=0)
        percent(axes.xaxis)
        percent(axes.yaxis)
        _legend(figure)

    names = ", ".join(item.title for _, item, _ in drawn)
    alt = f"Kansen tegenover vondsten, met intervallen, voor: {names}. De cijfers staan in de tabel hierna."
    return inline_svg("kansen", alt, _HEIGHT_IN, draw)


def _legend(figure: Figure) -> None:
    figure.legend(loc="outside lower center", ncols=2, fontsize=8, labelcolor=INK, handlelength=3.2)


def _has_gains(item: ModelScore) -> bool:
    return item.gains is not None and len(item.gains) > 1


def _gains(item: ModelScore) -> tuple[np.ndarray, np.ndarray]:
    if item.gains is None:
        raise TypeError("the model has no gain curve")
    return item.gains["area_share"].to_numpy(dtype=float), item.gains["hit_share"].to_numpy(dtype=float)


def _at(item: ModelScore, share: float) -> float:
    area, hits = _gains(item)
    return float(np.interp(share, area, hits))


def _pai(item: ModelScore) -> np.ndarray:
    return np.array([item.pooled.get(f"pai_{round(100 * area):02d}", np.nan) for area in AREAS], dtype=float)


def row_ticks(axes: Axes, labels: Sequence[str]) -> None:
    """Rows from top to bottom with these labels."""
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.yaxis.set_minor_locator(NullLocator())
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False, axis="y")
