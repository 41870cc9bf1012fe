"""Command opruimen: output whose end date has passed is shown, and removed when asked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from geo_risico.cli.console import out
from geo_risico.cli.run import Output  # noqa: TC001 - typer reads it
from geo_risico.core.errors import DefinitionError
from geo_risico.core.numbers import format_date, format_number


def opruimen(
    uit: Output = Path("uit"),
    *,
    ja: Annotated[bool, typer.Option("--ja", help="Verwijder; zonder deze optie toont de opdracht alleen.")] = False,
    op: Annotated[str, typer.Option("--op", metavar="DATUM", help="Dag waarop gekeken wordt; leeg: vandaag.")] = "",
) -> None:
    """Verwijder uitvoer waarvan de bewaartermijn voorbij is, en leg vast wat er weg is."""
    from geo_risico.io.retention import output_folders, remove  # noqa: PLC0415 - heavy; help must answer at once

    moment = dt.datetime.now(tz=dt.UTC)
    day = _day(op, moment.date())
    if not uit.is_dir():
        raise DefinitionError(f"{uit}: deze map bestaat niet; noem de map met uitvoer met --uit")
    every = output_folders(uit)
    gone = [item for item in every if item.expires < day]
    out.print(
        f"{uit}: {format_number(len(every))} mappen met een einddatum, {format_number(len(gone))} over tijd op "
        f"{format_date(day)}",
        markup=False,
    )
    if not gone:
        return
    table = Table("Map", "Bewaren tot en met", "Bestanden")
    for item in gone:
        table.add_row(
            escape(str(item.folder.relative_to(uit))), format_date(item.expires), format_number(item.file_count)
        )
    out.print(table)
    if not ja:
        out.print("Er is niets verwijderd; geef --ja om deze mappen te verwijderen.")
        return
    proof = remove(uit, gone, moment)
    out.print(f"Verwijderd: {format_number(len(gone))} mappen. Vastgelegd in {proof}", markup=False)


def _day(text: str, today: dt.date) -> dt.date:
    if not text:
        return today
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise DefinitionError(f"--op '{text[:40]}': geen datum; verwacht jjjj-mm-dd, zoals 2026-07-01") from error
