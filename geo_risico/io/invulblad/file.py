"""A workbook opened, or in words why it cannot be."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from geo_risico.core.errors import SourceError
from geo_risico.core.limits import WORKBOOK, too_much
from geo_risico.io.wary.sheet import check_sheets

if TYPE_CHECKING:
    from pathlib import Path

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EXPECTED: Final = "verwacht het xlsx-bestand dat een scan heeft geschreven"
_FAULTS: Final = (
    InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, ParseError,
    SyntaxError, EOFError, NotImplementedError, RuntimeError, ArithmeticError, OSError, zlib.error,
)  # fmt: skip
"""What the library raises for a file that is damaged or something else."""


def open_workbook(path: Path) -> tuple[bytes, Any]:
    """Bytes of the file and the workbook in it, formulas as they stand.

    Raises
    ------
    SourceError
        When there is no file, or it is no workbook that can be opened.
    """
    try:
        size = path.stat().st_size
        content = b"" if size > WORKBOOK.most else path.read_bytes()
    except OSError as fault:
        raise SourceError(f"{path}: het invulblad is niet te lezen ({_reason(fault)}); {_EXPECTED}") from fault
    refusal = too_much(WORKBOOK, size) or _refusal(content)
    if refusal:
        raise SourceError(f"{path.name}: {refusal}")
    check_sheets(content, path.name, WORKBOOK)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return content, openpyxl.load_workbook(io.BytesIO(content))
    except _FAULTS as fault:
        raise SourceError(f"{path.name}: niet te openen als xlsx ({fault}); {_EXPECTED}") from fault


def _reason(fault: OSError) -> str:
    """Why a file cannot be read, in Dutch."""
    if isinstance(fault, FileNotFoundError):
        return "het bestaat niet"
    if isinstance(fault, PermissionError):
        return "u heeft daar geen leesrechten"
    return "dit is een map" if isinstance(fault, IsADirectoryError) else str(fault.strerror)


def _refusal(content: bytes) -> str:
    """Why the bytes are no workbook; empty when they may be one."""
    if content.startswith(_OLE):
        is_locked = "EncryptedPackage".encode("utf-16-le") in content
        locked = "het bestand is met een wachtwoord beveiligd; haal het wachtwoord eraf en bewaar opnieuw"
        return locked if is_locked else "dit is een oud xls-bestand; bewaar het als xlsx"
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return f"{'dit is geen xlsx-bestand' if content else 'het bestand is leeg'}; {_EXPECTED}"
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        names = {item.filename for item in file.infolist()}
        if fault := too_much(WORKBOOK, sum(item.file_size for item in file.infolist())):
            return f"{fault}; verwacht een invulblad"
    if "content.xml" in names and "mimetype" in names:
        return "dit is een OpenDocument-bestand; bewaar het als xlsx (Excel 2007 of later)"
    return "" if "[Content_Types].xml" in names else f"dit zip-bestand is geen xlsx-bestand; {_EXPECTED}"
