"""``geo-risico vergelijk``: two saved scans beside each other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo_risico.cli.console import out
from geo_risico.core.errors import SourceError
from geo_risico.core.numbers import format_number

if TYPE_CHECKING:
    from geo_risico.core.comparison import ComparisonSummary


def vergelijk(
    oud: Annotated[str, typer.Argument(metavar="OUD", help="Uitvoermap, map uit archief, naam@datum, of een naam.")],
    nieuw: Annotated[str, typer.Argument(metavar="[NIEUW]", help="Als OUD; leeg: de laatste twee van die naam.")] = "",
    uit: Annotated[Path, typer.Option("--uit", help="Map met alle uitvoer.")] = Path("uit"),
    alle: Annotated[bool, typer.Option("--alle", help="Met een naam: elke peildatum met de vorige.")] = False,  # noqa: FBT002 - an option of the command
) -> None:
    """Vergelijk twee scans: wat steeg en daalde, en of dat werkelijkheid, gegevens of methode is."""
    from geo_risico.scan.compare import compare  # noqa: PLC0415 - heavy; help must answer at once

    if alle and nieuw:
        raise SourceError(f"--alle hoort bij een naam; u gaf ook '{nieuw}'")
    for summary in compare([oud, nieuw] if nieuw else [oud], uit, every=alle, workers=0):
        _report(summary)


def _report(summary: ComparisonSummary) -> None:
    if summary.is_fictief:
        out.print("[black on yellow] FICTIEF [/] Verzonnen plaatsen of gegevens.")
    out.print(f"{summary.old} - {summary.new}", markup=False, highlight=False)
    for notice in summary.notices:
        out.print(f"  - {notice}", markup=False)
    for part in summary.themes:
        if part.known_count is None:
            out.print(f"  {part.title}: alleen gebieden vergeleken", markup=False)
            continue
        means = [format_number(part.mean_change[name], 2) if part.mean_change else "-" for name in _SHOWN]
        out.print(
            f"  {part.title}: {format_number(part.known_count)} plekken, gemiddeld {means[0]} punten "
            f"(werkelijkheid {means[1]}, gegevens {means[2]}, methode {means[3]})",
            markup=False,
        )
    for path in summary.files:
        out.print(f"  {path}", markup=False)


_SHOWN = ("change", "world", "data", "method")
