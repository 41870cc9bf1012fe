"""The audit log: chained lines that are only added, and a head that tells how many there are and what the last one is.

A line is added by writing at the end and forcing it to disk; what stands there is not written again. The head is a file
of its own, so that lines that are taken from the end are missed. A line that was half written when a machine stopped is
cut off by the next run, which says so in its own line.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from geo_risico.core.chain import OWN, START, link
from geo_risico.core.errors import OutputError, SourceError
from geo_risico.io.locks import held
from geo_risico.io.write import fault_reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

LOG: Final = "logboek.jsonl"
HEAD: Final = "logboek.kop.json"
NUMBER: Final = "nr"
COUNT: Final = "regels"
_LOCK: Final = ".logboek.bezig"
_PATIENCE_S: Final = 30.0
_LONGEST: Final = 65_536
"""Bytes of the longest line: so much of the end is read to find the last one."""


def add_entry(folder: Path, content: Mapping[str, Any]) -> str:
    """Hash of the line that was added at the end of the log of a folder.

    Parameters
    ----------
    folder
        Folder of all output; made when it is not there.
    content
        What the line says, ready for JSON.

    Raises
    ------
    OutputError
        When nothing can be added; the log is as it was.
    SourceError
        When the end of the log is not what its head says.
    """
    log = folder / LOG
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with held(folder / _LOCK, _PATIENCE_S) as is_ours:
            if not is_ours:
                raise OutputError(f"{log}: een andere opdracht houdt het logboek al lang vast; probeer het opnieuw")
            return _add(folder, content)
    except OSError as error:
        raise OutputError(
            f"{log}: kan niet worden aangevuld: {fault_reason(error)}. Zonder logboek gaat de opdracht niet door"
        ) from error


def read_entries(folder: Path) -> tuple[list[dict[str, Any]], str]:
    """Lines of the log as they stand there, unchecked, and what stands after the last whole line.

    A line that is no JSON object is an empty one.

    Raises
    ------
    SourceError
        When the file cannot be read.
    """
    try:
        body = (folder / LOG).read_bytes()
    except FileNotFoundError:
        return [], ""
    except OSError as error:
        raise SourceError(f"{folder / LOG}: niet te lezen ({error}); zet het bestand terug") from error
    *lines, rest = body.decode("utf-8", "replace").split("\n")
    return [_parsed(text) for text in lines], rest


def read_head(folder: Path) -> dict[str, Any] | None:
    """What the head says: number of lines (``regels``) and hash of the last; None without one that can be read."""
    try:
        head = json.loads((folder / HEAD).read_text(encoding="utf-8"))
        return {COUNT: int(head[COUNT]), OWN: str(head[OWN])}
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _add(folder: Path, content: Mapping[str, Any]) -> str:
    last, torn = _last_line(folder / LOG)
    number, former = (0, START) if last is None else (int(last.get(NUMBER, 0)), str(last.get(OWN, "")))
    _check_head(folder, number, former, last)
    mended = {"hersteld": "een halve regel van een opdracht die stopte is weggehaald"} if torn else {}
    line = link({NUMBER: number + 1, **content, **mended}, former)
    with _appending(folder / LOG, torn) as handle:
        os.write(handle, f"{json.dumps(line, allow_nan=False)}\n".encode("ascii"))
    _write_head(folder, number + 1, str(line[OWN]))
    return str(line[OWN])


def _check_head(folder: Path, number: int, last: str, line: Mapping[str, Any] | None) -> None:
    """Refuse to go on from an end that is not the end: what is gone would not be missed any more."""
    head = read_head(folder)
    is_next = head is not None and line is not None and head[COUNT] == number - 1 and line.get("vorige") == head[OWN]
    is_first = head is None and number <= 1
    if is_first or is_next or (head is not None and (head[COUNT], head[OWN]) == (number, last)):
        return
    raise SourceError(
        f"{folder / LOG}: het einde is niet wat {HEAD} zegt; er zijn regels weg of veranderd. Kijk met geo-risico "
        "logboek --controleer wat er mis is en zet het logboek terug uit een reservekopie"
    )


@contextmanager
def _appending(log: Path, torn: int) -> Iterator[int]:
    """The log open at its end, without what was half written there; what cannot be written whole is taken back."""
    handle = os.open(log, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        size = os.fstat(handle).st_size - torn
        os.ftruncate(handle, size)
        os.lseek(handle, size, os.SEEK_SET)
        try:
            yield handle
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, size)
            raise
    finally:
        os.close(handle)


def _last_line(log: Path) -> tuple[dict[str, Any] | None, int]:
    """The last whole line and the number of bytes after it."""
    if not log.is_file():
        return None, 0
    with log.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(0, size - 2 * _LONGEST))
        tail = stream.read()
    whole, newline, torn = tail.rpartition(b"\n")
    return (_parsed(whole.rpartition(b"\n")[2].decode("utf-8", "replace")) if newline else None), len(torn)


def _parsed(text: str) -> dict[str, Any]:
    try:
        line = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return line if isinstance(line, dict) else {}


def _write_head(folder: Path, count: int, last: str) -> None:
    beside = folder / f".{HEAD}.{os.getpid()}"
    try:
        beside.write_text(f"{json.dumps({COUNT: count, OWN: last})}\n", encoding="ascii")
        beside.replace(folder / HEAD)
    finally:
        beside.unlink(missing_ok=True)
