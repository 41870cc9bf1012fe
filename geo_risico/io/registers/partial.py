"""The part of a file that has arrived, with the mark of the file that it belongs to."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any, Final

from geo_risico.core.errors import OutputError
from geo_risico.core.json_text import parse_json
from geo_risico.io.services.answers import BrokenAnswerError, told
from geo_risico.io.services.whole_files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from geo_risico.io.services.answers import Answer

RANGE: Final = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
STARTS: Final = {
    ".zip": (b"PK\x03\x04", b"PK\x05\x06"),
    ".gpkg": (b"SQLite format 3\0",),
    ".parquet": (b"PAR1",),
    ".geojson": (b"{", b"\xef\xbb\xbf{", b"\n{"),
    ".json": (b"{", b"[", b"\xef\xbb\xbf"),
    ".tif": (b"II", b"MM"),
}
"""How a file of each kind begins, so that a page with an apology is not taken for one."""


class Partial:
    """What is in of one file, and what is asked next.

    Parameters
    ----------
    target
        Where the whole file goes.
    identity
        What the part must belong to; the part of another file is thrown away.
    report
        Takes the bytes that are in and their total.
    """

    def __init__(self, target: Path, identity: str, report: Callable[[str, int, int | None], None]) -> None:
        self.target, self._identity, self._report = target, identity, report
        self.path = target.with_name(f"{target.name}.deel")
        self._note = target.with_name(f"{target.name}.deel.json")
        self.headers: dict[str, str] = {}
        self._extra: Mapping[str, str] = {}
        self.have, self.mark, self.modified = 0, "", ""
        self.total: int | None = None
        self._recall()

    def _recall(self) -> None:
        try:
            known: dict[str, Any] = parse_json(self._note.read_bytes())
            size = self.path.stat().st_size
        except (OSError, ValueError):
            return
        if known.get("file") == self._identity and known.get("mark") and size <= (known.get("total") or size):
            self.have, self.total = size, known.get("total")
            self.mark, self.modified = known["mark"], known.get("modified", "")

    def plan(self, extra: Mapping[str, str]) -> None:
        """Set the headers of the next request: the rest of the same file, or all of it."""
        self._extra = extra
        self._renew()

    def _renew(self) -> None:
        self.headers.clear()
        self.headers.update(self._extra)
        if self.have and self.mark and self.have != self.total:
            self.headers.update({"Range": f"bytes={self.have}-", "If-Range": self.mark})
        elif self.have and self.have == self.total:
            self.headers.update({"Range": f"bytes={self.have - 1}-", "If-Range": self.mark})

    def take(self, answer: Answer, body: Iterator[bytes]) -> int:
        """Count of bytes that were added to the part."""
        self._place(answer)
        begin = self.have
        try:
            with self.path.open("r+b" if begin else "wb") as stream:
                stream.seek(begin)
                stream.truncate()
                for chunk in body:
                    if self.have == 0:
                        self._known_start(answer, chunk)
                    _write(stream.write, chunk)
                    self.have += len(chunk)
                    self._report("bytes", self.have, self.total)
        finally:
            self._renew()
        return self.have - begin

    def _place(self, answer: Answer) -> None:
        """Where the body goes: after what is there, or at the first byte of a new file."""
        found = RANGE.fullmatch(answer.headers.get("content-range", ""))
        mark = _mark(answer.headers)
        if answer.status == 206:  # noqa: PLR2004 - partial content
            if found is None or int(found[1]) > self.have or (self.total or int(found[3])) != int(found[3]):
                self.forget()
                said = answer.headers.get("content-range", "zonder bereik")
                raise BrokenAnswerError(f"ander deel dan gevraagd ({said})")
            if mark and self.mark and mark != self.mark:
                self.forget()
                raise BrokenAnswerError("het bestand is veranderd tijdens het ophalen")
            self.have, self.total = int(found[1]), int(found[3])
        else:
            self.have, self.mark = 0, mark
            length = answer.headers.get("content-length", "")
            self.total = int(length) if length.isdigit() else None
        self.modified = answer.headers.get("last-modified", self.modified)
        self._room()
        known = {"file": self._identity, "mark": self.mark, "total": self.total, "modified": self.modified}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self._note, json.dumps(known).encode())

    def _room(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        free, needed = shutil.disk_usage(self.path.parent).free, (self.total or 0) - self.have
        if needed > free:
            raise OutputError(
                f"{self.target.name}: nog {needed // 1_000_000} MB nodig en {free // 1_000_000} MB vrij; "
                "verwacht genoeg ruimte op de schijf"
            )

    def _known_start(self, answer: Answer, chunk: bytes) -> None:
        starts = STARTS.get(self.target.suffix.lower(), ())
        page = answer.kind == "text/html" or chunk[:200].lstrip().lower().startswith((b"<!doctype html", b"<html"))
        if page or (starts and not chunk.startswith(starts)):
            shown = type(answer)(url=answer.url, status=answer.status, headers=answer.headers, body=chunk)
            raise BrokenAnswerError(f"geen bestand maar {told(shown)}")

    def check(self, answer: Answer) -> None:
        """Nothing when all bytes are in; broken otherwise."""
        if self.total is not None and self.have != self.total:
            raise BrokenAnswerError(f"bestand breekt af na {self.have} van {self.total} bytes")
        if not self.have:
            raise BrokenAnswerError(f"leeg antwoord (status {answer.status})")

    def forget(self) -> None:
        """Throw the part away."""
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)
        self.have, self.total, self.mark, self.modified = 0, None, "", ""
        self._renew()

    def keep(self) -> None:
        """Give the whole file its name."""
        self.path.replace(self.target)
        self._note.unlink(missing_ok=True)


def _write(write: Callable[[bytes], int], chunk: bytes) -> None:
    try:
        write(chunk)
    except OSError as error:
        raise OutputError(f"schrijven mislukt ({error}); verwacht genoeg ruimte en rechten") from error


def _mark(headers: Mapping[str, str]) -> str:
    """Mark that If-Range may carry: a strong ETag, else the date of the last change."""
    tag = headers.get("etag", "")
    return tag if tag and not tag.startswith("W/") else headers.get("last-modified", "")
