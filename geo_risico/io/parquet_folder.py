"""A folder of GeoParquet files of one layer, such as one file per gemeente, read as one table.

A file whose rows lie outside the area is not opened beyond its footer. The footers of a folder are read once per
process. The content of a reading is named by the files that touch the area and no others, so that a change in one
gemeente does not make every other reading a new one.
"""

from __future__ import annotations

import functools
import hashlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_risico.core.errors import SourceError
from geo_risico.core.json_text import parse_json
from geo_risico.io.columns import listing
from geo_risico.io.crs import is_rd, to_crs_bounds
from geo_risico.io.files import Located, sha256
from geo_risico.io.parquet import describe_parquet, footer_of
from geo_risico.io.part import Part, Raw
from geo_risico.io.wary.kinds import check_kind
from geo_risico.io.wary.places import check_link

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo_risico.io.request import Bounds

FOOTERS: Final = 16_384
"""Footers that one process remembers: a country of 342 gemeenten has some 6,000 files."""
FOLDERS: Final = 64
EXTENTS: Final = "omvang.json"
"""File in the folder that may say where each file lies, for when its own footer is damaged."""


@dataclass(frozen=True, kw_only=True)
class _File:
    """One file of the folder: where it lies and how many rows it has; ``fault`` says why it cannot be read."""

    located: Located
    extent: Bounds | None
    rows: int
    fault: str = ""


def describe_folder(located: Located, crs: str | None) -> list[Part]:
    """Return the one table that the files of a folder form together, not yet read.

    Parameters
    ----------
    located
        Folder with ``.parquet`` files.
    crs
        CRS for files that name none.

    Raises
    ------
    SourceError
        There are no such files, or none of them can be read.
    """
    files = _files(located)
    [first] = describe_parquet(_readable(files).located, crs)
    boxes = np.array([file.extent for file in files if file.extent is not None])
    around = np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)]).tolist() if len(boxes) else None
    return [
        Part(
            file=located.name,
            dataset="",
            columns=first.columns,
            crs=first.crs,
            extent=None if around is None else (around[0], around[1], around[2], around[3]),
            read=functools.partial(_read, files, first, crs),
            rows=sum(file.rows for file in files),
            sample=first.sample,
            implies_wgs84=first.implies_wgs84,
        )
    ]


def content_digest(located: Located, bounds: Bounds | None) -> str:
    """Return the SHA-256 that names what a reading of an area takes from a file or a folder.

    Parameters
    ----------
    located
        File or folder on disk.
    bounds
        Area in EPSG:28992; None for everything.
    """
    return folder_digest(located, bounds) if located.is_folder else sha256(located.path)


def folder_digest(located: Located, bounds: Bounds | None) -> str:
    """Return the SHA-256 of the files of a folder that touch an area, by their names.

    Parameters
    ----------
    located
        Folder with ``.parquet`` files.
    bounds
        Area in EPSG:28992; None for everything.

    Raises
    ------
    SourceError
        There are no such files, or one that touches the area is broken.
    """
    files = _files(located)
    if bounds is not None:
        [first] = describe_parquet(_readable(files).located, None)
        bounds = bounds if first.crs is None or is_rd(first.crs) else to_crs_bounds(bounds, first.crs)
    lines = [f"{file.located.path.name} {sha256(file.located.path)}" for file in _touching(files, bounds)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _readable(files: Sequence[_File]) -> _File:
    """The first file that is whole."""
    whole = next((file for file in files if not file.fault), None)
    if whole is None:
        raise SourceError(files[0].fault)
    return whole


def _files(located: Located) -> tuple[_File, ...]:
    """Files of the folder in the order of their names, remembered while none of them changes."""
    with os.scandir(located.path) as entries:
        found = [entry for entry in entries if entry.name.endswith(".parquet") and not entry.name.startswith(".")]
        states = tuple(sorted((entry.name, *_state(entry.stat())) for entry in found))
    if not states:
        there = listing(sorted(path.name for path in located.path.iterdir()))
        raise SourceError(f"{located.name}: map heeft geen bestanden .parquet; aanwezig: {there}")
    return _described(located.path, located.name, states)


def _state(facts: os.stat_result) -> tuple[int, int]:
    return facts.st_size, facts.st_mtime_ns


@functools.lru_cache(maxsize=FOLDERS)
def _described(folder: Path, name: str, states: tuple[tuple[str, int, int], ...]) -> tuple[_File, ...]:
    """Footer of every file; ``states`` has name, size and time of change of each, so that new content is read again."""
    told: dict[str, Any] = {}
    files = []
    for file, size, changed in states:
        one = Located(path=folder / file, name=f"{name}{file}")
        try:
            extent, rows = _footer(one.path, one.name, (size, changed))
            files.append(_File(located=one, extent=extent, rows=rows))
        except SourceError as error:
            told = told or _told_extents(folder)
            box = told.get(file)
            files.append(_File(located=one, extent=None if box is None else tuple(box), rows=0, fault=str(error)))
    return tuple(files)


@functools.lru_cache(maxsize=FOOTERS)
def _footer(path: Path, name: str, state: tuple[int, int]) -> tuple[Bounds | None, int]:
    """Footer of one file; ``state`` is its size and time of change, so that another content is read again."""
    if state[0] == 0:
        raise SourceError(f"{name}: bestand is leeg (0 bytes)")
    return footer_of(path, name)


def _told_extents(folder: Path) -> dict[str, Any]:
    path = folder / EXTENTS
    told: dict[str, Any] = parse_json(path.read_bytes()) if path.is_file() else {}
    return told


def _touching(files: Sequence[_File], bounds: Bounds | None) -> list[_File]:
    """Files that may have rows in an area in their own CRS; a file that does not tell where it lies may have them."""
    chosen = [file for file in files if bounds is None or file.extent is None or _overlap(file.extent, bounds)]
    broken = next((file.fault for file in chosen if file.fault), "")
    if broken:
        raise SourceError(broken)
    return chosen


def _overlap(extent: Bounds, bounds: Bounds) -> bool:
    west, south, east, north = extent
    return west <= bounds[2] and south <= bounds[3] and east >= bounds[0] and north >= bounds[1]


def _read(files: Sequence[_File], first: Part, crs: str | None, columns: Sequence[str], bounds: Bounds | None) -> Raw:
    """Rows of the files that touch the area, in the order of the names of the files."""
    parts = [_alike(file, first, crs) for file in _touching(files, bounds)] or [first]
    raws = [part.read(columns, bounds) for part in parts]
    shapes = [raw.geometry for raw in raws if raw.geometry is not None]
    return Raw(
        frame=pd.concat([raw.frame for raw in raws], ignore_index=True),
        geometry=np.concatenate(shapes) if shapes else None,
        null_count=sum(raw.null_count for raw in raws),
        messages=tuple(message for raw in raws for message in raw.messages),
    )


def _alike(file: _File, first: Part, crs: str | None) -> Part:
    """One file described, with the columns and the CRS of the first."""
    name = file.located.name
    check_link(file.located.path, file.located.path.parent, name)
    check_kind(file.located)
    [part] = describe_parquet(file.located, crs)
    if set(part.columns) != set(first.columns):
        other = sorted(set(part.columns) ^ set(first.columns))
        raise SourceError(f"{name}: andere kolommen dan {first.file} ({listing(other)}); verwacht overal dezelfde")
    if part.crs != first.crs:
        raise SourceError(f"{name}: ander crs dan {first.file}; verwacht overal hetzelfde crs")
    return part
