"""From RD geometry to small integers on a Web Mercator grid; the only place of this package that projects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo_risico.core.terms import CRS_WGS84
from geo_risico.maps.packing import varints

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geo_risico.maps.packing import Block

CRS_WEB = "EPSG:3857"
STEP = 0.4
"""Grid in Mercator metres: about 0.25 m on the ground at 52 degrees north."""
EARTH_M = 40075016.685578488
KINDS = ("point", "line", "polygon")
CELL_PX = 5
OUTLINE_PARTS = 400
CROWDED_SHARE = 0.05
MAX_ZOOM = 19


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Origin of the integer grid, in Mercator metres."""

    x: float
    y: float

    def as_index(self) -> dict[str, float]:
        """Origin and step, for the page."""
        return {"x": self.x, "y": self.y, "step": STEP}


def _outline(frame: gpd.GeoDataFrame, crs: str) -> gpd.GeoSeries:
    """Box around the frame, with enough vertices to stay around it after projection."""
    outline = shapely.box(*frame.total_bounds)
    step = max(1.0, outline.length / OUTLINE_PARTS)
    return gpd.GeoSeries([shapely.segmentize(outline, step)], crs=frame.crs).to_crs(crs)


def grid_of(frames: list[gpd.GeoDataFrame]) -> Grid:
    """Grid that starts at the south-west corner of all frames together."""
    boxes = np.array([_outline(frame, CRS_WEB).total_bounds for frame in frames if len(frame)])
    if not len(boxes) or not np.isfinite(boxes).any():
        return Grid(x=0.0, y=0.0)
    return Grid(x=float(np.floor(np.nanmin(boxes[:, 0]))), y=float(np.floor(np.nanmin(boxes[:, 1]))))


def simplified(geometry: gpd.GeoSeries, tolerance_m: float, *, coverage: bool) -> gpd.GeoSeries:
    """Geometry with fewer vertices, at most ``tolerance_m`` off; shared borders stay shared in a coverage."""
    if coverage:
        return geometry.simplify_coverage(tolerance_m)
    return geometry.simplify(tolerance_m, preserve_topology=True)


def _pieces(geometry: NDArray[Any], dimension: int) -> tuple[NDArray[Any], NDArray[np.int64]]:
    parts, owner = shapely.get_parts(geometry, return_index=True)
    parts, nested = shapely.get_parts(parts, return_index=True)
    keep = shapely.get_dimensions(parts) == dimension
    parts, owner = parts[keep], owner[nested][keep]
    if dimension < 2:  # noqa: PLR2004 - points and lines have no rings
        return parts, owner
    rings, of_part = shapely.get_rings(parts, return_index=True)
    return rings, owner[of_part]


def pack(block: Block, geometry: gpd.GeoSeries, grid: Grid) -> dict[str, Any]:
    """Index entry of a geometry column (EPSG:28992): rings per row, points per ring, and coordinate steps."""
    shapes = geometry.to_crs(CRS_WEB).to_numpy()
    dimension = int(max(shapely.get_dimensions(shapes), default=0))
    pieces, owner = _pieces(shapes, max(dimension, 0))
    xy, piece = shapely.get_coordinates(pieces, return_index=True)
    if dimension == len(KINDS) - 1 and len(piece):
        closing = np.append(piece[1:] != piece[:-1], True)
        xy, piece = xy[~closing], piece[~closing]
    whole = np.rint((xy - [grid.x, grid.y]) / STEP).astype(np.int64)
    steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    return {
        "kind": KINDS[max(dimension, 0)],
        "pieces": block.add(varints(np.bincount(owner, minlength=len(shapes)))),
        "points": block.add(varints(np.bincount(piece, minlength=len(pieces)))),
        "steps": block.add(varints(steps.ravel())),
        "point_count": len(whole),
        "piece_count": len(pieces),
    }


def degrees(points: gpd.GeoSeries) -> tuple[pd.Series[float], pd.Series[float]]:
    """Latitude and longitude (WGS84, degrees) of RD points."""
    projected = points.to_crs(CRS_WGS84)
    return projected.y, projected.x


def bounds_degrees(frame: gpd.GeoDataFrame) -> list[list[float]]:
    """South-west and north-east corner as [latitude, longitude] (WGS84)."""
    west, south, east, north = _outline(frame, CRS_WGS84).total_bounds
    return [[float(south), float(west)], [float(north), float(east)]]


def lowest_zoom(points: gpd.GeoSeries, *, cell_px: float = CELL_PX, crowded_share: float = CROWDED_SHARE) -> int:
    """Zoom from which at most ``crowded_share`` of the points share a square of ``cell_px`` with another one.

    Below it a minimum size on screen would let some locations hide others, and the picture would lie about the
    shares of the classes.
    """
    projected = points.to_crs(CRS_WEB)
    x, y = projected.x.to_numpy(), projected.y.to_numpy()
    for zoom in range(MAX_ZOOM):
        cell_m = cell_px * EARTH_M / (256 * 2**zoom)
        column, row = (np.floor(values / cell_m).astype(np.int64) for values in (x, y))
        if len(np.unique(column * 2**32 + row)) >= (1 - crowded_share) * len(x):
            return zoom
    return MAX_ZOOM
