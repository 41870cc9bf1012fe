"""Command toets: whether the cases of a scan add anything, as a report and as figures."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from geo_risico.catalog import load_scan, make_plan
from geo_risico.cli.console import out, progress
from geo_risico.cli.definitions import catalog_of
from geo_risico.cli.run import DEFAULT_CACHE, Cache, Output
from geo_risico.core.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.core.evaluation import Evaluation, ModelScore
    from geo_risico.core.source_specs import ScanSpec
    from geo_risico.scan.toets import Toets

SHOWN = ("auc", "hit_rate_10", "pai_10", "brier")
"""What fits in a terminal; the report has all."""


def toets(
    bestand: Annotated[
        Path, typer.Argument(metavar="SCAN", help="Scandefinitie (YAML) met casussen.", exists=True, dir_okay=False)
    ],
    uit: Output = Path("uit"),
    cache: Cache = DEFAULT_CACHE,
    gewichten: Annotated[
        list[Path] | None,
        typer.Option("--gewichten", metavar="FILE", help="Geijkte gewichten van een thema; mag vaker.", dir_okay=False),
    ] = None,
) -> None:
    """Toets of de casussen iets toevoegen: tabel, rapport met grafieken en evaluatie.json."""
    from geo_risico.scan.toets import save_toets  # noqa: PLC0415 - heavy; help must answer at once

    definition = _weighted(bestand, gewichten or ())
    created = dt.datetime.now(tz=dt.UTC)
    found = _measured(definition, bestand.parent, cache)
    files = save_toets(found, uit, seed=definition.seed, created=created)
    _tell(found)
    for path in files:
        out.print(f"  {path}", markup=False)


def _weighted(path: Path, files: Sequence[Path]) -> ScanSpec:
    """The scan, checked, with calibrated weights of these files."""
    from geo_risico.scan.sessions import named_files  # noqa: PLC0415 - heavy; help must answer at once
    from geo_risico.scan.toets import check_toets  # noqa: PLC0415 - idem

    definition = load_scan(path)
    check_toets(definition)
    return named_files(definition, {file: os.path.relpath(file.resolve(), path.parent.resolve()) for file in files})


def _measured(definition: ScanSpec, folder: Path, cache: Path) -> Toets:
    from geo_risico.scan.reading import read_layers  # noqa: PLC0415 - idem
    from geo_risico.scan.run import scan_layers  # noqa: PLC0415 - heavy; help must answer at once
    from geo_risico.scan.toets import evaluate_themes  # noqa: PLC0415 - idem

    catalog = catalog_of()
    plan = make_plan(definition, catalog, folder)
    with progress(definition.name) as step:
        layers = read_layers(plan, cache, step)
        result = scan_layers(plan, catalog, layers, step)
        meldingen = layers.shapes("meldingen") if "meldingen" in layers.frames else None
        return evaluate_themes(result, step=step, meldingen=meldingen)


def _tell(found: Toets) -> None:
    from geo_risico.reports.toets_words import BACKGROUNDS  # noqa: PLC0415 - heavy

    parts = {part.theme.name: part for part in found.released.by_theme}
    for item in found.evaluations:
        theme = parts[item.theme].theme
        out.print(f"\n[bold]{escape(theme.title)}[/]")
        if found.released.meta.is_fictief:
            out.print("[black on yellow] FICTIEF [/] Verzonnen plaatsen of gegevens.")
        cases = f"{format_number(item.case_count)} {theme.location_plural} met een casus"
        compared = f"{format_number(item.background_count)} {BACKGROUNDS[item.background]}"
        out.print(f"  {cases} tegen {compared}", markup=False)
        out.print(_table(item))
        for line in _meanings():
            out.print(f"  {line}", style="dim", markup=False)
        for sentence in item.verdict:
            out.print(f"  [bold]{escape(sentence)}[/]")
        for sentence in item.limits:
            out.print(f"  - {sentence}", markup=False)
    for name, reason in found.refused.items():
        out.print(f"\nNiet getoetst, {parts[name].theme.title}: {reason}", markup=False)


def _table(item: Evaluation) -> Table:
    from geo_risico.reports.toets_words import MEASURES, TEMPORAL, WORST  # noqa: PLC0415 - heavy

    shown = [measure for measure in MEASURES if measure.key in SHOWN]
    table = Table()
    table.add_column("Model", overflow="fold", min_width=20)
    for measure in (*shown, TEMPORAL, WORST):
        title = measure.title.format(k=item.k)
        table.add_column(title, justify="right", overflow="fold", min_width=max(map(len, title.split())))
    for model in item.models:
        later, worst = model.temporal.get("auc"), model.worst_gemeente
        table.add_row(
            escape(model.title),
            *(measure.text(model.pooled.get(measure.key)) + _spread(model, measure.key) for measure in shown),
            TEMPORAL.text(later),
            WORST.text(None if worst is None else worst[1]),
        )
    return table


def _meanings() -> list[str]:
    """What the columns of the table say, a line each."""
    from geo_risico.reports.toets_words import MEASURES, TEMPORAL, WORST  # noqa: PLC0415 - heavy

    shown = [*(measure for measure in MEASURES if measure.key in SHOWN), TEMPORAL, WORST]
    folds = "Tussen haakjes: gemiddelde en spreiding over de delen; de AUC erboven is over alle delen samen."
    return [*(f"{measure.title}: {measure.meaning}" for measure in shown), folds]


def _spread(model: ModelScore, key: str) -> str:
    """Mean and standard deviation of the AUC over the folds, on a line of its own."""
    if key != "auc" or key not in model.mean:
        return ""
    return f"\n({format_number(model.mean[key], 2)} ± {format_number(model.sd.get(key), 2)})"
