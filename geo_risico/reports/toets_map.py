"""The fold map of the evaluation report: which blocks were left out together; no case is on it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from matplotlib.patches import Patch

from geo_risico.core.numbers import format_number
from geo_risico.reports.drawing import fill, stroke
from geo_risico.reports.map_marks import draw_north, draw_scale_bar
from geo_risico.reports.map_picture import gemeente_shapes
from geo_risico.reports.svg import INK, WIDTH_IN, inline_svg

if TYPE_CHECKING:
    from markupsafe import Markup
    from matplotlib.figure import Figure

    from geo_risico.core.evaluation import Evaluation
    from geo_risico.core.results import Release

FOLDS: Final = (
    ("#9ecae9", ""),
    ("#f7c08a", "////"),
    ("#a8d5a2", "++++"),
    ("#d9b8df", "\\\\\\\\"),
    ("#f2e58f", "xxxx"),
    ("#d0d4d8", "----"),
    ("#f3a6a0", "||||"),
    ("#9fd8d2", "//"),
    ("#cbb99a", "\\\\"),
    ("#ffffff", "xx"),
)
"""Colour and hatch of each fold in turn."""

_TALLEST_IN: Final = 5.2
_LEGEND_IN: Final = 0.55
_MARGIN: Final = 0.03


def fold_map(evaluation: Evaluation, release: Release) -> Markup | None:
    """Blocks by fold with the outlines of the gemeenten; None without blocks."""
    blocks = evaluation.blocks
    if blocks.empty:
        return None
    bounds = _bounds(evaluation)
    folds = sorted(blocks["fold"].unique())
    height = min(WIDTH_IN * (bounds[3] - bounds[1]) / (bounds[2] - bounds[0]), _TALLEST_IN) + _LEGEND_IN

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        axes.set_axis_off()
        axes.set(xlim=(bounds[0], bounds[2]), ylim=(bounds[1], bounds[3]))
        axes.set_aspect("equal")
        handles = []
        for number, fold in enumerate(folds):
            colour, hatch = FOLDS[number % len(FOLDS)]
            squares = np.asarray(blocks.geometry[blocks["fold"] == fold].array)
            fill(axes, squares, facecolor=colour, edgecolor="#5a6168", hatch=hatch, linewidths=0.4, zorder=2)
            handles.append(Patch(facecolor=colour, edgecolor="#5a6168", hatch=hatch, label=f"deel {number + 1}"))
        rings = shapely.boundary(gemeente_shapes(release, bounds))
        stroke(axes, rings, colors="#ffffff", linewidths=2.4, zorder=3)
        stroke(axes, rings, colors=INK, linewidths=1.2, zorder=4)
        draw_scale_bar(axes, bounds)
        draw_north(axes)
        figure.legend(handles=handles, loc="outside lower center", ncols=min(len(handles), 5), fontsize=8)

    alt = (
        f"Kaart met {format_number(len(blocks))} blokken van {format_number(evaluation.block_m)} meter in "
        f"{len(folds)} delen, met de grenzen van de gemeenten. De aantallen staan in de tabel hierna."
    )
    return inline_svg("blokken", alt, height, draw)


def fold_rows(evaluation: Evaluation) -> list[SimpleNamespace]:
    """For each fold its number from 1, its blocks, locations and locations with a case."""
    groups = evaluation.blocks.groupby("fold", sort=True)
    return [
        SimpleNamespace(
            number=number,
            blocks=len(part),
            locations=int(part["location_count"].sum()),
            cases=int(part["case_count"].sum()),
        )
        for number, (_, part) in enumerate(groups, start=1)
    ]


def _bounds(evaluation: Evaluation) -> tuple[float, float, float, float]:
    minx, miny, maxx, maxy = (float(value) for value in evaluation.blocks.total_bounds)
    margin = _MARGIN * max(maxx - minx, maxy - miny)
    return (minx - margin, miny - margin, maxx + margin, maxy + margin)
