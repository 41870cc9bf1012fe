"""Files with findings from the map, JSON or csv, as they are: nothing is believed yet."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from geo_risico.core.findings import FILE_KIND, FILE_VERSION
from geo_risico.core.json_text import parse_json
from geo_risico.core.limits import FORM, too_much
from geo_risico.io.findings.rows import LIST, FindingRow, csv_row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

COLUMNS: Final = ("location_id", "thema", "label", "uitkomst", "bevindingen", "gezien", "vervolg", "op", "aanleiding")
NEEDED: Final = ("location_id", "uitkomst", "op")
OTHER_NAMES: Final = {"datum": "op", "keuze": "keuze_id", "locatie": "location_id", "kenmerk": "location_id"}
"""What columns are called in a form on paper or in a spreadsheet."""
FILLED: Final = ("uitkomst", LIST, "gezien", "vervolg", "op")
"""A row of a form without any of these was not filled in."""
FACTS: Final = ("scan", "peildatum", "is_fictief", "lijst", "keuze_id")
"""What a file says of itself: once in JSON, on every row in csv."""
ENCODINGS: Final = ("utf-8-sig", "cp1252")
SHOWN_LENGTH: Final = 60


@dataclass(frozen=True, kw_only=True)
class FindingsFile:
    """All entries of one file, what it says of itself, and why it cannot be used."""

    name: str
    sha256: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    rows: tuple[FindingRow, ...] = ()
    problems: tuple[str, ...] = ()
    empty_count: int = 0
    """Rows of a form that nobody filled in."""
    unread: tuple[str, ...] = ()
    """Keys that do not belong in such a file; what stands there is not read."""


class _UnfitError(Exception):
    """Why a file is not one of findings."""


def read_findings(path: Path) -> FindingsFile:
    """Entries of one file; a file that cannot be read comes back with its problems and without entries."""
    try:
        if not path.is_file():
            raise FileNotFoundError(errno.ENOENT, "bestaat niet of is geen gewoon bestand")
        with path.open("rb") as stream:
            content = stream.read(FORM.most + 1)
    except OSError as error:
        return FindingsFile(name=path.name, problems=(f"{path.name}: niet te lezen ({error.strerror})",))
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        facts, rows, empty_count = _content(content)
    except _UnfitError as error:
        return FindingsFile(name=path.name, sha256=sha256, problems=(f"{path.name}: {error}",))
    unread = {key for row in rows for key in row.values} - {*COLUMNS, *FACTS}
    return FindingsFile(
        name=path.name, sha256=sha256, facts=facts, rows=rows, empty_count=empty_count, unread=tuple(sorted(unread))
    )


def shown(value: object) -> str:
    """Text of a value from a file that is safe and short enough for a message."""
    text = "" if value is None else str(value)[: 2 * SHOWN_LENGTH].encode("utf-8", "replace").decode("utf-8")
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return plain if len(plain) <= SHOWN_LENGTH else f"{plain[:SHOWN_LENGTH]}..."


def _content(content: bytes) -> tuple[Mapping[str, Any], tuple[FindingRow, ...], int]:
    if fault := too_much(FORM, len(content)):
        raise _UnfitError(fault)
    if not content.strip():
        raise _UnfitError("leeg; verwacht een bestand dat de kaart maakte")
    text = _decoded(content)
    if "\x00" in text:
        raise _UnfitError("geen tekst; verwacht JSON of csv van de kaart")
    return (*_from_json(text), 0) if text.lstrip().startswith(("{", "[")) else _from_csv(text)


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode(ENCODINGS[0])
    except UnicodeDecodeError:
        return content.decode(ENCODINGS[1], errors="replace")


def _from_json(text: str) -> tuple[Mapping[str, Any], tuple[FindingRow, ...]]:
    try:
        found: Any = parse_json(text)
    except (ValueError, RecursionError) as error:
        raise _UnfitError(f"geen geldige JSON ({shown(error)}); bewaar het bestand opnieuw uit de kaart") from error
    if not isinstance(found, dict):
        raise _UnfitError(f"een lijst; verwacht een bestand met soort '{FILE_KIND}'")
    kind, version = found.get("soort"), found.get("versie")
    if kind != FILE_KIND:
        raise _UnfitError(f"soort '{shown(kind)}'; verwacht '{FILE_KIND}'")
    if version is True or version != FILE_VERSION:
        raise _UnfitError(f"versie '{shown(version)}'; verwacht {FILE_VERSION}")
    records = found.get(LIST)
    if not isinstance(records, list) or not all(isinstance(item, dict) for item in records):
        raise _UnfitError(f"{LIST}: verwacht een lijst van bevindingen, zoals de kaart die maakt")
    rows = tuple(FindingRow(place=f"bevinding {n}", values=item) for n, item in enumerate(records, start=1))
    return {name: found.get(name) for name in FACTS}, rows


def _from_csv(text: str) -> tuple[Mapping[str, Any], tuple[FindingRow, ...], int]:
    if text.lower().startswith("sep="):  # for a spreadsheet
        text = text.partition("\n")[2]
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count))
    try:
        reader.fieldnames = names = _names(reader.fieldnames or ())
        missing = [name for name in NEEDED if name not in names]
        if missing:
            gone = ", ".join(missing)
            raise _UnfitError(f"kolom {gone} ontbreekt; gevonden: {shown(', '.join(names[:8]))}; verwacht JSON of csv "
                              "van de kaart")  # fmt: skip
        whole = [csv_row(reader.line_num, row) for row in reader if any(row.values())]
    except csv.Error as error:
        raise _UnfitError(f"geen geldige csv ({shown(error)})") from error
    rows = tuple(row for row in whole if any(row.values.get(key) for key in FILLED))
    told = {name: {row.values[name] for row in whole if row.values.get(name) not in (None, "")} for name in FACTS}
    facts: dict[str, Any] = {name: next(iter(values)) for name, values in told.items() if len(values) == 1}
    torn = [name for name, values in told.items() if len(values) > 1]
    if torn:
        raise _UnfitError(f"{torn[0]}: {len(told[torn[0]])} verschillende waarden; verwacht een scan per bestand")
    return facts, rows, len(whole) - len(rows)


def _names(found: Sequence[str]) -> list[str]:
    """Names of columns as this program knows them."""
    plain = [str(name).strip().lower() for name in found]
    return [OTHER_NAMES[name] if OTHER_NAMES.get(name, name) not in {name, *plain} else name for name in plain]
