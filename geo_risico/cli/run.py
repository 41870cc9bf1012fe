"""Commands that run a scan: scan, demo."""

from __future__ import annotations

import os
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from geo_risico.catalog import definitions_folder, load_scan
from geo_risico.cli.certainty import count_line
from geo_risico.cli.console import out, progress
from geo_risico.cli.definitions import catalog_of
from geo_risico.cli.moment import moment_of_making
from geo_risico.cli.subject import Subject, asked_scan, closed_network
from geo_risico.cli.versleutel import passphrase_of
from geo_risico.core.numbers import format_number, format_share

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo_risico.core.results import Release, ScanResult
    from geo_risico.core.source_specs import ScanSpec
    from geo_risico.scan.sealed import Seal

DEMO_SCANS = ("nieuwpolder", "fictieve_gemeenten")
DEFAULT_CACHE = Path.home() / ".cache" / "geo-risico"

Output = Annotated[Path, typer.Option("--uit", help="Map waarin de map van de scan komt.")]
Cache = Annotated[Path, typer.Option("--cache", help="Map met gelezen lagen; weggooien mag altijd.")]


def scan(  # noqa: PLR0913 - each is an option of the command
    bestand: Annotated[
        Path | None,
        typer.Argument(
            metavar="[BESTAND]", help="Scandefinitie (YAML); leeg: die van --snapshot.", exists=True, dir_okay=False
        ),
    ] = None,
    uit: Output = Path("uit"),
    cache: Cache = DEFAULT_CACHE,
    invulblad: Annotated[
        Path | None,
        typer.Option(
            "--invulblad", metavar="FILE", help="Ingevuld werkboek.xlsx of risicomatrix.xlsx.", dir_okay=False
        ),
    ] = None,
    gewichten: Annotated[
        list[Path] | None,
        typer.Option(
            "--gewichten",
            metavar="FILE",
            help="Gewichten van een thema, geijkt of uit een expertsessie; mag vaker.",
            dir_okay=False,
        ),
    ] = None,
    snapshot: Annotated[
        Path | None,
        typer.Option("--snapshot", metavar="DIR", help="Momentopname van geo-risico haal.", file_okay=False),
    ] = None,
    *,
    voor: Annotated[
        list[str] | None,
        typer.Option(
            "--voor", metavar="SLEUTEL", help="Schrijf alleen versleuteld, voor deze sleutel (age1...); mag vaker."
        ),
    ] = None,
    versleutel: Annotated[
        bool, typer.Option("--versleutel", help="Schrijf alleen versleuteld, met een wachtzin; zo opent ook de kaart.")
    ] = False,
    alle_gemeenten: Annotated[
        bool, typer.Option("--alle-gemeenten", help="Een informatiebeeld per gemeente, ook bij meer dan 50.")
    ] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Maak geen enkele verbinding.")] = False,
) -> None:
    """Voer een gebiedsscan uit en schrijf kaart, informatiebeeld, bestanden en manifest."""
    seal = _seal_of(voor or [], with_passphrase=versleutel)
    with closed_network() if offline else nullcontext():
        subject = asked_scan(bestand, snapshot, offline=offline)
        given = _Given(workbook=invulblad, weights=gewichten or (), every_gemeente=alle_gemeenten, seal=seal)
        _run(subject, uit, cache, given)


def demo(uit: Output = Path("uit"), cache: Cache = DEFAULT_CACHE) -> None:
    """Voer de voorbeeldscans uit op de fictieve gemeente Nieuwpolder."""
    folder = definitions_folder() / "scans"
    for name in DEMO_SCANS:
        _run(Subject(load_scan(folder / f"{name}.yaml"), folder), uit, cache, _Given())
    out.print("\n[bold]Kijk nu hier[/] (openen kan zonder internet):")
    for name in DEMO_SCANS:
        out.print(f"  {(uit / name / 'kaart.html').resolve()}", markup=False)
        for report in ("informatiebeeld.html", "risicomatrix.html"):
            if (uit / name / report).exists():
                out.print(f"  {(uit / name / report).resolve()}", markup=False)


@dataclass(frozen=True, kw_only=True)
class _Given:
    """What the command was given beside the scan: a workbook, files with weights, and who may open the output."""

    workbook: Path | None = None
    weights: Sequence[Path] = ()
    every_gemeente: bool = False
    seal: Seal | None = None


def _seal_of(words: list[str], *, with_passphrase: bool) -> Seal | None:
    """Who can open the output; None for output that is written readable."""
    if not words and not with_passphrase:
        return None
    from geo_risico.io.age_files import recipients_of  # noqa: PLC0415 - heavy; help must answer at once
    from geo_risico.scan.sealed import Seal  # noqa: PLC0415 - idem

    return Seal(recipients=recipients_of(words), passphrase=passphrase_of(is_new=True) if with_passphrase else "")


def _run(subject: Subject, folder: Path, cache: Path, given: _Given) -> None:
    from geo_risico.io.invulblad.read import read_invulblad  # noqa: PLC0415 - heavy; help must answer at once
    from geo_risico.scan.record import Asked  # noqa: PLC0415 - idem
    from geo_risico.scan.run import run_scan  # noqa: PLC0415 - idem
    from geo_risico.scan.save import save_scan  # noqa: PLC0415 - idem
    from geo_risico.scan.sealed import save_sealed  # noqa: PLC0415 - idem
    from geo_risico.scan.sessions import named_files  # noqa: PLC0415 - idem
    from geo_risico.scan.share import share_scan  # noqa: PLC0415 - idem

    seen = {file: os.path.relpath(file.resolve(), subject.folder.resolve()) for file in given.weights}
    definition = named_files(subject.scan, seen)
    filled = None if given.workbook is None else read_invulblad(given.workbook)
    created = moment_of_making()
    catalog = catalog_of()
    asked = Asked(
        command="scan",
        scan=definition,
        folder=subject.folder,
        catalog=catalog,
        snapshot=subject.snapshot,
        workbook=given.workbook,
        every_gemeente=given.every_gemeente,
    )
    with progress(definition.name) as step:
        result = run_scan(definition, catalog, subject.folder, cache=cache, step=step, invulblad=filled)
        if given.seal is None:
            released, files = save_scan(result, folder, created=created, step=step, asked=asked)
            shared = share_scan(definition, released, folder, created=created, step=step)
        else:
            released, files = save_sealed(result, folder, given.seal, created=created, step=step, asked=asked)
            shared = tuple(_told_of_sealed(folder / definition.name, definition))
    if filled is not None:
        rows = f"{len(filled.schouw)} van {filled.row_count} locaties met een schouw"
        out.print(f"  invulblad {filled.path} gelezen: {rows}, {len(filled.weights)} gewichten", markup=False)
    _report(result, released, files)
    for line in shared:
        out.print(f"  {line}", markup=False)


def _told_of_sealed(output: Path, definition: ScanSpec) -> Iterator[str]:
    """What someone who asked for encrypted output alone should know."""
    yield "Alleen versleuteld geschreven: leesbaar was de uitvoer in het geheugen. In uit/archief is niets bewaard."
    if output.exists():
        yield f"Let op: {output} van een eerdere scan staat er nog leesbaar."
    if definition.database is not None and definition.database.results is not None:
        yield "Let op: de uitkomst is niet in de database gezet; die zou daar leesbaar staan."


def _report(result: ScanResult, released: Release, files: tuple[Path, ...]) -> None:
    out.print(f"[bold]{escape(released.meta.title)}[/] (profiel {released.meta.profile})")
    for part, shown in zip(result.by_theme, released.by_theme, strict=True):
        classes = part.scores["class"].value_counts()
        counts = ", ".join(f"{letter} {format_number(int(classes.get(letter, 0)))}" for letter in "EDCBA")
        total = escape(f"{format_number(len(part.scores))} {part.theme.location_plural}")
        out.print(f"  {total}; klasse {counts}, onbekend {classes.get('onbekend', 0)}")
        if line := count_line(shown):
            out.print(f"  {line}")
        if len(part.scores):
            out.print(f"  dekking gemiddeld {format_share(float(part.scores['coverage'].mean()))}")
    for notice in dict.fromkeys(notice for part in released.by_theme for notice in part.meta.notices):
        out.print(f"  - {notice}", markup=False)
    for path in files:
        out.print(f"  {path}", markup=False)
    guide = next((path for path in files if path.name == "LEESMIJ.html"), None)
    if guide is not None:
        out.print(f"Wat elk bestand is en voor wie: {guide}", markup=False)
