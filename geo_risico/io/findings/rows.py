"""A row of a csv with findings, as the map or somebody with a spreadsheet writes it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo_risico.core.findings import DUTCH_TIME
from geo_risico.core.formula import without_apostrophe

if TYPE_CHECKING:
    from collections.abc import Mapping

LIST: Final = "bevindingen"
TRUE_WORDS: Final = frozenset({"ja", "true", "waar", "1"})
BETWEEN: Final = re.compile(r"[|,;\n]")
YEAR_FIRST: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]+(\d{1,2})[:.](\d{2})(?:[:.]\d{2})?)?")
DAY_FIRST: Final = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ T]+(\d{1,2})[:.](\d{2})(?:[:.]\d{2})?)?")


@dataclass(frozen=True, kw_only=True)
class FindingRow:
    """One entry as written: its place in the file and its values by key."""

    place: str
    values: Mapping[str, Any]


def csv_row(line: int, row: Mapping[Any, Any]) -> FindingRow:
    """The entry of one row: lists apart, words in lower case, a date of a spreadsheet as a moment.

    Parameters
    ----------
    line
        Number of the line in the file.
    row
        Cells by name of the column.
    """
    cells = {str(name): _bare(value) for name, value in row.items() if name and isinstance(value, str)}
    values: dict[str, Any] = dict(cells)
    values[LIST] = [part.lower() for part in _parts(cells.get(LIST, ""))]
    values["gezien"] = [
        int(part) if part.isascii() and part.isdigit() else part for part in _parts(cells.get("gezien", ""))
    ]
    for key in {"uitkomst", "vervolg", "aanleiding"} & set(cells):
        values[key] = " ".join(cells[key].lower().split())
    if "op" in cells:
        values["op"] = _moment(cells["op"])
    if "is_fictief" in cells:
        values["is_fictief"] = cells["is_fictief"].lower() in TRUE_WORDS
    if None in row:
        values["te veel"] = row[None]
    return FindingRow(place=f"regel {line}", values=values)


def _moment(text: str) -> str:
    """A day, or a day and a time in the Netherlands, with its zone; anything else as it is."""
    first, last = YEAR_FIRST.fullmatch(text), DAY_FIRST.fullmatch(text)
    if first:
        year, month, day, hour, minute = first.groups()
    elif last:
        day, month, year, hour, minute = last.groups()
    else:
        return text
    try:
        found = dt.datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), tzinfo=DUTCH_TIME)
    except ValueError:
        return text
    return found.isoformat()


def _bare(cell: str) -> str:
    """Text of a cell, without the apostrophe that keeps a spreadsheet from running it."""
    return without_apostrophe(cell.strip())


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in BETWEEN.split(cell) if part.strip()]
