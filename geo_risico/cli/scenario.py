"""Command scenario: what if, declared in YAML, computed beside the scan."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from geo_risico.catalog.scenario import load_scenario
from geo_risico.cli.console import out, progress
from geo_risico.cli.definitions import catalog_of
from geo_risico.cli.run import DEFAULT_CACHE, Cache, Output
from geo_risico.core.numbers import format_number
from geo_risico.core.scenario import BANNER

if TYPE_CHECKING:
    from geo_risico.core.scenario import ScenarioOutcome

MOST_DRAWS = 500


def scenario(
    bestand: Annotated[Path, typer.Argument(metavar="SCENARIO", help="Scenario (YAML).", exists=True, dir_okay=False)],
    uit: Output = Path("uit"),
    cache: Cache = DEFAULT_CACHE,
    trekkingen: Annotated[
        int | None,
        typer.Option(
            "--trekkingen", min=0, max=MOST_DRAWS, help="Lotingen voor de bandbreedte; leeg: wat het scenario zegt."
        ),
    ] = None,
) -> None:
    """Reken een scenario door: wat als, naast de scan; een aanname, geen meting."""
    from geo_risico.scan.scenario import Start, run_scenario, save_scenario  # noqa: PLC0415 - heavy; help answers at once

    catalog = catalog_of()
    spec, base, folder = load_scenario(bestand, catalog)
    start = Start(spec=spec, scan=base, folder=bestand.parent, base_folder=folder)
    draws = spec.draws if trekkingen is None else trekkingen
    with progress(spec.name) as step:
        outcome, after = run_scenario(start, catalog, cache=cache, draws=draws, step=step)
        files = save_scenario(outcome, after, uit, created=dt.datetime.now(tz=dt.UTC), step=step)
    _report(outcome, is_fictief=base.is_fictief)
    for path in files:
        out.print(f"  {path}", markup=False)


def _report(outcome: ScenarioOutcome, *, is_fictief: bool) -> None:
    if is_fictief:
        out.print("[black on yellow] FICTIEF [/] Verzonnen plaatsen of gegevens.")
    out.print(f"[bold]{escape(outcome.spec.title)}[/]", highlight=False)
    out.print(f"  {BANNER}", markup=False)
    for step in outcome.steps:
        counts = f"{format_number(step.chosen_count)} van {format_number(step.candidate_count)} {step.what} gekozen"
        out.print(f"  {step.name}: {'; '.join((counts, *step.rows))}", markup=False)
    for shift in outcome.shifts:
        table = shift.locations
        other = table[table["status"] != "gelijk"]
        moved = int((other["class_before"] != other["class_after"]).sum())
        out.print(
            f"  {shift.theme.name}: bij {format_number(len(other))} van {format_number(len(table))} "
            f"{shift.theme.location_plural} verandert iets, {format_number(moved)} krijgen een andere klasse",
            markup=False,
        )
