"""What keeps the log of findings whole: one writer at a time, and its last line remembered beside it."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from geo_risico.core.chain import OWN, START
from geo_risico.core.errors import OutputError, SourceError
from geo_risico.io.locks import held
from geo_risico.io.wary.outputs import check_output, fresh_file
from geo_risico.io.wary.records import read_record
from geo_risico.io.write import fault_reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

KIND: Final = "geo-risico slot"
FORMER: Final = "vorige"
COUNT: Final = "regels"
PATIENCE_S: Final = 60.0


@contextmanager
def one_writer(path: Path) -> Iterator[None]:
    """Nothing; while it lasts no other process adds to the file at ``path``.

    Raises
    ------
    OutputError
        When another process keeps it for a minute, or the folder cannot be written.
    """
    check_output(path.parent)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with held(path.with_name(f".{path.stem}.bezig"), PATIENCE_S) as is_ours:
            if not is_ours:
                raise OutputError(f"{path}: een ander proces verwerkt nu bevindingen; probeer het straks opnieuw")
            yield
    except OSError as error:
        raise OutputError(f"{path}: de bevindingen kunnen niet worden bewaard: {fault_reason(error)}") from error


def slot_path(path: Path) -> Path:
    """File that remembers the last line of a log: ``<scan>.slot``."""
    return path.with_suffix(".slot")


def check_slot(path: Path, lines: Sequence[Mapping[str, Any]]) -> None:
    """Raise where the end of a log is not the end that was written there.

    Raises
    ------
    SourceError
        When lines are gone from the end, came there otherwise, or nothing remembers what the end was.
    """
    beside = slot_path(path)
    if not beside.is_file():
        if lines:
            raise SourceError(
                f"{beside}: ontbreekt, dus of het einde van {path.name} compleet is, is niet na te gaan. Zet het terug;"
                " is het echt weg, geef dan eenmalig --nieuw-slot"
            )
        return
    told = _read(beside)
    ends = [told, told.get(FORMER)]
    if any(isinstance(end, dict) and end.get(COUNT) == len(lines) and end.get(OWN) == _last(lines) for end in ends):
        return
    count = told.get(COUNT)
    gone = isinstance(count, int) and count > len(lines)
    what = "er zijn regels weg van het einde" if gone else "het einde is niet wat hier is geschreven"
    raise SourceError(
        f"{path}: {what}; {beside.name} kent {count} regels, er staan er {len(lines)}. "
        "Zet het bestand terug zoals het was"
    )


def write_slot(path: Path, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> None:
    """Remember the end of a log; as long as ``before`` and ``after`` differ, both ends are good.

    Raises
    ------
    OutputError
        When it cannot be written; the former one stays.
    """
    told: dict[str, Any] = {"soort": KIND, COUNT: len(after), OWN: _last(after)}
    if len(before) != len(after):
        told[FORMER] = {COUNT: len(before), OWN: _last(before)}
    place = slot_path(path)
    beside = place.with_name(f"{place.name}.{os.getpid()}.nieuw")
    try:
        with fresh_file(beside, encoding="ascii", newline="\n") as file:
            file.write(f"{json.dumps(told)}\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(place)
    except OSError as error:
        raise OutputError(f"{place}: de bevindingen kunnen niet worden bewaard: {fault_reason(error)}") from error
    finally:
        beside.unlink(missing_ok=True)


def _last(lines: Sequence[Mapping[str, Any]]) -> str:
    return str(lines[-1][OWN]) if lines else START


def _read(path: Path) -> dict[str, Any]:
    try:
        told = read_record(path)
    except (OSError, ValueError, RecursionError) as error:
        raise SourceError(f"{path}: niet te lezen ({error}); zet het bestand terug zoals het was") from error
    return told if isinstance(told, dict) else {}
