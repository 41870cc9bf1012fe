"""What a folder of fetched registers holds: snapshot.json, written whole and checked on reading."""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from geo_risico.core.errors import SourceError
from geo_risico.core.results import Origin
from geo_risico.core.snapshot_specs import FOLDER, Snapshot
from geo_risico.io.files import sha256
from geo_risico.io.services.whole_files import write_whole
from geo_risico.io.wary.records import read_record

if TYPE_CHECKING:
    from pathlib import Path

    from geo_risico.core.snapshot_specs import FileRecord

RECORD: Final = "snapshot.json"


def save_snapshot(folder: Path, snapshot: Snapshot) -> None:
    """Write snapshot.json whole or not at all.

    Raises
    ------
    OutputError
        When there is no room, or the folder cannot be written.
    """
    content = snapshot.model_dump(mode="json", by_alias=True)
    write_whole(folder / RECORD, (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode())


def read_snapshot(folder: Path) -> Snapshot:
    """Record of a snapshot folder; its files are not looked at.

    Raises
    ------
    SourceError
        When the folder holds no snapshot, or its record is damaged.
    """
    path = folder / RECORD
    try:
        state = path.stat()
    except OSError as error:
        raise SourceError(
            f"{folder}: geen momentopname ({RECORD} ontbreekt); verwacht een map die geo-risico haal heeft gemaakt"
        ) from error
    return _read(path, state.st_mtime_ns, state.st_size)


@functools.lru_cache(maxsize=16)
def _read(path: Path, mtime_ns: int, size: int) -> Snapshot:
    del mtime_ns, size
    try:
        return Snapshot.model_validate(read_record(path))
    except OSError as error:
        raise SourceError(f"{path}: niet te lezen ({error.strerror}); verwacht leesrechten") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise SourceError(f"{path}: sleutel '{key}' klopt niet; verwacht een {RECORD} van geo-risico haal") from error
    except ValueError as error:
        raise SourceError(f"{path}: geen geldige JSON ({error}); verwacht een {RECORD} van geo-risico haal") from error


def fault_of(folder: Path, record: FileRecord) -> str:
    """Dutch words for what is wrong with a file of a snapshot; empty when it is as it was fetched."""
    path = folder / record.file
    if not path.is_file():
        return "bestand ontbreekt"
    if path.stat().st_size != record.bytes:
        return f"bestand heeft {path.stat().st_size} bytes, verwacht {record.bytes}"
    if sha256(path) != record.sha256:
        return f"inhoud is veranderd: sha256 {sha256(path)[:12]}..., verwacht {record.sha256[:12]}..."
    return ""


def origin_of(path: Path) -> Origin | None:
    """Where a file was fetched when it lies in a snapshot, checked to be as it was fetched; None for other files.

    Raises
    ------
    SourceError
        When the file is not what the snapshot says, or the record is damaged.
    """
    folder = path.parent.parent
    if path.parent.name != FOLDER or not (folder / RECORD).is_file():
        return None
    name = f"{FOLDER}/{path.name}"
    record = next((one for one in read_snapshot(folder).files.values() if one.file == name), None)
    if record is None:
        return None
    fault = fault_of(folder, record)
    if fault:
        raise SourceError(
            f"{path}: {fault}; kopieer de momentopname opnieuw, of haal haar opnieuw: "
            f"geo-risico haal --alleen-nieuw --naar {folder}"
        )
    return Origin(
        register=record.of_register,
        url=record.url,
        fetched_at=record.fetched_at,
        published=record.published,
        parameters=json.dumps(record.parameters, sort_keys=True),
    )
