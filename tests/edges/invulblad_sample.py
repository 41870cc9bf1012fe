"""A release with a risicomatrix for the tests of the invulblad, and ways to change its workbook."""

from __future__ import annotations

import dataclasses
import io

import openpyxl
import pandas as pd

from geo_risico.core.specs import MatrixSpec
from geo_risico.governance.release import release
from geo_risico.io.invulblad.columns import QUESTIONS
from geo_risico.io.invulblad.write import write_invulblad
from geo_risico.scan.invulblad import raw_weights
from geo_risico.scoring.matrix import matrix_position

AXES = {
    "leegstand": ("kans", "land"),
    "veroudering": ("kans", "water"),
    "afgelegen": ("kans", "land"),
    "ontsluiting": ("barriere", None),
}
MATRIX = MatrixSpec(
    title="Risicomatrix proef",
    note="Reconstructie met instelbare standaardwaarden; niet de matrix van het RIEC.",
    kans_bounds=(0.2, 0.35, 0.5, 0.65),
    barriere_bounds=(0.2, 0.4, 0.6, 0.8),
)
COUNT = 12


def matrix_result(result, count=COUNT):
    """The first locations of the sample result, under a theme with a matrix and two earlier schouwen."""
    dims = tuple(
        dim.model_copy(update={"axis": AXES[dim.name][0], "side": AXES[dim.name][1]}) for dim in result.theme.dimensions
    )
    theme = result.theme.model_copy(update={"dimensions": dims, "matrix": MATRIX})
    places = dataclasses.replace(result.locations, frame=result.locations.frame.iloc[:count])
    index = places.frame.index
    risks = result.risks.loc[index]
    known = {"cameras": {0: 3.0}, "nachtregister": {1: "ja papier"}, "peildatum": {0: pd.Timestamp("2025-11-30")}}
    answers = {name: [known.get(name, {}).get(row) for row in range(len(index))] for name in QUESTIONS}
    schouw = pd.DataFrame(answers, index=index, dtype="object")
    return dataclasses.replace(
        result,
        theme=theme,
        locations=places,
        indicators=result.indicators.loc[index],
        risks=risks,
        contributions=result.contributions.loc[index],
        scores=result.scores.loc[index].join(matrix_position(risks, theme, theme.weights)),
        weights=theme.weights,
        schouw=schouw,
    )


def matrix_release(result):
    """Release of a result under profile partner."""
    return release(result, version="0.1.0+proef")


def workbook_bytes(result):
    """Workbook as a scan writes it."""
    return write_invulblad(matrix_release(result), raw_weights(result.theme, result.scan.weights))


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def column_of(sheet, name, header=1):
    """Number of the column with this heading."""
    return next(cell.column for cell in sheet[header] if cell.value == name)


def saved(book, path):
    book.save(path)
    return path
