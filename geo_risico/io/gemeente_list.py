"""Files that name gemeenten: a table with a column of codes or names, or one on each line."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo_risico.core.errors import DataError
from geo_risico.io.wary.damage import told
from geo_risico.io.wary.listing import listing, read_listed

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
        text = read_listed(path, name, LARGEST_BYTES, f"; {_KINDS}")
    found = list(dict.fromkeys(text for text in _texts(name, text) if text))
    if not found:
        raise DataError(f"{name}: noemt geen enkele gemeente; {_KINDS}")
    return found


def _texts(name: str, text: str) -> list[str]:
    table = listing(text)
    column = next((table.names.index(known) for known in COLUMNS if known in table.names), None)
    if column is None and len(table.names) > 1:
        raise DataError(f"{name}: geen kolom met gemeenten; de eerste regel is {table.head!r}; {_KINDS}")
    if column is None:
        return [line.strip().strip('"') for line in table.lines]
    return [row[column] for row in table.rows() if len(row) > column]
