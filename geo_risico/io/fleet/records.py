"""Folders of the fleet that are whole or not there, each with the key of everything that made it."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo_risico.io.wary.records import read_record
from geo_risico.io.write import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

RECORD: Final = "deel.json"
KEY: Final = "sleutel"
MARKS: Final = (".*.nieuw", ".*.oud")
"""Names of folders that `write_whole` has while it works."""


def kept_record(folder: Path, key: str) -> dict[str, Any] | None:
    """Record of a folder that was made with this key; None when it is not there, not whole, or of another key.

    Parameters
    ----------
    folder
        Folder of one gemeente.
    key
        Hash of everything that decides its content.
    """
    path = folder / RECORD
    if not path.is_file():
        return None
    try:
        record: dict[str, Any] = read_record(path)
    except (OSError, ValueError):  # half gone or not ours: it is made again
        return None
    return record if isinstance(record, dict) and record.get(KEY) == key else None


def write_part(folder: Path, key: str, record: Mapping[str, Any], fill: Callable[[Path], None]) -> None:
    """Nothing; replaces a folder as a whole by what ``fill`` writes, with its record.

    Parameters
    ----------
    folder
        Folder of one gemeente.
    key
        Hash of everything that decides its content.
    record
        What else to remember, ready for JSON.
    fill
        Writes into the empty folder that it gets.

    Raises
    ------
    OutputError
        When it cannot be written; the former folder is still whole.
    """

    def complete(fresh: Path) -> None:
        fill(fresh)
        text = json.dumps({KEY: key, **record}, ensure_ascii=False, indent=1)
        (fresh / RECORD).write_text(text, encoding="utf-8")

    write_whole(folder, complete)


def sweep(*folders: Path) -> int:
    """How many unfinished folders of runs that were killed were thrown away.

    Parameters
    ----------
    folders
        Where parts stand beside each other; one that is not there counts as empty.
    """
    left = [path for folder in folders for mark in MARKS for path in folder.glob(mark) if path.is_dir()]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)
    return len(left)


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Nothing; writes a table with its index as Parquet."""
    frame.to_parquet(path, compression="zstd")


def read_table(path: Path) -> pd.DataFrame | None:
    """Table as `write_table` wrote it; None when there is none."""
    return pd.read_parquet(path) if path.is_file() else None
