"""Workbooks looked through before they are opened: their XML, how far their cells reach, how long their texts are."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from geo_risico.core.errors import SourceError
from geo_risico.core.limits import SHEET_CELLS, SHEET_ROWS, SHEET_TEXT, XML_DEPTH, Limit, too_much
from geo_risico.core.plain import plain
from geo_risico.io.wary.xml import refuse_dtd

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BLOCK: Final = 1 << 18
WHERE: Final = re.compile(r"\$?([A-Za-z]{1,8})\$?(\d{1,30})")
MOST_COLUMN: Final = 16_384
BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, KeyError)
NOT_READ: Final = ("xl/media/", "xl/embeddings/", "xl/vbaProject", "customXml/")


class _Bounds:
    """How far the cells of one part of a workbook reach, and how long its longest text is."""

    def __init__(self) -> None:
        self.row = self.column = self.text = self.depth = 0
        self._next = self._text = 0
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = False
        refuse_dtd(self._parser)
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._more

    def read(self, take: Callable[[], bytes]) -> None:
        """Nothing; takes a whole part in pieces and stops at the first limit that is passed.

        Raises
        ------
        ValueError
            A limit is passed, or a DTD stands in it.
        """
        while block := take():
            self._parser.Parse(block, False)  # noqa: FBT003 - signature of expat
            fault = self.fault
            if fault:
                raise ValueError(fault)
        self._parser.Parse(b"", True)  # noqa: FBT003 - signature of expat

    @property
    def fault(self) -> str:
        """Which limit is passed, empty when none is."""
        return (
            too_much(SHEET_ROWS, self.row)
            or too_much(SHEET_CELLS, self.row * self.column)
            or too_much(SHEET_TEXT, self.text)
        )

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        if self.depth > XML_DEPTH.most:
            raise ValueError(too_much(XML_DEPTH, self.depth))
        local = name.rpartition(":")[2]
        self._text = 0
        if local == "row":
            self.row, self._next = max(self.row + 1, _number(attributes.get("r"))), 0
        elif local == "c":
            self._next += 1
            found = WHERE.fullmatch(attributes.get("r", ""))
            if found is not None:
                self._next = _column(found[1])
                self.row = max(self.row, _number(found[2]))
            self.column = max(self.column, self._next)

    def _end(self, name: str) -> None:
        del name
        self.depth -= 1

    def _more(self, text: str) -> None:
        self._text += len(text)
        self.text = max(self.text, self._text)


def check_sheets(content: bytes, name: str, unpacked: Limit) -> None:
    """Nothing; refuses a workbook that would fill the memory or reads other files.

    Content that is no workbook at all passes: opening it tells why.

    Parameters
    ----------
    content
        Bytes of an xlsx file.
    name
        How messages call it.
    unpacked
        What its XML may be together.

    Raises
    ------
    SourceError
        It unpacks to too much, its cells reach too far, a text is too long, or its XML holds a DTD.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            parts = [info for info in file.infolist() if info.filename.lower().endswith((".xml", ".rels"))]
            _check_size(sum(info.file_size for info in parts), name, unpacked)
            for info in parts:
                if not info.filename.startswith(NOT_READ):
                    _check_part(file, info, name)
    except BROKEN:
        return


def _check_size(size: int, name: str, unpacked: Limit) -> None:
    if fault := too_much(unpacked, size):
        raise SourceError(f"{name}: {fault}")


def _check_part(file: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> None:
    bounds = _Bounds()
    try:
        with file.open(info) as stream:
            bounds.read(lambda: stream.read(BLOCK))
    except expat.ExpatError:
        return  # broken XML: opening it tells so
    except ValueError as error:
        raise SourceError(f"{name}: {plain(info.filename)[:60]}: {error}; verwacht een gewoon werkblad") from error


def _number(text: str | None) -> int:
    """Number of a row; one that is no number is left for opening to refuse."""
    return int(text[:30]) if text and text.isascii() and text.isdigit() else 0


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return min(number, MOST_COLUMN)
