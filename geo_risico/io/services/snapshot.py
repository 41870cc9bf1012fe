"""What was fetched, kept so that it can be checked, carried in and read without a network.

A folder of a fetch holds ``snapshots.json`` (what was asked, and which scenes answer it) and one folder per scene with
its GeoTIFFs and ``snapshot.json``. A scene is made elsewhere and gets its name when it is whole.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from importlib import metadata
from typing import TYPE_CHECKING, Any, Final

import rasterio

from geo_risico.core.errors import OutputError
from geo_risico.core.results import Origin
from geo_risico.io.files import sha256
from geo_risico.io.services.addresses import safe_address
from geo_risico.io.services.whole_files import write_whole
from geo_risico.io.wary.records import read_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from geo_risico.io.services.jobs import SceneJob, Wish

INDEX: Final = "snapshots.json"
RECORD: Final = "snapshot.json"
FORM: Final = 1
"""Goes up when the same wish gives other files."""


def wish_key(wish: Wish) -> str:
    """Text that changes with anything that is asked: service, address, parts, area, dates, cell."""
    asked = {
        "form": FORM,
        "endpoint": wish.endpoint,
        "bounds": wish.bounds,
        "use": wish.use.model_dump(mode="json", exclude={"folder", "source", "layer"}),
        "spec": wish.spec.model_dump(
            mode="json", include={"kind", "parts", "optional", "collection", "style", "format", "matrix_set", "bands"}
        ),
    }
    return _digest(asked)


def scene_key(wish: Wish, job: SceneJob) -> str:
    """Text that changes with what makes the files of one scene."""
    return _digest({"form": FORM, "endpoint": wish.endpoint, "bounds": wish.bounds, "asked": dict(job.asked)})


def kept_scenes(folder: Path, key: str) -> list[str] | None:
    """Names of the scenes that answer this wish and are whole; None when it must be asked again."""
    index = _json(folder / INDEX)
    if index.get("key") != key:
        return None
    names = [str(scene["folder"]) for scene in index.get("scenes", [])]
    return names if names and all(is_whole(folder / name) for name in names) else None


def is_whole(folder: Path, key: str | None = None) -> bool:
    """True when every file of a scene is as it was fetched (and, with a key, is the answer to that)."""
    record = _json(folder / RECORD)
    files: dict[str, Any] = record.get("files", {})
    if not files or (key is not None and record.get("key") != key):
        return False
    return all((folder / name).is_file() and sha256(folder / name) == told["sha256"] for name, told in files.items())


def scene_records(folder: Path, names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What the record of each scene says, by the name of its folder; empty for one without a record.

    Parameters
    ----------
    folder
        Folder of the fetch.
    names
        Names of its scenes.
    """
    return {name: _json(folder / name / RECORD) for name in names}


def origin_of_scene(folder: Path) -> Origin | None:
    """Where the images in a folder were fetched and with which question; None for images from elsewhere."""
    record = _json(folder / RECORD)
    try:
        return Origin(
            register=record["service"],
            url=record["url"],
            fetched_at=dt.datetime.fromisoformat(record["fetched_at"]),
            parameters=json.dumps(
                {**record["parameters"], "bounds": record["bounds"], "crs": record["crs"]}, sort_keys=True, default=str
            ),
        )
    except (KeyError, TypeError, ValueError):
        return None


def publish(wish: Wish, job: SceneJob, staged: Path, folder: Path, now: dt.datetime) -> None:
    """Give a whole scene its place: copied beside it first, then named, so that a reader never sees half of it.

    Parameters
    ----------
    wish, job
        What was asked and what answers it.
    staged
        Folder in which the scene was made; removed.
    folder
        Folder of the fetch.
    now
        Time of fetching.

    Raises
    ------
    OutputError
        When there is no room, or the folder cannot be written.
    """
    body = _text(_record(wish, job, staged, now))
    target, fresh, old = folder / job.name, folder / f".{job.name}.nieuw", folder / f".{job.name}.oud"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for rest in (fresh, old):
            shutil.rmtree(rest, ignore_errors=True)
        shutil.copytree(staged, fresh, ignore=shutil.ignore_patterns(".*"))
        write_whole(fresh / RECORD, body)
        if target.exists():
            target.rename(old)
        fresh.rename(target)
    except OSError as error:
        if old.exists() and not target.exists():
            old.rename(target)
        raise OutputError(f"{target}: schrijven mislukt ({error}); verwacht genoeg ruimte en rechten") from error
    finally:
        for rest in (fresh, old):
            shutil.rmtree(rest, ignore_errors=True)
    shutil.rmtree(staged, ignore_errors=True)


def write_index(wish: Wish, jobs: list[SceneJob], folder: Path, now: dt.datetime) -> None:
    """Write which scenes answer a wish, when all of them are there."""
    content = {
        "key": wish_key(wish),
        "service": wish.spec.name,
        "layer": wish.use.layer,
        "source": wish.use.source or wish.spec.source,
        "fetched_at": now.isoformat(timespec="seconds"),
        "scenes": [{"folder": job.name, "date": None if job.date is None else f"{job.date}"} for job in jobs],
    }
    write_whole(folder / INDEX, _text(content))


def _record(wish: Wish, job: SceneJob, staged: Path, now: dt.datetime) -> dict[str, Any]:
    spec = wish.spec
    files = sorted(path for path in staged.iterdir() if path.is_file() and not path.name.startswith("."))
    return {
        "service": spec.name,
        "title": spec.title,
        "kind": spec.kind,
        "url": safe_address(wish.endpoint),
        "parameters": dict(job.asked),
        "bounds": list(wish.bounds),
        "crs": "EPSG:28992",
        "date": None if job.date is None else f"{job.date}",
        "fetched_at": now.isoformat(timespec="seconds"),
        "key": scene_key(wish, job),
        "files": {path.name: {"sha256": sha256(path), "bytes": path.stat().st_size} for path in files},
        "register_name": spec.register_name,
        "licence": spec.licence,
        "attribution": spec.attribution,
        "note": " ".join([spec.note or "", *job.notes]).strip(),
        "software": {"geo-risico": metadata.version("geo-risico"), "gdal": rasterio.__gdal_version__},
    }


def _json(path: Path) -> dict[str, Any]:
    try:
        content = read_record(path)
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _text(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
