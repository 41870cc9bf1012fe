"""Commands about definitions: check, schema, nieuwe-indicator."""

from __future__ import annotations

from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo_risico.catalog import definitions_folder, load_catalog, load_scan, make_plan, read_catalog, schema_texts
from geo_risico.catalog.advice_rules import without_advice
from geo_risico.catalog.uses import MISSING_FILE
from geo_risico.catalog.yaml_files import nearest
from geo_risico.cli.console import out
from geo_risico.cli.scaffold import write_indicator
from geo_risico.core.errors import DefinitionError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_risico.catalog import Catalog


def catalog_of(folder: Path | None = None) -> Catalog:
    """Catalog of the definitions folder."""
    root = folder or definitions_folder()
    return load_catalog(root / "layers", root / "scans" / "themes")


def check(
    scans: Annotated[list[Path] | None, typer.Argument(help="Scans; zonder: alle scans van het project.")] = None,
) -> None:
    """Controleer alle lagen, bronnen, thema's en scans, en noem elk probleem in een keer."""
    root = definitions_folder()
    catalog, problems = read_catalog(root / "layers", root / "scans" / "themes")
    problems += _code_problems(catalog)
    problems += [f"{path}: verschilt van de modellen; draai geo-risico schema" for path in _stale_schemas(root)]
    paths = scans or sorted((root / "scans").glob("*.yaml"))
    unread = _unread(root, catalog)
    for path in paths:
        problems += [line for line in _scan_problems(path, catalog) if not any(f"'{name}'" in line for name in unread)]
    if not scans:
        problems = _without_missing_files(problems)
    if problems:
        raise DefinitionError(f"{len(problems)} probleem(en) in de definities", problems)
    for name, spec in catalog.advice.items():
        if lost := without_advice(spec, catalog.themes):
            out.print(
                f"[yellow]Zonder handelingsperspectief[/] in lijst {name}: {', '.join(lost)}; daar wordt niets getoond",
                soft_wrap=True,
            )
    sources = len(catalog.sources) + len(catalog.raster_sources)
    out.print(
        f"[green]In orde[/]: {len(catalog.layers)} lagen, {sources} bronnen, "
        f"{len(catalog.indicators)} indicatoren, {len(catalog.themes)} thema's, {len(paths)} scans"
    )


def _without_missing_files(problems: list[str]) -> list[str]:
    """Problems without data files that are not on this machine; those are told, for they are no fault of a scan."""
    missing = [line for line in problems if MISSING_FILE in line]
    if missing:
        names = sorted({line.split(":", 1)[0] for line in missing})
        out.print(f"[yellow]Niet op deze machine[/]: {len(missing)} gegevensbestanden van {', '.join(names)}")
    return [line for line in problems if MISSING_FILE not in line]


def schema(
    *,
    toets: Annotated[bool, typer.Option("--toets", help="Schrijf niets; meld of de schema's verschillen.")] = False,
) -> None:
    """Schrijf de JSON Schemas waarmee een editor definities aanvult."""
    root = definitions_folder()
    stale = _stale_schemas(root)
    if toets and stale:
        raise DefinitionError("Schema's verschillen van de modellen; draai geo-risico schema", stale)
    for path in stale:
        (root / path).write_text(schema_texts()[path], encoding="utf-8")
        out.print(f"Geschreven: {path}")
    if not stale:
        out.print("Alle schema's zijn bij")


def nieuwe_indicator(
    naam: Annotated[str, typer.Argument(help="Naam met eenheid, bijvoorbeeld distance_to_silo_m.")],
    laag: Annotated[str, typer.Option("--laag", help="Laag die de indicator vooral leest.")] = "panden",
) -> None:
    """Maak het begin van een indicator: functie, YAML-blok en tabel met controlegevallen."""
    catalog = catalog_of()
    if laag not in catalog.layers:
        raise DefinitionError(f"--laag: '{laag}' bestaat niet; {nearest(laag, list(catalog.layers))}")
    if naam in catalog.indicators:
        raise DefinitionError(f"'{naam}' bestaat al, in layers/{catalog.home_of[naam]}.yaml")
    for path, what in write_indicator(naam, catalog.layers[laag], definitions_folder()):
        out.print(f"[green]{what}[/]: {path}", soft_wrap=True)


def _stale_schemas(root: Path) -> list[str]:
    texts = schema_texts()
    return [
        path
        for path, text in texts.items()
        if not (root / path).is_file() or (root / path).read_text(encoding="utf-8") != text
    ]


def _unread(root: Path, catalog: Catalog) -> set[str]:
    """Names of definitions with problems of their own: what scans say of those would only repeat it."""
    folders = (*(root / "layers" / part for part in ("", "sources", "rasters")), root / "scans" / "themes")
    files = {path.stem for folder in folders for path in folder.glob("*.yaml")}
    return files - {*catalog.layers, *catalog.sources, *catalog.raster_sources, *catalog.themes}


def _scan_problems(path: Path, catalog: Catalog) -> list[str]:
    try:
        make_plan(load_scan(path), catalog, path.parent)
    except DefinitionError as error:
        return [f"{path.name}: {line}" for line in error.problems or (str(error),)]
    return []


def _code_problems(catalog: Catalog) -> Iterator[str]:
    from geo_risico.scan.compute import indicator_function, layer_parameters  # noqa: PLC0415 - heavy, only here

    for name, spec in catalog.indicators.items():
        try:
            function = indicator_function(name)
        except (ImportError, AttributeError):
            yield f"layers/{catalog.home_of[name]}.yaml: {name}: geen functie in geo_risico/indicators/{name}.py"
            continue
        for layer in layer_parameters(function, spec):
            if layer not in catalog.layers:
                hint = nearest(layer, list(catalog.layers))
                yield f"indicators/{name}.py: '{layer}' is geen laag of instelling; {hint}"
        for setting in set(spec.settings) - set(signature(function).parameters):
            yield f"layers/{catalog.home_of[name]}.yaml: {name}: instelling '{setting}' kent de functie niet"
