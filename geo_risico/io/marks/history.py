"""All marks that were ever read for a scan, in a csv beside its output; the last of each location counts."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from geo_risico.core.candidates import MARKS
from geo_risico.core.errors import OutputError, SourceError
from geo_risico.core.formula import harmless, without_apostrophe
from geo_risico.io.wary.outputs import check_output, fresh_file
from geo_risico.io.write import fault_reason

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from pathlib import Path

    from geo_risico.core.candidates import Mark
    from geo_risico.io.marks.read import MarkFile

FOLDER: Final = "oordelen"
COLUMNS: Final = ("location_id", "oordeel", "op", "bestand", "sha256", "ingelezen_op")


@dataclass(frozen=True, kw_only=True)
class History:
    """What reading marks changed: rows added, and locations whose mark became another one (from, to)."""

    path: Path
    added_count: int
    same_count: int
    changed: tuple[tuple[str, Mark, Mark], ...]


def marks_path(folder: Path, scan: str) -> Path:
    """File with the marks of a scan: ``folder/oordelen/<scan>.csv``, outside the folder that a run replaces."""
    return folder / FOLDER / f"{scan}.csv"


def read_history(path: Path) -> list[dict[str, str]]:
    """All rows, oldest first; empty without a file.

    Raises
    ------
    SourceError
        When the file is not what this program wrote.
    """
    if not path.is_file():
        return []
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            names = tuple(reader.fieldnames or ())
            rows = [{k: without_apostrophe(v or "") for k, v in row.items() if k} for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceError(f"{path}: niet te lezen ({error}); zet het bestand terug of verwijder het") from error
    wrong = [f"regel {n}" for n, row in enumerate(rows, start=2) if row.get("oordeel") not in MARKS]
    if names != COLUMNS or wrong:
        raise SourceError(f"{path}: kolommen {', '.join(COLUMNS)} verwacht, met oordeel {', '.join(MARKS)}", wrong[:5])
    return rows


def current_marks(path: Path) -> dict[str, Mark]:
    """Location -> the mark that counts: the latest by its own moment, else by the moment of reading."""
    return _latest(read_history(path))


def merge_marks(path: Path, files: Sequence[MarkFile], moment: dt.datetime) -> History:
    """What was added to the history; a file that was read before, or says nothing new, adds nothing.

    Parameters
    ----------
    path
        The history; made when it is not there. Its rows stay as they are.
    files
        Marks that passed ``check_marks``.
    moment
        Of reading.

    Raises
    ------
    OutputError
        When the history cannot be written; it stays as it was.
    """
    before = read_history(path)
    rows, same = list(before), 0
    for file in files:
        if any(row["sha256"] == file.sha256 for row in rows):
            same += len(file.rows)
            continue
        fresh = _fresh(rows, file, moment)
        same += len(file.rows) - len(fresh)
        rows += fresh
    added = rows[len(before) :]
    if added:
        _write(path, rows)
    former, latest = _latest(before), _latest(rows)
    changed = tuple((name, former[name], mark) for name, mark in latest.items() if former.get(name, mark) != mark)
    return History(path=path, added_count=len(added), same_count=same, changed=changed)


def _fresh(rows: Sequence[dict[str, str]], file: MarkFile, moment: dt.datetime) -> list[dict[str, str]]:
    """Rows of a file that say something new."""
    latest = _latest(rows)
    known = {(row["location_id"], row["oordeel"], row["op"]) for row in rows if row["op"]}
    read_at = moment.isoformat(timespec="milliseconds")
    return [
        dict(zip(COLUMNS, (name, mark, at, file.name, file.sha256, read_at), strict=True))
        for name, mark, at in file.marks()
        if latest.get(name) != mark and (name, mark, at) not in known
    ]


def _latest(rows: Sequence[dict[str, str]]) -> dict[str, Mark]:
    ordered = sorted(rows, key=lambda row: row["op"] or row["ingelezen_op"])
    return {row["location_id"]: cast("Mark", row["oordeel"]) for row in ordered}


def _write(path: Path, rows: Sequence[dict[str, str]]) -> None:
    fresh = path.with_suffix(".nieuw")
    check_output(path.parent)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{path}: de oordelen kunnen niet worden bewaard: {fault_reason(error)}") from error
    try:
        with fresh_file(fresh, encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows({name: harmless(cell) for name, cell in row.items()} for row in rows)
        fresh.replace(path)
    except OSError as error:
        raise OutputError(f"{path}: de oordelen kunnen niet worden bewaard: {fault_reason(error)}") from error
    finally:
        fresh.unlink(missing_ok=True)
