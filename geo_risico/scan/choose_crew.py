"""What a crew gets of a sealed choice: one list in the order of the route, in which the arm cannot be seen."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from geo_risico.core.findings import DUTCH_TIME
from geo_risico.core.formula import harmless_cells
from geo_risico.governance import release
from geo_risico.io.choices import CREW
from geo_risico.io.wanted import Asked, AskedList
from geo_risico.io.write_route import route_csv, route_gpx, route_json
from geo_risico.reports.bezoeklijst import write_bezoeklijst
from geo_risico.reports.locatiebladen import write_locatiebladen
from geo_risico.scan.grounds import add_grounds
from geo_risico.scan.sheets import SheetChoice
from geo_risico.scan.visits import DayAsked, route_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo_risico.core.results import Layers, Release, ScanResult
    from geo_risico.core.route import Route, Stop
    from geo_risico.core.visit_choice import VisitChoice
    from geo_risico.scan.choose_days import CrewDay

FORM: Final = (
    "location_id", "thema", "label", "uitkomst", "bevindingen", "gezien", "vervolg", "op", "aanleiding", "scan",
    "peildatum", "is_fictief", "lijst", "keuze_id",
)  # fmt: skip
README: Final = "LEESMIJ.txt"
_CREW_TEXT: Final = """{mark}Bezoeklijst {keuze_id} van scan {scan}

Dit is de hele lijst: {count} locaties in de volgorde van de route. Bezoek ze allemaal.
De volgorde zegt niets over de reden waarom een locatie op de lijst staat.{scores}

bezoeklijst.pdf     de route met alle stops; bij meer dagen in de mappen dag_1, dag_2, ...
bezoeklijst.gpx     dezelfde route voor een navigator; .json voor de kaart, .csv voor een rekenblad
locatiebladen.pdf   een blad per locatie
bevindingen.csv     leeg formulier; vul bij elke locatie in wat het bezoek opleverde, ook "niets aangetroffen"

Geef het ingevulde formulier terug. Inlezen gaat met: geo-risico verwerk bevindingen.csv
{secrecy}
"""
_TEXT: Final = """{mark}Verzegelde keuze {keuze_id} van scan {scan}
Zegel: {seal}
Tijd: {made_at}   Seed: {seed}

ploeg/       voor wie de bezoeken doet: geef alleen deze map
verzegeld/   waarom elke locatie wel of niet is gekozen en met welke kans. Laat dit aan niemand zien die
             bezoeken doet of bevindingen beoordeelt, totdat alle bevindingen binnen zijn.

Verander niets: het zegel klopt dan niet meer en de keuze telt niet mee in geo-risico leer.
"""


def crew_files(
    result: ScanResult,
    layers: Layers,
    choice: VisitChoice,
    step: Callable[[str], None],
    *,
    days: Sequence[CrewDay],
    is_blind: bool,
) -> dict[str, str | bytes]:
    """Path inside the folder of the choice -> content, for everything but the sealed part.

    The crew gets a release in profile toezicht of exactly the chosen locations, sorted by location_id.
    """
    named: dict[str, list[str]] = {}
    for name, theme in choice.chosen["theme"].items():
        named.setdefault(str(theme), []).append(str(name))
    shown = _shown(result, is_blind=is_blind)
    released = release(shown, version=version("geo-risico"), named=named)
    step("Route bepalen")
    routes = [_route(released, layers, day.places) for day in days]
    stops = [visit.stop for route in routes for visit in route.visits]
    files: dict[str, str | bytes] = {}
    for number, route in enumerate(routes, start=1):
        folder = CREW if len(routes) == 1 else f"{CREW}/dag_{number}"
        files |= _route_files(released, route, folder, choice)
    step("Locatiebladen schrijven")
    parts = add_grounds(shown.by_theme, layers, named, step)
    full = release(replace(parts[0], beside=tuple(parts[1:])), version=version("geo-risico"), named=named)
    files[f"{CREW}/locatiebladen.pdf"] = write_locatiebladen(full, _pairs(stops))
    files[f"{CREW}/bevindingen.csv"] = _form(stops, choice, result.scan.veldwerk)
    return files | _guides(choice, len(stops), is_blind=shown.scan.hide_score)


def _shown(result: ScanResult, *, is_blind: bool) -> ScanResult:
    """The result as an inspector may see it; without scores when asked or when the scan hides them."""
    scan = result.scan.model_copy(update={"profile": "toezicht", "hide_score": is_blind or result.scan.hide_score})
    beside = tuple(replace(part, scan=scan) for part in result.beside)
    return replace(result, scan=scan, beside=beside)


def _pairs(stops: Sequence[Stop]) -> list[tuple[str, str]]:
    return [(stop.theme, stop.location_id) for stop in stops]


def _route(released: Release, layers: Layers, pairs: Sequence[tuple[str, str]]) -> Route:
    """Route along the locations, never longer than in the order given; nothing says why they are on the list."""
    asked = AskedList(locations=tuple(Asked(location_id=name, theme=theme) for theme, name in pairs))
    return route_of(released, layers, DayAsked(sheets=SheetChoice(asked=asked)), len(pairs))


def _route_files(released: Release, route: Route, folder: str, choice: VisitChoice) -> dict[str, str | bytes]:
    return {
        f"{folder}/bezoeklijst.pdf": write_bezoeklijst(released, route),
        f"{folder}/bezoeklijst.json": route_json(route, released.meta, choice.made_at),
        f"{folder}/bezoeklijst.gpx": route_gpx(route, released.meta, choice.made_at),
        f"{folder}/bezoeklijst.csv": route_csv(route, released.meta),
    }


def _form(stops: Sequence[Stop], choice: VisitChoice, lists: str) -> str:
    """Empty form for the findings, a row for each stop."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(FORM)
    facts = (choice.scan, choice.peildatum.isoformat(), "ja" if choice.is_fictief else "nee", lists, choice.keuze_id)
    for stop in stops:
        writer.writerow(harmless_cells([stop.location_id, stop.theme, stop.label, *[""] * 6, *facts]))
    return f"\ufeff{target.getvalue()}"


def _guides(choice: VisitChoice, count: int, *, is_blind: bool) -> dict[str, str | bytes]:
    facts = {
        "mark": "FICTIEF: verzonnen plaatsen of gegevens\n" if choice.is_fictief else "VERTROUWELIJK\n",
        "keuze_id": choice.keuze_id,
        "scan": choice.scan,
        "count": count,
        "scores": "" if is_blind else "\nOp de locatiebladen staan scores, op de bezoeklijst niet.",
        "secrecy": "Deze plaatsen of gegevens zijn verzonnen."
        if choice.is_fictief
        else "Deze bestanden zijn vertrouwelijk: deel ze met niemand buiten de ploeg.",
        "seal": choice.seal,
        "made_at": f"{choice.made_at.astimezone(DUTCH_TIME):%Y-%m-%d %H:%M:%S} (Nederlandse tijd)",
        "seed": choice.seed,
    }
    return {f"{CREW}/{README}": _CREW_TEXT.format(**facts), README: _TEXT.format(**facts)}
