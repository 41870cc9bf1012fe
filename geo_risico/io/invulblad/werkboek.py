"""The workbook for a session with experts: weights to change, the highest places, the words; a scan reads it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import openpyxl
import pandas as pd
from openpyxl.utils import get_column_letter

from geo_risico.core.certainty import described, is_low_but_blind
from geo_risico.core.numbers import format_date, format_number
from geo_risico.core.terms import CLASS_WORDS, TERMS
from geo_risico.io.invulblad.columns import ABOUT, GLOSSARY, ID, LOCATIONS, QUESTIONS, SCHOUW, WEIGHTS
from geo_risico.io.invulblad.workbook import BOLD, TOP, colour_classes, headings, page_setup, protect, put, to_bytes
from geo_risico.io.invulblad.write import CONFIDENTIAL, identify
from geo_risico.io.invulblad.write_sheets import fill_weights, mark_of, question_column, value_column

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd
    from openpyxl.worksheet.worksheet import Worksheet

    from geo_risico.core.results import Release

EXPLANATION: Final = "Uitleg"
MOST_ROWS: Final = 5000
"""Only the places with the highest scores: more does not fit in a session."""
UNKNOWN: Final = "onbekend"
WORDS: Final = {
    "gewicht": "Hoe zwaar een kenmerk telt; alleen de verhouding telt, 0 laat het weg",
    "score": "Gewogen gemiddelde van de bekende kenmerken, 0 tot 100: hoeveel gelegenheid een plek biedt; geen bewijs",
    "dekking": "Aandeel van het gewicht waarvan iets bekend is",
    "klasse": "Plaats van een plek in haar groep; onder de minimale dekking is zij onbekend, nooit laag",
    "robuust": "Bij andere gewichten blijft de klasse meestal gelijk; anders is het een grensgeval",
    "schouw": "Wat iemand ter plekke heeft gezien; een lege cel is niet gezien",
}


def has_werkboek(release: Release) -> bool:
    """Whether a theme gets this workbook: profile partner, with scores, and without a risicomatrix of its own."""
    frame = release.locations
    is_shown = frame is not None and {"score", "class"} <= set(frame)
    return release.meta.profile == "partner" and is_shown and not release.shows_matrix


def write_werkboek(release: Release, weights: Mapping[str, float]) -> bytes:
    """Bytes of an xlsx file with weights, locations and words; the same release gives the same bytes.

    Parameters
    ----------
    release
        What may be shown; its profile shows locations with scores.
    weights
        Indicator -> weight as used, in the units of the theme.
    """
    book = openpyxl.Workbook()
    book.remove(book.active)
    places = _places(release)
    sheets = {name: book.create_sheet(name) for name in (EXPLANATION, WEIGHTS, LOCATIONS, GLOSSARY, ABOUT)}
    has_schouw = _asks_schouw(release)
    _rows(sheets[EXPLANATION], _explanation(release, len(places), has_schouw=has_schouw), (32, 110))
    fill_weights(sheets[WEIGHTS], release, weights)
    _fill_places(sheets[LOCATIONS], release, places, has_schouw=has_schouw)
    _rows(sheets[GLOSSARY], [("let op", mark_of(release)), *_glossary()], (24, 110), heads=("woord", "betekenis"))
    identify(sheets[ABOUT], release, weights, places.index, has_schouw=has_schouw)
    mark = f"{'FICTIEF. ' if release.meta.is_fictief else ''}VERTROUWELIJK. "
    for sheet in sheets.values():
        protect(sheet)
        page_setup(sheet, f"{mark}{release.meta.title}. Werkboek {release.meta.theme}", is_landscape=True)
        sheet.sheet_properties.tabColor = "9B1C31"
    return to_bytes(book, release.meta.peildatum)


def _places(release: Release) -> gpd.GeoDataFrame:
    """Locations with the highest scores first and the unknown class last, at most so many."""
    frame = described(release)
    assert frame is not None  # noqa: S101 - has_werkboek holds
    ranked = frame.sort_values("score", ascending=False, kind="stable", na_position="last")
    return ranked.sort_values("class", key=lambda letters: letters.eq(UNKNOWN), kind="stable").iloc[:MOST_ROWS]


def _asks_schouw(release: Release) -> bool:
    """Whether an indicator of the theme reads what people saw."""
    return any(SCHOUW in fact.layers for fact in release.facts)


def _fill_places(sheet: Worksheet, release: Release, places: gpd.GeoDataFrame, *, has_schouw: bool) -> None:
    """One row per location: class, score, coverage, reasons, and the schouw to fill in where the theme asks it."""
    columns = _place_columns(release, places)
    questions = dict(QUESTIONS) if has_schouw else {}
    headings(sheet, [*columns, *questions], [*(width for _, _, width in columns.values()), *[15.0] * len(questions)])
    for column, (values, notation, _) in enumerate(columns.values(), start=1):
        value_column(sheet, column, values, notation)
    colour_classes(sheet, 1 + list(columns).index("klasse"), places["class"].mask(is_low_but_blind(places), UNKNOWN))
    schouw = None if release.schouw is None else release.schouw.reindex(places.index)
    for column, item in enumerate(questions.items(), start=len(columns) + 1):
        question_column(sheet, column, item, schouw, len(places))
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns) + len(questions))}{max(len(places) + 1, 2)}"
    sheet.print_title_rows = "1:1"


def _place_columns(release: Release, places: gpd.GeoDataFrame) -> dict[str, tuple[pd.Series, str, float]]:
    """Heading -> values, notation and width; a score that a witte vlek hides is unknown."""
    hidden, letters = is_low_but_blind(places), places["class"]
    score = (places["score"] * 100).mask(hidden | letters.eq(UNKNOWN)).round(1)
    columns: dict[str, tuple[pd.Series, str, float]] = {
        ID: (pd.Series(places.index.astype("str"), index=places.index), "@", 26.0),
        "naam": (places["label"], "@", 34.0),
        "soort": (places["kind"], "@", 18.0),
        "klasse": (
            letters.map(lambda letter: f"{letter} - {CLASS_WORDS[letter]}" if letter in CLASS_WORDS else UNKNOWN),
            "@",
            16.0,
        ),
        "score": (score, "0.0", 9.0),
        "dekking": (places["coverage"], "0%", 9.0),
    }
    if "zekerheid" in places:
        columns["uitleg_zekerheid"] = (places["zekerheid"], "@", 40.0)
    columns |= {
        "waarom_hoger": (_reasons(release, places["reasons_for"]).mask(hidden), "@", 50.0),
        "waarom_lager": (_reasons(release, places["reasons_against"]).mask(hidden), "@", 50.0),
        **{name: (places[name], "@", 24.0) for name in ("buurt", "gemeente") if name in places},
        "let_op": (pd.Series(mark_of(release), index=places.index), "@", 22.0),
    }
    return columns


def _reasons(release: Release, joined: pd.Series) -> pd.Series:
    """Titles of the indicators behind names joined by a bar; "geen" without any."""
    titles = {name: spec.title for name, spec in release.indicator_specs.items()}
    known = {text: "; ".join(titles.get(n, n) for n in text.split("|") if n) for text in joined.dropna().unique()}
    return joined.map(known).replace("", pd.NA).fillna("geen")


def _rows(
    sheet: Worksheet, rows: Iterable[tuple[str, str]], widths: tuple[float, float], heads: tuple[str, str] | None = None
) -> None:
    """Pairs of a word and a text, below headings where there are any."""
    if heads is not None:
        headings(sheet, heads, widths)
        sheet.freeze_panes, sheet.print_title_rows = "A2", "1:1"
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = widths
    for number, (name, text) in enumerate(rows, start=1 if heads is None else 2):
        put(sheet, number, 1, name).font = BOLD
        put(sheet, number, 2, text)
        for column in (1, 2):
            sheet.cell(row=number, column=column).alignment = TOP


def _glossary() -> list[tuple[str, str]]:
    """Words of the workbook and of the registers, by alphabet."""
    letters = {f"klasse {letter}": words for letter, words in CLASS_WORDS.items()}
    return sorted({**TERMS, **WORDS, **letters}.items())


def _explanation(release: Release, count: int, *, has_schouw: bool) -> list[tuple[str, str]]:
    meta, total = release.meta, 0 if release.locations is None else len(release.locations)
    shown = f"{format_number(count)} van de {format_number(total)}"
    steps = [
        f"Pas op het blad {WEIGHTS} de gele kolom gewicht aan. Alleen de verhouding telt; 0 laat een kenmerk weg.",
        *(
            [f"Vul op het blad {LOCATIONS} de gele cellen in: wat is gezien. Leeg is niet gezien."]
            if has_schouw
            else []
        ),
        "Schrijf geen namen van personen of kentekens op. Eigen kolommen worden niet gelezen.",
        "Rijen en kolommen mogen van plaats wisselen. De bladen zijn op slot zonder wachtwoord. Bewaar als xlsx.",
        "Reken opnieuw met: geo-risico scan BESTAND --invulblad werkboek.xlsx.",
        "Elke cel wordt gecontroleerd. Bij een fout wordt niets overgenomen en noemt de melding elke verkeerde cel.",
    ]
    return [
        ("Werkboek", meta.title),
        ("Wat dit is", "Werkboek voor een expertsessie: gewichten wegen en de hoogste plekken bespreken. Geen bewijs."),
        *([("FICTIEF", "Plaatsen of gegevens in dit bestand zijn verzonnen.")] if meta.is_fictief else []),
        ("Vertrouwelijk", CONFIDENTIAL),
        ("Thema", meta.theme),
        ("Doel", meta.doel),
        ("Grondslag", meta.grondslag),
        ("Opdrachtgever", meta.opdrachtgever),
        ("Profiel", meta.profile),
        ("Peildatum", format_date(meta.peildatum)),
        ("Bewaren tot en met", format_date(meta.expires)),
        ("Locaties", f"{shown} {release.theme.location_plural}, hoogste score eerst, klasse onbekend achteraan."),
        *((f"Zo vult u in ({number})", text) for number, text in enumerate(steps, start=1)),
        *(("Let op", notice) for notice in meta.notices),
    ]
