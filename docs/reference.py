"""Reference pages for every layer, source, indicator and theme, with a picture of each curve."""

from __future__ import annotations

import inspect
import re
import shutil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from geo_risico.catalog import load_catalog
from geo_risico.core.terms import TERMS
from geo_risico.scan.compute import indicator_function, layer_parameters
from geo_risico.scoring.curve import apply_curve

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from geo_risico.catalog import Catalog
    from geo_risico.core.source_specs import SourceSpec
    from geo_risico.core.specs import Curve, IndicatorSpec, LayerSpec, ThemeSpec

ACCESS = {"open": "openbaar", "restricted": "beperkt", "personal": "persoonlijk"}


def write_reference(root: Path, folder: Path) -> None:
    """Write the generated pages into a folder that is emptied first."""
    catalog = load_catalog(root / "layers", root / "scans" / "themes")
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "curves").mkdir(parents=True)
    pages = {"begrippen": _glossary()}
    pages |= {f"laag_{spec.name}": _layer_page(spec, catalog) for spec in catalog.layers.values()}
    pages |= {f"thema_{spec.name}": _theme_page(spec, catalog) for spec in catalog.themes.values()}
    for spec in catalog.indicators.values():
        _draw_curve(spec, folder / "curves" / f"{spec.name}.svg")
        pages[f"indicator_{spec.name}"] = _indicator_page(spec, catalog)
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    (folder / "index.md").write_text(_index(pages), encoding="utf-8")


def _index(pages: dict[str, str]) -> str:
    groups = {"Thema's": "thema_", "Indicatoren": "indicator_", "Lagen en bronnen": "laag_", "Begrippen": "begrippen"}
    parts = ["# Naslag", "", "Gemaakt uit de definities; wat hier staat, is wat er gerekend wordt."]
    for title, prefix in groups.items():
        names = sorted(name for name in pages if name.startswith(prefix))
        parts += ["", f"```{{toctree}}\n:maxdepth: 1\n:caption: {title}", "", *names, "```"]
    return "\n".join(parts) + "\n"


def _glossary() -> str:
    rows = [f"{term}\n: {meaning}\n" for term, meaning in TERMS.items()]
    return "# Begrippen\n\nDeze woorden blijven Nederlands, ook in de code.\n\n" + "\n".join(rows)


def _table(headings: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    lines = [f"| {' | '.join(headings)} |", f"| {' | '.join('---' for _ in headings)} |"]
    lines += [f"| {' | '.join(_cell(value) for value in row)} |" for row in rows]
    return "\n".join(lines)


def _cell(value: object) -> str:
    return re.sub(r"\s+", " ", str(value)).replace("|", "\\|").replace("<", "&lt;")


def _layer_page(spec: LayerSpec, catalog: Catalog) -> str:
    columns = (
        (f"`{name}`", c.title, c.dtype, c.unit or "", "ja" if c.required else "") for name, c in spec.columns.items()
    )
    parts = [
        f"# {spec.title}",
        "",
        f"`{spec.name}`: {spec.description}. Geometrie: {spec.geometry}.",
        "",
        "## Kolommen",
        "",
    ]
    parts += [_table(("kolom", "titel", "soort", "eenheid", "verplicht"), columns)]
    sources = [source for source in catalog.sources.values() if source.layer == spec.name]
    if sources:
        parts += ["", "## Bronnen", ""]
        parts += [line for source in sources for line in _source_lines(source)]
    if spec.indicators:
        parts += ["", "## Indicatoren", ""]
        parts += [f"- [{item.title}](indicator_{item.name}.md)" for item in spec.indicators]
    return "\n".join(parts) + "\n"


def _source_lines(source: SourceSpec) -> list[str]:
    facts = f"{source.register_name}; {source.licence}; {ACCESS[source.access]}. Bronvermelding: {source.attribution}."
    lines = [f"### {source.title}", "", f"`{source.name}`: {facts}", ""]
    return [*lines, _cell(source.note), ""] if source.note else lines


def _indicator_page(spec: IndicatorSpec, catalog: Catalog) -> str:
    function = indicator_function(spec.name)
    named = layer_parameters(function, spec)
    layers = ", ".join(
        f"[{name}](laag_{name}.md)" + ("" if needed else " (mag ontbreken)") for name, needed in named.items()
    )
    weights = [
        (theme.title, f"{theme.weights[spec.name]:.3f}")
        for theme in catalog.themes.values()
        if spec.name in theme.weights
    ]
    parts = [
        f"# {spec.title}",
        "",
        f"`{spec.name}`, in {spec.unit}. Geldt voor: {', '.join(spec.applies_to)}.",
        "",
        spec.rationale,
        "",
        f"![Curve van {spec.title.lower()}](curves/{spec.name}.svg)",
        "",
        _curve_words(spec.curve),
        "",
        "## Hoe het gerekend wordt",
        "",
        _docstring(function),
        "",
        f"Leest: {layers or 'alleen de locaties'}.",
        "",
    ]
    if spec.settings:
        parts += ["Instellingen: " + ", ".join(f"`{key}` = {value}" for key, value in spec.settings.items()) + ".", ""]
    if spec.fallbacks:
        parts += ["## Als er iets ontbreekt", "", *(f"- zonder {f.when_absent}: {f.note}" for f in spec.fallbacks), ""]
    parts += [
        "## Gewicht",
        "",
        _table(("thema", "gewicht"), weights),
        "",
        "## Bron van de redenering",
        "",
        spec.reference,
    ]
    return "\n".join(parts) + "\n"


def _docstring(function: object) -> str:
    text = inspect.getdoc(function) or ""
    return "```{code-block} text\n" + text.strip() + "\n```"


def _curve_words(curve: Curve) -> str:
    words = {
        "near": "Dichtbij telt zwaar: exp(-afstand / d0).",
        "far": "Ver weg telt zwaar: 1 - exp(-afstand / d0).",
        "density": "Wortelvormig tot het 95e percentiel van het referentiegebied.",
        "linear": "Stuksgewijs lineair; buiten de punten vlak.",
        "lookup": "Opzoektabel.",
    }
    return words[curve.kind]


def _theme_page(theme: ThemeSpec, catalog: Catalog) -> str:
    parts = [f"# Thema: {theme.title}", "", theme.description, ""]
    for dim in theme.dimensions:
        rows = (
            (f"[{catalog.indicators[name].title}](indicator_{name}.md)", f"{theme.weights[name]:.3f}")
            for name in dim.weights
        )
        parts += [f"## {dim.title}", "", dim.summary, "", _table(("indicator", "gewicht"), rows), ""]
    bands = ", ".join(f"{letter} vanaf {bound:.0%}" for letter, bound in sorted(theme.bands.items()))
    parts += ["## Klassen", "", f"Percentiel binnen de vergelijkingsgroep: {bands}.", ""]
    parts += [f"Onder een dekking van {theme.minimum_coverage:.0%} is de klasse onbekend."]
    return "\n".join(parts) + "\n"


def _span(curve: Curve) -> np.ndarray:
    if curve.kind in {"near", "far"}:
        return np.linspace(0, 5 * curve.d0_m, 200)
    if curve.kind == "density":
        return np.linspace(0, 1.3 * curve.q95, 200)
    if curve.kind == "linear":
        first, last = curve.points[0][0], curve.points[-1][0]
        return np.linspace(first - 0.1 * (last - first), last + 0.1 * (last - first), 200)
    return np.array(sorted(curve.values))


def _draw_curve(spec: IndicatorSpec, path: Path) -> None:
    figure = Figure(figsize=(5.2, 2.4), layout="constrained")
    axes = figure.subplots()
    xs = _span(spec.curve)
    ys = apply_curve(pd.Series(xs), spec.curve)
    if spec.curve.kind == "lookup":
        axes.bar([spec.curve.labels.get(x, f"{x:g}") for x in xs], ys, color="#a63603", width=0.6)
    else:
        axes.plot(xs, ys, color="#a63603", linewidth=2)
    axes.set(ylim=(0, 1.02), xlabel=f"{spec.title} ({spec.unit})", ylabel="waarde")
    axes.grid(visible=True, color="#dddddd", linewidth=0.5)
    with rc_context({"svg.hashsalt": "geo_risico"}):
        FigureCanvasSVG(figure).print_svg(path, metadata={"Date": None})
