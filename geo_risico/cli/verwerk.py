"""Command verwerk: what people found at locations, read back from the map's form and from forms in a spreadsheet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from geo_risico.catalog import load_scan
from geo_risico.cli.console import out
from geo_risico.cli.definitions import catalog_of
from geo_risico.cli.run import Output  # noqa: TC001 - typer reads it
from geo_risico.core.findings import FOUND, NOT_VISITED, Aanleiding
from geo_risico.core.numbers import format_date, format_number
from geo_risico.inspection.findings import conflicts, count_codes, count_outcomes, visits
from geo_risico.inspection.findings_rounds import EARLY, OFF_LIST

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_risico.core.fieldwork_specs import FieldworkSpec
    from geo_risico.core.findings import Finding
    from geo_risico.inspection.findings import Conflict
    from geo_risico.io.findings import Log
    from geo_risico.scan.verwerk import Processed

NAMED = 10
"""At most so many lines of a kind are named."""


def verwerk(  # noqa: PLR0913 - each is an option of the command
    bestanden: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Bestanden met bevindingen: JSON of csv van de kaart, of een ingevuld formulier.",
            dir_okay=False,
        ),
    ],
    scan: Annotated[
        Path | None,
        typer.Option(
            "--scan", metavar="SCAN", help="Scandefinitie (YAML) waar zij bij horen.", exists=True, dir_okay=False
        ),
    ] = None,
    uit: Output = Path("uit"),
    aanleiding: Annotated[
        Aanleiding | None,
        typer.Option(
            "--aanleiding",
            help="Waarom is bezocht wat niet op een lijst stond; leeg: niet bekend. Voor alle bestanden.",
        ),
    ] = None,
    keuze: Annotated[
        str,
        typer.Option("--keuze", metavar="KEUZE_ID", help="De keuze waar alles bij hoort; leeg: de nieuwste die past."),
    ] = "",
    *,
    correctie: Annotated[
        bool, typer.Option("--correctie", help="Verbeter wat eerder is ingelezen; het oude antwoord blijft bewaard.")
    ] = False,
    nieuw_slot: Annotated[
        bool, typer.Option("--nieuw-slot", help="Het slot van het logboek is weg; maak eenmalig een nieuw.")
    ] = False,
) -> None:
    """Verwerk bevindingen: nakijken, bewaren in het logboek en er bezoeken van maken voor de volgende scan."""
    from geo_risico.scan.verwerk import FindingsAsked, process_findings  # noqa: PLC0415 - heavy; help must answer at once

    asked = FindingsAsked(
        paths=tuple(bestanden),
        uit=uit,
        definition=None if scan is None else load_scan(scan),
        aanleiding="" if aanleiding is None else aanleiding.value,
        keuze_id=keuze.strip(),
        is_correction=correctie,
        is_slot_lost=nieuw_slot,
    )
    moment = dt.datetime.now(tz=dt.UTC)
    done = process_findings(asked, catalog_of().fieldwork, moment)
    _print_log(done)
    _print_rounds(done)
    _print_counts(done.log.findings, done.fieldwork)
    _print_conflicts(done.log)
    _print_visits(done, uit / done.scan)
    _print_lessons(uit, done, moment)


def _print_lessons(uit: Path, done: Processed, moment: dt.datetime) -> None:
    """Where the page stands that says what this round taught; nothing without a sealed choice."""
    from geo_risico.scan.learn import write_lessons  # noqa: PLC0415 - heavy; help must answer at once

    files = write_lessons(uit, done.scan, done.fieldwork, moment)
    if files:
        out.print("Wat leerden we deze ronde:")
    for path in files or ():
        out.print(f"  {path}", markup=False)


def _print_log(done: Processed) -> None:
    if done.is_fictief:
        out.print("[black on yellow] FICTIEF [/] Verzonnen plaatsen of gegevens.")
    for file in done.files:
        if file.unread:
            names = ", ".join(name[:60] for name in file.unread[:NAMED])
            out.print(f"  {file.name}: niet gelezen, hoort niet in dit bestand: {names}", markup=False)
        if file.empty_count:
            out.print(f"  {file.name}: {format_number(file.empty_count)} regels zijn niet ingevuld", markup=False)
    log = done.log
    same = f"; {format_number(log.same_count)} waren al bekend" if log.same_count else ""
    out.print(f"Bevindingen: {format_number(log.added_count)} toegevoegd{same} ({log.path})", markup=False)
    if log.is_chained_now:
        out.print("  Het logboek had nog geen keten; alle regels zijn nu geketend")
    count = format_number(len(log.entries))
    out.print(f"  Laatste regel: {count}, {log.last_hash}", markup=False)


def _print_rounds(done: Processed) -> None:
    """How many findings belong to which sealed choice, and which to none."""
    for name, count in done.placed.items():
        if name and name not in {OFF_LIST, EARLY}:
            out.print(f"  Keuze {name}: {format_number(count)} bevindingen van de lijst", markup=False)
    _print_elsewhere(done, OFF_LIST, "Buiten de lijst")
    _print_elsewhere(done, EARLY, "Van voor het zegel, horen niet bij die ronde")


def _print_elsewhere(done: Processed, arm: str, words: str) -> None:
    found = [(finding, reason) for finding, why, reason in done.elsewhere if why == arm]
    if not found:
        return
    unknown = sum(not reason for _, reason in found)
    tail = f"; van {format_number(unknown)} is de aanleiding niet bekend (--aanleiding)" if unknown else ""
    out.print(f"  {words}: {format_number(len(found))}, zonder trekkingskans{tail}", markup=False)
    for finding, reason in found[:NAMED]:
        line = f"    {finding.location_id}, {format_date(finding.day)}: {reason or 'aanleiding niet bekend'}"
        out.print(line, markup=False)
    if len(found) > NAMED:
        out.print(f"    en {len(found) - NAMED} andere")


def _print_counts(findings: Sequence[Finding], fieldwork: FieldworkSpec) -> None:
    """Table of visits by outcome and of what was found."""
    been = visits(findings)
    table = Table(title=f"{format_number(len(been))} bezoeken tot nu toe")
    table.add_column("Uitkomst")
    table.add_column("Aantal", justify="right")
    counts = count_outcomes(been) | {NOT_VISITED: count_outcomes(findings)[NOT_VISITED]}
    for outcome, count in counts.items():
        words = f"{outcome} (geen bezoek)" if outcome == NOT_VISITED else outcome
        table.add_row(words, format_number(count))
    titles = {answer.code: answer.title for answer in fieldwork.findings}
    for code, count in count_codes(been).items():
        table.add_row(f"  {FOUND}: {escape(titles.get(code, code))}", format_number(count))
    out.print(table)


def _print_conflicts(log: Log) -> None:
    names = {entry.finding.identity: entry.file for entry in log.entries}
    found = conflicts(log.findings)
    apart = [item for item in found if not item.is_corrected]
    _print_answers(
        f"Verschillende antwoorden op dezelfde dag: {format_number(len(apart))}; het laatste telt, alle blijven "
        "bewaard",
        apart,
        names,
    )
    fixed = [item for item in found if item.is_corrected]
    _print_answers(f"Verbeterd: {format_number(len(fixed))}; het oude antwoord blijft bewaard", fixed, names)


def _print_answers(title: str, found: Sequence[Conflict], names: Mapping[tuple[object, ...], str]) -> None:
    if not found:
        return
    out.print(title)
    for item in found[:NAMED]:
        words = ", dan ".join(f"{_answer(finding)} [{names[finding.identity]}]" for finding in item.findings)
        out.print(f"  {item.location_id}, {format_date(item.day)}: {words}", markup=False)
    if len(found) > NAMED:
        out.print(f"  en {len(found) - NAMED} andere")


def _answer(finding: Finding) -> str:
    return f"{finding.outcome} ({', '.join(finding.codes)})" if finding.codes else finding.outcome


def _print_visits(done: Processed, folder: Path) -> None:
    if done.visits is None:
        out.print(
            f"{folder}: geen uitvoer van deze scan, dus geen plaatsen; er zijn geen bezoeken geschreven", markup=False
        )
        return
    out.print(f"  {done.visits}", markup=False)
    if done.gone:
        count = format_number(len(done.gone))
        out.print(f"  {count} bezoeken aan locaties die deze uitvoer niet kent staan daar niet in")
    out.print("Neem ze mee in de volgende scan, onder layers:", markup=False)
    day = max((item.day for item in visits(done.log.findings)), default=None)
    date = "" if day is None else f", peildatum: {day.isoformat()}"
    out.print(f"  bezoeken: {{source: bezoeken_tabel, path: {done.visits.resolve()}{date}}}", markup=False)
