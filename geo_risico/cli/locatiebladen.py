"""Command locatiebladen: an A4 page for each location that somebody visits."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from geo_risico.catalog import load_scan
from geo_risico.cli.console import out, progress
from geo_risico.cli.definitions import catalog_of
from geo_risico.cli.run import DEFAULT_CACHE, Cache, Output
from geo_risico.core.errors import DefinitionError

if TYPE_CHECKING:
    from geo_risico.io.wanted import AskedList

MOST: Final = 2000
NAMED: Final = 5


def locatiebladen(  # noqa: PLR0913, PLR0917 - each is an option of the command
    bestand: Annotated[Path, typer.Argument(metavar="SCAN", help="Scandefinitie (YAML).", exists=True, dir_okay=False)],
    meer: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Meer kenmerken, achter die van --locaties.")
    ] = None,
    uit: Output = Path("uit"),
    cache: Cache = DEFAULT_CACHE,
    locaties: Annotated[
        list[str] | None,
        typer.Option("--locaties", metavar="ID", help="Kenmerken van locaties, met een komma ertussen; mag vaker."),
    ] = None,
    lijst: Annotated[
        Path | None,
        typer.Option(
            "--bestand",
            metavar="FILE",
            help="bezoeklijst.json (volgorde van de route), csv met location_id, of een kenmerk per regel.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    eerste: Annotated[
        int | None,
        typer.Option("--eerste", min=1, max=MOST, help="De hoogste scores van elk thema; leeg: wat de scan zegt."),
    ] = None,
    thema: Annotated[str, typer.Option("--thema", help="Alleen dit thema; leeg: alle.")] = "",
    los: Annotated[bool, typer.Option("--los", help="Een bestand voor elke locatie.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Maak locatiebladen (pdf, A4): een bladzijde voor elke locatie die u bezoekt."""
    from geo_risico.scan.sheets import SheetChoice, scan_with_sheets, write_sheets  # noqa: PLC0415 - heavy

    asked = asked_list([*(locaties or []), *(meer or [])], lijst, eerste)
    definition, choice = load_scan(bestand), SheetChoice(asked=asked, first_count=eerste, theme=thema)
    folder = uit / definition.name
    with progress(definition.name) as step:
        released, wanted = scan_with_sheets(definition, catalog_of(), bestand.parent, choice, cache=cache, step=step)
        files = write_sheets(released, wanted, folder, step, loose=los)
    out.print(f"[bold]{len(wanted)}[/] {'locatieblad' if len(wanted) == 1 else 'locatiebladen'}")
    if released.meta.is_fictief:
        out.print("[black on yellow] FICTIEF [/] Verzonnen plaatsen of gegevens.")
    out.print("[dim]Vertrouwelijk. Geen bewijs; een blad gaat over een plek en niet over personen.[/]")
    for path in files[:NAMED]:
        out.print(f"  {path}", markup=False)
    if len(files) > NAMED:
        out.print(f"  en nog {len(files) - NAMED} in {folder}", markup=False)


def asked_list(names: list[str], path: Path | None, first: int | None) -> AskedList | None:
    """Locations that were named; None where the first ones of each theme are meant."""
    from geo_risico.io.wanted import Asked, AskedList, read_asked  # noqa: PLC0415 - heavy

    ways = [bool(names), path is not None, first is not None]
    if sum(ways) > 1:
        raise DefinitionError("Kies een van --locaties, --bestand en --eerste.")
    if path is not None:
        return read_asked(path)
    found = [name for text in names for name in re.split(r"[,;\s]+", text) if name]
    if names and not found:
        raise DefinitionError("--locaties is leeg: noem ten minste een kenmerk van een locatie.")
    return AskedList(locations=tuple(Asked(location_id=name) for name in found)) if found else None
