"""Rows of csv and xlsx as people save them: any separator, any Windows encoding, notes above the table left out."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from typing import TYPE_CHECKING, Final

import pandas as pd

from geo_risico.core.errors import DataError, SourceError
from geo_risico.core.limits import COLUMNS, LINE, TABLE, too_much
from geo_risico.io.columns import hint, listing
from geo_risico.io.wary.sheet import check_sheets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.io.files import Located

SEPARATORS: Final = ";,\t|"
UTF_16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
BROKEN: Final = (
    ValueError, KeyError, IndexError, TypeError, AttributeError, EOFError, OSError, SyntaxError, ArithmeticError,
    RuntimeError, NotImplementedError, zlib.error, zipfile.BadZipFile,
)  # fmt: skip
"""What reading a damaged workbook raises; faults in its XML are syntax errors."""
LONGEST_EXACT: Final = 10**15
"""A spreadsheet keeps fifteen digits of a number; the sixteenth becomes a zero."""


def read_text_table(located: Located) -> pd.DataFrame:
    """Return the rows of a csv file as text, NaN where nothing stands.

    The encoding is UTF-8, UTF-16 (with its mark) or Windows-1252. Blank lines and the line ``sep=;`` that spreadsheets
    write are skipped.

    Parameters
    ----------
    located
        File on disk or in a zip.

    Raises
    ------
    SourceError
        The content is not text or not a table.
    """
    lines = _text(located).splitlines(keepends=True)
    _check_lines(lines, located.name)
    while lines and (not lines[0].strip() or lines[0].casefold().startswith("sep=")):
        del lines[0]
    header = lines[0] if lines else ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            return pd.read_csv(
                io.StringIO("".join(lines)),
                sep=max(SEPARATORS, key=header.count),
                dtype=str,
                keep_default_na=False,
                na_values=[""],
                index_col=False,  # without it, one field too many moves every value to the next column
            )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, pd.errors.ParserWarning) as error:
        raise SourceError(
            f"{located.name}: tabel is niet te lezen ({_why(error)}); verwacht csv met een kopregel en op elke regel "
            "evenveel velden"
        ) from error


def _check_lines(lines: Sequence[str], name: str) -> None:
    """Refuse a line that no table has: longer than any geometry, or with more columns than any register."""
    longest = max((len(line) for line in lines), default=0)
    columns = max((lines[0].count(sign) for sign in SEPARATORS), default=0) + 1 if lines else 0
    fault = too_much(LINE, longest) or too_much(COLUMNS, columns)
    if fault:
        raise SourceError(f"{name}: {fault}")


def _why(error: Exception) -> str:
    """Dutch, what is wrong with the table."""
    said = str(error)
    fields = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", said)
    if fields is not None:
        return f"een regel heeft {fields[3]} velden, verwacht {fields[1]}; tabelregel {fields[2]}, de kop is regel 1"
    if isinstance(error, pd.errors.ParserWarning):
        return "regels hebben meer velden dan de kopregel kolommen"
    if isinstance(error, pd.errors.EmptyDataError):
        return "geen kopregel"
    if "EOF inside string" in said:
        return "een aanhalingsteken wordt niet gesloten"
    return said.strip()


def _text(located: Located) -> str:
    data = located.content()
    encodings = ("utf-16",) if data.startswith(UTF_16_MARKS) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise SourceError(f"{located.name}: geen leesbare tekst in UTF-8, UTF-16 of Windows-1252; verwacht csv")


def read_sheet(located: Located, wanted: Sequence[str]) -> pd.DataFrame:
    """Return the rows of one worksheet as they stand; numbers of more than fifteen digits are written as 1e+15.

    Parameters
    ----------
    located
        File on disk or in a zip.
    wanted
        Names of worksheets; of a file with one sheet, that one.

    Raises
    ------
    SourceError
        The file is not a workbook.
    DataError
        None of the worksheets is there.
    """
    content = located.content()
    check_sheets(content, located.name, TABLE)
    try:
        sheets = pd.read_excel(io.BytesIO(content), sheet_name=None, dtype=object, engine="openpyxl")
    except BROKEN as error:
        raise SourceError(
            f"{located.name}: werkblad is niet te lezen: beschadigd, met een wachtwoord, of geen xlsx; verwacht een "
            "heel xlsx-bestand zonder wachtwoord"
        ) from error
    found = [name for name in wanted if name in sheets]
    if not found and wanted and len(sheets) > 1:
        present = listing(sheets) + hint(wanted[0], sheets)
        raise DataError(f"{located.name}: werkblad '{wanted[0]}' niet gevonden; aanwezig: {present}")
    frame = sheets[found[0] if found else next(iter(sheets))]
    return frame.rename(columns=str).map(_honest)


def _honest(cell: object) -> object:
    """The cell, or for a number whose last digits are lost a notation that shows so."""
    if isinstance(cell, (int, float)) and abs(cell) >= LONGEST_EXACT:
        return f"{cell:.14e}"
    return cell
