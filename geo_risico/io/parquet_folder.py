"""A folder of GeoParquet files of one layer, such as one file per gemeente, read as one table.

A file whose rows lie outside the area is not opened beyond its footer. The footers of a folder are read once per
process. The content of a reading is named by the files that touch the area and no others, so that a change in one
gemeente does not make every other reading a new one.
"""

from __future__ import annotations

import functools
import hashlib
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_risico.core.errors import SourceError
from geo_risico.io.columns import listing
from geo_risico.io.crs import is_rd, to_crs_bounds
from geo_risico.io.files import Located, sha256
from geo_risico.io.parquet import describe_parquet
from geo_risico.io.part import Part, Raw
from geo_risico.io.wary.kinds import check_kind
from geo_risico.io.wary.places import check_link

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from geo_risico.io.request import Bounds

FOOTERS: Final = 16_384
"""Footers that one process remembers: a country of 342 gemeenten has some 6,000 files."""


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
        There are no such files, one is broken, or they differ in columns or CRS.
    """
    parts = _parts(located, crs)
    first = parts[0]
    for part in parts[1:]:
        _check_alike(first, part)
    extents = [part.extent for part in parts if part.extent is not None]
    return [
        Part(
            file=located.name,
            dataset="",
            columns=first.columns,
            crs=first.crs,
            extent=_around(extents),
            read=functools.partial(_read, parts),
            rows=sum(part.rows or 0 for part in parts),
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
    return folder_digest(located.path, bounds) if located.is_folder else sha256(located.path)


def folder_digest(folder: Path, bounds: Bounds | None) -> str:
    """Return the SHA-256 that names what a reading of an area takes from a folder.

    Parameters
    ----------
    folder
        Folder with ``.parquet`` files.
    bounds
        Area in EPSG:28992; None for everything.

    Raises
    ------
    SourceError
        There are no such files, or one is broken.
    """
    parts = _parts(Located(path=folder, name=f"{folder.name}/"), None)
    lines = [
        f"{part.file.rpartition('/')[2]} {sha256(folder / part.file.rpartition('/')[2])}"
        for part in parts
        if _touches(part, _in_crs(part, bounds))
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _parts(located: Located, crs: str | None) -> list[Part]:
    paths = sorted(path for path in located.path.glob("*.parquet") if not path.name.startswith("."))
    if not paths:
        found = listing(sorted(path.name for path in located.path.iterdir()))
        raise SourceError(f"{located.name}: map heeft geen bestanden .parquet; aanwezig: {found}")
    parts = []
    for path in paths:
        check_link(path, located.path, f"{located.name}{path.name}")
        state = path.stat()
        parts.append(_described(path, f"{located.name}{path.name}", crs, (state.st_size, state.st_mtime_ns)))
    return parts


@functools.lru_cache(maxsize=FOOTERS)
def _described(path: Path, name: str, crs: str | None, state: tuple[int, int]) -> Part:
    """Footer of one file; ``state`` is its size and time of change, so that another content is read again."""
    if state[0] == 0:
        raise SourceError(f"{name}: bestand is leeg (0 bytes)")
    file = Located(path=path, name=name)
    check_kind(file)
    return describe_parquet(file, crs)[0]


def _check_alike(first: Part, part: Part) -> None:
    if set(part.columns) != set(first.columns):
        other = sorted(set(part.columns) ^ set(first.columns))
        raise SourceError(
            f"{part.file}: andere kolommen dan {first.file} ({listing(other)}); verwacht overal dezelfde kolommen"
        )
    if part.crs != first.crs:
        raise SourceError(f"{part.file}: ander crs dan {first.file}; verwacht overal hetzelfde crs")


def _read(parts: Sequence[Part], columns: Sequence[str], bounds: Bounds | None) -> Raw:
    """Rows of the files that touch the area, in the order of the names of the files."""
    raws = [part.read(columns, bounds) for part in parts if _touches(part, bounds)]
    raws = raws or [parts[0].read(columns, bounds)]
    shapes = [raw.geometry for raw in raws if raw.geometry is not None]
    return Raw(
        frame=pd.concat([raw.frame for raw in raws], ignore_index=True),
        geometry=np.concatenate(shapes) if shapes else None,
        null_count=sum(raw.null_count for raw in raws),
        messages=tuple(message for raw in raws for message in raw.messages),
    )


def _touches(part: Part, bounds: Bounds | None) -> bool:
    """Whether a file may have rows in an area in its own CRS; a file that does not tell may have them."""
    if bounds is None or part.extent is None:
        return True
    west, south, east, north = part.extent
    return bool(west <= bounds[2] and south <= bounds[3] and east >= bounds[0] and north >= bounds[1])


def _in_crs(part: Part, bounds: Bounds | None) -> Bounds | None:
    if bounds is None or part.crs is None or is_rd(part.crs):
        return bounds
    return to_crs_bounds(bounds, part.crs)


def _around(extents: Iterable[Bounds]) -> Bounds | None:
    boxes = np.array(list(extents))
    if not len(boxes):
        return None
    return (*map(float, boxes[:, :2].min(axis=0)), *map(float, boxes[:, 2:].max(axis=0)))  # type: ignore[return-value]
