"""A table of the shared database as a part to read, with everything that can be left to the database left there."""

from __future__ import annotations

import datetime as dt
from binascii import unhexlify
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import shapely
from psycopg import sql

from geo_risico.core.errors import DataError
from geo_risico.core.results import Origin
from geo_risico.io.columns import find_column
from geo_risico.io.database.conditions import conditions, in_area, points_in_area
from geo_risico.io.database.expressions import column, geometry
from geo_risico.io.database.link import converse, place_of
from geo_risico.io.database.relation import PHYSICAL, Relation, choose_shape, find_relation
from geo_risico.io.database.rows import copied
from geo_risico.io.database.whereabouts import Whereabouts, whereabouts
from geo_risico.io.driver import SAMPLED_ROWS, frame_of, parse_crs
from geo_risico.io.part import Part, Raw
from geo_risico.io.tables import table_shapes

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from geo_risico.core.register_specs import DatabaseUse
    from geo_risico.core.source_specs import LayerUse, SourceSpec
    from geo_risico.core.specs import LayerSpec
    from geo_risico.io.database.link import Link
    from geo_risico.io.request import Bounds, ReadRequest

SHAPE: Final = " geometrie"
"""Column of the answer with the geometry; a name that no table has by accident."""
NOTHING: Final = " niets"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One table, ready to be read.

    ``spot``: geometry column, None without. ``ended_before``: versions that ended before this date do not matter.
    ``digests``, ``moments``: SHA-256 and time of each reading so far.
    """

    named: str
    source: SourceSpec
    database: DatabaseUse
    relation: Relation
    spot: Whereabouts | None
    ended_before: dt.date | None
    address: str
    digests: list[str] = field(default_factory=list)
    moments: list[dt.datetime] = field(default_factory=list)

    @property
    def sha256(self) -> str:
        """SHA-256 of the rows of the last reading, as comma separated text in the order of the table."""
        return self.digests[-1] if self.digests else ""

    @property
    def origin(self) -> Origin:
        """Host and database without user, and the moment of reading."""
        moment = self.moments[-1] if self.moments else dt.datetime.now(tz=dt.UTC)
        return Origin(register=f"PostGIS: {self.named}", url=self.address, fetched_at=moment)

    def part(self) -> Part:
        """Return the table as a part; with shapes from coordinates or WKT where it has no geometry column."""
        spot = self.spot
        part = Part(
            file=self.named,
            dataset="",
            columns=self.relation.columns,
            crs=None if spot is None else spot.crs,
            extent=None if spot is None else spot.extent,
            read=self.read,
            sample=self.sample,
        )
        if spot is None and (self.source.wkt or self.source.x):
            return replace(part, crs=parse_crs(self.source.crs, part.file), read=self._read_placed)
        return part

    def read(self, columns: Sequence[str], bounds: Bounds | None) -> Raw:
        """Return the rows that may belong to the layer, from one question, and how many have no geometry."""
        selected = {item.name: column(item) for item in self.relation.fields if item.name in columns}
        if self.spot is not None:
            selected[SHAPE] = (geometry(self.spot.shape, self.relation.postgis), pa.string())
        if not selected:
            selected[NOTHING] = (sql.SQL("''::text"), pa.string())
        rules = conditions(self.relation, self.source, self.ended_before)
        area = self._area(bounds)
        question = self._from([expression for expression, _ in selected.values()]) + _where([*rules, *area])
        ordered = question + sql.SQL(" ORDER BY ") + self._order(len(selected))
        types = {name: kind for name, (_, kind) in selected.items()}

        def work(link: Link) -> Raw:
            empty = self._count_without_shape(link, rules) if area else 0
            moment = dt.datetime.now(tz=dt.UTC)
            answer = copied(link, ordered, types, self.database.timeout_s)
            self.digests.append(answer.sha256)
            self.moments.append(moment)
            return _raw(answer.table, columns, empty)

        return converse(self.database, self.named, work)

    def sample(self, columns: Sequence[str]) -> pd.DataFrame:
        """Return the first rows of some columns."""
        selected = {item.name: column(item) for item in self.relation.fields if item.name in columns}
        question = self._from([one for one, _ in selected.values()]) + sql.SQL(" LIMIT {}").format(SAMPLED_ROWS)
        types = {name: kind for name, (_, kind) in selected.items()}
        limit = self.database.timeout_s
        return frame_of(converse(self.database, self.named, lambda link: copied(link, question, types, limit)).table)

    def _read_placed(self, columns: Sequence[str], bounds: Bounds | None) -> Raw:
        source = self.source
        wanted = [name for name in (source.wkt, source.x, source.y) if name]
        named = [find_column(name, self.relation.columns) for name in wanted]
        needed = [*columns, *(name for name in named if name)]
        raw = self.read(needed, bounds)
        if raw.frame.empty and bounds is not None:
            raw = self.read(needed, None)  # another CRS or swapped axes: the reading tells, as of a file
        return Raw(frame=raw.frame[list(columns)], geometry=table_shapes(raw.frame, self.named, source))

    def _area(self, bounds: Bounds | None) -> list[sql.Composable]:
        if bounds is None:
            return []
        if self.spot is None:
            return points_in_area(self.relation, self.source, bounds)
        return [in_area(self.spot.shape, bounds, self.relation.postgis, self.spot.srid)]

    def _count_without_shape(self, link: Link, rules: Sequence[sql.Composable]) -> int:
        if self.spot is None:
            return 0
        missing = sql.SQL("{} IS NULL").format(sql.Identifier(self.spot.shape.name))
        question = self._from([sql.SQL("pg_catalog.count(*)")]) + _where([*rules, missing])
        row = link.execute(question.as_bytes(link)).fetchone()
        return int(row[0]) if row else 0

    def _from(self, picked: Sequence[sql.Composable]) -> sql.Composed:
        table = sql.Identifier(self.relation.schema, self.relation.name)
        return sql.SQL("SELECT {} FROM {}").format(sql.SQL(", ").join(picked), table)

    def _order(self, count: int) -> sql.Composable:
        """By key, else as the rows lie in the table, else by all that is read: the same question, the same order."""
        if self.relation.key:
            return sql.SQL(", ").join([sql.Identifier(name) for name in self.relation.key])
        if self.relation.kind in PHYSICAL:
            return sql.SQL("tableoid, ctid")
        return sql.SQL(", ").join([sql.Literal(number + 1) for number in range(count)])


def _where(rules: Sequence[sql.Composable]) -> sql.Composed:
    return sql.SQL(" WHERE {}").format(sql.SQL(" AND ").join(rules)) if rules else sql.Composed([])


def _raw(table: pa.Table, columns: Sequence[str], empty: int) -> Raw:
    frame = frame_of(table.select([name for name in dict.fromkeys(columns) if name in table.column_names]))
    if frame.columns.empty:
        frame = frame.reindex(range(table.num_rows))
    shapes = _shapes(table[SHAPE].to_pylist()) if SHAPE in table.column_names else None
    return Raw(frame=frame, geometry=shapes, null_count=empty)


def _shapes(texts: Sequence[str | None]) -> np.ndarray:
    """Shapely geometries, None where there is none or it cannot be understood."""
    raw = np.empty(len(texts), dtype=object)
    raw[:] = [None if text is None else unhexlify(text) for text in texts]
    return np.asarray(shapely.from_wkb(raw, on_invalid="ignore"), dtype=object)


def open_table(use: LayerUse, source: SourceSpec, layer: LayerSpec, request: ReadRequest) -> Reading:
    """Return a table of the database, described and ready to be read.

    Parameters
    ----------
    use
        Entry of the scan with ``table``.
    source
        Definition of the delivery form, with the rules of ``where`` among its own.
    layer
        Layer that it fills.
    request
        Database and peildatum of the scan.

    Raises
    ------
    SourceError
        The database or the table is not there, or may not be read.
    DataError
        The geometry column or its CRS is not clear.
    """
    database, table = request.database, use.table
    if database is None or table is None:
        raise DataError(f"{use.named}: de sleutel database ontbreekt in de scan")
    judged = layer.key is None or any(item.suspect is not None for item in source.fields.values())
    ended_before = None if judged else request.peildatum + dt.timedelta(days=1)

    def work(link: Link) -> Reading:
        relation = find_relation(link, table)
        is_flat = layer.geometry == "none" and not layer.placeless
        shape = None if is_flat else choose_shape(relation, layer.geometry, use.dataset, table)
        spot = None if shape is None else whereabouts(link, relation, shape, source.crs, table)
        return Reading(
            named=use.named,
            source=source,
            database=database,
            relation=relation,
            spot=spot,
            ended_before=ended_before,
            address=place_of(link),
        )

    return converse(database, use.named, work)
