"""Command bezoeklijst: the route of a day along chosen locations, on paper and for the map and a navigator."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from geo_risico.catalog import load_scan
from geo_risico.cli.console import out, progress
from geo_risico.cli.definitions import catalog_of
from geo_risico.cli.run import DEFAULT_CACHE, Cache, Output
from geo_risico.core.errors import GeoRisicoError
from geo_risico.core.numbers import format_number
from geo_risico.core.route import clock

if TYPE_CHECKING:
    from geo_risico.core.results import Release
    from geo_risico.core.route import Route
    from geo_risico.scan.sheets import SheetChoice

MOST: Final = 200
FIRST: Final = 10
FOLDER: Final = "bezoeklijst"
_CLOCK: Final = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
_LONGEST_VISIT: Final = 480
_LONGEST_DAY: Final = 24


def bezoeklijst(  # noqa: PLR0913, PLR0917 - each is an option of the command
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
            help="Keuze van de kaart (JSON), csv met location_id, of een kenmerk per regel.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    eerste: Annotated[
        int | None,
        typer.Option(
            "--eerste", min=1, max=MOST, help=f"De hoogste scores van elk thema; leeg: {FIRST} van het eerste."
        ),
    ] = None,
    thema: Annotated[str, typer.Option("--thema", help="Alleen dit thema.")] = "",
    start: Annotated[
        str, typer.Option("--start", help="Begin: RD 'x y', 'breedte, lengte', een kenmerk of een adres.")
    ] = "",
    einde: Annotated[
        str, typer.Option("--einde", help="Einde, als --start; leeg: terug naar het begin; 'laatste': bij de laatste.")
    ] = "",
    vertrek: Annotated[str, typer.Option("--vertrek", metavar="TIJD", help="Tijd van vertrek.")] = "09:00",
    bezoekduur: Annotated[
        float | None, typer.Option("--bezoekduur", help="Minuten per bezoek; leeg: wat de veldwerklijst zegt.")
    ] = None,
    uren: Annotated[float | None, typer.Option("--uren", help="Langste dag in uren, rijden en bezoeken.")] = None,
) -> None:
    """Maak een bezoeklijst: de dagroute langs locaties, als pdf, JSON voor de kaart, GPX en csv."""
    from geo_risico.scan.visit_files import write_visits  # noqa: PLC0415 - heavy; help must answer at once
    from geo_risico.scan.visits import DayAsked, plan_visits  # noqa: PLC0415 - idem

    definition = load_scan(bestand)
    problems: list[str] = []
    start_min, visit_min, hours = _time(vertrek, problems), bezoekduur, uren
    if bezoekduur is not None and not 0 < bezoekduur <= _LONGEST_VISIT:
        problems.append(f"--bezoekduur {bezoekduur:g}: verwacht meer dan 0 en ten hoogste {_LONGEST_VISIT} minuten")
    if uren is not None and not 0 < uren <= _LONGEST_DAY:
        problems.append(f"--uren {uren:g}: verwacht meer dan 0 en ten hoogste {_LONGEST_DAY} uur")
    asked = DayAsked(
        sheets=_choice([*(locaties or []), *(meer or [])], lijst, eerste, (thema, definition.themes[0]), problems),
        start=start.strip(),
        end=einde.strip(),
        start_min=start_min,
        visit_min=visit_min,
        hours=hours,
        problems=tuple(problems),
    )
    with progress(definition.name) as step:
        released, route = plan_visits(definition, catalog_of(), bestand.parent, asked, cache=cache, step=step)
        step("Bestanden wegschrijven")
        folder = uit / definition.name / FOLDER
        files = write_visits(released, route, folder, created=dt.datetime.now(tz=dt.UTC))
    _report(released, route, files)


def _time(text: str, problems: list[str]) -> float:
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        problems.append(f"--vertrek '{text}': geen tijd; verwacht uren en minuten, zoals 09:00")
        return 0.0
    return int(found[1]) * 60 + int(found[2])


def _choice(
    names: list[str], path: Path | None, first: int | None, themes: tuple[str, str], problems: list[str]
) -> SheetChoice:
    """What is visited; without any choice the first locations of the main theme."""
    from geo_risico.cli.locatiebladen import asked_list  # noqa: PLC0415 - heavy
    from geo_risico.scan.sheets import SheetChoice  # noqa: PLC0415 - heavy

    theme, main = themes
    try:
        asked = asked_list(names, path, first)
    except GeoRisicoError as error:
        problems.append(str(error))
        asked = None
    is_free = asked is None and first is None
    return SheetChoice(asked=asked, first_count=FIRST if is_free else first, theme=theme or (main if is_free else ""))


def _report(released: Release, route: Route, files: tuple[Path, ...]) -> None:
    if released.meta.is_fictief:
        out.print("[black on yellow] FICTIEF [/] Verzonnen plaatsen of gegevens.")
    total = f"{format_number(route.km, 1)} km, {format_number(route.minutes / 60, 1)} uur"
    out.print(f"[bold]{len(route.visits)} bezoeken[/], {total}", highlight=False)
    if route.day.start is not None:
        out.print(f"  {clock(route.day.start_min)}      begin: {route.day.start.name}", markup=False)
    for number, visit in enumerate(route.visits, 1):
        km = "" if visit.leg is None else f" ({format_number(visit.leg.km, 1)} km)"
        out.print(f"  {clock(visit.arrival_min)} {number:>3}. {visit.stop.label}{km}", markup=False)
    if route.day.end is not None:
        ended = clock(route.day.start_min + route.minutes)
        out.print(f"  {ended}      einde: {route.day.end.name}", markup=False)
    for stop in route.left_out:
        out.print(f"  past niet in de dag: {stop.label} ({stop.location_id})", markup=False)
    for note in route.notes:
        out.print(f"  - {note}", markup=False)
    for path in files:
        out.print(f"  {path}", markup=False)
