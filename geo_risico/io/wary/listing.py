"""Short lists that people make: a table, or one thing on each line; as text and as lines with their head."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo_risico.core.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Listing:
    """Lines of a list without empty ones and notes (#), and the names in the first when it is that of a table."""

    lines: tuple[str, ...]
    mark: str
    names: tuple[str, ...]

    @property
    def head(self) -> str:
        """First line, as far as a message can show it."""
        return self.lines[0][:60] if self.lines else ""

    def rows(self) -> Iterator[list[str]]:
        """Cells of every line after the first, without spaces around them."""
        for row in csv.reader(io.StringIO("\n".join(self.lines[1:])), delimiter=self.mark):
            yield [cell.strip() for cell in row]


def read_listed(path: Path, name: str, largest_bytes: int, expected: str) -> str:
    """Text of a list.

    Parameters
    ----------
    path
        Where it stands.
    name
        How messages call it.
    largest_bytes
        A larger file is not read.
    expected
        End of every message: what was expected, with the mark before it.

    Raises
    ------
    SourceError
        When it is too large, or no text that can be read.
    """
    try:
        if path.stat().st_size > largest_bytes:
            raise SourceError(f"{name}: groter dan {largest_bytes // 1024**2} MB{expected}")
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = "geen tekst in UTF-8" if isinstance(error, UnicodeDecodeError) else str(error.strerror)
        raise SourceError(f"{name}: niet te lezen ({reason}){expected}") from error


def listing(text: str) -> Listing:
    """Lines and head of a text; the separator is the first of ; , and tab that its first line holds."""
    lines = tuple(line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    head = lines[0] if lines else ""
    mark = next((sign for sign in (";", ",", "\t") if sign in head), ";")
    return Listing(lines=lines, mark=mark, names=tuple(cell.strip().strip('"').lower() for cell in head.split(mark)))
