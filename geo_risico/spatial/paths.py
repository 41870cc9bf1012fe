"""Shapes as rows of points, as the kernels take them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.density import numbers, plain
from geo_risico.spatial.kernels.tree import Paths

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Geometries = NDArray[np.object_]

_POLYGON = 2
_WHOLE = (
    shapely.GeometryType.POINT.value,
    shapely.GeometryType.LINESTRING.value,
    shapely.GeometryType.LINEARRING.value,
    shapely.GeometryType.POLYGON.value,
)


def paths_of(shapes: Geometries) -> Paths:
    """Points of every ring, line or point of the shapes; a missing or empty shape has no path.

    Parameters
    ----------
    shapes
        Points, lines and polygons, single or multi.
    """
    owner, size = _sizes(shapes)
    return Paths(
        points=plain(shapely.get_coordinates(shapes)),
        path_start=numbers(np.append(0, np.cumsum(size))),
        shape_start=numbers(np.append(0, np.cumsum(np.bincount(owner, minlength=len(shapes))))),
        is_area=np.asarray(shapely.get_dimensions(shapes) == _POLYGON),
    )


def _sizes(shapes: Geometries) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Shape of each path and its number of points; only shapes with holes or parts are taken apart."""
    count = shapely.get_num_coordinates(shapes)
    whole = np.isin(shapely.get_type_id(shapes), _WHOLE) & (shapely.get_num_interior_rings(shapes) == 0)
    rows = np.flatnonzero(~whole & (count > 0))
    parts, part_owner = shapely.get_parts(shapes[rows], return_index=True)
    is_area = shapely.get_dimensions(parts) == _POLYGON
    rings, ring_part = shapely.get_rings(parts[is_area], return_index=True)
    plain_rows = np.flatnonzero(whole & (count > 0))
    rank = np.concatenate([np.flatnonzero(is_area)[ring_part], np.flatnonzero(~is_area)])
    split_size = np.concatenate([shapely.get_num_coordinates(rings), shapely.get_num_coordinates(parts[~is_area])])
    order = np.argsort(rank, kind="stable")
    owner = np.concatenate([plain_rows, rows[part_owner[rank[order]]]])
    size = np.concatenate([count[plain_rows], split_size[order]])
    by_shape = np.argsort(owner, kind="stable")
    return numbers(owner[by_shape]), numbers(size[by_shape])
