"""Command kies: a sealed list of visits, by score and by draw, with one mixed list for the crews."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from geo_risico.catalog import load_scan
from geo_risico.cli.console import out, progress
from geo_risico.cli.definitions import catalog_of
from geo_risico.cli.run import DEFAULT_CACHE, Cache, Output
from geo_risico.core.findings import DUTCH_TIME
from geo_risico.core.numbers import format_number
from geo_risico.core.visit_choice import BY_SCORE, EXPLORATION

if TYPE_CHECKING:
    from geo_risico.scan.choose import Chosen

MOST: Final = 200
ZONES: Final = ("gemeente", "wijk", "buurt", "vierkant")
_LONGEST_DAY: Final = 24
_MOST_NAMED: Final = 8


def kies(  # noqa: PLR0913, PLR0917 - each is an option of the command
    bestand: Annotated[Path, typer.Argument(metavar="SCAN", help="Scandefinitie (YAML).", exists=True, dir_okay=False)],
    bezoeken: Annotated[int, typer.Option("--bezoeken", help=f"Hoeveel bezoeken, 1 tot {MOST}.")] = 40,
    verkenning: Annotated[
        float, typer.Option("--verkenning", help="Deel dat wordt geloot, 0 tot 1; advies 0.10 tot 0.20.")
    ] = 0.15,
    zone: Annotated[str, typer.Option("--zone", help=f"Zones van de loting: {', '.join(ZONES)}.")] = "wijk",
    thema: Annotated[str, typer.Option("--thema", help="Alleen dit thema; leeg: alle.")] = "",
    per_gemeente: Annotated[int | None, typer.Option("--per-gemeente", help="Ten hoogste zoveel per gemeente.")] = None,
    per_soort: Annotated[
        list[str] | None,
        typer.Option("--per-soort", help="Ten hoogste zoveel per soort: 5, of jachthaven=3; mag vaker."),
    ] = None,
    niet_sinds: Annotated[
        str, typer.Option("--niet-sinds", help="Niet bezocht sinds deze datum (2025-06-30) of zoveel dagen (365).")
    ] = "",
    capaciteit: Annotated[int | None, typer.Option("--capaciteit", help="Bezoeken die een ploeg per dag kan.")] = None,
    uren: Annotated[float | None, typer.Option("--uren", help="Uren van een dag, rijden en bezoeken.")] = None,
    dagen: Annotated[int, typer.Option("--dagen", help="Aantal dagen van de ploeg.")] = 1,
    seed: Annotated[int | None, typer.Option("--seed", help="Begin van de loting; leeg: onvoorspelbaar.")] = None,
    uit: Output = Path("uit"),
    cache: Cache = DEFAULT_CACHE,
    *,
    blind: Annotated[bool, typer.Option("--blind", help="De ploeg ziet geen scores.")] = False,
) -> None:
    """Kies en verzegel bezoeken: de hoogste scores en een loting, als een lijst voor de ploeg."""
    from geo_risico.inspection.choose import ADVISED, Limits  # noqa: PLC0415 - heavy; help must answer at once
    from geo_risico.scan.choose import ChoiceAsked, choose_visits  # noqa: PLC0415 - idem
    from geo_risico.scan.choose_days import CrewTime  # noqa: PLC0415 - idem

    definition, catalog = load_scan(bestand), catalog_of()
    problems = _problems(bezoeken, verkenning, zone, {"--per-gemeente": per_gemeente, "--capaciteit": capaciteit})
    if seed is not None and seed < 0:
        problems.append(f"--seed {seed}: verwacht 0 of hoger")
    if not 1 <= dagen <= MOST:
        problems.append(f"--dagen {dagen}: verwacht 1 tot en met {MOST}")
    if uren is not None and not 0 < uren <= _LONGEST_DAY:
        problems.append(f"--uren {uren:g}: verwacht meer dan 0 en ten hoogste {_LONGEST_DAY} uur")
    kinds, since = _kinds(per_soort or [], problems), _since(niet_sinds, problems)
    lists = catalog.fieldwork.get(definition.veldwerk)
    visit_min = 30.0 if lists is None else lists.visit_minutes
    by_hours = None if uren is None else int(uren * 60 // visit_min)
    if by_hours == 0 and not problems:
        problems.append(f"--uren {uren:g}: te kort voor een bezoek van {visit_min:g} minuten")
    per_day = min((item for item in (capaciteit, by_hours) if item is not None), default=None)
    count = bezoeken if per_day is None else min(bezoeken, per_day * dagen)
    limits = Limits(count=count, exploration=verkenning, per_gemeente=per_gemeente, per_kind=kinds)
    asked = ChoiceAsked(
        limits=limits, zone=zone, theme=thema, since=since, seed=seed, blind=blind,
        time=CrewTime(days=dagen, hours=uren, per_day=capaciteit), problems=tuple(problems),
    )  # fmt: skip
    with progress(definition.name) as step:
        moment = dt.datetime.now(tz=dt.UTC)
        found = choose_visits(
            definition, catalog, bestand.parent, asked, uit=uit, cache=cache, moment=moment, step=step
        )
    notes = [] if count == bezoeken else [f"de ploeg kan {count} van de {bezoeken} gevraagde bezoeken aan"]
    notes += (
        [] if ADVISED[0] <= verkenning <= ADVISED[1] else [f"--verkenning {verkenning:g}: het advies is 0.10 tot 0.20"]
    )
    if not (blind or definition.hide_score):
        notes.append("op de locatiebladen staan scores (op de bezoeklijst niet); met --blind ziet de ploeg er geen")
    _report(found, [*notes, *found.warnings])


def _problems(count: int, share: float, zone: str, maxima: dict[str, int | None]) -> list[str]:
    problems = []
    if not 1 <= count <= MOST:
        problems.append(f"--bezoeken {count}: verwacht 1 tot en met {MOST}")
    if not 0 <= share <= 1:
        problems.append(f"--verkenning {share:g}: verwacht een deel van 0 tot en met 1, zoals 0.15")
    if zone not in ZONES:
        problems.append(f"--zone {zone}: verwacht een van {', '.join(ZONES)}")
    problems += [f"{name} {most}: verwacht 1 of meer" for name, most in maxima.items() if most is not None and most < 1]
    return problems


def _kinds(texts: list[str], problems: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for text in texts:
        kind, _, most = text.rpartition("=")
        if not most.strip().isdecimal() or int(most) < 1:
            problems.append(f"--per-soort {text}: verwacht een getal vanaf 1, of soort=getal zoals jachthaven=3")
        else:
            found[kind.strip()] = int(most)
    return found


def _since(text: str, problems: list[str]) -> dt.date | int | None:
    text = text.strip()
    if not text:
        return None
    if text.isdecimal() and len(text) <= 5:  # noqa: PLR2004 - more days than anybody asks
        return int(text)
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        problems.append(f"--niet-sinds {text}: verwacht een datum zoals 2025-06-30, of een aantal dagen")
        return None


def _report(found: Chosen, notes: list[str]) -> None:
    choice, chosen = found.choice, found.choice.chosen
    if choice.is_fictief:
        out.print("[black on yellow] FICTIEF [/] Verzonnen plaatsen of gegevens.")
    arms = chosen["arm"].value_counts()
    out.print(
        f"[bold]{_visits(len(chosen))} verzegeld[/]: {arms.get(BY_SCORE, 0)} op score, "
        f"{arms.get(EXPLORATION, 0)} geloot; keuze {choice.keuze_id}"
    )
    eligible = choice.rows[choice.rows["inclusion_probability"].gt(0)]
    out_count = len(choice.rows) - len(eligible)
    out.print(f"  uit {format_number(len(eligible))} locaties; {format_number(out_count)} deden niet mee")
    out.print(f"  zegel {choice.seal}", markup=False)
    local = choice.made_at.astimezone(DUTCH_TIME)
    out.print(f"  tijd {local:%Y-%m-%d %H:%M:%S} (Nederlandse tijd), seed {choice.seed}", markup=False)
    _report_zones(found)
    for number, day in enumerate(found.days, 1):
        spent = format_number(day.minutes / 60, 1)
        out.print(f"  dag {number}: {_visits(len(day.places))}, {spent} uur", markup=False)
    for note in notes:
        out.print(f"  let op: {note}", markup=False)
    out.print(f"  voor de ploeg: {found.folder / 'ploeg'}", markup=False)
    out.print(f"  niet openen voor alles terug is: {found.folder / 'verzegeld'}", markup=False)


def _report_zones(found: Chosen) -> None:
    """Visits per zone, and the zones that get none."""
    rows, names = found.choice.rows, found.zone_names
    expected = rows["inclusion_probability"].groupby(rows["zone"]).sum().sort_index().to_dict()
    counts = found.choice.chosen["zone"].value_counts().to_dict()
    shown = {zone: f"{names[zone]} ({zone})" if zone in names else str(zone) for zone in map(str, expected)}
    wide = {str(zone): f"verwacht {format_number(float(sum_), 1)}" for zone, sum_ in expected.items()}
    for zone, title in shown.items():
        if zone in counts:
            out.print(f"  zone {title}: {_visits(counts[zone])} ({wide[zone]})", markup=False)
    empty = [f"{title} ({wide[zone]})" for zone, title in shown.items() if zone not in counts]
    if empty:
        rest = f" en nog {len(empty) - _MOST_NAMED}" if len(empty) > _MOST_NAMED else ""
        out.print(f"  zones zonder bezoek: {', '.join(empty[:_MOST_NAMED])}{rest}", markup=False)


def _visits(count: int) -> str:
    return "1 bezoek" if count == 1 else f"{count} bezoeken"
