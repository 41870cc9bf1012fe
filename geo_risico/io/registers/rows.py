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
from geo_risico.io.registers.columns import joined
from geo_risico.io.registers.geojson import json_text
from geo_risico.io.registers.rd import in_rd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo_risico.io.registers.pages import Served
    from geo_risico.io.registers.task import Bounds

GEOMETRY: Final = "geometry"
SHOWN: Final = 5


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
    names = sorted(set(kinds).union(*(page.columns for page in pages)))
    ends = np.cumsum([len(page) for page in pages])
    stamps = np.repeat([page.stamp for page in pages], [len(page) for page in pages])
    inside: list[int] = np.flatnonzero(_is_within(shapes, within)).tolist()

    def content(row: int) -> str:
        shape = shapes[row]
        page = pages[number := int(np.searchsorted(ends, row, side="right"))]
        own = page.properties(row - int(ends[number]) + len(page))
        return json_text([own, None if shape is None else shape.wkb_hex])

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
    chunks = {name: [page.columns.get(name, pa.nulls(len(page))) for page in pages] for name in names}
    named = {"id": [pa.array(ids, pa.large_string())], **chunks} if "id" not in chunks else chunks
    columns = {
        f"{name}_" if name == GEOMETRY else name: joined(parts, order, kinds.get(name)) for name, parts in named.items()
    }
    frame = gpd.GeoDataFrame(columns, geometry=shapes[np.asarray(order, dtype=int)], crs=CRS_RD)
    notes = _notes(sorted(conflicts), sum(page.broken_count for page in pages))
    return Rows(frame=frame, served_count=len(inside), doubles_count=len(inside) - len(order), notes=notes)


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


def _notes(conflicts: Sequence[str], broken: int) -> tuple[str, ...]:
    notes = []
    if conflicts:
        some = ", ".join(conflicts[:SHOWN])
        notes.append(f"{len(conflicts)} objecten kwamen met verschillende inhoud; de nieuwste geldt ({some})")
    if broken:
        notes.append(f"{broken} objecten hebben een geometrie die niet te bouwen is; zij staan er zonder")
    return tuple(notes)
