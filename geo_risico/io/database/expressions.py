"""Columns of a table as SQL that gives what a file with the same rows would give, and the Arrow type of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa
from psycopg import sql

if TYPE_CHECKING:
    from geo_risico.io.database.relation import Field, Shape

WHOLE: Final = frozenset({"int2", "int4", "int8", "oid"})
BROKEN: Final = frozenset({"float4", "float8"})
PLAIN_TEXT: Final = frozenset({"text", "varchar", "bpchar", "citext", "name", "uuid"})
MOMENTS: Final = frozenset({"date", "timestamp", "timestamptz"})


def column(field: Field) -> tuple[sql.Composable, pa.DataType]:
    """Return the expression of one column and its Arrow type.

    Numbers of type numeric come as text without trailing zeros, so that no digit of an identifier is
    lost; arrays as values with ``|`` between them; moments with a zone as the clock stood in the Netherlands; dates
    before the year 1 and 'infinity' as nothing.

    Parameters
    ----------
    field
        Column of the table.
    """
    if not field.is_array and field.type in MOMENTS:
        return moment(field), pa.date32() if field.type == "date" else pa.timestamp("us")
    text, kind = "{}::text", pa.string()
    if field.is_array:
        text = "pg_catalog.array_to_string({}, '|')"
    elif field.type in WHOLE:
        text, kind = "{}::bigint", pa.int64()
    elif field.type in BROKEN:
        text, kind = "{}::float8", pa.float64()
    elif field.type == "numeric":
        text = "pg_catalog.trim_scale({})::text"
    elif field.type == "bool":
        text, kind = "{}", pa.bool_()
    return sql.SQL(text).format(sql.Identifier(field.name)), kind


def moment(field: Field) -> sql.Composable:
    """Return the expression of a date or a moment without zone; NULL where it lies outside the years 1 to 9999.

    Parameters
    ----------
    field
        Column of type date, timestamp or timestamptz.
    """
    name: sql.Composable = sql.Identifier(field.name)
    inside = sql.SQL("CASE WHEN {0} >= '0001-01-02' AND {0} < '9999-12-31' THEN {1} END")
    return inside.format(name, sql.SQL("{}::timestamp").format(name) if field.type == "timestamptz" else name)


def geometry(shape: Shape, postgis: str) -> sql.Composable:
    """Return the expression of the geometry: flat, arcs as short lines, as hexadecimal WKB.

    Parameters
    ----------
    shape
        Geometry column.
    postgis
        Schema of PostGIS.
    """
    kind = "::{}.geometry" if shape.is_geography else ""
    text = (
        "pg_catalog.encode({0}.ST_AsBinary({0}.ST_Force2D(CASE WHEN {0}.ST_HasArc({1}"
        + kind.format("{0}")
        + ") THEN {0}.ST_CurveToLine({1}"
        + kind.format("{0}")
        + ") ELSE {1}"
        + kind.format("{0}")
        + " END), 'NDR'), 'hex')"
    )
    return sql.SQL(text).format(sql.Identifier(postgis), sql.Identifier(shape.name))
