"""The worksheets of the invulblad: locations, weights and the matrix with names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from geo_risico.core.certainty import described, place_texts, without_low_words
from geo_risico.core.numbers import format_value
from geo_risico.core.risicomatrix import LABEL, STEPS, cells
from geo_risico.io.invulblad.columns import ID, INDICATOR, LARGEST_WEIGHT, QUESTIONS, WEIGHT
from geo_risico.io.invulblad.workbook import (
    BOLD,
    OPEN_CELL,
    OPEN_HEADING,
    TOP,
    UNKNOWN_CELL,
    UNLOCKED,
    headings,
    put,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl.worksheet.worksheet import Worksheet

    from geo_risico.core.results import Release
    from geo_risico.io.invulblad.columns import Question

FACTS: Final = {
    ID: ("", "@", 26.0),
    "naam": ("label", "@", 34.0),
    "soort": ("kind", "@", 20.0),
    "gemeente": ("gemeente", "@", 16.0),
    "kans": ("kans", "0.00", 9.0),
    "kans_trede": ("kans_level", "0", 9.0),
    "kans_dekking": ("kans_coverage", "0%", 9.0),
    "barriere": ("barriere", "0.00", 10.0),
    "barriere_trede": ("barriere_level", "0", 10.0),
    "barriere_dekking": ("barriere_coverage", "0%", 10.0),
    "score": ("score", "0.00", 9.0),
    "klasse": ("class", "@", 10.0),
    "zekerheid": ("robustness", "@", 12.0),
    "plaats": ("plaats", "@", 26.0),
    "witte_vlek": ("witte_vlek", "@", 16.0),
    "uitleg_zekerheid": ("zekerheid", "@", 40.0),
    "dekking": ("coverage", "0%", 9.0),
}
"""Heading -> column of the released locations, its notation and its width."""

CERTAINTY: Final = frozenset({"zekerheid", "plaats", "witte_vlek", "uitleg_zekerheid"})
"""Left out where the release says nothing of them."""
UNKNOWN: Final = "onbekend"
DECIMALS: Final = 6


def fill_locations(sheet: Worksheet, release: Release) -> None:
    """Nothing; writes one row per location: its place in the matrix, the schouw to fill in, and what is known."""
    locations, raw = described(release), release.indicators
    if locations is None:
        return
    if "rank_low" in locations:
        locations = locations.assign(plaats=place_texts(locations))
    facts = {name: fact for name, fact in FACTS.items() if name not in CERTAINTY or fact[0] in locations}
    known = [name for name in release.theme.weights if raw is not None and name in raw]
    titles = [f"{release.indicator_specs[name].title} ({release.indicator_specs[name].unit})" for name in known]
    names = [*facts, *QUESTIONS, *titles]
    headings(sheet, names, [*(width for _, _, width in facts.values()), *[15.0] * len(QUESTIONS), *[16.0] * len(known)])
    ids = [str(name) for name in locations.index]
    for number, name in enumerate(ids, start=2):
        put(sheet, number, 1, name)
    for column, (source, notation, _) in enumerate(facts.values(), start=1):
        if source and source in locations:
            axis = f"{source}_level"
            values = locations[source].where(locations[axis].notna()) if axis in locations else locations[source]
            value_column(sheet, column, values, notation)
    for column, question in enumerate(QUESTIONS.items(), start=len(facts) + 1):
        question_column(sheet, column, question, release.schouw, len(ids))
    for column, name in enumerate(known, start=len(facts) + len(QUESTIONS) + 1):
        _indicator(sheet, column, release, name)
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(names))}{max(len(ids) + 1, 2)}"
    sheet.print_title_rows = "1:1"


def value_column(sheet: Worksheet, column: int, values: pd.Series[Any], notation: str) -> None:
    """Nothing; writes one column of values below its heading, unknown as a word."""
    for number, value in enumerate(values, start=2):
        known = round(value, DECIMALS) if isinstance(value, float) else value
        put(sheet, number, column, UNKNOWN if pd.isna(value) else known, "" if notation == "@" else notation)


def _indicator(sheet: Worksheet, column: int, release: Release, name: str) -> None:
    """Raw values; of a class its word."""
    spec = release.indicator_specs[name]
    values = release.indicators[name] if release.indicators is not None else pd.Series(dtype="float64")
    notation = f"0.{'0' * spec.decimals}" if spec.decimals else "0"
    if spec.curve.kind == "lookup":
        value_column(sheet, column, values.map(lambda value: format_value(value, spec)), "@")
    else:
        value_column(sheet, column, values, notation)


def question_column(
    sheet: Worksheet, column: int, item: tuple[str, Question], schouw: pd.DataFrame | None, count: int
) -> None:
    """Nothing; writes one column to fill in, with what an earlier schouw said."""
    name, question = item
    heading = sheet.cell(row=1, column=column)
    heading.fill = OPEN_HEADING
    heading.comment = Comment(f"{question.title} Invullen: {question.expected}. Leeg is niet gezien.", "geo-risico")
    heading.comment.width, heading.comment.height = 320, 110
    notation = {"date": "DD-MM-YYYY", "number": "General", "list": "General"}[question.kind]
    known = None if schouw is None or name not in schouw else schouw[name]
    for number in range(2, count + 2):
        value = None if known is None or pd.isna(known.iloc[number - 2]) else known.iloc[number - 2]
        if isinstance(value, pd.Timestamp):
            value = value.date()
        cell = put(sheet, number, column, value, notation)
        cell.number_format, cell.fill, cell.protection = notation, OPEN_CELL, UNLOCKED
    if count:
        letter = get_column_letter(column)
        _restrict(sheet, f"{letter}2:{letter}{count + 1}", _rule(question), question.expected)


def _rule(question: Question) -> DataValidation:
    if question.kind == "list":
        return DataValidation(type="list", formula1=f'"{",".join(question.words)}"')
    if question.kind == "date":
        return DataValidation(type="date", operator="between", formula1="29221", formula2="73415")
    kind = "whole" if question.is_whole else "decimal"
    return DataValidation(type=kind, operator="between", formula1="0", formula2=f"{question.most:g}")


def _restrict(sheet: Worksheet, cells: str, rule: DataValidation, expected: str) -> None:
    rule.allow_blank, rule.showErrorMessage, rule.showInputMessage = True, True, True
    rule.errorTitle, rule.error = "Dit kan hier niet", f"Vul in: {expected}, of laat leeg."
    rule.promptTitle, rule.prompt = "Invullen", f"{expected}. Leeg is niet gezien."[:255]
    rule.add(cells)
    sheet.add_data_validation(rule)


def fill_weights(sheet: Worksheet, release: Release, weights: Mapping[str, float]) -> None:
    """Nothing; writes one row per indicator with the weight as used, to change, and that of the theme."""
    names = (INDICATOR, "dimensie", "as", "zijde", "titel", WEIGHT, "standaard", "waarom", "bron", "let_op")
    headings(sheet, names, (30, 26, 12, 12, 40, 12, 12, 90, 60, 22))
    rows = [(dim, name, default) for dim in release.theme.dimensions for name, default in dim.weights.items()]
    sources, mark = _sources(release), mark_of(release)
    for number, (dim, name, default) in enumerate(rows, start=2):
        spec = release.indicator_specs.get(name)
        title, why = (spec.title, spec.rationale) if spec else (name, "")
        row = (
            name,
            dim.title,
            _axis(dim.axis),
            dim.side or "",
            title,
            weights[name],
            default,
            why,
            sources.get(name, ""),
            mark,
        )
        for column, value in enumerate(row, start=1):
            put(sheet, number, column, value).alignment = TOP
        cell = sheet.cell(row=number, column=names.index(WEIGHT) + 1)
        cell.fill, cell.protection = OPEN_CELL, UNLOCKED
    letter = get_column_letter(names.index(WEIGHT) + 1)
    sheet[f"{letter}1"].fill = OPEN_HEADING
    sheet[f"{letter}1"].comment = Comment("Een getal vanaf 0. Alleen de verhouding telt; 0 laat weg.", "geo-risico")
    rule = DataValidation(type="decimal", operator="between", formula1="0", formula2=f"{LARGEST_WEIGHT:.0f}")
    _restrict(sheet, f"{letter}2:{letter}{len(rows) + 1}", rule, "een getal vanaf 0")
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(names))}{len(rows) + 1}"
    sheet.print_title_rows = "1:1"


def mark_of(release: Release) -> str:
    """What every worksheet says of itself: whether it is made up, and that it is confidential."""
    return "; ".join([*(["FICTIEF"] if release.meta.is_fictief else []), "vertrouwelijk"])


def _sources(release: Release) -> dict[str, str]:
    """Titles of the files that each indicator reads; what is not there is named as missing."""
    titles: dict[str, list[str]] = {}
    for item in release.provenance:
        missing = " (ontbreekt)" if item.status == "absent" else ""
        titles.setdefault(item.layer, []).append(item.title + missing)
    found = {fact.name: [title for layer in fact.layers for title in titles.get(layer, [])] for fact in release.facts}
    return {name: "; ".join(dict.fromkeys(names)) for name, names in found.items()}


def _axis(axis: str | None) -> str:
    return {"kans": "kans", "barriere": "barrière"}.get(axis or "", "")


def fill_matrix(sheet: Worksheet, release: Release) -> None:
    """Nothing; writes the number of locations in each cell of the matrix, and below it their names."""
    if release.locations is None:
        return
    labels = without_low_words(release.locations).sort_values("label", kind="stable")
    table = {cell: labels.loc[names, "label"].tolist() for cell, names in cells(labels).items()}
    columns = [*(f"barrière {step}" for step in STEPS), f"barrière {UNKNOWN}"]
    headings(sheet, ("kans (rij) bij barrière (kolom)", *columns), (26, *[30] * len(columns)))
    levels = (*STEPS, None)
    for block, shown in ((2, "count"), (len(levels) + 4, "names")):
        for down, kans in enumerate(levels):
            put(sheet, block + down, 1, f"kans {UNKNOWN if kans is None else kans}").font = BOLD
            for right, barriere in enumerate(levels):
                names = table.get((kans, barriere), [])
                value = len(names) if shown == "count" else "\n".join(names)
                cell = put(sheet, block + down, right + 2, value)
                cell.alignment = TOP
                if kans is None or barriere is None:
                    cell.fill = UNKNOWN_CELL
    put(sheet, len(levels) + 3, 1, "Namen per cel").font = BOLD
    put(sheet, 2 * len(levels) + 5, 1, f"{LABEL} Barrière 5 is sterk toezicht, 1 is zwak.")
    sheet.freeze_panes = "B2"
