"""The square of ground that both cut-outs of a location show, on the cells of an image."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo_risico.core.raster import Grid, Window

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.core.raster import Bounds, Scene

SMALLEST_M: Final = 150.0
SMALLEST_CELLS: Final = 16
"""A cut-out of fewer cells shows colours but no place."""
MARGIN_SHARE: Final = 0.25
SMALLEST_MARGIN_M: Final = 30.0
OUTLINE_SIZE: Final = 1000
OUTLINE_STEP: Final = 4


def square_around(bounds: Bounds, pixel_m: float) -> Bounds:
    """Square around a location with room beside it, at least 150 m and 16 cells wide, in metres.

    Examples
    --------
    >>> square_around((100, 100, 160, 140), 0.25)
    (55.0, 45.0, 205.0, 195.0)
    """
    minx, miny, maxx, maxy = bounds
    longest = max(maxx - minx, maxy - miny)
    margin = max(SMALLEST_MARGIN_M, MARGIN_SHARE * longest)
    half = max(SMALLEST_M, SMALLEST_CELLS * pixel_m, longest + 2 * margin) / 2
    x, y = (minx + maxx) / 2, (miny + maxy) / 2
    return (x - half, y - half, x + half, y + half)


def square_grid(bounds: Bounds, grid: Grid, limit_px: int) -> tuple[Grid, int]:
    """Cells of ``grid`` that hold the square, also outside it, and the factor that brings them under ``limit_px``.

    Width and height are equal and a multiple of the factor.
    """
    size = math.ceil((bounds[2] - bounds[0]) / grid.pixel_m)
    factor = max(1, math.ceil(size / limit_px))
    size = math.ceil(size / factor) * factor
    column = math.floor((bounds[0] - grid.left) / grid.pixel_m)
    row = math.floor((grid.top - bounds[3]) / grid.pixel_m)
    left, top = grid.left + column * grid.pixel_m, grid.top - row * grid.pixel_m
    return Grid(left=left, top=top, pixel_m=grid.pixel_m, width=size, height=size), factor


def read_square(scene: Scene, bands: Sequence[str], square: Grid, factor: int) -> np.ndarray:
    """Values (bands, rows, columns) of the square, NaN = unknown or outside the image."""
    if not _is_aligned(scene.grid, square):
        return scene.on(square).read(bands, Window(0, 0, square.height, square.width), factor=factor)
    size = square.width // factor
    out = np.full((len(bands), size, size), np.nan, dtype=np.float32)
    row, rows = _span(round((scene.grid.top - square.top) / square.pixel_m), square.height, scene.grid.height, factor)
    column, columns = _span(
        round((square.left - scene.grid.left) / square.pixel_m), square.width, scene.grid.width, factor
    )
    if rows.stop <= rows.start or columns.stop <= columns.start:
        return out
    height = min((rows.stop - rows.start) * factor, scene.grid.height - row)
    width = min((columns.stop - columns.start) * factor, scene.grid.width - column)
    out[:, rows, columns] = scene.read(bands, Window(row, column, height, width), factor=factor)
    return out


def outline_path(shape: shapely.Geometry, square: Grid) -> str:
    """Outline of a location as an SVG path on a square of 1000 by 1000, from the top left."""
    scale = OUTLINE_SIZE / (square.width * square.pixel_m)
    simple = shapely.simplify(shape, OUTLINE_STEP / scale, preserve_topology=True)
    rings = [ring for part in shapely.get_parts(simple) for ring in _rings(part)]
    return "".join(_ring_path(np.asarray(ring.coords), square, scale) for ring in rings)


def _rings(part: shapely.Geometry) -> list[shapely.LinearRing]:
    return [part.exterior, *part.interiors] if isinstance(part, shapely.Polygon) else []


def _ring_path(xy: np.ndarray, square: Grid, scale: float) -> str:
    x = np.rint((xy[:-1, 0] - square.left) * scale).astype(int)
    y = np.rint((square.top - xy[:-1, 1]) * scale).astype(int)
    points = " ".join(f"{a},{b}" for a, b in zip(x, y, strict=True))
    return f"M{points}Z"


def _span(first: int, length: int, available: int, factor: int) -> tuple[int, slice]:
    """First cell to read of an axis, and the places in the cut-out that it fills; whole steps of the factor only."""
    skipped = math.ceil(max(0, -first) / factor)
    start = first + skipped * factor
    count = math.ceil(max(0, min(first + length, available) - start) / factor)
    return start, slice(skipped, skipped + count)


def _is_aligned(grid: Grid, square: Grid) -> bool:
    steps = ((square.left - grid.left) / grid.pixel_m, (grid.top - square.top) / grid.pixel_m)
    return grid.pixel_m == square.pixel_m and all(math.isclose(step, round(step), abs_tol=1e-6) for step in steps)
