"""In which CRS a geometry column is and roughly where it lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import psycopg
from psycopg import sql

from geo_risico.core.errors import DataError
from geo_risico.io.database.relation import PHYSICAL
from geo_risico.io.driver import parse_crs

if TYPE_CHECKING:
    from pyproj import CRS

    from geo_risico.io.database.link import Link
    from geo_risico.io.database.relation import Relation, Shape
    from geo_risico.io.request import Bounds

TRIED_ROWS: Final = 1000
"""Rows whose place is looked at where the statistics of the table do not tell."""


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """Geometry column with the SRID that its values carry, its CRS, and its bounds as far as known."""

    shape: Shape
    srid: int
    crs: CRS | None
    extent: Bounds | None


def whereabouts(link: Link, relation: Relation, shape: Shape, crs: str | None, table: str) -> Whereabouts:
    """Return where the geometries of a column are.

    Parameters
    ----------
    link
        Open connection.
    relation
        Described table.
    shape
        Its geometry column.
    crs
        CRS for geometries without SRID.
    table
        Table as written in the scan, for messages.

    Raises
    ------
    DataError
        The geometries carry several SRIDs.
    """
    srid = shape.srid or _carried(link, relation, shape, table)
    known = parse_crs(crs, f"database {table}") if srid == 0 else _crs(link, srid, relation.postgis, table)
    return Whereabouts(shape=shape, srid=srid, crs=known, extent=_extent(link, relation, shape))


def _carried(link: Link, relation: Relation, shape: Shape, table: str) -> int:
    """SRID of the values of a column that promises none; 0 without any."""
    question = sql.SQL("SELECT {}.ST_SRID({}), pg_catalog.count(*) FROM {} WHERE {} IS NOT NULL GROUP BY 1 ORDER BY 1")
    name = sql.Identifier(shape.name)
    source = sql.Identifier(relation.schema, relation.name)
    rows = link.execute(question.format(sql.Identifier(relation.postgis), name, source, name)).fetchall()
    if len(rows) > 1:
        found = ", ".join(f"SRID {srid}: {count} rijen" for srid, count in rows)
        raise DataError(
            f"database {table}: kolom '{shape.name}' heeft {len(rows)} coördinatenstelsels door elkaar ({found}); "
            "verwacht er een, bijvoorbeeld met een view die ST_Transform gebruikt"
        )
    return int(rows[0][0]) if rows else 0


def _crs(link: Link, srid: int, postgis: str, table: str) -> CRS:
    row = link.execute(
        sql.SQL("SELECT auth_name, auth_srid, srtext FROM {} WHERE srid = {}").format(
            sql.Identifier(postgis, "spatial_ref_sys"), srid
        )
    ).fetchone()
    text = f"EPSG:{srid}" if row is None else row[2]
    if row is not None and row[0] and str(row[0]).upper() == "EPSG":
        text = f"EPSG:{row[1]}"
    found = parse_crs(text, f"database {table}")
    if found is None:
        raise DataError(f"database {table}: SRID {srid} heeft geen omschrijving in spatial_ref_sys; verwacht 28992")
    return found


def _extent(link: Link, relation: Relation, shape: Shape) -> Bounds | None:
    """Bounds by the statistics of the table, else of its first rows; None when neither tells."""
    if relation.kind in PHYSICAL and not shape.is_geography:
        schema = sql.Identifier(relation.postgis)
        question = sql.SQL("SELECT {0}.ST_XMin(e), {0}.ST_YMin(e), {0}.ST_XMax(e), {0}.ST_YMax(e) FROM (").format(
            schema
        ) + sql.SQL("SELECT {}.ST_EstimatedExtent({}, {}, {}) AS e) x").format(
            schema, relation.schema, relation.name, shape.name
        )
        try:
            with link.transaction():
                found = _box(link, question)
        except psycopg.Error:
            found = None
        if found is not None:
            return found
    return _first_extent(link, relation, shape)


def _first_extent(link: Link, relation: Relation, shape: Shape) -> Bounds | None:
    kind = sql.SQL("{}::{}.geometry" if shape.is_geography else "{}").format(
        sql.Identifier(shape.name), *([sql.Identifier(relation.postgis)] if shape.is_geography else [])
    )
    question = sql.SQL(
        "SELECT {0}.ST_XMin(e), {0}.ST_YMin(e), {0}.ST_XMax(e), {0}.ST_YMax(e) FROM (SELECT {0}.ST_Extent(g) AS e "
        "FROM (SELECT {1} AS g FROM {2} WHERE {3} IS NOT NULL LIMIT {4}) y) x"
    ).format(
        sql.Identifier(relation.postgis),
        kind,
        sql.Identifier(relation.schema, relation.name),
        sql.Identifier(shape.name),
        TRIED_ROWS,
    )
    return _box(link, question)


def _box(link: Link, question: sql.Composable) -> Bounds | None:
    row = link.execute(question.as_bytes(link)).fetchone()
    if row is None or any(edge is None for edge in row):
        return None
    return (float(row[0]), float(row[1]), float(row[2]), float(row[3]))
