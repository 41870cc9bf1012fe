"""Command that corrects the weights of a scan by its cases: ijk."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from geo_risico.cases.words import koppeling_words
from geo_risico.catalog import load_scan, make_plan
from geo_risico.cli.console import err, out, progress
from geo_risico.cli.definitions import catalog_of
from geo_risico.cli.run import DEFAULT_CACHE, Cache, Output
from geo_risico.core.errors import DataError, DefinitionError
from geo_risico.core.numbers import format_number, format_share

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geo_risico.catalog import Catalog
    from geo_risico.core.evidence_specs import WeightsFile
    from geo_risico.core.results import ScanResult
    from geo_risico.core.source_specs import ScanSpec
    from geo_risico.core.specs import ThemeSpec

COMPARED = {
    "bezoeken": "bezochte locaties zonder casus",
    "doelgroep": "locaties van waar mensen melden",
    "alle": "alle andere locaties",
}


def ijk(
    bestand: Annotated[
        Path, typer.Argument(metavar="SCAN", help="Scandefinitie (YAML) met casussen.", exists=True, dir_okay=False)
    ],
    uit: Output = Path("uit"),
    cache: Cache = DEFAULT_CACHE,
    naar: Annotated[
        Path | None, typer.Option("--naar", metavar="MAP", help="Map voor het gewichtenbestand; anders UIT/gewichten.")
    ] = None,
    thema: Annotated[list[str] | None, typer.Option("--thema", help="Alleen dit thema van de scan; mag vaker.")] = None,
) -> None:
    """IJk de gewichten van een scan op bekende casussen en schrijf ze in een nieuw bestand."""
    import numpy as np  # noqa: PLC0415 - heavy; help must answer at once

    from geo_risico.io.weights_file import write_weights  # noqa: PLC0415 - idem
    from geo_risico.scan.calibrate import calibrate  # noqa: PLC0415 - idem

    catalog = catalog_of()
    definition = _checked(load_scan(bestand), thema or [], catalog.themes)
    results, meldingen = _scanned(definition, catalog, bestand.parent, cache)
    refused = []
    for part in results:
        try:
            with progress(definition.name) as step:
                step(f"{part.theme.title}: gewichten ijken")
                rng = np.random.default_rng(definition.seed)
                weights = calibrate(part, rng, made=dt.datetime.now().astimezone().date(), meldingen=meldingen)
        except DataError as reason:
            refused.append(str(reason))
            continue
        path = write_weights(weights, naar or uit / "gewichten")
        _tell(part, weights, path, bestand)
    if len(refused) == len(results):
        raise DataError(f"Scan {definition.name}: niet geijkt", refused)
    for line in refused:
        err.print(f"Overgeslagen: {line}", markup=False)


def _checked(scan: ScanSpec, chosen: list[str], themes: Mapping[str, ThemeSpec]) -> ScanSpec:
    """The scan with only the chosen themes and the weights of the experts."""
    if scan.profile == "open":
        raise DefinitionError(
            f"Scan {scan.name}: ijken kan niet in profiel open; casussen en bezoeken zijn nooit openbaar. Maak een "
            "scan met profiel partner en ijk daarop."
        )
    wrong = [f"--thema {name}: verwacht een van {', '.join(scan.themes)}" for name in chosen if name not in scan.themes]
    if wrong:
        raise DefinitionError(f"Scan {scan.name}: dit thema hoort er niet bij", wrong)
    if not {"casussen", "bezoeken"} & set(scan.layers):
        raise DefinitionError(
            f"Scan {scan.name}: layers: geen laag casussen; zonder bekende casussen valt er niets te ijken"
        )
    kept = tuple(name for name in scan.themes if not chosen or name in chosen)
    own = {name for theme in kept for name in (themes[theme].weights if theme in themes else scan.weights)}
    weights = {name: weight for name, weight in scan.weights.items() if name in own}
    return scan.model_copy(update={"themes": kept, "calibrated": {}, "weights": weights})


def _scanned(
    definition: ScanSpec, catalog: Catalog, folder: Path, cache: Path
) -> tuple[tuple[ScanResult, ...], gpd.GeoDataFrame | None]:
    """Results of the themes, and reports by others."""
    from geo_risico.scan.reading import read_layers  # noqa: PLC0415 - idem
    from geo_risico.scan.run import scan_layers  # noqa: PLC0415 - heavy; help must answer at once

    plan = make_plan(definition, catalog, folder)
    with progress(definition.name) as step:
        layers = read_layers(plan, cache, step)
        result = scan_layers(plan, catalog, layers, step)
    meldingen = layers.shapes("meldingen") if "meldingen" in layers.frames else None
    return result.by_theme, meldingen


def _tell(part: ScanResult, weights: WeightsFile, path: Path, scan: Path) -> None:
    """Print what the cases did to the weights, and what to do with the file."""
    out.print(f"\n[bold]{escape(part.theme.title)}[/]")
    if weights.is_fictief:
        out.print("[black on yellow] FICTIEF [/] Verzonnen plaatsen of gegevens; niet voor echt gebruik.")
    for report in part.evidence.reports if part.evidence is not None else ():
        for line in koppeling_words(report):
            out.print(f"  {line}", markup=False)
    compared = f"{format_number(weights.background_count)} {COMPARED[weights.background]}"
    out.print(f"  {format_number(weights.case_count)} {part.theme.location_plural} met een casus tegen {compared}")
    out.print(f"  lambda {format_number(weights.lam, 1)}: hoe hoger, hoe vaster aan de experts")
    out.print(_weights_table(part, weights))
    for notice in weights.notices:
        out.print(f"  - {notice}", markup=False)
    out.print(f"  geschreven: {path}", markup=False)
    out.print("\n[bold]Wat nu?[/]")
    out.print(f"  1. Toets eerst of dit iets toevoegt: geo-risico toets {scan}", markup=False)
    out.print(f"  2. Zo ja, gebruik de gewichten: geo-risico scan {scan} --gewichten {path}", markup=False)
    out.print("  Een gewicht telt pas als anders wanneer dat van de experts buiten het interval ligt (*).")


def _weights_table(part: ScanResult, weights: WeightsFile) -> Table:
    """Expert against calibrated weights, per dimension."""
    table = Table()
    table.add_column("Indicator", overflow="fold")
    for heading in ("Experts", "Geijkt", "90 %-interval"):
        table.add_column(heading, justify="right", no_wrap=True)
    for dimension in part.theme.dimensions:
        names = [name for name in dimension.weights if name in weights.weights]
        rows = [weights.weights[name] for name in names]
        sums = (format_share(sum(getattr(row, key) for row in rows), 1) for key in ("expert", "calibrated"))
        table.add_row(*(f"[bold]{escape(text)}[/]" for text in (dimension.title, *sums)), "")
        for name, row in zip(names, rows, strict=True):
            mark = " *" if not row.low <= row.expert <= row.high else ""
            interval = f"{format_share(row.low, 1)} - {format_share(row.high, 1)}{mark}"
            title = part.indicator_specs[name].title
            table.add_row(f"  {escape(title)}", format_share(row.expert, 1), format_share(row.calibrated, 1), interval)
    return table
