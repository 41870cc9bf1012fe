"""Command logboek: who did what with which purpose, and whether the log is whole."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo_risico.cli.console import out
from geo_risico.core.errors import SourceError
from geo_risico.core.findings import DUTCH_TIME
from geo_risico.core.numbers import format_number

if TYPE_CHECKING:
    from geo_risico.core.logbook import LoggedRun

BROKEN = 1


def logboek(
    uit: Annotated[Path, typer.Option("--uit", help="Map met alle uitvoer.")] = Path("uit"),
    laatste: Annotated[
        str, typer.Option("--laatste", help="Hash van een regel die u elders bewaarde; moet er nog staan.")
    ] = "",
    aantal: Annotated[int, typer.Option("--aantal", help="Zoveel van de nieuwste opdrachten tonen.", min=0)] = 20,
    *,
    controleer: Annotated[bool, typer.Option("--controleer", help="Alleen nagaan of het logboek heel is.")] = False,
) -> None:
    """Toon wie wat deed met welk doel, en of het logboek heel is (code 1 als er iets weg of veranderd is)."""
    from geo_risico.io.logbook import LOG  # noqa: PLC0415 - heavy; help must answer at once
    from geo_risico.scan.logbook import log_state  # noqa: PLC0415 - idem

    state = log_state(uit, laatste or None)
    if not state.line_count and not state.problems:
        raise SourceError(f"{uit / LOG}: er is nog geen logboek; het begint bij de eerste opdracht met --uit {uit}")
    for run in () if controleer or not aantal else state.runs[-aantal:]:
        out.print(_line(run), markup=False, highlight=False)
    for note in state.notes:
        out.print(f"let op: {note}", markup=False)
    for problem in state.problems:
        out.print(f"[bold red]NIET HEEL[/] {uit / LOG}: {problem}")
    if state.problems:
        raise typer.Exit(BROKEN)
    out.print(f"Het logboek is heel: {format_number(state.line_count)} regels.", markup=False)
    out.print(f"Laatste hash: {state.last}", markup=False, highlight=False)
    out.print("Bewaar die elders; --laatste laat daarmee zien dat er sindsdien niets is weggehaald.", markup=False)


def _line(run: LoggedRun) -> str:
    moment = run.begun.astimezone(DUTCH_TIME)
    files = "1 bestand" if run.file_count == 1 else f"{format_number(run.file_count)} bestanden"
    ended = f"{run.outcome}, {files}" if run.outcome else "niet afgesloten: bezig, of hard gestopt"
    return f"{moment:%Y-%m-%d %H:%M} {run.command} {run.scan} ({run.profile}): {ended}; {run.aanvrager}; {run.doel}"
