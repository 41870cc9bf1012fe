"""(Geo)Parquet read in part: only the columns that are asked and only the row groups that touch the area.

``geopandas.read_parquet(bbox=...)`` does nearly this, but refuses a file without the bounds of its rows, turns whole
numbers with gaps into fractions and does not say how many rows have no geometry.
"""

from __future__ import annotations

import functools
import io
import json
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely

from geo_risico.core.errors import SourceError
from geo_risico.core.json_text import parse_json
from geo_risico.core.limits import COLUMNS, ZIP_RATIO, ZIP_TOTAL, too_much
from geo_risico.io.driver import SAMPLED_ROWS, frame_of, parse_crs, quiet
from geo_risico.io.part import Part, Raw
from geo_risico.io.wary.zips import SMALL

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from geo_risico.io.files import Located
    from geo_risico.io.request import Bounds

CORNERS: Final = ("xmin", "ymin", "xmax", "ymax")


def describe_parquet(located: Located, crs: str | None) -> list[Part]:
    """Return the one table of a (Geo)Parquet file, not yet read.

    Parameters
    ----------
    located
        File on disk.
    crs
        CRS for a file that names none.

    Raises
    ------
    SourceError
        The file is not Parquet.
    """
    with quiet(located.name):
        schema = pq.read_schema(_stream(located))
        footer = pq.read_metadata(_stream(located))
        rows = footer.num_rows
    _check_size(footer, located.name)
    meta = parse_json((schema.metadata or {}).get(b"geo", b"{}"))
    primary = meta.get("primary_column")
    shapes = set(meta.get("columns", {}))
    column = meta.get("columns", {}).get(primary, {})
    extent = _extent(column)
    text = None if primary is None else _crs(column, crs)
    covering = _covering(column)
    return [
        Part(
            file=located.name,
            dataset="",
            columns=tuple(n for n in schema.names if n not in shapes | {path.split(".")[0] for path in covering}),
            crs=parse_crs(text, located.name),
            extent=extent,
            read=functools.partial(_read, located, primary, covering if column.get("encoding") == "WKB" else ()),
            rows=rows,
            sample=functools.partial(_first_rows, located),
            implies_wgs84="crs" not in column,
        )
    ]


def footer_of(path: Path, name: str) -> tuple[Bounds | None, int]:
    """Return the extent and the number of rows that the footer of a GeoParquet file tells.

    Parameters
    ----------
    path
        File on disk.
    name
        As written in the scan, for messages.

    Raises
    ------
    SourceError
        The file is not Parquet.
    """
    with quiet(name):
        footer = pq.read_metadata(path)
    meta = parse_json((footer.metadata or {}).get(b"geo", b"{}"))
    return _extent(meta.get("columns", {}).get(meta.get("primary_column"), {})), footer.num_rows


def _extent(column: dict[str, Any]) -> Bounds | None:
    box = column.get("bbox")
    return None if box is None else (box[0], box[1], box[len(box) // 2], box[len(box) // 2 + 1])


def _check_size(footer: pq.FileMetaData, name: str) -> None:
    """Refuse a file that unpacks to far more than it is, as a zip would be."""
    groups = [footer.row_group(number) for number in range(footer.num_row_groups)]
    columns = [group.column(place) for group in groups for place in range(group.num_columns)]
    packed = sum(max(column.total_compressed_size, 0) for column in columns)
    whole = sum(max(column.total_uncompressed_size, 0) for column in columns)
    ratio = whole // max(packed, 1) if whole > SMALL else 0
    if fault := too_much(ZIP_TOTAL, whole) or too_much(ZIP_RATIO, ratio) or too_much(COLUMNS, footer.num_columns):
        raise SourceError(f"{name}: {fault}")


def _stream(located: Located) -> Path | io.BytesIO:
    """The file, or its bytes when it lies in a zip."""
    return io.BytesIO(located.content()) if located.member else located.path


def _covering(column: dict[str, Any]) -> tuple[str, ...]:
    """Columns with the bounds of each row, as xmin, ymin, xmax, ymax; empty for a file without them."""
    paths = column.get("covering", {}).get("bbox", {})
    return tuple(".".join(paths[corner]) for corner in CORNERS) if set(CORNERS) <= set(paths) else ()


def _crs(column: dict[str, Any], crs: str | None) -> str | None:
    if "crs" not in column:
        return "OGC:CRS84"
    return crs if column["crs"] is None else json.dumps(column["crs"])


def _read(
    located: Located, primary: str | None, covering: Sequence[str], columns: Sequence[str], bounds: Bounds | None
) -> Raw:
    with quiet(located.name) as messages:
        if primary is None:
            return Raw(frame=frame_of(pq.read_table(_stream(located), columns=list(columns))), messages=tuple(messages))
        if bounds is not None and covering:
            with pq.ParquetFile(_stream(located)) as file:
                found = _in_area(file, (primary, *covering), columns, bounds)
            if found is not None:
                return found
        frame = frame_of(pq.read_table(_stream(located), columns=list(columns)))
        shapes = _shapes(located, primary)
    return Raw(frame=frame, geometry=np.asarray(shapes.array, dtype=object), messages=tuple(messages))


def _in_area(file: pq.ParquetFile, named: Sequence[str], columns: Sequence[str], bounds: Bounds) -> Raw | None:
    """Rows whose box touches the area; None where the statistics of the file do not tell enough."""
    primary, *covering = named
    groups = [_group(file, number, named, bounds) for number in range(file.num_row_groups)]
    if any(group is None for group in groups):
        return None
    known = [group for group in groups if group is not None]
    numbers = [number for number, (touches, _) in enumerate(known) if touches]
    root = covering[0].split(".")[0]
    asked = [name for name in columns if name != root]
    table = file.read_row_groups(numbers, columns=[*asked, *covering, primary])
    corners = [_corner(table, path) for path in covering]
    hits = np.flatnonzero(
        (corners[0] <= bounds[2]) & (corners[1] <= bounds[3]) & (corners[2] >= bounds[0]) & (corners[3] >= bounds[1])
    )
    rows = table.take(pa.array(hits))
    shapes = shapely.from_wkb(rows[primary].to_numpy(zero_copy_only=False), on_invalid="ignore")
    return Raw(
        frame=frame_of(rows.select(list(columns))),
        geometry=np.asarray(shapes, dtype=object),
        null_count=sum(empty for _, empty in known),
    )


def _group(file: pq.ParquetFile, number: int, named: Sequence[str], bounds: Bounds) -> tuple[bool, int] | None:
    """Whether a row group touches the area, and its rows without geometry; None without statistics."""
    meta = file.metadata.row_group(number)
    found = {meta.column(i).path_in_schema: meta.column(i).statistics for i in range(meta.num_columns)}
    empty, *boxes = (found.get(name) for name in named)
    if empty is None or not empty.has_null_count:
        return None
    if meta.num_rows == empty.null_count:
        return False, int(empty.null_count)
    known = [box for box in boxes if box is not None and box.has_min_max]
    if len(known) < len(CORNERS):
        return None
    xmin, ymin, xmax, ymax = known
    touches = xmin.min <= bounds[2] and ymin.min <= bounds[3] and xmax.max >= bounds[0] and ymax.max >= bounds[1]
    return bool(touches), int(empty.null_count)


def _corner(table: pa.Table, path: str) -> np.ndarray:
    """Values of one corner of all boxes, NaN where there is none."""
    name, *inner = path.split(".")
    column = pc.struct_field(table[name], inner) if inner else table[name]
    return np.asarray(column.to_numpy(), dtype=float)


def _shapes(located: Located, primary: str) -> gpd.GeoSeries:
    stream: Any = _stream(located)
    return gpd.read_parquet(stream, columns=[primary]).geometry


def _first_rows(located: Located, columns: Sequence[str]) -> pd.DataFrame:
    with quiet(located.name):
        batches = pq.ParquetFile(_stream(located)).iter_batches(batch_size=SAMPLED_ROWS, columns=list(columns))
        first = next(batches, None)
    return pd.DataFrame(columns=list(columns)) if first is None else frame_of(pa.Table.from_batches([first]))
