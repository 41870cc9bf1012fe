"""Command bevindingen: what people found at locations, read back from the files that the map made."""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from geo_risico.catalog import load_scan
from geo_risico.cli.console import out
from geo_risico.cli.definitions import catalog_of
from geo_risico.cli.run import Output  # noqa: TC001 - typer reads it
from geo_risico.core.errors import DataError, DefinitionError
from geo_risico.core.findings import FOUND, NOT_VISITED
from geo_risico.core.numbers import format_date, format_number
from geo_risico.inspection.findings import conflicts, count_codes, count_outcomes, visits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.core.fieldwork_specs import FieldworkSpec
    from geo_risico.core.findings import Finding
    from geo_risico.io.findings import FindingsFile, Log, SavedScan

NAMED = 10
"""At most so many contradictions are named."""
NAME_FORM = re.compile(r"[a-z][a-z0-9_]{0,59}")


class Aanleiding(StrEnum):
    """Why somebody went there, in the words of layer bezoeken."""

    GEPLAND = "gepland"
    STEEKPROEF = "steekproef"
    SELECTIE = "selectie"
    HERCONTROLE = "hercontrole"
    INTEGRAAL = "integrale controle"
    MILIEU = "milieucontrole"
    HANDHAVING = "handhaving"
    VERGUNNING = "vergunning"
    TIP = "tip"
    MELDING = "melding"
    KLACHT = "klacht"
    INCIDENT = "incident"
    OVERIG = "overig"


def bevindingen(
    bestanden: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Bestanden met bevindingen van de kaart (JSON of csv).", dir_okay=False),
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
        typer.Option("--aanleiding", help="Waarom er is bezocht; leeg: niet bekend. Geldt voor alle bestanden."),
    ] = None,
) -> None:
    """Lees bevindingen van de kaart in, bewaar ze bij de uitvoer en maak er bezoeken van voor de volgende scan."""
    from geo_risico.io.findings import (  # noqa: PLC0415 - heavy; help must answer at once
        Expected,
        Source,
        add_findings,
        check_findings,
        log_path,
        read_findings,
        saved_scan,
    )

    files = [read_findings(path) for path in bestanden]
    name, fieldwork = _wanted(files, scan)
    saved = saved_scan(uit, name)
    now = dt.datetime.now(tz=dt.UTC)
    is_fictief = _is_fictief(files, saved, scan)
    expected = Expected(
        scan=name,
        fieldwork=fieldwork,
        now=now,
        themes=None if saved is None else saved.themes,
        is_fictief=is_fictief,
    )
    checked = check_findings(files, expected)
    reason = "" if aanleiding is None else aanleiding.value
    sources = [
        Source(file=file, findings=found, aanleiding=reason, is_fictief=is_fictief is True)
        for file, found in zip(files, checked, strict=True)
    ]
    log = add_findings(log_path(uit, name), sources, now)
    _print_log(log, files, fieldwork, is_fictief=is_fictief is True)
    _print_visits(log, saved, uit / name)


def _wanted(files: Sequence[FindingsFile], scan: Path | None) -> tuple[str, FieldworkSpec]:
    """Name of the scan and the list of findings: from its definition, else from the files."""
    lists = catalog_of().fieldwork
    if scan is not None:
        definition = load_scan(scan)
        name, list_name = definition.name, definition.veldwerk
    else:
        name, list_name = _told(files, "scan"), _told(files, "lijst")
        if not NAME_FORM.fullmatch(name):
            raise DataError(f"scan '{name[:60]}' is geen naam van een scan; noem de scandefinitie met --scan")
    if list_name not in lists:
        raise DefinitionError(f"lijst '{list_name[:60]}' bestaat niet; verwacht {', '.join(lists)} (scans/veldwerk)")
    return name, lists[list_name]


def _told(files: Sequence[FindingsFile], key: str) -> str:
    """The one value that the files give."""
    unread = [line for file in files for line in file.problems]
    found = sorted({str(file.facts[key]) for file in files if file.facts.get(key)})
    if unread and not found:
        raise DataError(f"Er is geen bevinding opgenomen: {len(unread)} probleem(en)", unread)
    if len(found) != 1:
        words = ", ".join(value[:60] for value in found) or "niets"
        raise DataError(
            f"{key}: verwacht een waarde in alle bestanden, gevonden: {words}; noem de scandefinitie met --scan"
        )
    return found[0]


def _is_fictief(files: Sequence[FindingsFile], saved: SavedScan | None, scan: Path | None) -> bool | None:
    """Whether the scan is FICTIEF: its output knows, else its definition, else a file that says so."""
    if saved is not None:
        return saved.is_fictief
    if scan is not None:
        return load_scan(scan).is_fictief
    return True if any(file.facts.get("is_fictief") is True for file in files) else None


def _print_log(log: Log, files: Sequence[FindingsFile], fieldwork: FieldworkSpec, *, is_fictief: bool) -> None:
    if is_fictief:
        out.print("[black on yellow] FICTIEF [/] Verzonnen plaatsen of gegevens.")
    for file in files:
        if file.unread:
            names = ", ".join(name[:60] for name in file.unread[:NAMED])
            out.print(f"  {file.name}: niet gelezen, hoort niet in dit bestand: {names}", markup=False)
    same = f"; {format_number(log.same_count)} waren al bekend" if log.same_count else ""
    out.print(f"Bevindingen: {format_number(log.added_count)} toegevoegd{same} ({log.path})", markup=False)
    _print_counts(log.findings, fieldwork)
    _print_conflicts(log.findings)


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
        table.add_row(f"  {FOUND}: {titles.get(code, code)}", format_number(count))
    out.print(table)


def _print_conflicts(findings: Sequence[Finding]) -> None:
    found = conflicts(findings)
    if not found:
        return
    out.print(
        f"Verschillende antwoorden op dezelfde dag: {format_number(len(found))}; het laatste telt, alle blijven bewaard"
    )
    for item in found[:NAMED]:
        words = ", dan ".join(_answer(finding) for finding in item.findings)
        out.print(f"  {item.location_id}, {format_date(item.day)}: {words}", markup=False)
    if len(found) > NAMED:
        out.print(f"  en {len(found) - NAMED} andere")


def _answer(finding: Finding) -> str:
    return f"{finding.outcome} ({', '.join(finding.codes)})" if finding.codes else finding.outcome


def _print_visits(log: Log, saved: SavedScan | None, folder: Path) -> None:
    from geo_risico.io.findings import write_visits  # noqa: PLC0415 - heavy

    if saved is None:
        out.print(
            f"{folder}: geen uitvoer van deze scan, dus geen plaatsen; er zijn geen bezoeken geschreven", markup=False
        )
        return
    path, gone = write_visits(log, saved)
    out.print(f"  {path}", markup=False)
    if gone:
        out.print(f"  {format_number(len(gone))} bezoeken aan locaties die deze uitvoer niet kent staan daar niet in")
    out.print("Neem ze mee in de volgende scan, onder layers:", markup=False)
    day = max((item.day for item in visits(log.findings)), default=None)
    date = "" if day is None else f", peildatum: {day.isoformat()}"
    out.print(f"  bezoeken: {{source: bezoeken_tabel, path: {path.resolve()}{date}}}", markup=False)
