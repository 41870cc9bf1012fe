"""Correlations with their intervals as an inline plot: a point and a line per measure and level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo_risico.reports.accountability.fairness_words import WORTH_A_LOOK, figures
from geo_risico.reports.svg import INK, inline_svg

if TYPE_CHECKING:
    from markupsafe import Markup
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from geo_risico.core.fairness import Dependence
    from geo_risico.core.results import Release

_ROW_IN: Final = 0.42
_LOOKS: Final = (("#154273", "o"), ("#b35900", "s"))


def fairness_svg(release: Release) -> Markup | None:
    """SVG with a row per measure; None where no figure is known."""
    measures = () if release.fairness is None else release.fairness.measures
    shown = [item for item in measures if any(not each.too_few for each in item.levels.values())]
    if not shown:
        return None
    levels = list(dict.fromkeys(name for item in shown for name in item.levels))

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        axes.axvspan(-WORTH_A_LOOK, WORTH_A_LOOK, color="#eef1f4", zorder=0)
        axes.axvline(0, color=INK, linewidth=0.9)
        for number, level in enumerate(levels):
            found = [(row, item.levels[level]) for row, item in enumerate(shown) if level in item.levels]
            shift = 0.16 * (2 * number - 1) if len(levels) > 1 else 0.0
            _points(axes, [(row + shift, each) for row, each in found if not each.too_few], number, level)
        axes.set_yticks(range(len(shown)), [item.title.replace(" (", "\n(") for item in shown], fontsize=8)
        axes.set(xlim=(-1, 1), ylim=(len(shown) - 0.5, -0.5))
        axes.set_xticks([-1, -0.5, 0, 0.5, 1], ["-1", "-0,5", "0", "0,5", "1"])
        axes.set_xlabel("lagere score   <   samenhang   >   hogere score", fontsize=8)
        axes.grid(visible=False, axis="y")
        figure.legend(loc="outside upper center", ncols=2, fontsize=8)

    words = "; ".join(
        f"{item.title}, {level}: {figures(each)}" for item in shown for level, each in item.levels.items()
    )
    return inline_svg(f"verband-{release.theme.name}", words, 1.3 + _ROW_IN * len(shown), draw)


def _points(axes: Axes, found: list[tuple[float, Dependence]], number: int, level: str) -> None:
    colour, marker = _LOOKS[number % len(_LOOKS)]
    at = [place for place, _ in found]
    if not found:
        return
    axes.hlines(at, [each.low for _, each in found], [each.high for _, each in found], color=colour, linewidth=1.6)
    axes.plot(
        [each.partial for _, each in found], at, color=colour, marker=marker, linestyle="", markersize=6, label=level
    )
