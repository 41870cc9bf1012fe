"""What SQLite writes of its own accord in a file, made the same on every machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_CHANGES: Final = 24
_VALID_FOR: Final = 92
_COUNT: Final = (1).to_bytes(4, "big")


def steady(path: Path) -> None:
    """Nothing; the number of times that a GeoPackage was written to becomes 1.

    That number depends on how often the file system made the driver wait, and on nothing in the data. Its copy beside
    the version of SQLite must be equal, or readers distrust the size in the header (sqlite.org/fileformat.html, 1.3.7).

    Parameters
    ----------
    path
        File that nobody has open.
    """
    with path.open("r+b") as file:
        for place in (_CHANGES, _VALID_FOR):
            file.seek(place)
            file.write(_COUNT)
