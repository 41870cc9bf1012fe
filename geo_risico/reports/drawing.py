"""Geometry as matplotlib collections: the part of the picture that knows paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.path import Path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    Bounds = tuple[float, float, float, float]

POLYGON: Final = 3
LINES: Final = (1, 2)
_LINE_LIMIT: Final = 60_000


def within(geometries: NDArray[Any], bounds: Bounds, tolerance_m: float) -> NDArray[Any]:
    """Geometries that touch the bounds, simplified to what a reader can see."""
    box = shapely.bounds(geometries)
    minx, miny, maxx, maxy = bounds
    inside = (box[:, 0] <= maxx) & (box[:, 2] >= minx) & (box[:, 1] <= maxy) & (box[:, 3] >= miny)
    return np.asarray(shapely.simplify(geometries[inside], tolerance_m, preserve_topology=False))


def fill(axes: Axes, geometries: NDArray[Any], **style: Any) -> None:  # noqa: ANN401 - style words of matplotlib
    """Draw the polygons of the geometries with one style, or with one face colour each."""
    paths = polygon_paths(geometries)
    if paths:
        axes.add_collection(PathCollection(paths, **style), autolim=False)


def stroke(axes: Axes, geometries: NDArray[Any], **style: Any) -> None:  # noqa: ANN401 - style words of matplotlib
    """Draw the lines of the geometries; polygons are skipped."""
    parts = shapely.get_parts(geometries)
    parts = parts[np.isin(shapely.get_type_id(parts), LINES)]
    if len(parts) > _LINE_LIMIT:
        parts = parts[np.argsort(-shapely.length(parts), kind="stable")[:_LINE_LIMIT]]
    coordinates, owner = shapely.get_coordinates(parts, return_index=True)
    pieces = _split(coordinates, owner)
    if pieces:
        axes.add_collection(LineCollection(pieces, **style), autolim=False)


def polygon_paths(geometries: NDArray[Any]) -> list[Path]:
    """One compound path, holes included, for each geometry that has a polygon."""
    parts, geometry_of = shapely.get_parts(geometries, return_index=True)
    is_polygon = shapely.get_type_id(parts) == POLYGON
    rings, part_of = shapely.get_rings(parts[is_polygon], return_index=True)
    coordinates, ring_of = shapely.get_coordinates(rings, return_index=True)
    if not len(coordinates):
        return []
    starts = np.diff(ring_of, prepend=-1) != 0
    ends = np.diff(ring_of, append=ring_of[-1] + 1) != 0
    codes = np.full(len(coordinates), Path.LINETO, dtype=Path.code_type)
    codes[starts], codes[ends] = Path.MOVETO, Path.CLOSEPOLY
    owner = geometry_of[is_polygon][part_of[ring_of]]
    pairs = zip(_split(coordinates, owner), _split(codes, owner), strict=True)
    return [Path(vertices, code) for vertices, code in pairs]


def _split(values: NDArray[Any], owner: NDArray[Any]) -> Sequence[NDArray[Any]]:
    if not len(values):
        return []
    return np.split(values, np.flatnonzero(np.diff(owner)) + 1)
