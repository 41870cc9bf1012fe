"""Commands that show what is there: lagen, uitleg."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from geo_risico.catalog import definitions_folder, load_scan, make_plan
from geo_risico.cli.console import out, progress
from geo_risico.cli.definitions import catalog_of
from geo_risico.cli.run import DEFAULT_CACHE, Cache, Output
from geo_risico.core.numbers import format_date, format_number

if TYPE_CHECKING:
    from geo_risico.core.results import Provenance

OLD_DAYS = 365
QUIET = frozenset({"filtered", "missing_column"})
"""Repairs that belong to the form of a source and say nothing about its quality."""
ACCESS = {"open": "openbaar", "restricted": "beperkt", "personal": "persoonlijk"}


def lagen(
    bestand: Annotated[
        Path | None,
        typer.Argument(
            metavar="[SCAN]", help="Scandefinitie; leeg: de fictieve gemeente.", exists=True, dir_okay=False
        ),
    ] = None,
    cache: Cache = DEFAULT_CACHE,
    uit: Annotated[Path, typer.Option("--uit", help="Map met uitvoer, voor het logboek.")] = Path("uit"),
) -> None:
    """Toon de lagen van een scan: bron, peildatum, ouderdom, licentie, toegang en rijen."""
    from geo_risico.scan.reading import read_layers  # noqa: PLC0415 - heavy; help must answer at once

    del uit  # the log is in it
    path = bestand or definitions_folder() / "scans" / "nieuwpolder.yaml"
    definition = load_scan(path)
    with progress(definition.name) as step:
        layers = read_layers(make_plan(definition, catalog_of(), path.parent), cache, step)
    table = Table(title=f"Lagen van {escape(definition.title)} (peildatum {format_date(definition.peildatum)})")
    for heading in ("Laag", "Bron", "Peildatum", "Ouderdom", "Licentie", "Toegang"):
        table.add_column(heading, overflow="fold")
    table.add_column("Rijen", justify="right")
    table.add_column("Meldingen", justify="right")
    for items in layers.provenance.values():
        for item in items:
            table.add_row(*_row(item, definition.peildatum))
    out.print(table)
    _print_repairs([item for items in layers.provenance.values() for item in items])


def uitleg(
    location_id: Annotated[str, typer.Argument(metavar="LOCATION_ID", help="Zoals op de kaart, bijvoorbeeld ERF-...")],
    uit: Output = Path("uit"),
    scan: Annotated[str | None, typer.Option("--scan", help="Naam van de scan, als er meer zijn.")] = None,
) -> None:
    """Leg uit waarom een locatie deze score heeft."""
    from geo_risico.cli.explain import explain  # noqa: PLC0415 - heavy; help must answer at once

    explain(location_id, uit, scan)


def _row(item: Provenance, today: dt.date) -> tuple[str, ...]:
    if item.status == "absent":
        return (item.layer, "[dim]niet in deze scan[/]", "", "", "", "", "", "")
    repairs = sum(repair.count for repair in item.repairs if repair.kind not in QUIET)
    return (
        item.layer,
        item.title,
        format_date(item.peildatum),
        _age(item.peildatum, today),
        item.licence,
        ACCESS[item.access],
        format_number(item.rows_kept),
        format_number(repairs),
    )


def _age(peildatum: dt.date | None, today: dt.date) -> str:
    if peildatum is None:
        return "[yellow]onbekend[/]"
    days = (today - peildatum).days
    text = f"{days // 30} maanden"
    return f"[yellow]{text}, ouder dan een jaar[/]" if days > OLD_DAYS else text


def _print_repairs(items: list[Provenance]) -> None:
    for item in items:
        for repair in item.repairs:
            examples = f" (bijvoorbeeld {', '.join(repair.examples[:3])})" if repair.examples else ""
            out.print(f"  {item.layer}: {repair.message}{examples}", markup=False)
