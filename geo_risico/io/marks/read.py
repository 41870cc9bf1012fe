"""Files with marks: JSON or csv from the map, or kandidaten.csv with the column ``oordeel`` filled in."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, cast

from geo_risico.core.candidates import MARKS
from geo_risico.core.errors import DataError, SourceError
from geo_risico.core.json_text import parse_json
from geo_risico.core.limits import FORM, too_much
from geo_risico.io.wary.damage import told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from geo_risico.core.candidates import Mark

ID: Final = "location_id"
MARK: Final = "oordeel"
MOMENT: Final = "op"
LIST: Final = "oordelen"
ENCODINGS: Final = ("utf-8-sig", "cp1252")
WORDS: Final = ", ".join(MARKS)


@dataclass(frozen=True, kw_only=True)
class MarkRow:
    """One mark as written: its place in the file, and the moment (ISO, UTC) where the file tells it."""

    place: str
    location_id: str
    mark: str
    moment: str = ""


@dataclass(frozen=True, kw_only=True)
class MarkFile:
    """All marks of one file; ``scan`` is empty where the file does not name it."""

    name: str
    sha256: str
    scan: str
    rows: tuple[MarkRow, ...]

    def marks(self) -> Iterator[tuple[str, Mark, str]]:
        """Location, mark and moment of each row, after ``check_marks``."""
        for row in self.rows:
            yield row.location_id, cast("Mark", row.mark), row.moment


def read_marks(path: Path) -> MarkFile:
    """Marks of one file; rows without a mark are left out, moments are in UTC.

    Raises
    ------
    SourceError
        When the file cannot be read, or is neither JSON with ``oordelen`` nor csv with location_id and oordeel.
    """
    with told(path, "oordelen zoals de kaart ze bewaart"):
        return _marks(path)


def _marks(path: Path) -> MarkFile:
    try:
        size = path.stat().st_size
        if fault := too_much(FORM, size):
            raise SourceError(f"{path}: {fault}")
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: niet te lezen ({error.strerror})") from error
    text = _decoded(content)
    scan, rows = _from_json(path, text) if text.lstrip().startswith(("{", "[")) else ("", _from_csv(path, text))
    kept = tuple(row for row in rows if row.mark)
    return MarkFile(name=path.name, sha256=hashlib.sha256(content).hexdigest(), scan=scan, rows=kept)


def check_marks(files: Sequence[MarkFile], scan: str, known: AbstractSet[str]) -> None:
    """Nothing; refuses marks that do not fit the scan, all problems at once.

    Raises
    ------
    DataError
        For a file of another scan, a location that the scan does not know, a word that is no mark, or different marks
        for the same location in what was given together.
    """
    problems = [
        f"{file.name}: oordelen van scan '{file.scan}'; verwacht '{scan}'"
        for file in files
        if file.scan and file.scan != scan
    ]
    for file in files:
        problems += [_row_problem(file, row, known) for row in file.rows if _row_problem(file, row, known)]
    problems += _conflicts(files)
    if problems:
        raise DataError(f"Er is geen oordeel opgenomen: {len(problems)} probleem(en)", problems)


def _row_problem(file: MarkFile, row: MarkRow, known: AbstractSet[str]) -> str:
    if row.location_id not in known:
        return f"{file.name}, {row.place}: {ID} '{row.location_id}' staat niet in deze scan"
    if row.mark not in MARKS:
        return f"{file.name}, {row.place}: {MARK} '{row.mark}' is onbekend; verwacht {WORDS}"
    return ""


def _conflicts(files: Sequence[MarkFile]) -> list[str]:
    """Locations with different marks; within one file that tells moments the last one counts."""
    found: dict[str, dict[str, str]] = {}
    for file in files:
        last: dict[str, MarkRow] = {}
        for row in sorted(file.rows, key=lambda row: row.moment):
            former = last.get(row.location_id)
            if former is not None and former.moment == row.moment and former.mark != row.mark:
                found.setdefault(row.location_id, {})[former.mark] = f"{file.name}, {former.place}"
            last[row.location_id] = row
        for row in last.values():
            found.setdefault(row.location_id, {}).setdefault(row.mark, f"{file.name}, {row.place}")
    return [
        f"{name}: verschillende oordelen ({'; '.join(f'{mark}: {where}' for mark, where in marks.items())}); "
        "laat er een staan, of geef de bestanden na elkaar"
        for name, marks in found.items()
        if len(marks) > 1
    ]


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS[:-1]:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode(ENCODINGS[-1], errors="replace")


def _from_json(path: Path, text: str) -> tuple[str, list[MarkRow]]:
    try:
        found: Any = parse_json(text)
    except ValueError as error:
        raise SourceError(f"{path}: geen geldige JSON ({error}); verwacht een bestand dat de kaart maakte") from error
    records = found.get(LIST) if isinstance(found, dict) else found
    if not isinstance(records, list) or not all(isinstance(item, dict) for item in records):
        raise SourceError(f"{path}: een lijst '{LIST}' met {ID} en {MARK} verwacht, zoals de kaart die maakt")
    rows = [
        MarkRow(
            place=f"oordeel {number}",
            location_id=str(item.get(ID, "")).strip(),
            mark=str(item.get(MARK, "") or "").strip().lower(),
            moment=_moment(item.get(MOMENT)),
        )
        for number, item in enumerate(records, start=1)
    ]
    return str(found.get("scan", "")) if isinstance(found, dict) else "", rows


def _from_csv(path: Path, text: str) -> list[MarkRow]:
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=max(";,\t", key=first.count))
    names = [name.strip() for name in reader.fieldnames or ()]
    if ID not in names or MARK not in names:
        shown = ", ".join(names[:8]) or "niets"
        raise SourceError(f"{path}: kolommen {ID} en {MARK} verwacht in de eerste regel, gevonden: {shown}")
    reader.fieldnames = names
    return [
        MarkRow(
            place=f"regel {reader.line_num}",
            location_id=(row[ID] or "").strip(),
            mark=(row[MARK] or "").strip().lower(),
            moment=_moment(row.get(MOMENT)),
        )
        for row in reader
        if any(row.values())
    ]


def _moment(value: object) -> str:
    """Moment as ISO text in UTC; empty where there is none that can be read."""
    try:
        moment = dt.datetime.fromisoformat(str(value or ""))
    except ValueError:
        return ""
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return zoned.astimezone(dt.UTC).isoformat(timespec="milliseconds")
