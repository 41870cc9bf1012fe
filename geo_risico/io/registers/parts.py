"""Pages on disk, so that a fetch that was killed goes on where it was.

Each page is one compressed file with the address it came from, what the answer said beside its body, and the body.
It is written whole and renamed, so a file is there entirely or not at all.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from geo_risico.core.errors import OutputError
from geo_risico.core.json_text import parse_json
from geo_risico.io.services.whole_files import write_whole
from geo_risico.io.wary.records import read_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

LONGEST: Final = dt.timedelta(hours=12)
ASKED: Final = "gevraagd.json"


@dataclass(frozen=True, kw_only=True)
class Part:
    """Answer to one request: its address, its Content-Crs and Last-Modified (empty without) and its body."""

    address: str
    crs: str
    body: bytes
    modified: str = ""


def open_parts(work: Path, asked: Mapping[str, Any], now: dt.datetime) -> Path:
    """Folder with the parts of an earlier run that asked the same within twelve hours, or an empty one.

    Parameters
    ----------
    work
        Folder of the task.
    asked
        All that decides the answer.
    now
        Moment with time zone.

    Raises
    ------
    OutputError
        When the folder cannot be written.
    """
    folder, mark = work / "delen", work / ASKED
    try:
        work.mkdir(parents=True, exist_ok=True)
        if not _is_same(mark, asked, now):
            mark.unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)
            write_whole(mark, json.dumps({"gevraagd": asked, "begonnen": now.isoformat()}, indent=1).encode())
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"{work}: schrijven mislukt ({error}); verwacht genoeg ruimte en rechten") from error
    return folder


def _is_same(mark: Path, asked: Mapping[str, Any], now: dt.datetime) -> bool:
    try:
        kept = read_record(mark)
        age = now - dt.datetime.fromisoformat(kept["begonnen"])
        return bool(kept["gevraagd"] == json.loads(json.dumps(asked)) and dt.timedelta() <= age <= LONGEST)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def keep_part(folder: Path, number: int, part: Part) -> None:
    """Write a page under its number."""
    head = json.dumps({"address": part.address, "crs": part.crs, "modified": part.modified}).encode()
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(head + b"\n" + part.body)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / f"{number:06d}.zst", sink.getvalue().to_pybytes())


def kept_parts(folder: Path) -> Iterator[Part]:
    """Pages from the first on, up to one that is not there or cannot be read."""
    number = 0
    while True:
        try:
            with pa.input_stream(folder / f"{number:06d}.zst", compression="zstd") as stream:
                head, _, body = stream.read().partition(b"\n")
            said = parse_json(head)
            modified = said.get("modified", "")
            yield Part(address=said["address"], crs=said["crs"], body=body, modified=modified)
        except (OSError, ValueError, KeyError, TypeError):
            return
        number += 1


def drop_parts(folder: Path) -> None:
    """Throw the pages away."""
    shutil.rmtree(folder, ignore_errors=True)
