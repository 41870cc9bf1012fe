"""What every written file of a scan is: hash, size and rows, for the manifest."""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final

import pyarrow.parquet as pq
import pyogrio
from openpyxl import load_workbook

from geo_risico.io.files import sha256
from geo_risico.io.wary.listing import listing

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Rows = int | dict[str, int]

MANIFEST: Final = "manifest.json"
SIGNATURE: Final = f"{MANIFEST}.minisig"
LONGEST_CELL: Final = 10_000_000


def output_facts(folder: Path) -> dict[str, dict[str, Any]]:
    """File name -> sha256, bytes and rows, of every file in a folder but its manifest and the signature of that.

    Rows are a number for a table, a number per layer or sheet for a file with several, and None for a document.

    Parameters
    ----------
    folder
        Folder with the output of one scan.
    """
    return {
        name: {"sha256": sha256(path), "bytes": path.stat().st_size, "rows": row_count(path)}
        for name, path in output_files(folder).items()
    }


def output_files(folder: Path) -> dict[str, Path]:
    """Name -> path of every file in a folder, sorted by name, without its manifest and the signature of that."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if not path.is_dir()}
    return {name: found[name] for name in sorted(found) if name not in {MANIFEST, SIGNATURE}}


def row_count(path: Path) -> Rows | None:
    """Rows in a table, per layer or sheet where there are several; None for a document."""
    count = _COUNTS.get(path.suffix)
    return None if count is None else count(path)


def _csv(path: Path) -> int:
    former = csv.field_size_limit(LONGEST_CELL)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            mark = listing(file.readline()).mark
            file.seek(0)
            return max(sum(1 for _ in csv.reader(file, delimiter=mark)) - 1, 0)
    finally:
        csv.field_size_limit(former)


def _parquet(path: Path) -> int:
    return int(pq.read_metadata(path).num_rows)


def _flatgeobuf(path: Path) -> int:
    return int(pyogrio.read_info(path, force_feature_count=True)["features"])


def _gpkg(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as file:
        names = [str(row[0]) for row in file.execute("SELECT table_name FROM gpkg_contents ORDER BY table_name")]
        quoted = [(name, '"' + name.replace('"', '""') + '"') for name in names]
        return {name: file.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for name, table in quoted}  # noqa: S608 - a quoted name


def _xlsx(path: Path) -> dict[str, int]:
    with closing(load_workbook(path, read_only=True)) as book:
        return {sheet.title: sheet.max_row or 0 for sheet in book.worksheets}


_COUNTS: Final[dict[str, Callable[[Path], Rows]]] = {
    ".csv": _csv,
    ".parquet": _parquet,
    ".fgb": _flatgeobuf,
    ".gpkg": _gpkg,
    ".xlsx": _xlsx,
}
