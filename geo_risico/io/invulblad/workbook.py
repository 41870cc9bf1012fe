"""Cells and bytes of a workbook: texts that never run as a formula, the same bytes for the same content."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import TYPE_CHECKING, Final

import numpy as np
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.xml.constants import DCTERMS_NS
from openpyxl.xml.functions import register_namespace

from geo_risico.core.formula import is_formula

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

LONGEST: Final = 32_000
HEADING: Final = PatternFill("solid", start_color="FF1F3A4D")
OPEN_CELL: Final = PatternFill("solid", start_color="FFFFF3C4")
OPEN_HEADING: Final = PatternFill("solid", start_color="FF7A4B00")
UNKNOWN_CELL: Final = PatternFill("lightUp", start_color="FF8C8C8C")
CLASS_CELLS: Final = {
    letter: PatternFill("solid", start_color=f"FF{colour}")
    for letter, colour in {"A": "FFFFB2", "B": "FECC5C", "C": "FD8D3C", "D": "F03B20", "E": "BD0026"}.items()
}
"""Colours of the classes as on the map; the word stands in the cell too."""
WHITE_BOLD: Final = Font(bold=True, color="FFFFFFFF")
BOLD: Final = Font(bold=True)
TOP: Final = Alignment(vertical="top", wrap_text=True)
UNLOCKED: Final = Protection(locked=False)
_MODIFIED: Final = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def put(sheet: Worksheet, row: int, column: int, value: object, number_format: str = "") -> Cell:
    """Cell with a value: text stays text whatever it starts with, an unknown number is the word onbekend.

    Parameters
    ----------
    sheet
        Worksheet to write on.
    row, column
        Place, from 1.
    value
        Text, number, date or None for an empty cell.
    number_format
        How a number or date shows.
    """
    cell = sheet.cell(row=row, column=column)
    if isinstance(value, (float, np.floating)) and not np.isfinite(value):
        value = "onbekend"
    if isinstance(value, str):
        text = ILLEGAL_CHARACTERS_RE.sub(" ", value)[:LONGEST]
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = is_formula(text)
    elif value is not None:
        cell.value = value.item() if isinstance(value, np.generic) else value
        cell.number_format = number_format or "General"
    return cell


def headings(sheet: Worksheet, names: Sequence[str], widths: Sequence[float], row: int = 1) -> None:
    """Nothing; writes the headings of a table and the widths of its columns, and keeps them in view."""
    for column, (name, width) in enumerate(zip(names, widths, strict=True), start=1):
        cell = put(sheet, row, column, name)
        cell.fill, cell.font, cell.alignment = HEADING, WHITE_BOLD, TOP
        sheet.column_dimensions[cell.column_letter].width = width


def colour_classes(sheet: Worksheet, column: int, letters: Iterable[str]) -> None:
    """Nothing; gives each class in a column its colour, and every other word the hatch of unknown."""
    for number, letter in enumerate(letters, start=2):
        cell = sheet.cell(row=number, column=column)
        cell.fill = CLASS_CELLS.get(letter, UNKNOWN_CELL)
        if letter == "E":
            cell.font = WHITE_BOLD


def protect(sheet: Worksheet) -> None:
    """Nothing; locks the worksheet without a password: only unlocked cells change, filters still work."""
    sheet.protection.sheet = True
    for allowed in ("autoFilter", "sort", "formatColumns", "formatRows"):
        setattr(sheet.protection, allowed, False)


def page_setup(sheet: Worksheet, title: str, *, is_landscape: bool) -> None:
    """Nothing; fits a worksheet on A4 in width, with its first row on each page and a title above."""
    sheet.page_setup.orientation = "landscape" if is_landscape else "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddHeader.center.text = title.replace("&", "&&")[:200]
    sheet.oddFooter.center.text = "&A, bladzijde &P van &N"


def to_bytes(book: Workbook, date: dt.date) -> bytes:
    """Bytes of an xlsx file in which every date of making is the given one."""
    moment = dt.datetime.combine(date, dt.time())
    book.properties.creator = "geo-risico"
    book.properties.created = book.properties.modified = moment
    register_namespace("dcterms", DCTERMS_NS)  # owslib, once imported, gives this namespace another prefix
    raw, fixed = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + moment.isoformat().encode() + b"Z", content)
            info = zipfile.ZipInfo(name, date_time=(date.year, date.month, date.day, 0, 0, 0))
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            target.writestr(info, content)
    return fixed.getvalue()
