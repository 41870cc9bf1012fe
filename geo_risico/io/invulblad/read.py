"""A filled-in invulblad read back: weights and schouw values, or every cell that is wrong in one error."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo_risico.core.errors import DataError
from geo_risico.io.invulblad.columns import ABOUT, LOCATIONS, QUESTIONS, WEIGHTS
from geo_risico.io.invulblad.file import open_workbook
from geo_risico.io.invulblad.sheets import read_about, read_locations, read_weights
from geo_risico.io.wary.damage import told

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

SHEETS = (LOCATIONS, WEIGHTS, ABOUT)


@dataclass(frozen=True, kw_only=True)
class Invulblad:
    """What a workbook says, and for which scan it was made.

    ``weights``: indicator -> weight in the units of the theme. ``schouw``: one row per location of which something is
    filled in, columns location_id and those of the layer schouw, NaN where a cell is empty. ``row_count``: rows with a
    location.
    """

    path: str
    sha256: str
    scan: str
    theme: str
    peildatum: dt.date
    weights: Mapping[str, float]
    schouw: pd.DataFrame
    row_count: int


def read_invulblad(path: Path) -> Invulblad:
    """Weights and schouw values of a workbook, every cell checked.

    Parameters
    ----------
    path
        File as a scan wrote it and people filled it in, xlsx.

    Raises
    ------
    SourceError
        When the file is not there, not an xlsx, or locked with a password.
    DataError
        With all cells that are wrong: worksheet, address, value and what was expected.
    """
    with told(path.name, "het xlsx-bestand dat een scan heeft geschreven"):
        return _read(path)


def _read(path: Path) -> Invulblad:
    content, book = open_workbook(path)
    sheets = {" ".join(name.split()).casefold(): book[name] for name in book.sheetnames if hasattr(book[name], "cell")}
    missing = [name for name in SHEETS if name.casefold() not in sheets]
    if missing:
        raise DataError(
            f"{path.name}: dit is geen heel invulblad",
            [f"werkblad '{name}' ontbreekt; aanwezig: {', '.join(book.sheetnames)}" for name in missing],
        )
    problems: list[str] = []
    about = read_about(sheets[ABOUT], problems)
    if problems:
        raise DataError(f"{path.name}: dit is geen heel invulblad", problems)
    weights = read_weights(sheets[WEIGHTS.casefold()], about.indicators, problems)
    answers = read_locations(sheets[LOCATIONS.casefold()], about.location_ids, problems, has_schouw=about.has_schouw)
    if not any({**about.indicators, **weights}.values()):
        problems.append(f"{WEIGHTS}: alle gewichten zijn 0; verwacht minstens een gewicht boven 0")
    if problems:
        raise DataError(f"{path.name}: het invulblad klopt niet; er is niets van overgenomen", problems)
    return Invulblad(
        path=path.name,
        sha256=hashlib.sha256(content).hexdigest(),
        scan=about.scan,
        theme=about.theme,
        peildatum=about.peildatum,
        weights=weights,
        schouw=_frame(answers),
        row_count=len(answers),
    )


def _frame(answers: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """Rows with at least one answer besides the date."""
    filled = {name: row for name, row in answers.items() if set(row) - {"peildatum"}}
    columns: dict[str, pd.Series[Any]] = {"location_id": pd.Series(list(filled), dtype="str")}
    dtypes: dict[str, Any] = {"list": "str", "number": "float64", "date": "datetime64[us]"}
    for name, question in QUESTIONS.items():
        values = [row.get(name) for row in filled.values()]
        columns[name] = pd.Series(values, dtype="object").astype(dtypes[question.kind])
    return pd.DataFrame(columns)
