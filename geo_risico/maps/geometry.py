"""From RD geometry to small integers on a Web Mercator grid; the only place of this package that projects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo_risico.core.terms import CRS_WGS84
from geo_risico.maps.packing import planes, small_and_large, varints
from geo_risico.maps.projection import CRS_WEB, to_web

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_risico.maps.packing import Block

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


@dataclass(frozen=True, kw_only=True)
class Shapes:
    """Geometry as whole grid steps: points behind each other, the piece of each point and the row of each piece."""

    kind: str
    steps: NDArray[np.int32]
    piece: NDArray[np.int64]
    owner: NDArray[np.int64]
    row_count: int

    @property
    def firsts(self) -> NDArray[np.bool_]:
        """Whether each point is the first of its piece."""
        return np.append(True, self.piece[1:] != self.piece[:-1])[: len(self.piece)]

    @property
    def middles(self) -> NDArray[np.int64]:
        """Middle of the box around each row, in whole grid steps; 0 for a row without points."""
        row = self.owner[self.piece]
        starts = np.flatnonzero(np.append(True, row[1:] != row[:-1])[: len(row)])
        out = np.zeros((self.row_count, 2), dtype=np.int64)
        if len(starts):
            low, high = (reduce.reduceat(self.steps, starts, axis=0) for reduce in (np.minimum, np.maximum))
            out[row[starts]] = (low.astype(np.int64) + high) >> 1
        return out


def on_grid(geometry: gpd.GeoSeries, grid: Grid) -> Shapes:
    """Geometry (EPSG:28992) on the grid of the page."""
    shapes = geometry.to_numpy()
    dimension = max(int(max(shapely.get_dimensions(shapes), default=0)), 0)
    pieces, owner = _pieces(shapes, dimension)
    xy, piece = shapely.get_coordinates(pieces, return_index=True)
    if dimension == len(KINDS) - 1 and len(piece):
        closing = np.append(piece[1:] != piece[:-1], True)
        xy, piece = xy[~closing], piece[~closing]
    steps = np.rint((to_web(xy) - [grid.x, grid.y]) / STEP).astype(np.int32)
    return Shapes(kind=KINDS[dimension], steps=steps, piece=piece, owner=owner, row_count=len(shapes))


def pack(block: Block, geometry: gpd.GeoSeries, grid: Grid) -> dict[str, Any]:
    """Index entry of a geometry column (EPSG:28992): rings per row, points per ring, and coordinate steps."""
    return pack_shapes(block, on_grid(geometry, grid))


def pack_shapes(block: Block, shapes: Shapes) -> dict[str, Any]:
    """Index entry of shapes: the first point of each ring as it is, the others as steps from the one before."""
    firsts, piece_count = shapes.firsts, len(shapes.owner)
    steps = np.diff(shapes.steps, axis=0, prepend=0)[~firsts]
    small, large = small_and_large(steps.ravel().astype(np.int64))
    return {
        "kind": shapes.kind,
        "pieces": block.add(varints(np.bincount(shapes.owner, minlength=shapes.row_count))),
        "points": block.add(varints(np.bincount(shapes.piece, minlength=piece_count))),
        "firsts": block.add(planes(np.ascontiguousarray(shapes.steps[firsts].T).ravel())),
        "small": block.add(small),
        "large": block.add(large),
        "point_count": len(shapes.steps),
        "piece_count": piece_count,
    }


def bounds_degrees(frame: gpd.GeoDataFrame) -> list[list[float]]:
    """South-west and north-east corner as [latitude, longitude] (WGS84)."""
    west, south, east, north = _outline(frame, CRS_WGS84).total_bounds
    return [[float(south), float(west)], [float(north), float(east)]]


def lowest_zoom(points: gpd.GeoSeries, *, cell_px: float = CELL_PX, crowded_share: float = CROWDED_SHARE) -> int:
    """Zoom from which at most ``crowded_share`` of the points share a square of ``cell_px`` with another one.

    Below it a minimum size on screen would let some locations hide others, and the picture would lie about the
    shares of the classes.
    """
    projected = points if points.crs == CRS_WEB else points.to_crs(CRS_WEB)
    x, y = projected.x.to_numpy(), projected.y.to_numpy()
    for zoom in range(MAX_ZOOM):
        cell_m = cell_px * EARTH_M / (256 * 2**zoom)
        column, row = (np.floor(values / cell_m).astype(np.int64) for values in (x, y))
        if len(np.unique(column * 2**32 + row)) >= (1 - crowded_share) * len(x):
            return zoom
    return MAX_ZOOM
