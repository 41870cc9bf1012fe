"""Command simuleer: what every way of choosing visits does on the fictitious gemeente."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.table import Table

from geo_risico.cli.console import out, progress
from geo_risico.core.numbers import format_number, format_share

if TYPE_CHECKING:
    from geo_risico.core.simulation import Simulation

MOST_ROUNDS: Final = 100
MOST_RUNS: Final = 400


def simuleer(
    uit: Annotated[Path, typer.Option("--uit", help="Map waarin de map simulatie komt.")] = Path("uit"),
    rondes: Annotated[int, typer.Option("--rondes", min=1, max=MOST_ROUNDS, help="Ronden na elkaar.")] = 12,
    bezoeken: Annotated[int, typer.Option("--bezoeken", help="Bezoeken in een ronde.")] = 40,
    herhalingen: Annotated[
        int, typer.Option("--herhalingen", min=1, max=MOST_RUNS, help="Hoe vaak elke werkwijze wordt overgedaan.")
    ] = 40,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Begin van het toeval; zelfde seed, zelfde uitkomst.")] = 1,
) -> None:
    """Laat zien wat elke manier van kiezen doet, in ronden bezoeken aan de fictieve gemeente."""
    from geo_risico.scan.simulate import Asked, run_simulation, save_simulation  # noqa: PLC0415 - heavy; help answers at once

    asked = Asked(rounds=rondes, visits=bezoeken, runs=herhalingen, seed=seed)
    with progress("simulatie") as step:
        found = run_simulation(asked, step)
        step("Bestanden wegschrijven")
        files = save_simulation(found, uit)
    _report(found)
    for path in files:
        out.print(f"  {path}", markup=False)


def _report(simulation: Simulation) -> None:
    from geo_risico.reports.simulatie_words import points, reading, title  # noqa: PLC0415 - heavy

    out.print("[black on yellow] FICTIEF [/] Verzonnen plaatsen of gegevens.")
    for line in reading(simulation):
        out.print(f"  {line}", markup=False, highlight=False)
    table = Table(title=f"Na {simulation.rounds} ronden met {simulation.visits} bezoeken")
    table.add_column("Werkwijze", overflow="fold")
    for heading in ("Vondsten", "Zones gezien", "Grootste fout in een aandeel"):
        table.add_column(heading, justify="right")
    for way in simulation.ways:
        gap = points(way.gap_share(simulation.true_share))
        table.add_row(title(way), format_number(way.hit_count), format_share(way.seen_share), gap)
    out.print(table)
