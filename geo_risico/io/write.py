"""All files of a scan, as a whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from geo_risico.core.errors import OutputError
from geo_risico.io.output_facts import MANIFEST, output_facts, output_files
from geo_risico.io.wary.outputs import check_output
from geo_risico.io.write_beeld import FOLDER, write_candidates, write_support
from geo_risico.io.write_gpkg import write_gpkg
from geo_risico.io.write_kept import keep_own
from geo_risico.io.write_qgis import PROJECT, qgis_project
from geo_risico.io.write_tables import (
    AREA_KINDS,
    area_table,
    file_name,
    location_table,
    write_areas,
    write_csv,
    write_flatgeobuf,
    write_parquet,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from geo_risico.core.results import Release

FAULTS: Final = (
    OSError, sqlite3.Error, pa.ArrowException, DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError,
)  # fmt: skip
_REASONS: Final = {
    errno.ENOSPC: "de schijf is vol",
    errno.EDQUOT: "de ruimte op de schijf is op (quotum)",
    errno.EACCES: "u heeft daar geen schrijfrechten",
    errno.EPERM: "u heeft daar geen schrijfrechten",
    errno.EROFS: "de schijf is alleen te lezen",
    errno.ENOTDIR: "een deel van het pad is een bestand, geen map",
    errno.EEXIST: "daar staat al een bestand met die naam",
    errno.ENAMETOOLONG: "de naam is te lang",
}

GUIDE: Final = "LEESMIJ.html"
SMALLEST_ROOM: Final = 256 * 1024
"""With fewer bytes free a driver that cannot write has no room, whatever it says itself."""


def write_outputs(
    release: Release,
    texts: Mapping[str, str | bytes],
    manifest: Mapping[str, Any],
    folder: Path,
    *,
    guide: Callable[[Sequence[str]], str] | None = None,
    lean: bool = False,
) -> tuple[Path, ...]:
    """Paths of the files written in ``folder``, sorted by name, and of the folder with what people had put there.

    Everything is first written next to ``folder`` and then takes its place, so that a reader sees the old output or
    the new one. What ``folder`` held before is gone afterwards; what people added or changed is copied beside it first.

    Parameters
    ----------
    release
        What may be shown.
    texts
        File name, possibly in a folder -> content, for pages (text) and workbooks (bytes) that were made elsewhere.
    manifest
        The record of the scan, written last as ``manifest.json`` with hash, size and rows of every other file.
    folder
        Folder of this scan; its parents are made when needed.
    guide
        Gives the text of ``LEESMIJ.html`` from the names of all files; without it there is none.
    lean
        Locations and areas as GeoParquet and csv only.

    Raises
    ------
    OutputError
        If anything cannot be written; the previous output is still whole and nothing is left beside it.
    """

    def fill(fresh: Path) -> None:
        _write_texts(texts, fresh)
        _write_tables(release, fresh)
        if not lean:
            _write_for_gis(release, fresh)
        if guide is not None:
            names = sorted([MANIFEST, *output_files(fresh)])
            (fresh / GUIDE).write_text(guide(names), encoding="utf-8", newline="\n")
        _write_manifest(manifest, fresh)

    kept: list[Path | None] = []

    def replace(fresh: Path) -> None:
        fill(fresh)
        kept.append(keep_own(folder, {GUIDE}))

    return (*write_whole(folder, replace), *(path for path in kept if path is not None))


def write_whole(folder: Path, fill: Callable[[Path], None]) -> tuple[Path, ...]:
    """Paths in ``folder`` after it was replaced as a whole by what ``fill`` wrote, sorted by name.

    Parameters
    ----------
    folder
        Folder to replace; its parents are made when needed.
    fill
        Writes into the empty folder that it gets, beside ``folder``.

    Raises
    ------
    OutputError
        If anything cannot be written; the previous folder is still whole and nothing is left beside it.
    """
    check_output(folder)
    mark = f".{folder.name}.{os.getpid()}"
    fresh, former = folder.with_name(f"{mark}.nieuw"), folder.with_name(f"{mark}.oud")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.exists() and not folder.is_dir():
            raise FileExistsError(errno.EEXIST, "bestand", str(folder))
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        fill(fresh)
        _swap(fresh, folder, former)
    except FAULTS as fault:
        raise failed(folder, fault) from fault
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(former, ignore_errors=True)
    return tuple(sorted(folder.iterdir()))


def _write_texts(texts: Mapping[str, str | bytes], folder: Path) -> None:
    for name, text in texts.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(text.encode("utf-8") if isinstance(text, str) else text)


def _write_tables(release: Release, folder: Path) -> None:
    write_candidates(release, folder / FOLDER)
    for part in release.by_theme:
        write_parquet(part, folder / file_name("locaties.parquet", part, release))
        write_areas(part, folder / file_name("gebieden.parquet", part, release))
        write_support(part, folder / file_name("beeldkwaliteit.parquet", part, release))
        for kind in AREA_KINDS:
            write_csv(part, kind, folder / file_name(f"{kind}.csv", part, release))


def _write_for_gis(release: Release, folder: Path) -> None:
    layers = write_gpkg(release, folder / "locaties.gpkg")
    (folder / PROJECT).write_text(qgis_project(release, layers), encoding="utf-8", newline="\n")
    for part in release.by_theme:
        write_flatgeobuf(location_table(part), folder / file_name("locaties.fgb", part, release))
        write_flatgeobuf(area_table(part), folder / file_name("gebieden.fgb", part, release))


def _write_manifest(manifest: Mapping[str, Any], folder: Path) -> None:
    record = {**manifest, "files": output_facts(folder)}
    content = json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False)
    (folder / MANIFEST).write_text(f"{content}\n", encoding="utf-8", newline="\n")


def _swap(fresh: Path, folder: Path, former: Path) -> None:
    """Put the fresh folder in place; the former one returns when that fails."""
    if not folder.exists():
        fresh.rename(folder)
        return
    shutil.rmtree(former, ignore_errors=True)
    folder.rename(former)
    try:
        fresh.rename(folder)
    except BaseException:
        former.rename(folder)
        raise


def fault_reason(fault: OSError) -> str:
    """Dutch, why something cannot be written."""
    return _REASONS.get(fault.errno or 0, str(fault))


def failed(folder: Path, fault: Exception) -> OutputError:
    """Error that says why output cannot be written, and that the former output stands."""
    code = fault.errno if isinstance(fault, OSError) else None
    if code is None and shutil.disk_usage(folder.parent).free < SMALLEST_ROOM:
        code = errno.ENOSPC
    reason = _REASONS.get(code, str(fault)) if code is not None else str(fault)
    return OutputError(f"De uitvoer kan niet in {folder} worden geschreven: {reason}. De vorige uitvoer staat er nog.")
