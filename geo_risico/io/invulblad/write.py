"""The risicomatrix as a workbook to fill in at an expert session; a scan reads it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import openpyxl

from geo_risico.core.numbers import format_date
from geo_risico.core.risicomatrix import LABEL
from geo_risico.io.invulblad.columns import ABOUT, EXPLANATION, LOCATIONS, MATRIX, QUESTIONS, SCHOUW, WEIGHTS
from geo_risico.io.invulblad.workbook import BOLD, TOP, page_setup, protect, put, to_bytes
from geo_risico.io.invulblad.write_sheets import fill_locations, fill_matrix, fill_weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from openpyxl.worksheet.worksheet import Worksheet

    from geo_risico.core.results import Release

CONFIDENTIAL: Final = "Alleen voor partners binnen het doel van deze scan; niet verder verspreiden."
STEPS: Final = (
    f"Vul op het blad {LOCATIONS} de gele cellen in: wat bij de schouw is gezien. Een lege cel is niet gezien.",
    "Een lege cel verandert niets. Vul dus 0 in als er gekeken is en er niets was.",
    f"Pas op het blad {WEIGHTS} de gele kolom gewicht aan. Alleen de verhouding telt; 0 laat een indicator weg.",
    "Schrijf geen namen van personen of kentekens op. Eigen kolommen worden niet gelezen.",
    "Rijen en kolommen mogen van plaats wisselen. De bladen zijn op slot zonder wachtwoord. Bewaar als xlsx.",
    "Reken opnieuw met: geo-risico scan BESTAND --invulblad risicomatrix.xlsx.",
    "Elke cel wordt gecontroleerd. Bij een fout wordt niets overgenomen en noemt de melding elke verkeerde cel.",
)


def write_invulblad(release: Release, weights: Mapping[str, float]) -> bytes:
    """Bytes of an xlsx file with the locations, the weights and the matrix; the same release gives the same bytes.

    Parameters
    ----------
    release
        What may be shown; its profile shows the matrix.
    weights
        Indicator -> weight as used, in the units of the theme.
    """
    book = openpyxl.Workbook()
    book.remove(book.active)
    title = f"{'FICTIEF. ' if release.meta.is_fictief else ''}VERTROUWELIJK. {release.meta.title}. {LABEL}"
    sheets = {name: book.create_sheet(name) for name in (EXPLANATION, LOCATIONS, WEIGHTS, MATRIX, ABOUT)}
    _explain(sheets[EXPLANATION], release)
    fill_locations(sheets[LOCATIONS], release)
    fill_weights(sheets[WEIGHTS], release, weights)
    fill_matrix(sheets[MATRIX], release)
    identify(sheets[ABOUT], release, weights, () if release.locations is None else release.locations.index)
    for name, sheet in sheets.items():
        protect(sheet)
        page_setup(sheet, title, is_landscape=name in {LOCATIONS, MATRIX})
    return to_bytes(book, release.meta.peildatum)


def _explain(sheet: Worksheet, release: Release) -> None:
    meta, matrix = release.meta, release.theme.matrix
    rows = [
        ("Risicomatrix", meta.title),
        ("Wat dit is", LABEL),
        *([("FICTIEF", "Plaatsen of gegevens in dit bestand zijn verzonnen.")] if meta.is_fictief else []),
        ("Vertrouwelijk", CONFIDENTIAL),
        *([("De matrix", matrix.note)] if matrix is not None else []),
        ("Thema", meta.theme),
        ("Doel", meta.doel),
        ("Grondslag", meta.grondslag),
        ("Opdrachtgever", meta.opdrachtgever),
        ("Profiel", meta.profile),
        ("Peildatum", format_date(meta.peildatum)),
        ("Bewaren tot en met", format_date(meta.expires)),
        *((f"Zo vult u in ({number})", text) for number, text in enumerate(STEPS, start=1)),
        *(
            (f"Kolom {name}", f"{question.title} Invullen: {question.expected}.")
            for name, question in QUESTIONS.items()
        ),
        *(("Let op", notice) for notice in meta.notices),
    ]
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 32, 110
    for number, (name, text) in enumerate(rows, start=1):
        put(sheet, number, 1, name).font = BOLD
        put(sheet, number, 2, text)
        for column in (1, 2):
            sheet.cell(row=number, column=column).alignment = TOP


def identify(
    sheet: Worksheet, release: Release, weights: Mapping[str, float], ids: Iterable[object], *, has_schouw: bool = True
) -> None:
    """Nothing; writes the hidden worksheet by which a scan knows its own workbook."""
    rows: list[tuple[str, str, float | None]] = [
        ("scan", release.meta.name, None),
        ("thema", release.theme.name, None),
        ("peildatum", release.meta.peildatum.isoformat(), None),
        *([] if has_schouw else [(SCHOUW, "nee", None)]),
        *(("gewicht", name, weight) for name, weight in weights.items()),
        *(("locatie", str(name), None) for name in ids),
    ]
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            put(sheet, number, column, value)
    sheet.sheet_state = "hidden"
