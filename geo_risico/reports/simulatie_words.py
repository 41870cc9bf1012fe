"""What a simulation showed, in sentences that follow from its figures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from geo_risico.core.numbers import format_number, format_share

if TYPE_CHECKING:
    from geo_risico.core.simulation import Simulation, WayOutcome

LEADS: Final = {"hotspot": "Hotspots", "score": "Hoogste scores", "urn": "Naar rato van vondsten"}
"""What visits can follow, as it is called on the page."""
_FOLLOWERS: Final = {
    "hotspot": "de hotspots",
    "score": "de hoogste scores",
    "urn": "een verdeling naar rato van vondsten",
}
_CLEAR: Final = 2.0
"""A difference of fewer standard errors is called unclear."""


def rest_title(way: WayOutcome) -> str:
    """What is done beside following, in Dutch."""
    if not way.exploration:
        return "zonder verkenning"
    return f"{format_share(way.exploration)} verkenning{' en correctie' if way.corrected else ''}"


def title(way: WayOutcome) -> str:
    """Name of a way of choosing, in Dutch."""
    return f"{LEADS[way.lead]}, {rest_title(way)}"


def reading(simulation: Simulation) -> list[str]:
    """About five Dutch sentences; every figure and every comparison comes from the simulation."""
    return [_scene(simulation), _greedy(simulation), _seen(simulation), _correction(simulation), _cost(simulation),
            _single(simulation)]  # fmt: skip


def points(share: float) -> str:
    """Difference of shares in percentage points."""
    return f"{format_number(100 * share, 1)} punten"


def _scene(simulation: Simulation) -> str:
    truth = simulation.true_share
    return (
        f"De werkelijkheid is hier bekend: van alles wat er in de {len(truth)} zones te vinden is, ligt "
        f"{format_share(truth.min())} tot {format_share(truth.max())} in elke zone."
    )


def _greedy(simulation: Simulation) -> str:
    way = simulation.way("hotspot", explored=False, corrected=False)
    zone = int(abs(way.believed[:, -1].mean(axis=0) - simulation.true_share).argmax())
    believed = way.believed[:, -1, zone].mean()
    return (
        f"Wie alleen de hotspots volgt, komt in {format_share(way.seen_share)} van de zones en telt na "
        f"{_count(simulation.rounds, 'ronde', 'ronden')} {format_share(believed)} van de vondsten in zone "
        f"{simulation.zones[zone]}; in werkelijkheid is dat {format_share(simulation.true_share[zone])}."
    )


def _seen(simulation: Simulation) -> str:
    parts = []
    for lead, name in _FOLLOWERS.items():
        before = simulation.way(lead, explored=False, corrected=False)
        after = simulation.way(lead, explored=True, corrected=False)
        parts.append(f"bij {name} van {format_share(before.seen_share)} naar {format_share(after.seen_share)}")
    share = simulation.way("hotspot", explored=True, corrected=False).exploration
    return f"Met {format_share(share)} verkenning gaat het deel van de zones waar iemand komt {_joined(parts)}."


def _correction(simulation: Simulation) -> str:
    parts = []
    for lead, name in _FOLLOWERS.items():
        before, after = (
            simulation.way(lead, explored=True, corrected=corrected).gap_share(simulation.true_share)
            for corrected in (False, True)
        )
        parts.append(f"bij {name} van {points(before)} naar {points(after)}")
    return (
        "Met de correctie van Ensign erbij gaat de grootste fout in een aandeel, gemiddeld over de herhalingen, "
        f"{_joined(parts)}."
    )


def _cost(simulation: Simulation) -> str:
    parts = []
    for lead, name in _FOLLOWERS.items():
        before = simulation.way(lead, explored=False, corrected=False)
        after = simulation.way(lead, explored=True, corrected=True)
        counts = f"{format_number(after.hit_count)} tegen {format_number(before.hit_count)}"
        parts.append(f"bij {name} {_change(before, after)} ({counts})")
    return f"Verkenning en correctie samen geven in vondsten {_joined(parts)}."


def _single(simulation: Simulation) -> str:
    way = simulation.way("hotspot", explored=True, corrected=True)
    alone, together = way.run_gap_share(simulation.true_share), way.gap_share(simulation.true_share)
    low, high = (format_number(value) for value in (way.hits.sum(axis=1).min(), way.hits.sum(axis=1).max()))
    return (
        f"Een enkele herhaling schommelt meer dan het gemiddelde: met correctie zit zij bij de hotspots in de "
        f"slechtste zone gemiddeld {points(alone)} mis, tegen {points(together)} voor het gemiddelde van "
        f"{_count(simulation.runs, 'herhaling', 'herhalingen')}, en zij vindt er {low} tot {high}."
    )


def _change(before: WayOutcome, after: WayOutcome) -> str:
    """Difference in findings; in words only where runs differ too much to tell."""
    change = after.hit_count - before.hit_count
    noise = math.hypot(before.hit_error, after.hit_error)
    if not math.isfinite(noise) or not before.hit_count or abs(change) < _CLEAR * noise:
        return "geen duidelijk verschil"
    return f"{format_share(abs(change) / before.hit_count)} {'minder' if change < 0 else 'meer'}"


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _joined(parts: list[str]) -> str:
    return f"{', '.join(parts[:-1])} en {parts[-1]}"
