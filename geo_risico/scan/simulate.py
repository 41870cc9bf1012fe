"""Rounds of visits on the fictitious gemeente, where the truth is known: every way of choosing, and its files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_risico.core.errors import DataError
from geo_risico.core.simulation import Simulation, WayOutcome
from geo_risico.io.simulation_files import write_table
from geo_risico.io.sources.fictief.planted import DRIVERS, planted_lots
from geo_risico.io.write import write_whole
from geo_risico.model.simulated_rounds import Terrain, Way, simulate_rounds
from geo_risico.reports.simulatie import write_simulation
from geo_risico.reports.simulatie_plot import simulation_svg, svg_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from geo_risico.model.simulated_rounds import Lead

FOLDER: Final = "simulatie"
PLACE: Final = "Nieuwpolder"
LEADS: Final[tuple[Lead, ...]] = ("hotspot", "score", "urn")
EXPLORATION: Final = 0.15
"""Share of the visits that is drawn, as in `geo-risico kies`."""
_PANDEN, _WORLD_SEED = 6000, 9999
_COLUMNS, _ROWS = 4, 3
_FORMER: Final = 0.1
"""Of the planted chance that a place was ever visited, how much happened before the first round."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How long and how often."""

    rounds: int = 12
    visits: int = 40
    runs: int = 40
    seed: int = 1


@cache
def fictitious_terrain() -> tuple[Terrain, tuple[str, ...]]:
    """Places of Nieuwpolder outside the kom with their planted truth, and the names of its zones.

    The zones are a grid with as many places in each: A to D from west to east, 1 to 3 from south to north.
    """
    lots = planted_lots(_PANDEN, _WORLD_SEED)
    lots = lots[lots["region"] == 0]
    column = _equal_parts(lots["x"], _COLUMNS)
    row = lots["y"].groupby(column).transform(_equal_parts, _ROWS)
    zone = (column * _ROWS + row).to_numpy(dtype=np.int64)
    terrain = Terrain(
        zone=zone,
        chance=lots["presence"].to_numpy(dtype=np.float64),
        score=lots[[driver.column for driver in DRIVERS]].mean(axis=1).to_numpy(dtype=np.float64),
        looked=_FORMER * lots["visit_chance"].to_numpy(dtype=np.float64),
    )
    return terrain, tuple(f"{'ABCD'[west]}{south + 1}" for west in range(_COLUMNS) for south in range(_ROWS))


def run_simulation(asked: Asked, step: Callable[[str], None]) -> Simulation:
    """Every way of choosing on the fictitious gemeente; the same for the same settings.

    Parameters
    ----------
    asked
        How long, how often and from which seed.
    step
        Called with a short Dutch text when a step starts.

    Raises
    ------
    DataError
        With every setting that is impossible.
    """
    step("De fictieve gemeente")
    terrain, zones = fictitious_terrain()
    _check(asked, len(terrain.zone))
    step("Ronden met bezoeken")
    return Simulation(
        place=PLACE,
        place_count=len(terrain.zone),
        zones=zones,
        true_share=terrain.true_share,
        ways=tuple(_outcome(terrain, way, asked) for way in _ways()),
        visits=asked.visits,
        seed=asked.seed,
    )


def save_simulation(simulation: Simulation, folder: Path) -> tuple[Path, ...]:
    """Page, table and plot in ``folder/simulatie``, replaced as a whole or not at all.

    Raises
    ------
    OutputError
        When the folder cannot be written; the previous output stays as it was.
    """
    svg = simulation_svg(simulation)

    def fill(fresh: Path) -> None:
        write_table(simulation, fresh / "simulatie.csv")
        (fresh / "simulatie.svg").write_text(svg_file(svg), encoding="utf-8", newline="\n")
        (fresh / "simulatie.html").write_text(write_simulation(simulation, svg), encoding="utf-8", newline="\n")

    return write_whole(folder / FOLDER, fill)


def _equal_parts(values: pd.Series, count: int) -> pd.Series:
    """Which of as many equal parts each value is in, from 0."""
    return pd.qcut(values, count, labels=False).astype(np.int64)


def _ways() -> tuple[Way, ...]:
    return tuple(
        Way(name=f"{lead}_{number}", title=lead, lead=lead, exploration=share, corrected=corrected)
        for lead in LEADS
        for number, (share, corrected) in enumerate(((0.0, False), (EXPLORATION, False), (EXPLORATION, True)))
    )


def _outcome(terrain: Terrain, way: Way, asked: Asked) -> WayOutcome:
    """Each way gets the same chance to start from, so that ways differ by what they do."""
    rng = np.random.default_rng(asked.seed)
    found = simulate_rounds(terrain, way, rng, rounds=asked.rounds, visits=asked.visits, runs=asked.runs)
    return WayOutcome(
        lead=way.lead,
        exploration=way.exploration,
        corrected=way.corrected,
        believed=found.believed,
        hits=found.hits,
        seen=found.seen,
    )


def _check(asked: Asked, place_count: int) -> None:
    most = place_count // 2
    fewest = next(count for count in range(1, place_count) if round(EXPLORATION * count) >= 1)
    problems = []
    if asked.rounds < 1:
        problems.append(f"--rondes {asked.rounds}: verwacht 1 of meer")
    if not fewest <= asked.visits <= most:
        problems.append(
            f"--bezoeken {asked.visits}: verwacht {fewest} (dan wordt er een geloot) tot {most} (helft van de plekken)"
        )
    if asked.runs < 1:
        problems.append(f"--herhalingen {asked.runs}: verwacht 1 of meer")
    if asked.seed < 0:
        problems.append(f"--seed {asked.seed}: verwacht 0 of meer")
    if problems:
        raise DataError("De simulatie kan zo niet draaien", problems)
