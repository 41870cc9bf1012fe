"""Files that name gemeenten: a table with a column of codes or names, or one on each line."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Final

from geo_risico.core.errors import DataError, SourceError
from geo_risico.io.wary.damage import told

COLUMNS: Final = ("gemeente_code", "code", "gemeentecode", "statcode", "gemeente", "naam", "statnaam")
"""The first of these that a table has is read."""
LARGEST_BYTES: Final = 5 * 1024 * 1024
_KINDS: Final = f"verwacht een csv met een van de kolommen {', '.join(COLUMNS)}, of een gemeente per regel"


def read_gemeenten(name: str, folder: Path) -> list[str]:
    """Codes or names in the order of the file, each once.

    Parameters
    ----------
    name
        Path as it was given.
    folder
        Where a relative path starts when it is not found from the working folder.

    Raises
    ------
    SourceError
        When the file cannot be read.
    DataError
        When it names no gemeente.
    """
    path = Path(name) if Path(name).is_file() else folder / name
    with told(name, "een lijst van gemeenten"):
        try:
            if path.stat().st_size > LARGEST_BYTES:
                raise SourceError(f"{name}: groter dan {LARGEST_BYTES // 1024**2} MB; {_KINDS}")
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = "geen tekst in UTF-8" if isinstance(error, UnicodeDecodeError) else str(error.strerror)
            raise SourceError(f"{name}: niet te lezen ({reason}); {_KINDS}") from error
        found = list(dict.fromkeys(text for text in _texts(name, text) if text))
    if not found:
        raise DataError(f"{name}: noemt geen enkele gemeente; {_KINDS}")
    return found


def _texts(name: str, text: str) -> list[str]:
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    head = lines[0] if lines else ""
    mark = next((sign for sign in (";", ",", "\t") if sign in head), ";")
    names = [cell.strip().strip('"').lower() for cell in head.split(mark)]
    column = next((names.index(known) for known in COLUMNS if known in names), None)
    if column is None and len(names) > 1:
        raise DataError(f"{name}: geen kolom met gemeenten; de eerste regel is {head[:60]!r}; {_KINDS}")
    if column is None:
        return [line.strip().strip('"') for line in lines]
    rows = csv.reader(io.StringIO("\n".join(lines[1:])), delimiter=mark)
    return [row[column].strip() for row in rows if len(row) > column]
