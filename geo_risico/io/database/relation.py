"""What a table, view or foreign table of the database looks like, from its catalog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from psycopg import sql

from geo_risico.core.errors import DataError, SourceError
from geo_risico.io.columns import hint

if TYPE_CHECKING:
    from geo_risico.io.database.link import Link

KINDS: Final = {"r": "tabel", "p": "tabel", "v": "view", "m": "view", "f": "tabel op een andere server"}
PHYSICAL: Final = frozenset({"r", "m", "p"})
"""Kinds whose rows lie in the database itself."""
SHAPES: Final = frozenset({"geometry", "geography"})


@dataclass(frozen=True, kw_only=True)
class Field:
    """One column: name, base type (of a domain the type below it), type modifier and whether it is an array."""

    name: str
    type: str
    modifier: int
    is_array: bool


@dataclass(frozen=True, kw_only=True)
class Shape:
    """One geometry column as declared; SRID 0 and type GEOMETRY where the table does not say."""

    name: str
    type: str
    srid: int
    is_geography: bool


@dataclass(frozen=True, kw_only=True)
class Relation:
    """A table that may be read; ``postgis`` is the schema with the functions of PostGIS, empty without it."""

    schema: str
    name: str
    kind: str
    fields: tuple[Field, ...]
    shapes: tuple[Shape, ...]
    key: tuple[str, ...]
    postgis: str

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns without geometry."""
        return tuple(field.name for field in self.fields)


def find_relation(link: Link, table: str) -> Relation:
    """Return the table, checked to exist and to be readable.

    Parameters
    ----------
    link
        Open connection.
    table
        ``schema.tabel`` as written in the scan; capitals count.

    Raises
    ------
    SourceError
        There is no such table (the nearest name is told), or the role may not read it.
    """
    schema, _, name = table.partition(".")
    row = link.execute(
        "SELECT c.oid, c.relkind::text, pg_catalog.has_schema_privilege(n.oid, 'USAGE'), "
        "pg_catalog.has_any_column_privilege(c.oid, 'SELECT'), current_user::text "
        "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = %s AND c.relname = %s AND c.relkind = ANY (%s)",
        (schema, name, list(KINDS)),
    ).fetchone()
    if row is None:
        raise SourceError(_missing(link, table))
    oid, kind, may_enter, may_read, role = row
    if not may_enter or not may_read:
        need = f"USAGE op schema '{schema}'" if not may_enter else f"SELECT op '{table}'"
        raise SourceError(
            f"database {table}: rol '{role}' mag deze {KINDS[kind]} niet lezen; verwacht {need} (vraag de beheerder)"
        )
    return _described(link, oid, (schema, name, kind))


def _missing(link: Link, table: str) -> str:
    names = link.execute(
        "SELECT n.nspname || '.' || c.relname FROM pg_catalog.pg_class c "
        "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = ANY (%s) "
        "AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' "
        "AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') ORDER BY 1 LIMIT 5000",
        (list(KINDS),),
    ).fetchall()
    return f"database {table}: tabel bestaat niet; verwacht schema.tabel met dezelfde hoofdletters" + hint(
        table, (row[0] for row in names)
    )


def _described(link: Link, oid: int, named: tuple[str, str, str]) -> Relation:
    postgis = link.execute(
        "SELECT n.nspname FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace "
        "WHERE e.extname = 'postgis'"
    ).fetchone()
    rows = link.execute(
        "SELECT a.attname::text, coalesce(e.typname, b.typname, t.typname)::text, "
        "CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END, e.oid IS NOT NULL "
        "FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid "
        "LEFT JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype AND t.typtype = 'd' "
        "LEFT JOIN pg_catalog.pg_type e ON e.oid = coalesce(b.typelem, t.typelem) "
        "AND coalesce(b.typcategory, t.typcategory) = 'A' "
        "WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped "
        "AND pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT') ORDER BY a.attnum",
        (oid,),
    ).fetchall()
    fields = [Field(name=name, type=kind, modifier=mod, is_array=many) for name, kind, mod, many in rows]
    keys = link.execute(
        "SELECT a.attname::text FROM pg_catalog.pg_index i CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY k(n, o) "
        "JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.n "
        "WHERE i.indrelid = %s AND i.indisprimary ORDER BY k.o",
        (oid,),
    ).fetchall()
    key = tuple(name for (name,) in keys)
    known = {field.name for field in fields}
    return Relation(
        schema=named[0],
        name=named[1],
        kind=named[2],
        fields=tuple(f for f in fields if f.type not in SHAPES or f.is_array),
        shapes=tuple(_shape(link, f, postgis[0]) for f in fields if postgis and f.type in SHAPES and not f.is_array),
        key=key if known.issuperset(key) else (),
        postgis=postgis[0] if postgis else "",
    )


def _shape(link: Link, field: Field, postgis: str) -> Shape:
    schema = sql.Identifier(postgis)
    row = link.execute(
        sql.SQL("SELECT {0}.postgis_typmod_type(%s), {0}.postgis_typmod_srid(%s)").format(schema),
        (field.modifier, field.modifier),
    ).fetchone()
    kind, srid = row if row and field.modifier >= 0 else ("Geometry", 0)
    is_geography = field.type == "geography"
    return Shape(name=field.name, type=str(kind), srid=srid or (4326 if is_geography else 0), is_geography=is_geography)


def choose_shape(relation: Relation, kind: str, asked: str | None, table: str) -> Shape | None:
    """Return the geometry column to read; None for a table without any.

    Parameters
    ----------
    relation
        Described table.
    kind
        Geometry that the layer wants: polygon, line, point or any.
    asked
        Name of the column as written in the scan.
    table
        Table as written in the scan, for messages.

    Raises
    ------
    DataError
        The asked column is not there, or several could be meant; all are listed.
    """
    shapes = relation.shapes
    if asked is not None:
        found = next((shape for shape in shapes if shape.name == asked), None)
        if found is None:
            names = [shape.name for shape in shapes]
            raise DataError(
                f"database {table}: geometriekolom '{asked}' bestaat niet; aanwezig: {_listed(shapes)}"
                f"{hint(asked, names) if names else ''}"
            )
        return found
    fitting = shapes if len(shapes) < len("ab") else tuple(s for s in shapes if _may_be(s.type, kind))
    if len(fitting) > 1 or (shapes and not fitting):
        raise DataError(
            f"database {table}: {len(shapes)} geometriekolommen; verwacht er een met 'dataset: kolom' bij de laag in "
            f"de scan; aanwezig: {_listed(shapes)}"
        )
    return fitting[0] if fitting else None


def _listed(shapes: tuple[Shape, ...]) -> str:
    return ", ".join(f"{s.name} ({s.type}, SRID {s.srid})" for s in shapes) or "geen"


def _may_be(type_name: str, kind: str) -> bool:
    bare = type_name.casefold()
    words = {"polygon": ("polygon", "surface"), "line": ("line", "curve"), "point": ("point",)}
    if kind not in words or bare.startswith("geometry"):
        return True
    is_polygon = any(word in bare for word in words["polygon"])
    return is_polygon if kind == "polygon" else not is_polygon and any(word in bare for word in words[kind])
