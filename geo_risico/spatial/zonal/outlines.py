"""Polygons as rings of points for the kernels; crooked ones are repaired and counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.kernels.coverage import Rings

if TYPE_CHECKING:
    from numpy.typing import NDArray

POLYGON = shapely.GeometryType.POLYGON.value


@dataclass(frozen=True, kw_only=True, eq=False)
class Outlines:
    """Rings of the shapes, their bounds (n, 4) and area in m2 (0 without any), and how many were repaired."""

    rings: Rings
    bounds: NDArray[np.float64]
    area_m2: NDArray[np.float64]
    repaired_count: int

    def __len__(self) -> int:
        """Number of shapes."""
        return len(self.area_m2)


def outlines(shapes: NDArray[np.object_]) -> Outlines:
    """Outlines of polygons and multipolygons; what is None, empty, no area or not finite has no ring."""
    whole = np.array(shapes, dtype=object).reshape(-1)
    finite = np.isfinite(shapely.bounds(whole)).all(axis=1)
    whole[~finite] = None
    crooked = finite & ~shapely.is_valid(whole)
    whole[crooked] = shapely.make_valid(whole[crooked])
    parts, owner = _polygons(whole)
    ring, part = shapely.get_rings(parts, return_index=True)
    points, of_ring = shapely.get_coordinates(ring, return_index=True)
    ring_start = np.searchsorted(of_ring, np.arange(len(ring) + 1)).astype(np.int64)
    x, y = np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1])
    is_shell = np.append(np.ones(min(len(part), 1), dtype=bool), part[1:] != part[:-1])
    turns_left = _turns_left(points, ring_start)
    rings = Rings(
        x=x,
        y=y,
        ring_start=ring_start,
        sign=np.where(turns_left == is_shell, 1.0, -1.0),
        shape_start=np.searchsorted(owner[part], np.arange(len(whole) + 1)).astype(np.int64),
    )
    area = np.bincount(owner, weights=shapely.area(parts), minlength=len(whole))
    return Outlines(
        rings=rings, bounds=shapely.bounds(whole), area_m2=area.astype(np.float64), repaired_count=int(crooked.sum())
    )


def _polygons(shapes: NDArray[np.object_]) -> tuple[NDArray[np.object_], NDArray[np.intp]]:
    """Single polygons in the shapes, and the number of the shape of each; lines and points fall away."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    while (shapely.get_type_id(parts) > POLYGON).any():
        parts, deeper = shapely.get_parts(parts, return_index=True)
        owner = owner[deeper]
    kept = (shapely.get_type_id(parts) == POLYGON) & ~shapely.is_empty(parts)
    return parts[kept], owner[kept]


def _turns_left(points: NDArray[np.float64], ring_start: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether each ring goes counterclockwise."""
    if len(ring_start) == 1:
        return np.zeros(0, dtype=bool)
    size = np.diff(ring_start)
    local = points - np.repeat(points[ring_start[:-1]], size, axis=0)
    cross = np.zeros(len(points))
    cross[:-1] = local[:-1, 0] * local[1:, 1] - local[1:, 0] * local[:-1, 1]
    cross[ring_start[1:] - 1] = 0.0
    return np.asarray(np.add.reduceat(cross, ring_start[:-1]) > 0.0, dtype=bool)
