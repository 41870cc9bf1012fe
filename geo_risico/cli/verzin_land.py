"""Command verzin-land: a fictitious country on real or invented boundaries, for work on a national scale."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from geo_risico.cli.console import err, out
from geo_risico.core.numbers import format_number

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.land import Country

MOST_WORKERS: Final = 64
EVERY: Final = 25
"""Outside a terminal one line for so many gemeenten."""


def verzin_land(  # noqa: PLR0913 - each is an option of the command
    map_: Annotated[Path, typer.Argument(metavar="DIR", help="Map waarin het land komt; wat er al af is, blijft.")],
    grenzen: Annotated[
        Path | None,
        typer.Option("--grenzen", metavar="FILE", help="Echte grenzen van gemeenten; leeg: verzonnen grenzen."),
    ] = None,
    provincies: Annotated[
        Path | None,
        typer.Option("--provincies", metavar="FILE", help="Vlakken van provincies, als --grenzen ze niet noemt."),
    ] = None,
    gemeenten: Annotated[int, typer.Option("--gemeenten", help="Aantal gemeenten zonder --grenzen, 4 tot 400.")] = 342,
    panden: Annotated[int, typer.Option("--panden", help="Aantal panden in het hele land.")] = 10_000_000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Begin van het toeval; zelfde seed, zelfde land.")] = 1,
    *,
    werkers: Annotated[
        int, typer.Option("--werkers", min=1, max=MOST_WORKERS, help="Processen naast elkaar, elk hoogstens 1 GB.")
    ] = 1,
) -> None:
    """Verzin een heel land, gemeente voor gemeente, om mee te proberen; alle inhoud is verzonnen."""
    from geo_risico.io.sources.fictief.land import Asked, make_country  # noqa: PLC0415 - heavy; help answers at once

    asked = Asked(
        folder=map_, borders=grenzen, provinces=provincies, gemeenten=gemeenten, panden=panden, seed=seed,
        workers=werkers,
    )  # fmt: skip
    columns = (
        TextColumn("Gemeenten"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )  # fmt: skip
    with Progress(*columns, console=err, transient=True) as bar:
        line = bar.add_task("", total=None)

        def step(done: int, total: int, name: str) -> None:
            bar.update(line, completed=done, total=total, description=name)
            if not err.is_terminal and (done % EVERY == 0 or done == total):
                err.print(f"{done} van {total} gemeenten", markup=False)

        country = make_country(asked, step)
    _report(country)


def _report(country: Country) -> None:
    out.print("[black on yellow] FICTIEF [/] Verzonnen panden, adressen, percelen en wegen.")
    out.print(
        f"{format_number(country.gemeenten)} gemeenten met {format_number(country.panden)} panden, "
        f"{format_number(round(country.size / 1e6))} MB; {format_number(country.kept)} gemeenten stonden er al.",
        markup=False,
    )
    for line in country.repairs:
        out.print(f"  {line}", markup=False)
    out.print(f"Scan een gemeente met de definitie {country.definition}: zet bij area alleen haar code.", markup=False)
