"""One page of GeoJSON as shapely geometries and columns.

``geopandas.read_file`` opens a GDAL data set for every page, guesses the type of each column page by page (a number
where a page has no empty value, a decimal number where it has) and turns texts that look like dates into moments.
``pyarrow.json`` wants one depth of coordinates, so no Point beside a MultiPolygon. ``orjson`` makes a list of every
position, and most of the time goes into making and collecting those. Here ``msgspec`` reads the properties and leaves
the coordinates as text; ``simdjson`` gives the numbers in that text (rightly rounded), and rings follow from its
brackets. That is five to seven times as fast as ``geopandas.read_file`` on each page (``benchmarks/registers.py``).
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import msgspec
import numpy as np
import pyarrow as pa
import shapely
import simdjson
from shapely.geometry import shape

from geo_risico.io.registers.page_form import Geometry, read_collection

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

DEPTH: Final = {
    "Point": (shapely.GeometryType.POINT, 0),
    "MultiPoint": (shapely.GeometryType.MULTIPOINT, 1),
    "LineString": (shapely.GeometryType.LINESTRING, 1),
    "MultiLineString": (shapely.GeometryType.MULTILINESTRING, 2),
    "Polygon": (shapely.GeometryType.POLYGON, 2),
    "MultiPolygon": (shapely.GeometryType.MULTIPOLYGON, 3),
}
"""Kind of geometry and the number of brackets around a position."""

PACKED: Final = {int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
OPEN, CLOSE, DOT = b"[]."
NUMBERS: Final = b"0123456789.+-eE \t\r\n"
STEP: Final = np.zeros(256, dtype=np.int8)
STEP[[OPEN, CLOSE]] = 1, -1
FLAT, HIGH = 2, 3


Column: TypeAlias = "pa.Array | Sequence[Any]"
"""Values of one property: packed where they are of one plain type, a sequence otherwise."""

_OWN: Final = threading.local()
"""Parser of each thread: its room is used again, which saves half the time."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """Features of one answer, and what it says about itself.

    ``ids``: identifier as text, None where a feature has none. ``geometry``: None where it is absent or cannot be
    built (``broken_count`` of them). ``columns``: values of each property, empty where absent.
    """

    ids: Sequence[str | None]
    geometry: NDArray[np.object_]
    columns: Mapping[str, Column]
    broken_count: int = 0
    links: Sequence[Any] = ()
    returned: int | None = None
    matched: int | None = None
    stamp: str = ""
    crs: Any = None

    def __len__(self) -> int:
        """Count of features."""
        return len(self.ids)

    def properties(self, row: int) -> dict[str, Any]:
        """Properties of one feature that are not empty."""
        one = {name: plain_values(column[row : row + 1])[0] for name, column in self.columns.items()}
        return {name: value for name, value in one.items() if value is not None}


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
        found, values = read_collection(body.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{error}") from error
    if found.type != "FeatureCollection":
        raise ValueError(f"type '{found.type}'")
    geometry, broken = _geometries([feature.geometry for feature in found.features])
    return Page(
        ids=[None if feature.id is None else f"{feature.id}" for feature in found.features],
        geometry=geometry,
        columns={name: packed for name, own in values.items() if (packed := _packed(own)) is not None},
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


def plain_values(column: Column) -> Sequence[Any]:
    """Values of a column as Python has them.

    Examples
    --------
    >>> plain_values(pa.array(["a", None]))
    ['a', None]
    """
    return column if isinstance(column, Sequence) else column.to_pylist()


def _packed(values: Sequence[Any]) -> Column | None:
    """Values in Arrow where they are all texts, all whole numbers, all numbers or all yes and no; None: all absent."""
    try:
        if isinstance(next((value for value in values if value is not None), None), str):
            return pa.array(values, pa.large_string())
    except pa.ArrowException:
        pass
    kinds = set(map(type, values)) - {type(None)}
    if msgspec.UnsetType in kinds:
        plain = [None if value is msgspec.UNSET else value for value in values]
        return None if len(kinds) == 1 and None not in values else _packed(plain)
    try:
        return pa.array(values, PACKED[kinds.pop()]) if len(kinds) == 1 else _unlike(values, kinds)
    except (KeyError, OverflowError, pa.ArrowException):
        return values


def _unlike(values: Sequence[Any], kinds: set[type]) -> Column:
    if kinds:
        return pa.array(values, pa.float64()) if kinds == {int, float} else values
    return pa.nulls(len(values))


def _geometries(found: Sequence[Geometry | None]) -> tuple[NDArray[np.object_], int]:
    """Geometries, each kind at once, and the number that cannot be built."""
    kinds = [None if one is None else one.type for one in found]
    result = np.full(len(found), None, dtype=object)
    broken = 0
    for kind in dict.fromkeys(kinds):
        if kind is None:
            continue
        rows = [row for row, own in enumerate(kinds) if own == kind]
        parts = [one for one in found if one is not None and one.type == kind]
        try:
            result[rows] = _of_one_kind(kind, [part.coordinates for part in parts])
        except (KeyError, TypeError, ValueError, shapely.errors.ShapelyError):
            built = [_one(part) for part in parts]
            result[rows] = np.array([*built, None], dtype=object)[:-1]
            broken += built.count(None)
    return result, broken


def _of_one_kind(kind: str, texts: Sequence[msgspec.Raw]) -> NDArray[np.object_]:
    """Geometries of one kind from the texts of their coordinates.

    Raises
    ------
    KeyError, ValueError
        For another kind, and for positions that are not all of two or all of three numbers.
    """
    number, depth = DEPTH[kind]
    text = b",".join(texts)
    skeleton = text.translate(None, NUMBERS)
    size = HIGH if b"[,,]" in skeleton else FLAT
    position = b"[%b]" % (b"," * (size - 1))
    marks = np.frombuffer(skeleton.replace(position, b".").translate(None, b","), dtype=np.uint8)
    level = np.cumsum(STEP[marks], dtype=np.int32)
    places = np.flatnonzero(marks == DOT)
    values = _numbers(text)
    if b"[]" in skeleton:
        raise ValueError(kind)
    if level.max(initial=0) != depth or (level[places] != depth).any() or len(values) != size * len(places):
        raise ValueError(kind)
    opened = [np.flatnonzero((marks == OPEN) & (level == at)) for at in range(1, depth + 1)] + [places]
    offsets = tuple(
        np.append(np.searchsorted(inner, outer), len(inner)) for outer, inner in reversed(list(pairwise(opened)))
    )
    built = shapely.from_ragged_array(number, values.reshape(-1, size), offsets or None)
    if len(built) != len(texts):
        raise ValueError(kind)
    return np.asarray(built, dtype=object)


def _numbers(text: bytes) -> NDArray[np.float64]:
    """Every number in a text of brackets and commas, in order."""
    if not hasattr(_OWN, "parser"):
        _OWN.parser = simdjson.Parser()
    return np.frombuffer(_OWN.parser.parse(b"[%b]" % text).as_buffer(of_type="d"), dtype=np.float64)


def _one(part: Geometry) -> object:
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
