"""GDAL through Arrow: list the tables of a file, describe one, read its rows."""

from __future__ import annotations

import contextlib
import functools
import warnings
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely
from pyogrio.errors import (
    CRSError,
    DataLayerError,
    DataSourceError,
    FeatureError,
    FieldError,
    GeometryError,
)
from pyproj import CRS
from pyproj.exceptions import CRSError as ProjError

from geo_risico.core.errors import DataError, SourceError
from geo_risico.core.plain import plain
from geo_risico.io.datasets import choose
from geo_risico.io.part import Part, Raw
from geo_risico.io.wary.damage import reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo_risico.io.files import Located
    from geo_risico.io.request import Bounds

FAILURES: Final = (
    CRSError,
    DataLayerError,
    DataSourceError,
    FeatureError,
    FieldError,
    GeometryError,
    pa.ArrowException,
    OSError,
    RuntimeError,
    UnicodeDecodeError,
)
HARMLESS: Final = ("Non closed ring", "organizePolygons", "Several features with id", "measured geometry")
"""Start of driver warnings about single geometries; the geometries themselves are counted later."""

SAMPLED_ROWS: Final = 2_000
"""Rows of columns that nobody asked for in which citizen numbers are looked for."""

_CURVED: Final = np.empty(0, dtype=object)
"""Stands for geometry with arcs, which Arrow passes on as they are."""


@contextlib.contextmanager
def quiet(name: str) -> Iterator[list[str]]:
    """Turn failures of a driver into a SourceError and collect its warnings.

    Parameters
    ----------
    name
        File, as written in the scan.

    Yields
    ------
    list of str
        Filled on leaving with the different warnings.
    """
    messages: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            yield messages
        except FAILURES as error:
            raise SourceError(
                f"{name}: bestand is niet te lezen ({_short(error)}); "
                "verwacht een heel bestand in het formaat van zijn naam"
            ) from error
    messages.extend(dict.fromkeys(_short(w.message) for w in caught if not _is_harmless(w.message)))


def _short(error: object) -> str:
    return reason(error) if isinstance(error, BaseException) else plain(" ".join(str(error).split())[:200])


def _is_harmless(message: object) -> bool:
    return any(text in str(message) for text in HARMLESS)


def describe(located: Located, wanted: Sequence[str], *, union: bool, crs: str | None = None) -> list[Part]:
    """Return the tables of a file that are asked for, not yet read.

    Parameters
    ----------
    located
        File on disk or in a zip.
    wanted
        Names or patterns of tables; empty takes the only one.
    union
        True for all tables that match, False for the first.
    crs
        CRS for a file that names none.

    Raises
    ------
    SourceError
        The file cannot be opened.
    DataError
        The table is not in the file.
    """
    with quiet(located.name):
        present = [str(row[0]) for row in pyogrio.list_layers(located.gdal_name)]
    chosen = choose(located, present, wanted, union=union)
    return [_part(located, dataset, crs, single=len(present) == 1) for dataset in chosen]


def _part(located: Located, dataset: str, crs: str | None, *, single: bool) -> Part:
    with quiet(located.name):
        info = pyogrio.read_info(located.gdal_name, layer=dataset)
    extent = info["total_bounds"]
    if extent is not None and not np.isfinite(extent).all():
        extent = None
    named = info["crs"] or crs

    rows = int(info["features"]) if info["features"] >= 0 else None

    def read(columns: Sequence[str], bounds: Bounds | None) -> Raw:
        raw = read_rows(located, dataset, columns, bounds)
        if rows and (bounds is None or located.suffix == ".fgb"):
            check_last(located, dataset, rows, None if bounds else len(raw.frame))
        return raw

    return Part(
        file=located.name,
        dataset="" if single else dataset,
        columns=tuple(str(name) for name in info["fields"]),
        crs=parse_crs(named, located.name) if info["geometry_type"] is not None else None,
        extent=None if extent is None else (extent[0], extent[1], extent[2], extent[3]),
        read=read,
        rows=rows,
        sample=None if located.suffix == ".pbf" else functools.partial(_first_rows, located, dataset),
        short_names=located.suffix == ".shp",
        implies_wgs84=info["driver"] in {"GeoJSON", "GeoJSONSeq"},
    )


def _first_rows(located: Located, dataset: str, columns: Sequence[str]) -> pd.DataFrame:
    with quiet(located.name):
        _, table = pyogrio.read_arrow(
            located.gdal_name, layer=dataset, columns=list(columns), read_geometry=False, max_features=SAMPLED_ROWS
        )
    return frame_of(table.select([name for name in columns if name in table.column_names]))


def parse_crs(text: str | None, name: str) -> CRS | None:
    """Return the CRS, horizontal only; None for no text.

    Parameters
    ----------
    text
        EPSG code, URN or WKT.
    name
        File, for messages.

    Raises
    ------
    DataError
        The text is not a CRS.
    """
    if not text:
        return None
    try:
        crs = CRS.from_user_input(text)
    except ProjError as error:
        raise DataError(f"{name}: crs '{text}' is onbekend; verwacht bijvoorbeeld EPSG:28992") from error
    return crs.sub_crs_list[0] if crs.is_compound else crs


def read_rows(
    located: Located,
    dataset: str | None,
    columns: Sequence[str],
    bounds: Bounds | None,
    **options: Any,  # noqa: ANN401
) -> Raw:
    """Return the rows of one table in the area.

    Parameters
    ----------
    located
        File on disk or in a zip.
    dataset
        Table in the file.
    columns
        Names in the file.
    bounds
        Area in the CRS of the file; None reads all.
    options
        Open options of the GDAL driver.

    Raises
    ------
    SourceError
        The file breaks off or holds something else than its name says.
    """
    with quiet(located.name) as messages:
        meta, table = pyogrio.read_arrow(
            located.gdal_name, layer=dataset, columns=list(columns), bbox=bounds, **options
        )
        geometry = _geometry(meta, table)
        is_cut = bounds is not None and geometry is not None and not shapely.is_missing(geometry).any()
        empty = _null_count(located, dataset, meta) if is_cut else 0
        if geometry is _CURVED:
            _, _, wkb, _ = pyogrio.raw.read(
                located.gdal_name, layer=dataset, columns=[], bbox=bounds, force_2d=True, **options
            )
            geometry = shapely.from_wkb(wkb, on_invalid="ignore")
    return Raw(frame=_fields(meta, table), geometry=geometry, null_count=empty, messages=tuple(messages))


def check_last(located: Located, dataset: str, rows: int, found: int | None) -> None:
    """Return nothing when the last row that the file promises is there.

    Parameters
    ----------
    located
        File on disk or in a zip.
    dataset
        Table in the file.
    rows
        Number of rows that the file says it has.
    found
        Number of rows that were read, None when only an area was read.

    Raises
    ------
    SourceError
        The file breaks off.
    """
    if found is None:
        with quiet(located.name):
            _, last = pyogrio.read_arrow(located.gdal_name, layer=dataset, skip_features=rows - 1, max_features=1)
        found = rows - 1 + int(last.num_rows)
    if found < rows:
        raise SourceError(f"{located.name}: bestand breekt af na {found} rijen; verwacht {rows} rijen")


def _null_count(located: Located, dataset: str | None, meta: dict[str, Any]) -> int:
    if located.suffix != ".gpkg" or meta["geometry_type"] is None:
        return 0
    where = f'"{meta["geometry_name"] or "geom"}" IS NULL'
    _, table = pyogrio.read_arrow(
        located.gdal_name, layer=dataset, columns=[], read_geometry=False, return_fids=True, where=where
    )
    return int(table.num_rows)


def _fields(meta: dict[str, Any], table: pa.Table) -> pd.DataFrame:
    return frame_of(table.select([str(n) for n in meta["fields"] if str(n) in table.column_names]))


def _geometry(meta: dict[str, Any], table: pa.Table) -> np.ndarray | None:
    """Parsed geometries, None for each that cannot be parsed; the curved mark when arcs must be flattened first."""
    name = meta["geometry_name"] or "wkb_geometry"
    if meta["geometry_type"] is None or name not in table.column_names:
        return None
    try:
        return np.asarray(shapely.from_wkb(table[name].to_numpy(zero_copy_only=False), on_invalid="ignore"))
    except NotImplementedError:
        return _CURVED


def frame_of(table: pa.Table) -> pd.DataFrame:
    """Return Arrow columns as pandas columns; whole numbers stay whole, also with gaps.

    Parameters
    ----------
    table
        Columns without geometry.
    """
    frame = table.to_pandas(integer_object_nulls=True, date_as_object=False, timestamp_as_object=False)
    return pd.DataFrame(frame).reset_index(drop=True)
