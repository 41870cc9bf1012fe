"""The page of a simulation: the plot, all its figures as a table, and what they say in plain Dutch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo_risico.reports.page import render_page
from geo_risico.reports.simulatie_words import points, reading, title

if TYPE_CHECKING:
    from markupsafe import Markup

    from geo_risico.core.simulation import Simulation, WayOutcome

_PAGE: Final = "simulatie.html.j2"
_STYLES: Final = ("informatiebeeld.css", "simulatie.css")


def write_simulation(simulation: Simulation, plot: Markup) -> str:
    """Complete HTML document (Dutch, no script, no outside source).

    Parameters
    ----------
    simulation
        All ways of choosing.
    plot
        Their plot, as SVG.
    """
    order = (-simulation.true_share).argsort(kind="stable")
    context = {
        "simulation": simulation,
        "plot": plot,
        "reading": reading(simulation),
        "ways": [_way(way, simulation) for way in simulation.ways],
        "zones": [
            {
                "name": simulation.zones[zone],
                "true": simulation.true_share[zone],
                "believed": [way.believed[:, -1, zone].mean() for way in simulation.ways],
            }
            for zone in order
        ],
    }
    return render_page(_PAGE, _STYLES, context)


def _way(way: WayOutcome, simulation: Simulation) -> dict[str, Any]:
    totals = way.hits.sum(axis=1)
    return {
        "title": title(way),
        "hits": way.hit_count,
        "low": totals.min(),
        "high": totals.max(),
        "seen": way.seen_share,
        "gap": points(way.gap_share(simulation.true_share)).removesuffix(" punten"),
        "run_gap": points(way.run_gap_share(simulation.true_share)).removesuffix(" punten"),
    }
