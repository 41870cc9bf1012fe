"""How open the view is around a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo_risico.spatial.heights.blocks import height_blocks
from geo_risico.spatial.kernels.rays import Relief, exit_distances, horizon_tangents

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_risico.core.raster import Scene

    Floats = NDArray[np.float64]

_LEAST_KNOWN = 0.5


def openness(
    places: NDArray[np.object_], scene: Scene, eye_m: float, reach_m: float, directions: int
) -> tuple[Floats, pd.DataFrame]:
    """Mean angle in degrees between straight up and the horizon around each place, and what it rests on.

    90 is a free view all around. In each direction the eye stands where a ray from inside the place leaves it for good,
    so that what stands on the place itself is not in the way. A horizon below the eye counts as level. A direction of
    which less than half of the cells is known does not count.

    Parameters
    ----------
    places
        Polygons.
    scene
        Heights.
    eye_m
        Height of the eye above the ground, in metres.
    reach_m
        How far the view reaches, in metres.
    directions
        Number of directions, evenly spread from north.
    """
    angle = np.arange(directions) * 2 * np.pi / directions
    ways = np.column_stack([np.sin(angle), np.cos(angle)])
    degrees, share, cell_count = np.full(len(places), np.nan), np.zeros(len(places)), np.zeros(len(places))
    cell_m = scene.grid.pixel_m
    for block in height_blocks(places, scene, reach_m):
        middles = shapely.get_coordinates(shapely.point_on_surface(places[block.rows]))
        far = exit_distances(*shape_edges(places[block.rows]), middles, ways)
        eyes = block.cells(middles[:, None, :] + far[:, :, None] * ways)
        cell_m = block.grid.pixel_m
        owner = np.empty((0, 0), dtype=np.int32)
        steps = np.tile(ways * [1, -1], (len(middles), 1))
        rise, known = (
            part.reshape(far.shape)
            for part in horizon_tangents(
                Relief(block.surface, block.ground, owner, cell_m), eyes, steps, eye_m, reach_m
            )
        )
        counts = known >= _LEAST_KNOWN
        zenith = 90 - np.degrees(np.arctan(np.where(counts, rise, 0.0)))
        total = np.where(counts, zenith, 0.0).sum(axis=1)
        degrees[block.rows] = np.divide(
            total, counts.sum(axis=1), out=np.full(len(far), np.nan), where=counts.any(axis=1)
        )
        share[block.rows] = known.mean(axis=1)
        cell_count[block.rows] = known.sum(axis=1) * (reach_m // cell_m)
    return degrees, ray_stats(places, scene, share, cell_count)


def ray_stats(places: NDArray[np.object_], scene: Scene, share: Floats, cell_count: Floats) -> pd.DataFrame:
    """What rays rest on, in the columns that `supported` reads.

    Parameters
    ----------
    places
        Shapes of the locations.
    scene
        Heights.
    share
        Share (0 to 1) of the cells along the rays with a known height.
    cell_count
        Number of these cells.
    """
    x1, y1, x2, y2 = scene.grid.bounds
    left, lower, right, upper = shapely.bounds(places).reshape(-1, 4).T
    inside = (left < x2) & (right > x1) & (lower < y2) & (upper > y1)
    stats = pd.DataFrame({"pixel_count": cell_count, "covered_share": share, "inside_share": inside.astype(np.float64)})
    stats["whole_count"] = np.inf  # rays have no size that could be too small
    stats.attrs = {"pixel_m": scene.grid.pixel_m, "native_pixel_m": scene.grid.pixel_m, "layer": scene.meta.layer}
    return stats


def shape_edges(polygons: NDArray[np.object_]) -> tuple[Floats, NDArray[np.int64]]:
    """Edges (x1, y1, x2, y2) of the outlines of polygons, and the first edge of each polygon."""
    parts, polygon = shapely.get_parts(polygons, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    coords, ring = shapely.get_coordinates(rings, return_index=True)
    same = np.flatnonzero(ring[1:] == ring[:-1])
    owner = polygon[part[ring[same]]]
    starts = np.searchsorted(owner, np.arange(len(polygons) + 1)).astype(np.int64)
    return np.column_stack([coords[same], coords[same + 1]]), starts
