"""A scenario read from YAML, and every problem in it that shows before data is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo_risico.catalog.load import load_scan
from geo_risico.catalog.yaml_files import nearest, parse
from geo_risico.core.errors import DefinitionError
from geo_risico.core.scenario_specs import AddChange, IndicatorChange, RowsChange, ScenarioSpec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from geo_risico.catalog.load import Catalog
    from geo_risico.core.scenario_specs import SelectSpec, StepSpec
    from geo_risico.core.source_specs import ScanSpec
    from geo_risico.core.specs import LayerSpec


def load_scenario(path: Path, catalog: Catalog) -> tuple[ScenarioSpec, ScanSpec, Path]:
    """A scenario, the scan that it starts from and the folder of that scan.

    Raises
    ------
    DefinitionError
        With every unknown theme, indicator, layer, column and value at once.
    """
    spec = parse(path, ScenarioSpec)
    problems = [] if spec.name == path.stem else [f"name is '{spec.name}', verwacht '{path.stem}' (de bestandsnaam)"]
    base = (path.parent / spec.scan).resolve()
    if not base.is_file():
        problems.append(f"scan: '{spec.scan}' bestaat niet (gezocht vanaf {path.parent})")
        raise DefinitionError(f"{path}: {len(problems)} probleem(en)", problems)
    scan = load_scan(base)
    if scan.profile == "open" or scan.hide_score:
        which = "profile: open" if scan.profile == "open" else "hide_score: true"
        problems.append(
            f"scan: {spec.scan} heeft {which}; een scenario naast de scan laat zien wat er op een plek verandert: "
            "kies een scan met profile partner, of toezicht met score"
        )
    for step in spec.steps:
        problems += [f"steps.{step.name}.{line}" for line in _step_problems(step, scan, catalog, path.parent)]
    if problems:
        raise DefinitionError(f"{path}: {len(problems)} probleem(en)", problems)
    return spec, scan, base.parent


def _step_problems(step: StepSpec, scan: ScanSpec, catalog: Catalog, folder: Path) -> Iterator[str]:
    yield from (f"select.{line}" for line in _select_problems(step.select, scan, catalog))
    if step.select.area_file and not (folder / step.select.area_file).is_file():
        yield f"select.area_file: '{step.select.area_file}' bestaat niet (gezocht vanaf {folder})"
    for place, change in enumerate(step.change):
        where = f"change.{place}."
        if isinstance(change, IndicatorChange):
            yield from (where + line for line in _indicator_problems(change, step.select, catalog))
            continue
        layer, lines = _layer(change.layer, scan, catalog)
        yield from (where + line for line in lines)
        if layer is not None:
            yield from (where + line for line in _layer_problems(change, layer, step.select))


def _select_problems(select: SelectSpec, scan: ScanSpec, catalog: Catalog) -> Iterator[str]:
    if select.theme is not None and select.theme not in scan.themes:
        yield f"theme: '{select.theme}' hoort niet bij scan {scan.name}; {nearest(select.theme, list(scan.themes))}"
    weights = _weights(select, catalog)
    for name in select.indicators:
        if select.theme in scan.themes and name not in weights:
            yield f"indicators: '{name}' hoort niet bij thema {select.theme}; {nearest(name, weights)}"
    subjects = [] if select.layer is None else [(select.layer, select.columns, "")]
    subjects += [] if select.near is None else [(select.near.layer, select.near.columns, "near.")]
    for name, columns, key in subjects:
        layer, lines = _layer(name, scan, catalog)
        yield from (key + line for line in lines)
        if layer is not None:
            yield from (key + line for line in _value_problems(columns, layer, "columns"))
        if layer is not None and layer.geometry == "none" and (key or select.bounds or select.area_file):
            yield f"{key}layer: '{name}' heeft geen geometrie"


def _indicator_problems(change: IndicatorChange, select: SelectSpec, catalog: Catalog) -> Iterator[str]:
    weights = _weights(select, catalog)
    if select.theme is None:
        yield f"verb: '{change.verb}' verandert een indicator; kies in select een theme, geen layer"
    elif select.theme in catalog.themes and change.indicator not in weights:
        hint = nearest(change.indicator, weights)
        yield f"indicator: '{change.indicator}' hoort niet bij thema {select.theme}; {hint}"


def _layer_problems(change: RowsChange | AddChange, layer: LayerSpec, select: SelectSpec) -> Iterator[str]:
    has_shape = layer.geometry != "none"
    yield from _value_problems({name: (value,) for name, value in change.values.items()}, layer, "values")
    if isinstance(change, AddChange):
        if select.layer is not None:
            yield f"verb: '{change.verb}' voegt iets toe bij locaties; kies in select een theme"
        allowed = {"add_points": {"point", "any"}, "add_outlines": {"line", "any"}}[change.verb]
        if layer.geometry not in allowed:
            yield f"layer: '{layer.name}' ({layer.geometry}) kan geen {change.verb} krijgen"
        needed = [name for name, spec in layer.columns.items() if spec.required and name not in change.values]
        yield from (f"values: verplichte kolom '{name}' van {layer.name} ontbreekt" for name in needed)
        return
    yield from _value_problems(change.columns, layer, "columns")
    if select.layer is not None and select.layer != layer.name:
        yield f"layer: '{layer.name}' is niet de gekozen laag {select.layer}"
    if change.within_m is not None and not has_shape:
        yield f"within_m: '{layer.name}' heeft geen geometrie"


def _layer(name: str, scan: ScanSpec, catalog: Catalog) -> tuple[LayerSpec | None, list[str]]:
    if name not in catalog.layers:
        return None, [f"layer: '{name}' is geen laag; {nearest(name, list(catalog.layers))}"]
    if catalog.layers[name].geometry == "raster":
        return None, [f"layer: '{name}' is een rasterlaag; verander de indicator met set, add of multiply"]
    if name not in scan.layers:
        return None, [f"layer: scan {scan.name} leest '{name}' niet; {nearest(name, list(scan.layers))}"]
    return catalog.layers[name], []


def _value_problems(columns: Mapping[str, tuple[Any, ...]], layer: LayerSpec, key: str) -> Iterator[str]:
    for name, values in columns.items():
        spec = layer.columns.get(name)
        if spec is None:
            yield f"{key}: '{name}' is geen kolom van {layer.name}; {nearest(name, list(layer.columns))}"
            continue
        for value in values:
            if spec.vocabulary and value not in spec.vocabulary:
                yield f"{key}.{name}: '{value}' komt niet voor; {nearest(str(value), list(spec.vocabulary))}"
            elif spec.dtype == "number" and not (isinstance(value, int | float) and not isinstance(value, bool)):
                yield f"{key}.{name}: '{value}': getal verwacht"


def _weights(select: SelectSpec, catalog: Catalog) -> list[str]:
    theme = catalog.themes.get(select.theme or "")
    return [] if theme is None else list(theme.weights)
