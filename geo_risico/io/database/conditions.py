"""Rules of a source as conditions in SQL: none drops a row that the rules would keep.

The rules themselves are applied afterwards to the rows that came, as for a file. The database only spares the reading
of rows that cannot pass, so that case, spaces and joined values ('a|b') mean the same in a table and in a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from psycopg import sql

from geo_risico.io.columns import find_column
from geo_risico.io.database.expressions import BROKEN, MOMENTS, PLAIN_TEXT, WHOLE, moment
from geo_risico.io.part import OTHER_TAGS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from geo_risico.core.source_specs import HistoryRule, KeepRule, SourceSpec
    from geo_risico.io.database.relation import Field, Relation, Shape
    from geo_risico.io.request import Bounds

ALL: Final = sql.SQL("true")
GEOGRAPHY_MARGIN: Final = 0.02
"""Degrees: the sides of a box on the globe bulge, those of a box on the map do not."""


def conditions(relation: Relation, source: SourceSpec, ended_before: dt.date | None) -> list[sql.Composable]:
    """Return what a row must satisfy, apart from the area.

    Parameters
    ----------
    relation
        Described table.
    source
        Definition; its rules hold together, of ``keep_any`` one.
    ended_before
        Versions that ended before this date fall away; None keeps them.
    """
    found = [_rule(relation, rule) for rule in source.keep]
    if source.keep_any:
        some = [_rule(relation, rule, absent=sql.SQL("false")) for rule in source.keep_any]
        found.append(sql.SQL("({})").format(sql.SQL(" OR ").join(some)))
    if ended_before is not None and source.history is not None:
        found.append(_not_ended(relation, source.history, ended_before))
    return [one for one in found if one != ALL]


def _field(relation: Relation, wanted: str) -> Field | None:
    name = find_column(wanted, relation.columns)
    return next((field for field in relation.fields if field.name == name), None)


def _rule(relation: Relation, rule: KeepRule, absent: sql.Composable = ALL) -> sql.Composable:
    field = _field(relation, rule.column)
    if field is None:
        return ALL if OTHER_TAGS in relation.columns else absent
    name = sql.Identifier(field.name)
    parts: list[sql.Composable] = []
    if rule.values or rule.filled:
        parts.append(sql.SQL("{} IS NOT NULL").format(name))
    if not field.is_array and field.type in PLAIN_TEXT | WHOLE | {"bool"}:
        text = sql.SQL("{}::text").format(name)
        parts += [_one_of(text, rule.values)] if rule.values else []
        parts += [_none_of(text, rule.exclude)] if rule.exclude else []
    return sql.SQL("({})").format(sql.SQL(" AND ").join(parts)) if parts else ALL


def _one_of(text: sql.Composable, values: Sequence[str]) -> sql.Composable:
    """A value occurs in the text; a text or value with other signs than ASCII is left to the rule itself."""
    low = sql.SQL('pg_catalog.lower({} COLLATE "C")').format(text)
    folded = [value.casefold() for value in values]
    hits = [sql.SQL("pg_catalog.strpos({}, {}) > 0").format(low, value) for value in folded if value.isascii()]
    other = sql.SQL("pg_catalog.octet_length({0}) <> pg_catalog.char_length({0})").format(text)
    return sql.SQL("({})").format(sql.SQL(" OR ").join([*hits, other]))


def _none_of(text: sql.Composable, values: Sequence[str]) -> sql.Composable:
    folded = [value.casefold() for value in values if value.isascii() and not value.startswith("(")]
    if not folded:
        return ALL
    low = sql.SQL('pg_catalog.lower({} COLLATE "C")').format(text)
    return sql.SQL("({0} IS NULL OR {1} <> ALL (ARRAY[{2}]))").format(text, low, sql.SQL(", ").join(folded))


def _not_ended(relation: Relation, history: HistoryRule, before: dt.date) -> sql.Composable:
    """The end is not known, says 'never', or lies on or after the date."""
    begin, end = _field(relation, history.begin), _field(relation, history.end or "")
    if begin is None or end is None or end.is_array or end.type not in MOMENTS:
        return ALL
    known = "({0} IS NULL OR {0} < '1500-01-02' OR {0} >= {1})"
    return sql.SQL(known).format(moment(end), before.isoformat())


def in_area(shape: Shape, bounds: Bounds, postgis: str, srid: int) -> sql.Composable:
    """Return the condition that the box of the geometry touches the area; a GiST index answers it.

    Parameters
    ----------
    shape
        Geometry column.
    bounds
        Area in the CRS of the column.
    postgis
        Schema of PostGIS.
    srid
        SRID that the geometries carry.
    """
    schema, name = sql.Identifier(postgis), sql.Identifier(shape.name)
    if not shape.is_geography:
        box = sql.SQL("{} OPERATOR({}.&&) {}.ST_MakeEnvelope({}, {}, {}, {}, {})")
        return box.format(name, schema, schema, *(float(edge) for edge in bounds), srid)
    wide = [bounds[0] - GEOGRAPHY_MARGIN, bounds[1] - GEOGRAPHY_MARGIN]
    wide += [bounds[2] + GEOGRAPHY_MARGIN, bounds[3] + GEOGRAPHY_MARGIN]
    globe = sql.SQL("{0} OPERATOR({1}.&&) {1}.ST_MakeEnvelope({2}, {3}, {4}, {5}, {6})::{1}.geography")
    return globe.format(name, schema, *wide, srid)


def points_in_area(relation: Relation, source: SourceSpec, bounds: Bounds) -> list[sql.Composable]:
    """Return the condition that a row with coordinates lies in the area, or that its place is not known for sure.

    Numbers are compared, and texts of digits only; any other text is left to the reading itself.

    Parameters
    ----------
    relation
        Described table without geometry column.
    source
        Definition with ``x`` and ``y``.
    bounds
        Area in the CRS of the coordinates.
    """
    if source.wkt or source.x is None or source.y is None:
        return []
    found: list[sql.Composable] = []
    for axis, low, high in ((source.x, bounds[0], bounds[2]), (source.y, bounds[1], bounds[3])):
        field = _field(relation, axis)
        if field is not None and not field.is_array and field.type in WHOLE | BROKEN | {"numeric"} | PLAIN_TEXT:
            found.append(_between(field, low, high))
    known = sql.SQL("({})").format(sql.SQL(" AND ").join(found)) if len(found) == len("xy") else ALL
    return [] if known == ALL else [known]


def _between(field: Field, low: float, high: float) -> sql.Composable:
    """NULL, NaN and 0 stay: a row without a place is counted by the reading."""
    name = sql.Identifier(field.name)
    inside = sql.SQL("({0} IS NULL OR {0}::float8 IN (0, 'NaN') OR {0}::float8 BETWEEN {1} AND {2})")
    if field.type not in PLAIN_TEXT:
        return inside.format(name, float(low), float(high))
    digits = sql.SQL(
        "CASE WHEN {0} ~ '^[0-9]{{1,9}}$' THEN {0}::float8 BETWEEN {1} AND {2} OR {0}::float8 = 0 ELSE true END"
    )
    return digits.format(sql.SQL("{}::text").format(name), float(low), float(high))
