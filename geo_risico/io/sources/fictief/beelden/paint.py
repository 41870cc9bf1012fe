"""Numbers of shapes painted on a grid of square cells, later shapes over earlier ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.geometry import Bools, Floats, Geometries, Ints


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A north-up grid of square cells from its top left corner, in metres of whatever projection."""

    left: float
    top: float
    pixel_m: float
    width: int
    height: int

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Outer edge in metres."""
        return (self.left, self.top - self.height * self.pixel_m, self.left + self.width * self.pixel_m, self.top)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return (self.height, self.width)

    def part(self, row: int, column: int, shape: tuple[int, int]) -> Sheet:
        """Sheet of some rows and columns, cut off at the edge."""
        return Sheet(
            left=self.left + column * self.pixel_m,
            top=self.top - row * self.pixel_m,
            pixel_m=self.pixel_m,
            width=min(shape[1], self.width - column),
            height=min(shape[0], self.height - row),
        )


def sheet_over(bounds: tuple[float, float, float, float], pixel_m: float, step: int) -> Sheet:
    """Sheet over bounds whose corners are multiples of the pixel and whose sides hold a multiple of `step` cells."""
    low = np.floor(np.array(bounds[:2]) / pixel_m / step) * step
    high = np.ceil(np.array(bounds[2:]) / pixel_m / step) * step
    width, height = (int(side) for side in high - low)
    return Sheet(
        left=float(low[0]) * pixel_m, top=float(high[1]) * pixel_m, pixel_m=pixel_m, width=width, height=height
    )


def paint(shapes: Geometries, numbers: Ints, sheet: Sheet) -> np.ndarray:
    """Number of the last shape that holds the middle of each cell, -1 where none does.

    Parameters
    ----------
    shapes
        Polygons or multipolygons in painting order.
    numbers
        Number that each shape leaves.
    sheet
        Cells to paint.
    """
    canvas = np.full(sheet.height * sheet.width, -1, dtype=np.int32)
    owner, row, x = _crossings(shapes, sheet)
    order = np.lexsort((x, row, owner))
    owner, row, x = owner[order], row[order], x[order]
    first, last = np.ceil(x[0::2] - 0.5).astype(np.int64), np.ceil(x[1::2] - 0.5).astype(np.int64)
    first, last = first.clip(0, sheet.width), last.clip(0, sheet.width)
    start, count = row[0::2] * sheet.width + first, last - first
    used = count > 0
    start, count, mark = start[used], count[used], numbers[owner[0::2][used]]
    at = np.arange(count.sum()) + np.repeat(start - (np.cumsum(count) - count), count)
    canvas[at] = np.repeat(mark, count)
    return canvas.reshape(sheet.shape)


def near(box: Floats, sheet: Sheet) -> Bools:
    """Which boxes (n, 4) touch the sheet."""
    left, bottom, right, top = sheet.bounds
    with np.errstate(invalid="ignore"):
        hit = (box[:, 0] < right) & (box[:, 2] > left) & (box[:, 1] < top) & (box[:, 3] > bottom)
    return np.asarray(hit, dtype=np.bool_)


def blocks_near(shapes: Geometries, sheet: Sheet, cells: int) -> Bools:
    """Which square blocks of so many cells the boxes of shapes touch: (rows, columns)."""
    side = cells * sheet.pixel_m
    box = shapely.bounds(shapes)
    low_x, high_x = ((box[:, k] - sheet.left) // side for k in (0, 2))
    low_y, high_y = ((sheet.top - box[:, k]) // side for k in (3, 1))
    hit = np.zeros((-(-sheet.height // cells), -(-sheet.width // cells)), dtype=np.bool_)
    for y0, y1, x0, x1 in np.stack([low_y, high_y, low_x, high_x], axis=1).clip(0).astype(np.int64).tolist():
        hit[y0 : y1 + 1, x0 : x1 + 1] = True
    return hit


def _crossings(shapes: Geometries, sheet: Sheet) -> tuple[Ints, Ints, Floats]:
    """Where the outlines cross the middle of each row: shape, row and column position."""
    parts, part_owner = shapely.get_parts(shapes, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    column = (xy[:, 0] - sheet.left) / sheet.pixel_m
    line = (sheet.top - xy[:, 1]) / sheet.pixel_m - 0.5
    a, b = line[:-1][same], line[1:][same]
    xa, xb = column[:-1][same], column[1:][same]
    owner = part_owner[ring_part[ring[:-1][same]]]
    low = np.ceil(np.minimum(a, b)).clip(0, sheet.height).astype(np.int64)
    high = np.ceil(np.maximum(a, b)).clip(0, sheet.height).astype(np.int64)
    count = high - low
    edge = np.repeat(np.arange(len(count)), count)
    row = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count - low, count)
    x = xa[edge] + (row - a[edge]) / (b - a)[edge] * (xb - xa)[edge]
    return np.asarray(owner[edge], dtype=np.int64), row, x
