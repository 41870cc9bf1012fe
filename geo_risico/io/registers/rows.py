"""Pages of many requests as one table: each object once, in an order that the pages do not decide."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from geo_risico.core.terms import CRS_RD
from geo_risico.io.registers.geojson import json_text
from geo_risico.io.registers.rd import in_rd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_risico.io.registers.pages import Served
    from geo_risico.io.registers.task import Bounds

GEOMETRY: Final = "geometry"
LARGEST: Final = 2**63
SHOWN: Final = 5
DECLARED: Final = {"integer": "Int64", "number": "float64", "boolean": "boolean"}


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Table in EPSG:28992 with each object once; rows that came in, how many were doubles, and what to know."""

    frame: gpd.GeoDataFrame
    served_count: int
    doubles_count: int
    notes: tuple[str, ...]


def as_rows(served: Sequence[Served], kinds: Mapping[str, str], where: str, within: Bounds | None) -> Rows:
    """Table of all features, in the order of their identifiers.

    Features are the same when their ``id`` is, or without ``id`` when everything is. Of one ``id`` with different
    contents the newest answer counts. ``id`` becomes a column, unless there is a property of that name.

    Parameters
    ----------
    served
        Pages in any order.
    kinds
        JSON type of properties, as the schema of the collection says; these columns are there also when empty.
    where
        Service, for messages.
    within
        Leave out what lies outside this box (the box that was asked was wider); None: keep all.
    """
    pages = [one.page for one in served]
    ids = list(chain.from_iterable(page.ids for page in pages))
    shapes = _shapes(served, where)
    values = {
        name: list(chain.from_iterable(page.columns.get(name, [None] * len(page)) for page in pages))
        for name in sorted(set(kinds).union(*(page.columns for page in pages)))
    }
    stamps = np.repeat([page.stamp for page in pages], [len(page) for page in pages])
    inside: list[int] = np.flatnonzero(_is_within(shapes, within)).tolist()

    def content(row: int) -> str:
        shape = shapes[row]
        plain = {name: column[row] for name, column in values.items() if column[row] is not None}
        return json_text([plain, None if shape is None else shape.wkb_hex])

    keys = [f"a{ids[row]}" if ids[row] is not None else f"b{content(row)}" for row in inside]
    doubled = pd.Series(keys, dtype="str").duplicated(keep=False).to_numpy()
    chosen, conflicts = dict(zip(keys, inside, strict=True)), set()
    contents: dict[str, tuple[str, str]] = {}
    for place in np.flatnonzero(doubled).tolist():
        key, row = keys[place], inside[place]
        rank = (f"{stamps[row]}", content(row))
        if key not in contents or rank > contents[key]:
            if key in contents and rank[1] != contents[key][1]:
                conflicts.add(key[1:])
            contents[key], chosen[key] = rank, row
        elif rank[1] != contents[key][1]:
            conflicts.add(key[1:])
    order = [chosen[key] for key in sorted(chosen)]
    frame = _frame(order, ids, values, kinds, shapes)
    notes = _notes(sorted(conflicts), sum(page.broken_count for page in pages))
    return Rows(frame=frame, served_count=len(inside), doubles_count=len(inside) - len(order), notes=notes)


def column_of(values: Sequence[Any], kind: str | None = None) -> pd.Series[Any]:
    """Column of which the type does not hang on empty values.

    Texts stay texts (dates too), whole numbers ``Int64``, other numbers ``float64``, yes and no ``boolean``. Lists,
    objects and mixtures become JSON text. ``kind`` is the JSON type that the schema says.

    Examples
    --------
    >>> column_of([1, None]).dtype, column_of([1, 2]).dtype, column_of([1, None], "number").dtype
    (Int64Dtype(), Int64Dtype(), dtype('float64'))
    >>> column_of(["a|b", None, [1]]).tolist()
    ['a|b', nan, '[1]']
    """
    found = {type(value) for value in values} - {type(None)}
    if found == {str}:
        return _texts(values)
    if not found:
        return pd.Series([None] * len(values), dtype=DECLARED.get(kind or "", "str"))
    if found == {bool}:
        return pd.Series(values, dtype="boolean")
    if found == {int} and kind != "number" and all(value is None or -LARGEST <= value < LARGEST for value in values):
        return pd.Series(pd.array(list(values), dtype="Int64"))
    if found <= {int, float}:
        return pd.Series(values, dtype="float64")
    return _texts([value if value is None or isinstance(value, str) else json_text(value) for value in values])


def _texts(values: Sequence[str | None]) -> pd.Series[Any]:
    return pd.Series(pa.array(values, pa.large_string()), dtype="str")


def _shapes(served: Sequence[Served], where: str) -> Any:  # noqa: ANN401 - array of geometries
    """Geometries of all pages in EPSG:28992."""
    parts = {crs: [one for one in served if one.crs == crs] for crs in dict.fromkeys(one.crs for one in served)}
    moved = {
        id(one): part
        for crs, group in parts.items()
        for one, part in zip(
            group,
            np.split(
                in_rd(np.concatenate([one.page.geometry for one in group]), crs, where),
                np.cumsum([len(one.page) for one in group])[:-1],
            ),
            strict=True,
        )
    }
    return np.concatenate([moved[id(one)] for one in served]) if served else np.empty(0, dtype=object)


def _is_within(shapes: Any, within: Bounds | None) -> Any:  # noqa: ANN401 - arrays
    """Whether each geometry touches the box; those without geometry do."""
    if within is None:
        return np.ones(len(shapes), dtype=bool)
    return shapely.is_missing(shapes) | shapely.intersects(shapes, shapely.box(*within))


def _frame(
    order: Sequence[int],
    ids: Sequence[str | None],
    values: Mapping[str, Sequence[Any]],
    kinds: Mapping[str, str],
    shapes: Any,  # noqa: ANN401
) -> gpd.GeoDataFrame:
    named = {"id": ids, **values} if "id" not in values else values
    columns = {
        f"{name}_" if name == GEOMETRY else name: column_of([column[row] for row in order], kinds.get(name))
        for name, column in named.items()
    }
    return gpd.GeoDataFrame(columns, geometry=shapes[np.asarray(order, dtype=int)], crs=CRS_RD)


def _notes(conflicts: Sequence[str], broken: int) -> tuple[str, ...]:
    notes = []
    if conflicts:
        some = ", ".join(conflicts[:SHOWN])
        notes.append(f"{len(conflicts)} objecten kwamen met verschillende inhoud; de nieuwste geldt ({some})")
    if broken:
        notes.append(f"{broken} objecten hebben een geometrie die niet te bouwen is; zij staan er zonder")
    return tuple(notes)
