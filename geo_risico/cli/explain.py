"""Why a location has its score, in the terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

from geo_risico.cli.certainty import certainty_lines, is_hidden_row
from geo_risico.cli.console import out
from geo_risico.cli.definitions import catalog_of
from geo_risico.core.certainty import LOW_BUT_BLIND, ROBUSTNESS_WORDS
from geo_risico.core.numbers import format_number, format_share, format_value
from geo_risico.core.terms import CLASS_WORDS
from geo_risico.imagery.words import support_text
from geo_risico.io.saved import find_location, support_of

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from geo_risico.core.specs import IndicatorSpec
    from geo_risico.io.saved import SavedLocation

BAR_WIDTH = 12


def explain(location_id: str, folder: Path, scan: str | None) -> None:
    """Print the score of a saved location with its bounds, contributions, reasons and unknowns."""
    found = find_location(location_id, folder, scan)
    catalog = catalog_of()
    specs = catalog.indicators
    if found.manifest["is_fictief"]:
        out.print("[black on yellow] FICTIEF [/] Verzonnen plaatsen en gevallen.")
    out.print(f"[bold]{escape(location_id)}[/]", end=" ")
    out.print(f"{found.row['label']} ({found.manifest['title']})", markup=False)
    if "score" not in found.row:
        out.print("De score is in deze uitgave verborgen.")
        return
    _facts(found.row)
    _headline(found)
    for line in certainty_lines(found.row, is_fictief=bool(found.manifest["is_fictief"])):
        out.print(f"  {line}", markup=False)
    titles = {name: layer.title for name, layer in catalog.layers.items()}
    out.print(_table(found, specs, _sources(found.manifest, titles)))
    _reasons(found.row, specs)
    _images(found, specs)
    out.print(
        "[dim]De score zegt hoeveel gelegenheid een plek biedt; het is geen bewijs en gaat niet over personen.[/]"
    )


def _facts(row: pd.Series[Any]) -> None:
    """Print the type, the registers and their differences, and the place in the risicomatrix, where there are any."""
    lines = [f"soort: {row['kind']}"]
    for column, title in (("sources", "registers"), ("conflicts", "verschillen")):
        if isinstance(row.get(column), str) and row[column]:
            lines.append(f"{title}: {row[column].replace('|', ', ')}")
    if "kans_level" in row:
        places = {"kans": row["kans_level"], "barrière": row["barriere_level"]}
        text = ", ".join(f"{name} {'onbekend' if math.isnan(v) else f'{v:.0f} van 5'}" for name, v in places.items())
        lines.append(f"risicomatrix: {text}")
    for line in lines:
        out.print(f"  {line}", markup=False)


def _headline(found: SavedLocation) -> None:
    row = found.row
    letter = row["class"]
    low, high = format_number(100 * row["score_low"]), format_number(100 * row["score_high"])
    out.print(f"  score {_points(row['score'])} van 100; met alles wat onbekend is tussen {low} en {high}")
    if is_hidden_row(row):
        out.print(f"  klasse onbekend. {LOW_BUT_BLIND}")
    elif letter in CLASS_WORDS:
        higher = format_share(min(float(row["percentile"]), 0.99))
        sure = ROBUSTNESS_WORDS[row["robustness"]]
        out.print(f"  klasse {letter} - {CLASS_WORDS[letter]}; {sure}; hoger dan {higher} van de groep")
    else:
        out.print("  klasse onbekend: er is te weinig bekend om te vergelijken")
    out.print(f"  dekking {format_share(row['coverage'])}; gemiddeld met dezelfde bronnen {_points(row['base'])}")


def _table(found: SavedLocation, specs: dict[str, IndicatorSpec], sources: dict[str, str]) -> Table:
    table = Table(title="Wat de score hoger of lager maakt dan gemiddeld")
    for heading in ("Indicator", "Waarde", "Bijdrage", "", "Bron"):
        table.add_column(heading, justify="right" if heading in {"Waarde", "Bijdrage"} else "left", overflow="fold")
    saved = [item["name"] for item in found.manifest["indicators"] if f"bijdrage_{item['name']}" in found.row]
    names = [name for name in saved if name in specs]  # a definition may have gone since
    parts = {name: float(found.row[f"bijdrage_{name}"]) for name in names}
    for name in sorted(names, key=lambda name: 1 if math.isnan(parts[name]) else -abs(parts[name])):
        spec, part = specs[name], parts[name]
        if math.isnan(part):
            table.add_row(escape(spec.title), "[dim]onbekend[/]", "", "[dim]////[/]", escape(sources.get(name, "")))
            continue
        bar = "#" * min(BAR_WIDTH, round(abs(part) * 200))
        colour = "red" if part > 0 else "blue"
        value = format_value(float(found.row[name]), spec)
        table.add_row(
            escape(spec.title), value, _points(part, sign=True), f"[{colour}]{bar}[/]", escape(sources.get(name, ""))
        )
    return table


def _sources(manifest: dict[str, Any], titles: dict[str, str]) -> dict[str, str]:
    """Titles of the layers behind each indicator with their peildatum."""
    dates = {item["layer"]: item["peildatum"] or "datum onbekend" for item in manifest["inputs"] if item["file"]}
    words = {}
    for item in manifest["indicators"]:
        named = [f"{titles.get(layer, layer)} ({dates[layer]})" for layer in item["layers"] if layer in dates]
        absent = item["missing_layers"] if item["status"] == "absent" else []
        missing = [f"{titles.get(layer, layer)} ontbreekt" for layer in absent]
        words[item["name"]] = ", ".join([*named, *missing])
    return words


def _reasons(row: pd.Series[Any], specs: dict[str, IndicatorSpec]) -> None:
    for column, heading, key in (
        ("reasons_for", "Maakt de score hoger", "reason_for"),
        ("reasons_against", "Maakt de score lager", "reason_against"),
    ):
        names = [name for name in str(row[column] or "").split("|") if name in specs]
        if names:
            out.print(f"[bold]{heading}[/]")
        for name in names:
            text: str = getattr(specs[name], key)
            out.print(f"  - {text.format(value=format_value(float(row[name]), specs[name]))}", markup=False)
    left_out = row["counterfactual_indicator"]
    if isinstance(left_out, str) and left_out in specs and not is_hidden_row(row):
        title, letter = specs[left_out].title.lower(), row["counterfactual_class"]
        same = letter == row["class"]
        text = (
            f"Ook zonder '{title}' blijft de klasse {letter}."
            if same
            else f"Zonder '{title}' zou de klasse {letter} zijn."
        )
        out.print(text, markup=False)


def _images(found: SavedLocation, specs: dict[str, IndicatorSpec]) -> None:
    """Print what each value from images rests on, or why there is none."""
    table = support_of(found)
    names = [name for name in table.index if name in specs]
    if names:
        out.print("[bold]Uit beelden[/]")
    for name in names:
        row, spec = table.loc[name], specs[name]
        text = row["reason"] or support_text(row["pixel_count"], row["standard_error"], row["clear_count"], spec)
        value = float(found.row.get(name, math.nan))
        shown = "onbekend" if math.isnan(value) else format_value(value, spec)
        out.print(f"  - {spec.title}: {shown}; {text}" if text else f"  - {spec.title}: {shown}", markup=False)


def _points(share: float, *, sign: bool = False) -> str:
    text = format_number(100 * share, 1)
    return f"+{text}" if sign and share > 0 else text
