"""Output whose end date has passed: found by what its own record says, removed, and the removal written down."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo_risico.core.errors import OutputError
from geo_risico.core.json_text import parse_json
from geo_risico.io.chain_file import extend_chain
from geo_risico.io.write import fault_reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PROOF: Final = "opgeruimd.jsonl"
KEY: Final = "expires"
LARGEST: Final = 20_000_000
"""A record larger than this (bytes) is not one of ours."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A folder of output with its end date: the last day that it may be kept."""

    folder: Path
    record: str
    expires: dt.date
    file_count: int
    size: int
    sha256: str
    """Of the record; tells which output it was after it is gone."""


def output_folders(uit: Path) -> tuple[Kept, ...]:
    """Folders under ``uit`` whose record has an end date, by path; what lies inside one of them belongs to it.

    Links are not followed: what they point at lies elsewhere.

    Parameters
    ----------
    uit
        Folder of all output.
    """
    found: list[Kept] = []
    for place, names, files in os.walk(uit, followlinks=False):
        folder = uit.__class__(place)
        kept = None if folder == uit else _kept(folder, sorted(files))
        names.sort()
        if kept is not None:
            found.append(kept)
            names.clear()
    return tuple(found)


def remove(uit: Path, folders: Sequence[Kept], moment: dt.datetime) -> Path:
    """The proof: a chained line for each folder that was removed, with what it was and that it is gone.

    Parameters
    ----------
    uit
        Folder of all output; the proof stands in it.
    folders
        What has to go.
    moment
        Of removing.

    Raises
    ------
    OutputError
        When a folder cannot be removed; those before it are gone and written down.
    """
    proof = uit / PROOF
    for item in folders:
        try:
            shutil.rmtree(item.folder)
        except OSError as error:
            raise OutputError(f"{item.folder}: niet te verwijderen: {fault_reason(error)}") from error
        if item.folder.exists():
            raise OutputError(
                f"{item.folder}: staat er nog na het verwijderen; kijk of een ander programma het vasthoudt"
            )
        extend_chain(
            proof,
            [
                {
                    "op": moment.isoformat(timespec="seconds"),
                    "map": item.folder.relative_to(uit).as_posix(),
                    "bewaren_tot_en_met": item.expires.isoformat(),
                    "record": item.record,
                    "sha256_record": item.sha256,
                    "bestanden": item.file_count,
                    "bytes": item.size,
                    "weg": True,
                }
            ],
        )
    return proof


def _kept(folder: Path, files: Sequence[str]) -> Kept | None:
    """The folder with its end date; None where no record in it has one."""
    for name in files:
        path = folder / name
        if not name.endswith(".json") or path.is_symlink() or path.stat().st_size > LARGEST:
            continue
        if not path.is_file():  # a pipe would never end
            continue
        content = path.read_bytes()
        day = _end_date(content)
        if day is not None:
            sizes = [item.lstat().st_size for item in folder.rglob("*") if not item.is_dir()]
            return Kept(
                folder=folder,
                record=name,
                expires=day,
                file_count=len(sizes),
                size=sum(sizes),
                sha256=hashlib.sha256(content).hexdigest(),
            )
    return None


def _end_date(content: bytes) -> dt.date | None:
    try:
        told = parse_json(content)
        return dt.date.fromisoformat(told[KEY]) if isinstance(told, dict) and KEY in told else None
    except (ValueError, TypeError):
        return None
