"""Texts that a spreadsheet would run as a formula, made harmless; every csv and workbook passes here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

SIGNS: Final = "=+\\-@\uff1d\uff0b\uff0d\uff20"
"""Characters that begin a formula, also in their full width."""
BEGIN: Final = re.compile(rf"^(?=[\t\r\n]|[\s\x00-\x1f\x7f\u200b-\u200f\u2060\ufeff]*[{SIGNS}])")
"""The start of a text that would run, also after white space or characters that nobody sees."""


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may run a text.

    Examples
    --------
    >>> is_formula("=1+1"), is_formula(" @SUM(A1)"), is_formula("Dorpsweg 1 - 3")
    (True, True, False)
    """
    return BEGIN.match(text) is not None


def harmless(text: str) -> str:
    """The text, with an apostrophe in front when a spreadsheet would run it.

    Examples
    --------
    >>> harmless("=HYPERLINK(0)"), harmless("Dorpsweg 1")
    ("'=HYPERLINK(0)", 'Dorpsweg 1')
    """
    return f"'{text}" if is_formula(text) else text


def without_apostrophe(text: str) -> str:
    """What stood there before `harmless`.

    Examples
    --------
    >>> without_apostrophe("'=1"), without_apostrophe("'s-Gravenhage")
    ('=1', "'s-Gravenhage")
    """
    return text[1:] if text.startswith("'") and is_formula(text[1:]) else text


def harmless_cells(cells: Iterable[object]) -> list[object]:
    """Cells of one row: texts made harmless, everything else as it is."""
    return [harmless(cell) if isinstance(cell, str) else cell for cell in cells]


def harmless_table(table: pd.DataFrame) -> pd.DataFrame:
    """A copy of a table whose texts and headings run nowhere.

    Parameters
    ----------
    table
        Columns of any type; columns of objects are looked at value by value.
    """
    columns = [_harmless_column(table.iloc[:, place]) for place in range(table.shape[1])]
    safe = pd.concat(columns, axis=1) if columns else table.copy()
    safe.columns = pd.Index([harmless(str(name)) for name in table.columns])
    return safe


def _harmless_column(column: pd.Series[Any]) -> pd.Series[Any]:
    if pd.api.types.is_object_dtype(column) or isinstance(column.dtype, pd.CategoricalDtype):
        values = [harmless(value) if isinstance(value, str) else value for value in column]
        return pd.Series(values, index=column.index, dtype=object)
    if pd.api.types.is_string_dtype(column):
        return column.str.replace(BEGIN, "'", regex=True)
    return column
