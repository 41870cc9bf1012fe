"""Polygons on the cells of a grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.kernels.burn import burn

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_risico.core.raster import Grid

    Geometries = NDArray[np.object_]


class Cover:
    """Polygons that are burned window by window.

    Parameters
    ----------
    polygons
        Polygons in EPSG:28992; other shapes and empty ones fall away.
    """

    def __init__(self, polygons: Geometries) -> None:
        is_area = (shapely.get_dimensions(polygons) == 2) & ~shapely.is_empty(polygons)  # noqa: PLR2004
        self._rows = np.flatnonzero(is_area)
        self._polygons = polygons[self._rows]
        self._tree = shapely.STRtree(self._polygons)

    def numbers(self, grid: Grid) -> NDArray[np.int32]:
        """Position of the polygon at the middle of each cell, -1 where there is none; the last where two overlap."""
        cells = np.full((grid.height, grid.width), -1, dtype=np.int32)
        found = np.sort(self._tree.query(shapely.box(*grid.bounds)))
        if len(found):
            edges, starts = _edges(self._polygons[found], grid)
            burn(edges, starts, self._rows[found].astype(np.int64), cells)
        return cells

    def mask(self, grid: Grid) -> NDArray[np.bool_]:
        """Whether the middle of each cell lies in a polygon."""
        return self.numbers(grid) >= 0


def grown(polygons: Geometries, by_m: float) -> Geometries:
    """Polygons grown by a distance in metres, also shapes that have no area of their own."""
    return np.asarray(shapely.buffer(polygons, by_m, quad_segs=4), dtype=object) if by_m else polygons


def _edges(polygons: Geometries, grid: Grid) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Edges of polygons in cells of the grid, and the first edge of each polygon."""
    parts, polygon = shapely.get_parts(polygons, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    plane = np.column_stack([coords[:, 0] - grid.left, grid.top - coords[:, 1]]) / grid.pixel_m
    same = np.flatnonzero(ring[1:] == ring[:-1])
    owner = polygon[part[ring[same]]]
    starts = np.searchsorted(owner, np.arange(len(polygons) + 1)).astype(np.int64)
    return np.column_stack([plane[same], plane[same + 1]]), starts
