"""Command leer: what the visits of sealed choices taught, as a page and in the terminal."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.markup import escape
from rich.table import Table

from geo_risico.catalog import load_scan
from geo_risico.cli.console import out
from geo_risico.cli.definitions import catalog_of
from geo_risico.cli.run import Output  # noqa: TC001 - typer reads it
from geo_risico.core.errors import DefinitionError
from geo_risico.core.numbers import format_number, format_share

if TYPE_CHECKING:
    from geo_risico.core.lessons import Lessons, Share
    from geo_risico.core.source_specs import ScanSpec
    from geo_risico.scan.learn import Learnt

_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
SHOWN: Final = 5


def leer(
    scan: Annotated[str, typer.Argument(metavar="SCAN", help="Naam van de scan, of haar definitie (YAML).")],
    uit: Output = Path("uit"),
    ronde: Annotated[
        str, typer.Option("--ronde", metavar="KEUZE_ID", help="Over welke keuze; leeg: de nieuwste met bevindingen.")
    ] = "",
    *,
    gewichten: Annotated[
        bool, typer.Option("--gewichten", help="Schrijf ook de bijgestelde gewichten, voor geo-risico scan.")
    ] = False,
) -> None:
    """Zeg wat de bezoeken van verzegelde keuzes leerden: pagina, pdf en cijfers, per ronde en samen."""
    from geo_risico.scan.learn import LessonsAsked, learn, save_weights  # noqa: PLC0415 - heavy; help must answer at once

    name, definition = _subject(scan)
    created = dt.datetime.now(tz=dt.UTC)
    catalog = catalog_of()
    fieldwork = catalog.fieldwork.get("standaard" if definition is None else definition.veldwerk)
    asked = LessonsAsked(
        keuze_id=ronde.strip(),
        path="" if definition is None else scan,
        fieldwork=fieldwork,
        definition=definition,
        catalog=catalog,
    )
    found = learn(uit, name, asked, created)
    _report(found)
    if gewichten:
        _tell_weights(found, save_weights(found, uit))
    for path in found.files:
        out.print(f"  {path}", markup=False)


def _subject(scan: str) -> tuple[str, ScanSpec | None]:
    """Name of the scan, and its definition where a file was given."""
    path = Path(scan)
    if path.suffix in {".yaml", ".yml"}:
        if not path.is_file():
            raise DefinitionError(
                f"{path}: dit bestand bestaat niet; verwacht een scandefinitie of de naam van een scan"
            )
        definition = load_scan(path)
        return definition.name, definition
    if not _NAME.fullmatch(scan):
        raise DefinitionError(f"SCAN '{scan[:60]}': verwacht de naam van een scan, of een scandefinitie (.yaml)")
    return scan, None


def _report(found: Learnt) -> None:
    from geo_risico.reports.wat_leerden_words import missing_words, summary  # noqa: PLC0415 - heavy

    if found.meta.is_fictief:
        out.print("[black on yellow] FICTIEF [/] Verzonnen plaatsen of gegevens.")
    shown = found.every if found.one is None else found.one
    title = "Wat leerden we tot nu toe" if found.one is None else f"Wat leerden we van {shown.rounds[-1].keuze_id}"
    out.print(f"[bold]{escape(title)}[/]")
    for line in [*summary(shown, is_all=found.one is None), *missing_words(shown)]:
        out.print(f"  {line}", markup=False)
    out.print(_table(found.every))
    for item in shown.indicators[:SHOWN] if shown.answered else ():
        if item.chance is not None:
            out.print(f"  {item.title}: {item.verdict} ({format_share(item.chance)})", markup=False)
    if shown.advice:
        out.print("[bold]Volgende ronde[/]")
    for line in shown.advice:
        out.print(f"  - {line}", markup=False)
    if shown.command:
        out.print(f"  {shown.command}", markup=False)


def _table(lessons: Lessons) -> Table:
    """Each round and all rounds together."""
    table = Table(title="Deel van alle plekken waar iets te vinden is")
    table.add_column("Keuze", overflow="fold")
    for heading in ("Op de lijst", "Geloot: gevonden", "Aandeel", "95% zeker"):
        table.add_column(heading, justify="right")
    for line in lessons.rounds:
        table.add_row(escape(line.keuze_id), format_number(line.chosen), *_cells(line.drawn, line.everywhere))
    if len(lessons.rounds) > 1:
        table.add_row("alle ronden", format_number(lessons.chosen), *_cells(lessons.drawn, lessons.everywhere))
    return table


def _cells(drawn: Share, everywhere: Share) -> tuple[str, str, str]:
    counts = f"{format_number(drawn.hits)} van {format_number(drawn.visits)}"
    if everywhere.share is None:
        return counts, "-", "te weinig bezoeken"
    return counts, format_share(everywhere.share), f"{format_share(everywhere.low)} - {format_share(everywhere.high)}"


def _tell_weights(found: Learnt, paths: tuple[Path, ...]) -> None:
    for item in found.every.weights:
        if item.weights is None:
            out.print(f"  Geen gewichten voor {item.title}: {item.reason}.", markup=False)
    for path in paths:
        out.print(f"  {path}", markup=False)
        out.print(f"  Gebruik: geo-risico scan SCAN --gewichten {path}", markup=False)
