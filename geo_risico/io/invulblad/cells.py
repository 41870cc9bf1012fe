"""Values of cells as people and spreadsheets leave them: a word, a number or a date, or why not."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import TYPE_CHECKING, Any, Final

from openpyxl.utils.datetime import from_excel

if TYPE_CHECKING:
    from openpyxl.cell import Cell

    from geo_risico.io.invulblad.columns import Question

_DOTTED: Final = re.compile(r"[+-]?\d{1,3}(\.\d{3})+")
_NUMBER: Final = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
_DUTCH_DATE: Final = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_SERIAL: Final = (29_221, 73_415)
"""Days since 1900 of the years 1980 to 2100, when a date lost its notation."""
_YEARS: Final = (1980, 2100)
FORMULA: Final = "een formule; verwacht de uitkomst zelf als waarde"


class UnreadableError(ValueError):
    """A value that is not what is expected; the text says what stands there."""


def plain(cell: Cell) -> Any:  # noqa: ANN401 - a cell holds anything
    """Content of a cell without spaces around it, None for an empty one.

    Raises
    ------
    UnreadableError
        For a formula or an error of the spreadsheet.
    """
    if cell.data_type == "f":
        raise UnreadableError(FORMULA)
    if cell.data_type == "e":
        raise UnreadableError(f"de foutwaarde {cell.value}")
    if isinstance(cell.value, str):
        return " ".join(cell.value.replace("\N{ZERO WIDTH SPACE}", "").split()) or None
    return cell.value


def as_identifier(value: object) -> str:
    """Identifier as text; a whole number has no decimals."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def as_weight(value: object, most: float) -> float:
    """Weight from zero.

    Raises
    ------
    UnreadableError
        When it is no number, negative or larger than `most`.
    """
    number = _number(value)
    if not 0 <= number <= most:
        raise UnreadableError(_shown(value))
    return number


def as_answer(value: object, question: Question) -> str | float | dt.date:
    """Word, number or date that a question allows.

    Raises
    ------
    UnreadableError
        When it is something else.
    """
    if question.kind == "list":
        return _word(value, question)
    if question.kind == "date":
        return _date(value)
    number = _number(value)
    if not 0 <= number <= question.most or (question.is_whole and number != round(number)):
        raise UnreadableError(_shown(value))
    return number


def _word(value: object, question: Question) -> str:
    text = value
    if isinstance(value, bool):
        text = "ja" if value else "nee"
    words = {word.casefold(): word for word in question.words}
    if not isinstance(text, str) or text.casefold() not in words:
        raise UnreadableError(_shown(value))
    return words[text.casefold()]


def _number(value: object) -> float:
    if isinstance(value, str):
        text = value.replace(" ", "")
        if _DOTTED.fullmatch(text):
            raise UnreadableError(f"{_shown(value)} (duizendtal of decimaal is niet te zien)")
        if not _NUMBER.fullmatch(text):
            raise UnreadableError(f"{_shown(value)}, geen getal")
        value = float(text.replace(",", "."))
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise UnreadableError(f"{_shown(value)}, geen getal")
    return float(value)


def _date(value: object) -> dt.date:
    found = value
    if isinstance(value, str):
        found = _text_date(value)
    elif isinstance(value, (int, float)) and not isinstance(value, bool) and _SERIAL[0] <= value <= _SERIAL[1]:
        found = from_excel(value)
    if isinstance(found, dt.datetime):
        found = found.date()
    if not isinstance(found, dt.date) or not _YEARS[0] <= found.year <= _YEARS[1]:
        raise UnreadableError(_shown(value))
    return found


def _text_date(text: str) -> dt.date | None:
    dutch = _DUTCH_DATE.fullmatch(text)
    try:
        if dutch:
            day, month, year = (int(part) for part in dutch.groups())
            return dt.date(year, month, day)
        return dt.datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _shown(value: object) -> str:
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    return f"'{str(value)[:60]}'"
