"""One answer of a register put in a snapshot: written whole, compared with what was there, and accounted for."""

from __future__ import annotations

import datetime as dt
import functools
import json
import os
import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq

from geo_risico.core.errors import GeoRisicoError, OutputError
from geo_risico.core.json_text import parse_json
from geo_risico.core.snapshot_specs import FOLDER, FileRecord
from geo_risico.core.source_specs import FieldMap, LayerUse
from geo_risico.io.files import sha256
from geo_risico.io.geoparquet import put_whole, write_geoparquet
from geo_risico.io.read import read_layer
from geo_risico.io.registers.changes import compare
from geo_risico.io.request import ReadRequest
from geo_risico.io.services.addresses import SECRET, safe_address

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geo_risico.core.specs import LayerSpec
    from geo_risico.io.registers.changes import Changes
    from geo_risico.io.registers.task import Got, Task

FRESH: Final = ".nieuw-"
DAY: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}")
YEAR: Final = re.compile(r"\b((?:19|20)\d{2})\b")


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A file of a snapshot after a fetch.

    ``changes``: against the file that was there, None where there was none; ``is_same``: the file is still the same,
    byte for byte.
    """

    record: FileRecord
    changes: Changes | None
    is_same: bool


def keep(task: Task, got: Got, folder: Path, *, layer: LayerSpec, name: str, now: dt.datetime) -> Kept:
    """Put what was fetched in a snapshot folder; the file that is there stays when nothing is different.

    Parameters
    ----------
    task, got
        What was asked and what came of it.
    folder
        Folder of the snapshot.
    layer
        Layer that the register fills.
    name
        Name of the file without suffix.
    now
        Time of fetching.

    Raises
    ------
    OutputError
        When there is no room, or the folder cannot be written; the file that was there stays.
    """
    target = folder / FOLDER / f"{name}{_suffix(got)}"
    fresh = target.with_name(f"{FRESH}{target.name}")
    try:
        _write(got, fresh)
        was_there = target.is_file()
        is_same = was_there and sha256(target) == sha256(fresh)
        changes = _changes(task, layer, target, fresh) if was_there and not is_same else None
        if not is_same:
            fresh.replace(target)
    except OSError as error:
        raise OutputError(f"{target}: schrijven mislukt ({error}); verwacht genoeg ruimte en rechten") from error
    finally:
        fresh.unlink(missing_ok=True)
    return Kept(record=_record(task, got, target, now), changes=changes, is_same=is_same)


def again(task: Task, record: FileRecord) -> FileRecord:
    """Record of a register that is filled by the file of another, which asked the same."""
    return FileRecord.model_validate({**record.model_dump(by_alias=True), **_of_task(task)})


def clean(folder: Path) -> None:
    """Remove what a killed fetch left half-written in a snapshot folder."""
    for place in (folder, folder / FOLDER):
        for pattern in (f"{FRESH}*", ".*.deel"):
            for rest in place.glob(pattern):
                rest.unlink(missing_ok=True)


def _suffix(got: Got) -> str:
    if got.file is None:
        return ".parquet"
    return ".osm.pbf" if got.file.name.endswith(".osm.pbf") else got.file.suffix.lower()


def _write(got: Got, fresh: Path) -> None:
    source = got.file
    if got.frame is not None:
        write_geoparquet(got.frame, fresh)
    elif source is not None:
        put_whole(fresh, functools.partial(_copy, source))
    else:
        raise TypeError("a fetch gives a frame or a file")


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)


def _changes(task: Task, layer: LayerSpec, old: Path, new: Path) -> Changes | None:
    """What is different; None when the file that was there cannot be read."""
    try:
        if old.suffix == ".parquet":
            field = None if layer.key is None else task.source.fields.get(layer.key)
            return compare(_rows(old), _rows(new), field)
        frames = [_layer_rows(task, layer, path) for path in (old, new)]
    except (GeoRisicoError, OSError, ValueError):
        return None
    return compare(frames[0], frames[1], None if layer.key is None else FieldMap(column=layer.key))


def _rows(path: Path) -> pd.DataFrame:
    has_shapes = b"geo" in (pq.read_schema(path).metadata or {})
    frame = gpd.read_parquet(path) if has_shapes else pd.read_parquet(path)
    return frame.drop(columns="bbox", errors="ignore")


def _layer_rows(task: Task, layer: LayerSpec, path: Path) -> pd.DataFrame:
    request = ReadRequest(folder=path.parent, bounds=task.bounds, peildatum=task.peildatum)
    return read_layer(layer, [(LayerUse(source=task.source.name, path=path.name), task.source)], request)[0]


def _record(task: Task, got: Got, path: Path, now: dt.datetime) -> FileRecord:
    rows = len(got.frame) if got.frame is not None else (got.rows_served - got.doubles_count or None)
    return FileRecord.model_validate(
        {
            **_of_task(task),
            "file": f"{FOLDER}/{path.name}",
            "sha256": sha256(path),
            "bytes": path.stat().st_size,
            "rows": rows,
            "url": safe_address(got.url),
            "parameters": _without_secrets(got.parameters, task),
            "fetched_at": now.replace(microsecond=0),
            "published": got.published,
            "peildatum": _peildatum(got, task, now),
            "extent": task.bounds if task.spec.extent == "gebied" else None,
            "doubles": got.doubles_count,
            "requests": got.requests_count,
            "retries": got.retries_count,
            "notes": got.notes,
        }
    )


def _of_task(task: Task) -> dict[str, Any]:
    """What a record says of the register itself."""
    return {
        "register": task.spec.name,
        "layer": task.spec.layer,
        "source": task.source.name,
        "title": task.spec.title,
        "kind": task.spec.kind,
        "licence": task.source.licence,
        "attribution": task.source.attribution,
        "register_name": task.source.register_name,
        "asked": plain_asked(task),
    }


def _peildatum(got: Got, task: Task, now: dt.datetime) -> dt.date:
    """Day of which the data are: as the register says, else as was asked, else the day of fetching."""
    if task.spec.by_peildatum:
        return task.peildatum
    published = got.published or (got.url if "{jaar}" in (task.spec.api or "") else "")
    found = DAY.search(published), YEAR.search(published)
    try:
        if found[0]:
            return dt.date.fromisoformat(found[0][0])
        return dt.date(int(found[1][1]), 1, 1) if found[1] else now.date()
    except ValueError:
        return now.date()


def plain_asked(task: Task) -> dict[str, Any]:
    """What decides the answer of a task, as a record keeps it: without keys."""
    return _without_secrets(task.asked, task)


def _without_secrets(content: Mapping[str, Any], task: Task) -> dict[str, Any]:
    """The same content without keys and passwords, also where the key of the service stands inside a text."""
    text = json.dumps(content, default=str, ensure_ascii=False)
    key = os.environ.get(task.spec.key_env or "", "") if task.spec.key_env else ""
    if key:
        text = text.replace(json.dumps(key)[1:-1], "***")
    hidden: dict[str, Any] = _safe(parse_json(text))
    return hidden


def _safe(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, dict):
        return {name: "***" if SECRET.search(f"{name}=x") else _safe(item) for name, item in value.items()}
    if isinstance(value, str) and value.startswith(("http://", "https://")):
        return safe_address(value)
    return value
