"""Value functions as a picture and in words, for the reference pages."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from geo_risico.core.numbers import format_number
from geo_risico.core.specs import DensityCurve, FarCurve, LinearCurve, LookupCurve, NearCurve
from geo_risico.scoring.curve import apply_curve

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

    from geo_risico.core.specs import Curve, IndicatorSpec

INK, GRID, BAR = "#333333", "#dddddd", "#a63603"
WIDTH, HEIGHT, BAR_HEIGHT = 6.4, 2.8, 0.42
LABEL_CHARACTERS = 26
AROUND = 0.1
"""Part of the span of a linear curve that is shown on either side of it."""


def draw_curve(spec: IndicatorSpec, path: Path) -> None:
    """Write the value function of an indicator as SVG, the same file for the same definition."""
    with rc_context({"svg.hashsalt": "geo_risico", "font.family": "DejaVu Sans", "font.size": 9}):
        figure = Figure(figsize=(WIDTH, _height(spec.curve)), layout="constrained", facecolor="white")
        axes = figure.subplots()
        if isinstance(spec.curve, LookupCurve):
            _bars(axes, spec.curve)
        else:
            _line(axes, spec, _span(spec.curve))
        axes.spines[["top", "right"]].set_visible(False)
        FigureCanvasSVG(figure).print_svg(path, metadata={"Date": None})


def curve_words(spec: IndicatorSpec) -> str:
    """The value function in one Dutch sentence, with its numbers."""
    curve, unit = spec.curve, spec.unit
    if isinstance(curve, NearCurve):
        return f"Dichtbij telt zwaar: $e^{{-d/d_0}}$ met $d_0$ = {number_text(curve.d0_m)} m; daar is de waarde 0,37."
    if isinstance(curve, FarCurve):
        return (
            f"Ver weg telt zwaar: $1 - e^{{-d/d_0}}$ met $d_0$ = {number_text(curve.d0_m)} m; daar is de waarde 0,63."
        )
    if isinstance(curve, DensityCurve):
        text = f"$\\sqrt{{\\min(k/q_{{95}},\\,1)}}$ met $q_{{95}}$ = {number_text(curve.q95)} {unit}"
        return f"Meer telt minder: 1 min {text}." if curve.decreasing else f"Meer telt zwaarder: {text}."
    if isinstance(curve, LinearCurve):
        points = "; ".join(f"bij {number_text(x)} is de waarde {number_text(y)}" for x, y in curve.points)
        return f"Rechte stukken ({unit}): {points}. Daarbuiten blijft de waarde gelijk."
    named = "; ".join(
        f"{curve.labels.get(x, number_text(x))}: {number_text(y)}" for x, y in sorted(curve.values.items())
    )
    return f"Opzoektabel: {named}. Een andere code is onbekend."


def number_text(value: float) -> str:
    """Dutch notation without trailing zeros."""
    return format_number(value, 3).rstrip("0").rstrip(",") if value % 1 else format_number(value)


def _height(curve: Curve) -> float:
    return 1.0 + BAR_HEIGHT * len(curve.values) if isinstance(curve, LookupCurve) else HEIGHT


def _bars(axes: Axes, curve: LookupCurve) -> None:
    """One lying bar for each code, so that long words stay readable."""
    codes = sorted(curve.values)
    names = ["\n".join(textwrap.wrap(curve.labels.get(code, number_text(code)), LABEL_CHARACTERS)) for code in codes]
    values = [curve.values[code] for code in codes]
    bars = axes.barh(names, values, color=BAR, height=0.6)
    axes.bar_label(bars, labels=[number_text(value) for value in values], padding=3, color=INK)
    axes.invert_yaxis()
    axes.set(xlim=(0, 1.08), xlabel="waarde (0 tot 1)")
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: number_text(round(x, 3))))
    axes.grid(visible=True, axis="x", color=GRID, linewidth=0.5)
    axes.set_axisbelow(True)


def _line(axes: Axes, spec: IndicatorSpec, xs: np.ndarray) -> None:
    """The curve over the range where it changes."""
    axes.plot(xs, apply_curve(pd.Series(xs), spec.curve), color=BAR, linewidth=2)
    label = "\n".join(textwrap.wrap(f"{spec.title} ({spec.unit})", 70))
    axes.set(ylim=(0, 1.03), xlim=(xs[0], xs[-1]), xlabel=label, ylabel="waarde (0 tot 1)")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda x, _: number_text(round(x, 3))))
    if spec.unit == "aantal":
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.grid(visible=True, color=GRID, linewidth=0.5)


def _span(curve: NearCurve | FarCurve | DensityCurve | LinearCurve) -> np.ndarray:
    """Values along the horizontal axis, never below zero where the curve starts at or above it."""
    if isinstance(curve, NearCurve | FarCurve):
        return np.linspace(0, 5 * curve.d0_m, 200)
    if isinstance(curve, DensityCurve):
        return np.linspace(0, 1.3 * curve.q95, 400)
    first, last = curve.points[0][0], curve.points[-1][0]
    margin = AROUND * (last - first)
    return np.linspace(first if first >= 0 and first < margin else first - margin, last + margin, 400)
