"""Frames of a release as columns of PostgreSQL and as text for COPY."""

from __future__ import annotations

import hashlib
import io
from typing import Final

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pc

from geo_risico.core.terms import CRS_RD

LONGEST: Final = 63
"""Bytes of a name in PostgreSQL; what is longer is cut without a word."""
GEOMETRY: Final = "geom"
_MARK: Final = 8


def fitting_name(name: str, ending: str = "") -> str:
    """Return a name that PostgreSQL keeps whole: a longer one is cut and marked with a hash of all of it.

    Parameters
    ----------
    name
        Name that may be too long.
    ending
        Part that must stay readable, such as ``_v0001``.

    Examples
    --------
    >>> fitting_name("nieuwpolder_buitengebied", "_v0001")
    'nieuwpolder_buitengebied_v0001'
    >>> len(fitting_name("a" * 80, "_v0001"))
    63
    """
    room = LONGEST - len(ending.encode())
    if len(name.encode()) <= room:
        return name + ending
    mark = hashlib.sha256(name.encode()).hexdigest()[:_MARK]
    return name.encode()[: room - _MARK - 1].decode(errors="ignore") + "_" + mark + ending


def sql_types(frame: pd.DataFrame) -> dict[str, str]:
    """Return the PostgreSQL type of each column; geometry stands last under the name ``geom``.

    Parameters
    ----------
    frame
        Rows, with or without geometry (EPSG:28992).
    """
    plain = _plain(frame)
    types = {field.name: _type(field.type) for field in pa.Schema.from_pandas(plain, preserve_index=False)}
    if isinstance(frame, gpd.GeoDataFrame):
        types[GEOMETRY] = f"geometry(Geometry, {CRS_RD.rpartition(':')[2]})"
    return types


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(frame.drop(columns="geometry") if isinstance(frame, gpd.GeoDataFrame) else frame)


def _type(kind: pa.DataType) -> str:
    if pa.types.is_boolean(kind):
        return "boolean"
    if pa.types.is_integer(kind):
        return "bigint"
    if pa.types.is_floating(kind):
        return "double precision"
    if pa.types.is_date(kind):
        return "date"
    return "timestamp" if pa.types.is_timestamp(kind) else "text"


def as_csv(frame: pd.DataFrame) -> bytes:
    """Return the rows as comma separated text for COPY: nothing is empty, an empty text stands between quotes.

    Parameters
    ----------
    frame
        Rows, with or without geometry (EPSG:28992).
    """
    table = pa.Table.from_pandas(_plain(frame), preserve_index=False)
    if isinstance(frame, gpd.GeoDataFrame):
        shapes = frame.geometry.to_wkb(hex=True).tolist()
        srid = CRS_RD.rpartition(":")[2]
        texts = [f"SRID={srid};{text}" if isinstance(text, str) else None for text in shapes]
        table = table.append_column(GEOMETRY, pa.array(texts, type=pa.string()))
    sink = io.BytesIO()
    pc.write_csv(table, sink, pc.WriteOptions(include_header=False))
    return sink.getvalue()
