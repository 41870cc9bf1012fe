"""The plot of a simulation: shares of the zones, findings and seen zones of each way of choosing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

import numpy as np
from matplotlib.ticker import MaxNLocator

from geo_risico.core.numbers import format_share
from geo_risico.reports.simulatie_words import LEADS, rest_title, title
from geo_risico.reports.svg import INK, inline_svg
from geo_risico.reports.toets_curves import percent, plain

if TYPE_CHECKING:
    from markupsafe import Markup
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from geo_risico.core.simulation import Simulation, WayOutcome

HEIGHT_IN: Final = 11.5
_COLOURS: Final = {"hotspot": "#c24e00", "score": "#0072b2", "urn": "#00795a"}
_RATIOS: Final = (1, 1, 1, 1.35, 1.35)
_MARK: Final = "FICTIEF: gemeente, plekken en vondsten zijn verzonnen"
_SPACE: Final = "http://www.w3.org/2000/svg"
_LOW, _HIGH = 0.1, 0.9


def simulation_svg(simulation: Simulation) -> Markup:
    """SVG with five panels: shares for each thing that visits can follow, findings so far, and seen zones."""

    def draw(figure: Figure) -> None:
        panels = figure.subplots(5, 1, gridspec_kw={"height_ratios": _RATIOS})
        for axes, lead in zip(panels, LEADS, strict=False):
            _shares(axes, simulation, lead)
        _rounds(panels[3], simulation, "vondsten tot en met de ronde", "hits")
        _rounds(panels[4], simulation, "zones waar iemand is geweest", "seen")
        handles, labels = panels[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper center", ncols=2, fontsize=8, title=_MARK)
        lines, names = panels[3].get_legend_handles_labels()
        figure.legend(lines, names, loc="outside lower center", ncols=1, fontsize=7.5, handlelength=3.6)

    return inline_svg("simulatie", _words(simulation), HEIGHT_IN, draw)


def svg_file(svg: Markup) -> str:
    """The same plot as a file of its own: with the name space that a page does not need, on white."""
    root = ET.fromstring(str(svg))  # noqa: S314 - our own drawing
    root.set("xmlns", _SPACE)
    root.set("style", "background:#fff")
    return f"{ET.tostring(root, encoding='unicode')}\n"


def _shares(axes: Axes, simulation: Simulation, lead: str) -> None:
    """Truth and belief at the end for each zone; the thin line holds the middle 80 % of single runs."""
    order = np.argsort(-simulation.true_share, kind="stable")
    place = np.arange(len(order))
    axes.step(
        np.append(place - 0.5, place[-1] + 0.5),
        np.append(simulation.true_share[order], simulation.true_share[order][-1]),
        where="post",
        color=INK,
        linewidth=1.3,
        label="het ware aandeel",
    )
    for number, way in enumerate(each for each in simulation.ways if each.lead == lead):
        end = way.believed[:, -1][:, order]
        low, high = np.quantile(end, (_LOW, _HIGH), axis=0)
        at = place + 0.27 * (number - 1)
        colour = _look(way)[0]
        axes.vlines(at, low, high, color=colour, linewidth=0.8)
        axes.plot(
            at, end.mean(axis=0), color=INK if number else colour, linestyle="", marker="o^s"[number], markersize=4.5,
            markerfacecolor=(colour, "white", colour)[number], markeredgewidth=0.7, label=rest_title(way),
        )  # fmt: skip
    axes.set_xticks(place, [simulation.zones[zone] for zone in order])
    axes.set_xlim(-0.6, len(order) - 0.4)
    axes.set_ylim(bottom=0)
    axes.grid(visible=False, axis="x")
    axes.set_title(f"{LEADS[lead]}: aandeel per zone na de laatste ronde", fontsize=9, loc="left")
    percent(axes.yaxis)


def _rounds(axes: Axes, simulation: Simulation, heading: str, measure: str) -> None:
    """Mean over runs after each round, a line per way."""
    rounds = np.arange(1, simulation.rounds + 1)
    for way in simulation.ways:
        values = np.cumsum(way.hits.mean(axis=0)) if measure == "hits" else way.seen.mean(axis=0)
        colour, dash, marker = _look(way)
        axes.plot(rounds, values, color=colour, linestyle=dash, marker=marker, markersize=3, linewidth=1.2,
                  label=title(way))  # fmt: skip
    axes.set_title(heading[0].upper() + heading[1:], fontsize=9, loc="left")
    axes.set(xlabel="ronde", xlim=(0.7, simulation.rounds + 0.3))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    if measure == "hits":
        axes.set_ylim(bottom=0)
        plain(axes.yaxis, 0)
    else:
        axes.set_ylim(0, 1.04)
        percent(axes.yaxis)


def _look(way: WayOutcome) -> tuple[str, str, str]:
    """Colour of what is followed; dash and marker of what is done about it."""
    number = (way.exploration > 0) + way.corrected
    return _COLOURS[way.lead], ("-", "--", ":")[number], "o^s"[number]


def _words(simulation: Simulation) -> str:
    told = "; ".join(
        f"{title(way)}: {way.hit_count:.0f} vondsten, {format_share(way.seen_share)} van de zones gezien"
        for way in simulation.ways
    )
    return f"FICTIEF. Aandelen per zone, vondsten en geziene zones van elke werkwijze. {told}. De tabel zegt meer."
