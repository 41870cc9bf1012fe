"""Large files to disk, in one go or in turns: what has arrived is never asked again.

A download of gigabytes breaks. The part that arrived stays beside a note with the mark (ETag or Last-Modified) of the
file it belongs to; the next request asks for the rest with Range and If-Range, so a file that changed, or a server that
gives no parts, starts again at the first byte instead of gluing two files together.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from geo_risico.core.errors import SourceError
from geo_risico.core.json_text import parse_json
from geo_risico.io.registers.partial import Partial
from geo_risico.io.services.addresses import safe_address
from geo_risico.io.services.connection import Ask
from geo_risico.io.services.whole_files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from geo_risico.io.services.answers import Answer
    from geo_risico.io.services.connection import Connection

FRESH_S: Final = 900
"""A whole file of the last quarter of an hour is not asked about again: several registers share it."""

ROUNDS: Final = 2
"""How often a file whose size or checksum is wrong is fetched."""

NO_SUCH_PART: Final = "status 416"

_LOCKS: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """A file to download: its address, where it goes and what is known of it.

    ``identity`` is what makes it the same file where the address changes each time (signed addresses). ``digest`` is
    the name of a checksum and its value in hexadecimals.
    """

    url: str
    path: Path
    expected: str
    size: int | None = None
    digest: tuple[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    identity: str = ""

    @property
    def known_as(self) -> str:
        """Text that is the same for the same file, from which no key can be read back."""
        return hashlib.sha256((self.identity or self.url).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Downloaded:
    """A whole file on disk; ``modified`` is what the server says of its date, empty when it says nothing."""

    path: Path
    bytes_count: int
    modified: str


def download(connection: Connection, wanted: Wanted, report: Callable[[str, int, int | None], None]) -> Downloaded:
    """Whole file on disk: the one that lies there when it is still the same, else fetched or completed.

    Parameters
    ----------
    connection
        Connection with the service.
    wanted
        The file.
    report
        Takes what is being done, the bytes that are in and their total.

    Raises
    ------
    SourceError
        The service refuses, keeps failing, or gives a file of another size or checksum.
    OutputError
        The disk is full or cannot be written.
    """
    with _LOCKS[str(wanted.path)]:
        found = _there(connection, wanted)
        return found or _fetched(connection, wanted, report)


def _record(wanted: Wanted) -> Path:
    return wanted.path.with_name(f"{wanted.path.name}.bekend.json")


def _there(connection: Connection, wanted: Wanted) -> Downloaded | None:
    """The file that was fetched before, when the service still has the same."""
    try:
        known: dict[str, Any] = parse_json(_record(wanted).read_bytes())
        state = wanted.path.stat()
    except (OSError, ValueError):
        return None
    if known.get("file") != wanted.known_as or known.get("bytes") != state.st_size:
        return None
    if wanted.digest is not None and known.get("digest") != list(wanted.digest):
        return None
    is_same = time.time() - known.get("at", 0) < FRESH_S or _unchanged(connection, wanted, known)
    return (
        Downloaded(path=wanted.path, bytes_count=state.st_size, modified=known.get("modified", "")) if is_same else None
    )


def _unchanged(connection: Connection, wanted: Wanted, known: Mapping[str, Any]) -> bool:
    """Whether the server would complete our file rather than give a new one; its body is not read."""
    if not known.get("mark"):
        return False
    found: list[bool] = []

    def look(answer: Answer, body: Iterator[bytes]) -> int:
        del body
        found.append(answer.status == 206)  # noqa: PLR2004 - partial content
        return 0

    headers = {**wanted.headers, "Range": "bytes=0-0", "If-Range": known["mark"]}
    connection.get(Ask(url=wanted.url, expected=wanted.expected, headers=headers, sink=look), lambda answer: answer)
    return found[-1]


def _fetched(connection: Connection, wanted: Wanted, report: Callable[[str, int, int | None], None]) -> Downloaded:
    for left in reversed(range(ROUNDS)):
        part = Partial(wanted.path, wanted.known_as, report)
        _complete(connection, wanted, part)
        wrong = _wrong(wanted, part)
        if not wrong:
            break
        part.forget()
        if not left:
            raise SourceError(f"{connection.title}: {safe_address(wanted.url)}: {wrong}; verwacht {wanted.expected}")
    known = {"file": wanted.known_as, "bytes": part.have, "mark": part.mark, "modified": part.modified}
    known |= {"at": time.time(), "digest": list(wanted.digest or ())}
    part.keep()
    write_whole(_record(wanted), json.dumps(known).encode())
    return Downloaded(path=wanted.path, bytes_count=part.have, modified=part.modified)


def _complete(connection: Connection, wanted: Wanted, part: Partial) -> None:
    """Ask for the rest until it is in; each turn that brings bytes gives the service new patience."""
    while True:
        before, was_resumed = part.have, part.have > 0
        part.plan(wanted.headers)
        ask = Ask(url=wanted.url, expected=wanted.expected, headers=part.headers, sink=part.take)
        try:
            connection.get(ask, part.check)
        except SourceError as error:
            if was_resumed and NO_SUCH_PART in str(error):
                part.forget()
            elif part.have <= before:
                raise
        else:
            return


def _wrong(wanted: Wanted, part: Partial) -> str:
    """Dutch words for what is wrong with a file that came in whole, empty when nothing is."""
    if wanted.size is not None and part.have != wanted.size:
        return f"bestand van {part.have} bytes; de dienst zegt {wanted.size} bytes"
    if wanted.digest is None:
        return ""
    name, said = wanted.digest
    with part.path.open("rb") as stream:
        found = hashlib.file_digest(stream, name).hexdigest()
    return "" if found == said.lower() else f"{name}-som {found} is niet die van de dienst ({said.lower()})"
