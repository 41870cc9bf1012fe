"""Command beeld: the locations that changed most on images, and what people said when they looked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from geo_risico.catalog import load_scan
from geo_risico.cli.console import out, progress
from geo_risico.cli.definitions import catalog_of
from geo_risico.cli.moment import moment_of_making
from geo_risico.cli.run import DEFAULT_CACHE, Cache, Output
from geo_risico.core.numbers import format_number

if TYPE_CHECKING:
    from geo_risico.core.candidates import Candidate
    from geo_risico.core.results import Release, ScanResult
    from geo_risico.io.marks import History, MarkFile

LABEL_LENGTH = 32
NAMED = 10
"""At most so many changed marks are named."""


def beeld(
    bestand: Annotated[Path, typer.Argument(metavar="SCAN", help="Scandefinitie (YAML).", exists=True, dir_okay=False)],
    uit: Output = Path("uit"),
    cache: Cache = DEFAULT_CACHE,
    aantal: Annotated[
        int | None, typer.Option("--aantal", min=1, max=200, help="Hoeveel kandidaten u ziet; leeg: wat de scan zegt.")
    ] = None,
    oordelen: Annotated[
        list[Path] | None,
        typer.Option(
            "--oordelen",
            metavar="FILE",
            help="Oordelen van de kaart (JSON, csv) of een ingevulde kandidaten.csv; mag vaker.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    invulblad: Annotated[
        Path | None,
        typer.Option(
            "--invulblad", metavar="FILE", help="Ingevuld werkboek.xlsx of risicomatrix.xlsx.", dir_okay=False
        ),
    ] = None,
) -> None:
    """Toon de sterkste veranderingen op beeld, met uitsneden, en verwerk oordelen tot een gemeten precisie."""
    from geo_risico.io.invulblad.read import read_invulblad  # noqa: PLC0415 - heavy; help must answer at once
    from geo_risico.io.marks import read_marks  # noqa: PLC0415 - idem
    from geo_risico.scan.record import Asked  # noqa: PLC0415 - idem
    from geo_risico.scan.run import run_scan  # noqa: PLC0415 - idem
    from geo_risico.scan.save import save_scan  # noqa: PLC0415 - idem

    definition = load_scan(bestand)
    if aantal is not None:
        definition = definition.model_copy(update={"beeld_selection": aantal})
    files = [read_marks(path) for path in oordelen or ()]
    filled = None if invulblad is None else read_invulblad(invulblad)
    created = moment_of_making()
    catalog = catalog_of()
    asked = Asked(command="beeld", scan=definition, folder=bestand.parent, catalog=catalog, workbook=invulblad)
    with progress(definition.name) as step:
        result = run_scan(definition, catalog, bestand.parent, cache=cache, step=step, invulblad=filled)
        history = _keep(result, files, uit, created)
        released, _ = save_scan(result, uit, created=created, step=step, asked=asked)
    if history is not None:
        _print_history(history)
    _print_candidates(released, uit / definition.name)


def _keep(result: ScanResult, files: list[MarkFile], folder: Path, moment: dt.datetime) -> History | None:
    """What was added to the marks of the scan; None without files."""
    from geo_risico.io.marks import check_marks, marks_path, merge_marks  # noqa: PLC0415 - heavy

    if not files:
        return None
    known = {str(name) for part in result.by_theme for name in part.locations.frame.index}
    check_marks(files, result.scan.name, known)
    return merge_marks(marks_path(folder, result.scan.name), files, moment)


def _print_history(history: History) -> None:
    same = f"; {format_number(history.same_count)} waren al bekend" if history.same_count else ""
    out.print(f"Oordelen: {format_number(history.added_count)} toegevoegd{same} ({history.path})", markup=False)
    for name, former, mark in history.changed[:NAMED]:
        out.print(f"  {name}: was {former}, nu {mark}", markup=False)
    if len(history.changed) > NAMED:
        out.print(f"  en {len(history.changed) - NAMED} andere gewijzigde oordelen", markup=False)


def _print_candidates(released: Release, folder: Path) -> None:
    from geo_risico.imagery.words import count_sentence, precision_sentence  # noqa: PLC0415 - heavy
    from geo_risico.io.write_beeld import FOLDER  # noqa: PLC0415 - idem

    parts = [(part, part.candidates) for part in released.by_theme if part.candidates is not None]
    out.print(f"[bold]{escape(released.meta.title)}[/]")
    if released.meta.is_fictief:
        out.print("[black on yellow] FICTIEF [/] Verzonnen plaatsen of gegevens.")
    if not parts:
        out.print(_why_none(released))
        return
    shown = sorted(
        ((item, part) for part, found in parts for item in found.shown),
        key=lambda pair: (pair[0].rank, pair[1].theme.name),
    )
    if shown:
        out.print(_table(shown))
    out.print(count_sentence([(f, p.theme.location_title, p.theme.location_plural) for p, f in parts]), markup=False)
    total = sum(len(found.items) for _, found in parts)
    if not total:
        out.print("Er is geen geloofwaardige verandering gevonden op de beelden van deze scan.")
    elif total > len(shown):
        out.print(f"Hier staan de {len(shown)} sterkste van {format_number(total)}; meer met --aantal.")
    out.print(precision_sentence(parts[0][1].precision), markup=False)
    out.print("[dim]Een verandering op beeld is geen bewijs en gaat niet over personen.[/]")
    for path in (*sorted((folder / FOLDER).iterdir()), folder / "kaart.html"):
        out.print(f"  {path}", markup=False)


def _why_none(released: Release) -> str:
    if released.locations is None:
        return "In profiel open worden geen locaties getoond; er zijn dus geen veranderingen op beeld te zien."
    if "score" not in released.locations:
        return "De score is in deze uitgave verborgen; veranderingen op beeld worden dan niet getoond."
    return (
        "Deze scan heeft geen beelden die een verandering kunnen laten zien. Noem onder 'rasters' in de scandefinitie "
        "beelden van ten minste twee data."
    )


def _table(shown: list[tuple[Candidate, Release]]) -> Table:
    from geo_risico.imagery.words import change_text  # noqa: PLC0415 - heavy

    table = Table(title="Sterkste geloofwaardige veranderingen op beeld")
    for heading in ("Nr", "Locatie", "Wat er veranderde", "Voor en na", "Oordeel"):
        is_whole = heading in {"Nr", "Locatie", "Voor en na"}
        table.add_column(heading, justify="right" if heading == "Nr" else "left", overflow="fold", no_wrap=is_whole)
    for item, part in shown:
        if part.locations is None or part.candidates is None:
            raise TypeError("the release shows no candidates")
        what = "\n".join(change_text(change, part.indicator_specs[change.indicator]) for change in item.changes)
        pair = item.chips
        dates = "geen beeld" if pair is None else f"{_short(pair.before.date)}\n{_short(pair.after.date)}"
        name, label = item.location_id, str(part.locations.at[item.location_id, "label"])
        words = (str(item.rank), f"{name}\n{label[:LABEL_LENGTH]}", what, dates, part.candidates.marks.get(name, ""))
        table.add_row(*map(escape, words))
    return table


def _short(date: dt.date) -> str:
    return f"{date.day}-{date.month}-{date.year}"
