"""One page of GeoJSON as shapely geometries and columns.

``geopandas.read_file`` opens a GDAL data set for every page, guesses the type of each column page by page (a number
where a page has no empty value, a decimal number where it has) and turns texts that look like dates into moments.
``pyarrow.json`` wants one depth of coordinates, so no Point beside a MultiPolygon. ``orjson`` makes a list of every
vertex, and Python spends most of the time on collecting those. Here ``msgspec`` reads properties and leaves the
coordinates as text; numbers are cut out of that text by the CSV reader of Arrow (rightly rounded), and rings follow
from the depth of the brackets. Per page this takes about a seventh of the time of ``geopandas.read_file``.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import shapely
from shapely.geometry import shape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

DEPTH: Final = {
    "Point": (shapely.GeometryType.POINT, 1),
    "MultiPoint": (shapely.GeometryType.MULTIPOINT, 2),
    "LineString": (shapely.GeometryType.LINESTRING, 2),
    "MultiLineString": (shapely.GeometryType.MULTILINESTRING, 3),
    "Polygon": (shapely.GeometryType.POLYGON, 3),
    "MultiPolygon": (shapely.GeometryType.MULTIPOLYGON, 4),
}
"""Kind of geometry and the depth of the brackets around one position."""

BLANK: Final = bytes.maketrans(b"[], \t\r", b"\n\n\n\n\n\n")
OPEN, CLOSE, COMMA = b"[],"
FLAT, HIGH = 2, 3


class _Geometry(msgspec.Struct, gc=False):
    type: str
    coordinates: msgspec.Raw = msgspec.Raw(b"null")
    geometries: msgspec.Raw = msgspec.Raw(b"null")


class _Feature(msgspec.Struct, gc=False):
    properties: dict[str, Any] | None = None
    geometry: _Geometry | None = None
    id: str | int | float | None = None


class _Collection(msgspec.Struct, gc=False):
    type: str
    features: list[_Feature]
    links: list[Any] = []
    numberReturned: int | None = None  # noqa: N815 - name in the standard
    numberMatched: Any = None  # noqa: N815 - idem
    timeStamp: Any = None  # noqa: N815 - idem
    crs: Any = None


_READ: Final = msgspec.json.Decoder(_Collection)


@dataclass(frozen=True, kw_only=True)
class Page:
    """Features of one answer, and what it says about itself.

    ``ids``: identifier as text, None where a feature has none. ``geometry``: None where it is absent or cannot be
    built (``broken_count`` of them). ``columns``: values of each property, None where absent.
    """

    ids: Sequence[str | None]
    geometry: NDArray[np.object_]
    columns: Mapping[str, Sequence[Any]]
    broken_count: int = 0
    links: Sequence[Any] = ()
    returned: int | None = None
    matched: int | None = None
    stamp: str = ""
    crs: Any = None

    def __len__(self) -> int:
        """Count of features."""
        return len(self.ids)


def read_geojson(body: bytes) -> Page:
    """Features of a GeoJSON FeatureCollection, coordinates as they stand.

    Parameters
    ----------
    body
        Whole text in UTF-8.

    Raises
    ------
    ValueError
        When it is no FeatureCollection, or breaks off.
    """
    try:
        found = _READ.decode(body.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{error}") from error
    if found.type != "FeatureCollection":
        raise ValueError(f"type '{found.type}'")
    geometry, broken = _geometries([feature.geometry for feature in found.features])
    return Page(
        ids=[None if feature.id is None else f"{feature.id}" for feature in found.features],
        geometry=geometry,
        columns=_columns([feature.properties or {} for feature in found.features]),
        broken_count=broken,
        links=found.links,
        returned=found.numberReturned,
        matched=found.numberMatched if isinstance(found.numberMatched, int) else None,
        stamp=found.timeStamp if isinstance(found.timeStamp, str) else "",
        crs=found.crs,
    )


def json_text(value: object) -> str:
    """JSON of a value, keys in order.

    Examples
    --------
    >>> json_text({"b": 1, "a": [None, "é"]})
    '{"a":[null,"é"],"b":1}'
    """
    return msgspec.json.encode(value, order="sorted").decode()


def _columns(rows: Sequence[dict[str, Any]]) -> dict[str, Sequence[Any]]:
    """Values by name; fast where all rows have the same names in the same order."""
    names = list(rows[0]) if rows else []
    if all(list(row) == names for row in rows):
        return dict(zip(names, zip(*(row.values() for row in rows), strict=True), strict=True))
    return {name: [row.get(name) for row in rows] for name in dict.fromkeys(name for row in rows for name in row)}


def _geometries(found: Sequence[_Geometry | None]) -> tuple[NDArray[np.object_], int]:
    """Geometries, each kind at once, and the number that cannot be built."""
    kinds = np.array([None if one is None else one.type for one in found], dtype=object)
    result = np.full(len(found), None, dtype=object)
    broken = 0
    for kind in dict.fromkeys(kinds[kinds != np.array(None)]):
        rows = np.flatnonzero(kinds == kind).tolist()
        parts = [one for one in (found[row] for row in rows) if one is not None]
        try:
            built = _of_one_kind(kind, [bytes(part.coordinates) for part in parts])
        except (KeyError, ValueError, shapely.errors.ShapelyError):
            built = np.array([_one(part) for part in parts] + [None], dtype=object)[:-1]
        result[rows] = built
        broken += sum(one is None for one in built)
    return result, broken


def _of_one_kind(kind: str, texts: Sequence[bytes]) -> NDArray[np.object_]:
    """Geometries of one kind from the texts of their coordinates.

    Raises
    ------
    KeyError, ValueError
        For another kind, and for positions that are not all of two or all of three numbers.
    """
    number, depth = DEPTH[kind]
    text = b",".join(texts)
    letters = np.frombuffer(text, dtype=np.uint8)
    brackets = np.flatnonzero((letters == OPEN) | (letters == CLOSE))
    is_open = letters[brackets] == OPEN
    level = np.cumsum(np.where(is_open, 1, -1))
    if level.max(initial=0) != depth:
        raise ValueError(kind)
    opened = [brackets[is_open & (level == at)] for at in range(1, depth + 1)]
    closed = brackets[~is_open & (level == depth - 1)]
    commas = np.flatnonzero(letters == COMMA)
    sizes = np.searchsorted(commas, closed) - np.searchsorted(commas, opened[-1]) + 1
    size = int(sizes[0])
    values = _numbers(text)
    if size not in {FLAT, HIGH} or (sizes != size).any() or len(values) != size * len(sizes):
        raise ValueError(kind)
    offsets = tuple(
        np.append(np.searchsorted(inner, outer), len(inner)) for outer, inner in reversed(list(pairwise(opened)))
    )
    built = shapely.from_ragged_array(number, values.reshape(-1, size), offsets or None)
    if len(built) != len(texts):
        raise ValueError(kind)
    return np.asarray(built, dtype=object)


def _numbers(text: bytes) -> NDArray[np.float64]:
    """Every number in a text of brackets and commas, in order."""
    plain = text.translate(BLANK)
    table = pa_csv.read_csv(
        pa.BufferReader(plain),
        read_options=pa_csv.ReadOptions(use_threads=False, column_names=["value"], block_size=len(plain) + 1),
        convert_options=pa_csv.ConvertOptions(column_types={"value": pa.float64()}, null_values=[]),
    )
    values: NDArray[np.float64] = table["value"].combine_chunks().to_numpy()
    return values


def _one(part: _Geometry) -> object:
    """Geometry of one feature; heights are left out where some positions have none, None where it cannot be built."""
    try:
        if part.type == "GeometryCollection":
            return shape({"type": part.type, "geometries": msgspec.json.decode(part.geometries)})
        positions = msgspec.json.decode(part.coordinates)
        size = min(_sizes(positions), default=FLAT)
        return shape({"type": part.type, "coordinates": _cut(positions, min(size, HIGH))})
    except (ValueError, TypeError, IndexError, KeyError, AttributeError, shapely.errors.ShapelyError):
        return None


def _sizes(positions: Any) -> set[int]:  # noqa: ANN401 - nested lists
    """How many numbers the positions have."""
    if positions and not isinstance(positions[0], list):
        return {len(positions)}
    return set().union(*(_sizes(part) for part in positions))


def _cut(positions: Any, size: int) -> Any:  # noqa: ANN401 - nested lists
    """Nested positions of at most that many numbers."""
    if positions and not isinstance(positions[0], list):
        return positions[:size]
    return [_cut(part, size) for part in positions]
