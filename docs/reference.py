"""Reference pages for every layer, source, indicator and theme, with a picture of each curve."""

from __future__ import annotations

import inspect
import re
import shutil
from typing import TYPE_CHECKING

from curves import curve_words, draw_curve, number_text
from reference_rasters import band_text, formula_text, mask_text, raster_facts

from geo_risico.catalog import load_catalog
from geo_risico.core.numbers import format_share
from geo_risico.core.terms import TERMS
from geo_risico.scan.compute import indicator_function, layer_parameters

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from geo_risico.catalog import Catalog
    from geo_risico.core.raster_specs import RasterSourceSpec
    from geo_risico.core.source_specs import FieldMap, SourceSpec
    from geo_risico.core.specs import IndicatorSpec, LayerSpec, ThemeSpec

ACCESS = {"open": "openbaar", "restricted": "beperkt", "personal": "persoonlijk"}


def write_reference(root: Path, folder: Path) -> None:
    """Write the generated pages into a folder that is emptied first."""
    catalog = load_catalog(root / "layers", root / "scans" / "themes")
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "curves").mkdir(parents=True)
    pages = {"begrippen": _glossary()}
    pages |= {f"laag_{spec.name}": _layer_page(spec, catalog) for spec in catalog.layers.values()}
    pages |= {f"bron_{spec.name}": _source_page(spec, catalog) for spec in catalog.sources.values()}
    pages |= {f"beeldbron_{spec.name}": _raster_page(spec, catalog) for spec in catalog.raster_sources.values()}
    pages |= {f"thema_{spec.name}": _theme_page(spec, catalog) for spec in catalog.themes.values()}
    for spec in catalog.indicators.values():
        draw_curve(spec, folder / "curves" / f"{spec.name}.svg")
        pages[f"indicator_{spec.name}"] = _indicator_page(spec, catalog)
    for name, text in (pages | _index(catalog)).items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")


def _index(catalog: Catalog) -> dict[str, str]:
    """The first page and one page per group, each with what it lists."""
    groups = {
        "themas": ("Thema's", "thema", [(t.name, t.title, t.location_plural) for t in catalog.themes.values()]),
        "indicatoren": ("Indicatoren", "indicator", [(i.name, i.title, i.unit) for i in catalog.indicators.values()]),
        "lagen": ("Lagen", "laag", [(s.name, s.title, s.description) for s in catalog.layers.values()]),
        "beeldbronnen": (
            "Bronnen van beelden",
            "beeldbron",
            [(s.name, s.title, s.layer) for s in catalog.raster_sources.values()],
        ),
        "bronnen": ("Bronnen", "bron", [(s.name, s.title, s.layer) for s in catalog.sources.values()]),
    }
    pages = {
        group: _group_page(title, kind, sorted(rows, key=lambda row: row[1].casefold()))
        for group, (title, kind, rows) in groups.items()
    }
    lines = [f"- [{title}]({group}.md): {len(rows)}" for group, (title, _, rows) in groups.items()]
    parts = ["# Naslag", "", "Gemaakt uit de definities; wat hier staat, is wat er gerekend wordt.", "", *lines]
    parts += ["- [Begrippen](begrippen.md)", "", _toctree([*groups, "begrippen"])]
    return pages | {"index": "\n".join(parts)}


def _group_page(title: str, kind: str, rows: list[tuple[str, str, str]]) -> str:
    heading = {"thema": "locaties", "indicator": "eenheid", "laag": "inhoud"}.get(kind, "vult de laag")
    table = _table(("titel", "naam", heading), ((f"[{t}]({kind}_{n}.md)", f"`{n}`", text) for n, t, text in rows))
    return f"# {title}\n\n{table}\n\n{_toctree([f'{kind}_{name}' for name, _, _ in rows])}"


def _toctree(names: list[str]) -> str:
    listed = "\n".join(names)
    return f"```{{toctree}}\n:maxdepth: 1\n:hidden:\n\n{listed}\n```\n"


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
    if spec.derived:
        rows = ((f"`{name}`", formula_text(math)) for name, math in spec.derived.items())
        parts += ["", "## Berekende banden", "", _table(("band", "formule"), rows)]
    sources = [("bron", s) for s in catalog.sources.values() if s.layer == spec.name]
    sources += [("beeldbron", s) for s in catalog.raster_sources.values() if s.layer == spec.name]
    if sources:
        rows = (
            (f"[{source.title}]({kind}_{source.name}.md)", source.register_name, ACCESS[source.access])
            for kind, source in sources
        )
        parts += ["", "## Bronnen", "", _table(("bron", "register of houder", "toegang"), rows)]
    if spec.indicators:
        parts += ["", "## Indicatoren", ""]
        parts += [f"- [{item.title}](indicator_{item.name}.md)" for item in spec.indicators]
    return "\n".join(parts) + "\n"


def _source_page(source: SourceSpec, catalog: Catalog) -> str:
    layer = catalog.layers[source.layer]
    facts = (
        ("in een scan", f"`source: {source.name}`"),
        ("vult de laag", f"[{layer.title}](laag_{layer.name}.md)"),
        ("register of houder", source.register_name),
        ("licentie", source.licence),
        ("bronvermelding", source.attribution),
        ("toegang", ACCESS[source.access]),
        ("laag in het bestand", ", ".join(f"`{name}`" for name in _as_tuple(source.dataset)) or "de enige"),
        ("persoonskolommen", "worden niet gelezen" if source.personal_columns == "drop" else "bestand wordt geweigerd"),
    )
    fields = ((f"`{name}`", layer.columns[name].title, _origin(field)) for name, field in source.fields.items())
    parts = [f"# {source.title}", "", _table(("", ""), facts), "", "## Kolommen", ""]
    parts += [_table(("onze kolom", "titel", "herkomst"), fields)]
    if source.keep or source.keep_any:
        parts += ["", "## Welke rijen", "", *_rules(source)]
    return "\n".join([*parts, "", *([source.note, ""] if source.note else [])]) + "\n"


def _raster_page(source: RasterSourceSpec, catalog: Catalog) -> str:
    layer = catalog.layers[source.layer]
    facts = [*raster_facts(source, layer), ("toegang", ACCESS[source.access])]
    bands = ((f"`{name}`", layer.columns[name].title, band_text(band)) for name, band in source.bands.items())
    parts = [f"# {source.title}", "", _table(("", ""), facts), "", "## Banden", ""]
    parts += [_table(("band", "titel", "herkomst"), bands)]
    if source.masks:
        parts += ["", "## Wat afvalt", "", *(mask_text(rule) for rule in source.masks)]
    return "\n".join([*parts, "", *([source.note, ""] if source.note else [])]) + "\n"


def _as_tuple(names: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else names or ()


def _origin(field: FieldMap) -> str:
    """Where a column comes from and what changes on the way, in Dutch."""
    names = field.first_of or tuple(name for name in (field.column, field.tag) if name)
    parts = [f"vast: {field.constant}" if not names else " of ".join(f"`{name}`" for name in names)]
    unknown = ", ".join(f"{value:g}" if isinstance(value, float) else str(value) for value in field.unknown)
    parts += [f"onbekend: {unknown}"] if unknown else []
    parts += [f"tot en met {field.unknown_below:g} onbekend"] if field.unknown_below is not None else []
    parts += [f"maal {field.scale:g}"] if field.scale != 1 else []
    parts += [f"{len(field.values)} vertaalde waarden"] if field.values else []
    return "; ".join(parts)


def _rules(source: SourceSpec) -> list[str]:
    """One line per rule that rows must pass."""
    lines = ["Alle regels gelden samen." if source.keep else "Een van deze regels is genoeg.", ""]
    for rule in source.keep or source.keep_any:
        words = [f"een van {', '.join(rule.values)}"] if rule.values else []
        words += [f"niet {', '.join(rule.exclude)}"] if rule.exclude else []
        words += ["gevuld"] if rule.filled else []
        lines.append(f"- `{rule.column}`: {'; '.join(words)}")
    return lines


def _indicator_page(spec: IndicatorSpec, catalog: Catalog) -> str:
    function = indicator_function(spec.name)
    named = layer_parameters(function, spec)
    layers = ", ".join(
        f"[{name}](laag_{name}.md)" + ("" if needed else " (mag ontbreken)") for name, needed in named.items()
    )
    weights = [
        (theme.title, format_share(theme.weights[spec.name], 1))
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
        curve_words(spec),
        "",
        "## Hoe het gerekend wordt",
        "",
        "De beschrijving bij de functie, in het Engels:",
        "",
        _docstring(function),
        "",
        f"Leest: {layers or 'alleen de locaties'}.",
        "",
    ]
    if spec.settings:
        parts += [
            "Instellingen: " + ", ".join(f"`{key}` = {_setting(value)}" for key, value in spec.settings.items()) + ".",
            "",
        ]
    if spec.fallbacks:
        parts += ["## Als er iets ontbreekt", "", *(f"- {f.note}" for f in spec.fallbacks), ""]
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


def _setting(value: object) -> str:
    """A setting in Dutch notation; several values in a row."""
    if isinstance(value, tuple):
        return ", ".join(_setting(part) for part in value)
    return number_text(value) if isinstance(value, int | float) else str(value)


def _docstring(function: object) -> str:
    text = inspect.getdoc(function) or ""
    return "```{code-block} text\n" + text.strip().replace("``", "'") + "\n```"


def _theme_page(theme: ThemeSpec, catalog: Catalog) -> str:
    parts = [f"# Thema: {theme.title}", "", theme.description, ""]
    for dim in theme.dimensions:
        rows = (
            (f"[{catalog.indicators[name].title}](indicator_{name}.md)", format_share(theme.weights[name], 1))
            for name in dim.weights
        )
        parts += [f"## {dim.title}", "", dim.summary, "", _table(("indicator", "gewicht"), rows), ""]
    bands = ", ".join(f"{letter} vanaf {bound:.0%}" for letter, bound in sorted(theme.bands.items()))
    parts += ["## Klassen", "", f"Plaats binnen de vergelijkingsgroep: {bands}.", ""]
    parts += [f"Onder een dekking van {theme.minimum_coverage:.0%} is de klasse onbekend."]
    return "\n".join(parts) + "\n"
