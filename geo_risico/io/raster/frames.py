"""The cells of one file or mosaic in its own crs, and where the cells of another fall among them."""

from __future__ import annotations

import functools
import math
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np
from pyproj import CRS, Transformer

from geo_risico.core.raster import Grid, Window
from geo_risico.core.terms import CRS_RD

if TYPE_CHECKING:
    from numpy.typing import NDArray

Numbers = TypeVar("Numbers", float, "NDArray[np.float64]")

NODES: Final = 16
"""Every so many cells the position is computed exactly; in between it is a straight line (error below 1 mm at 10 m)."""
OUTSIDE: Final = -1e12
"""Position of a cell that does not exist in the other crs."""
RD_NAMES: Final = ("amersfoort / rd new", "rd_new", "rijksdriehoekstelsel")
ALIGNED: Final = 1e-3
"""Part of a cell within which two grids lie on each other."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Cells in any crs. ``transform``: the six numbers of the affine that makes crs coordinates of column and row."""

    crs: str
    transform: tuple[float, float, float, float, float, float]
    width: int
    height: int

    def coordinates(self, column: Numbers, row: Numbers) -> tuple[Numbers, Numbers]:
        """X and y in the crs of a place among the cells; 0, 0 is the top left corner."""
        a, b, c, d, e, f = self.transform
        return column * a + row * b + c, column * d + row * e + f

    def cells(self, x: Numbers, y: Numbers) -> tuple[Numbers, Numbers]:
        """Column and row of coordinates in the crs."""
        a, b, c, d, e, f = self.transform
        area = a * e - b * d
        return ((x - c) * e - (y - f) * b) / area, ((y - f) * a - (x - c) * d) / area

    @property
    def is_upright(self) -> bool:
        """Whether the cells are square, north is up and the crs is RD, so that they can be used as they are."""
        a, b, _, d, e, _ = self.transform
        return self.crs == CRS_RD and b == d == 0 and a > 0 and math.isclose(a, -e, rel_tol=1e-9)

    @property
    def pixel_m(self) -> float:
        """Width of a cell in metres, at the middle of the frame."""
        return _pixel_m(self)

    def grid(self) -> Grid:
        """Cells in EPSG:28992: the same when upright, else the smallest grid on multiples of the cell around it."""
        size = self.pixel_m
        if self.is_upright:
            return Grid(
                left=self.transform[2], top=self.transform[5], pixel_m=size, width=self.width, height=self.height
            )
        minx, miny, maxx, maxy = self.bounds_rd()
        left, top = math.floor(minx / size + ALIGNED) * size, math.ceil(maxy / size - ALIGNED) * size
        width, height = math.ceil((maxx - left) / size - ALIGNED), math.ceil((top - miny) / size - ALIGNED)
        return Grid(left=left, top=top, pixel_m=size, width=max(width, 1), height=max(height, 1))

    def bounds_rd(self) -> tuple[float, float, float, float]:
        """Outer edge in metres, EPSG:28992; infinite where the frame lies outside the reach of that crs."""
        along = np.linspace(0, 1, 41)
        column = np.concatenate([along, along, np.zeros(41), np.ones(41)]) * self.width
        row = np.concatenate([np.zeros(41), np.ones(41), along, along]) * self.height
        x, y = self.coordinates(column, row)
        if self.crs != CRS_RD:
            x, y = transformer(self.crs, CRS_RD).transform(x, y)
        return (float(np.min(x)), float(np.min(y)), float(np.max(x)), float(np.max(y)))


def of_grid(grid: Grid) -> Frame:
    """Frame with the cells of a grid."""
    transform = (grid.pixel_m, 0.0, grid.left, 0.0, -grid.pixel_m, grid.top)
    return Frame(crs=CRS_RD, transform=transform, width=grid.width, height=grid.height)


def shift(target: Frame, source: Frame) -> tuple[int, int] | None:
    """Row and column in the source of the first cell of the target when cells lie on each other, else None."""
    if target.crs != source.crs:
        return None
    a, b, c, d, e, f = onto(target, source)
    drift = max(abs(a - 1), abs(e - 1), abs(b), abs(d)) * max(target.width, target.height, 1)
    if max(drift, abs(c - round(c)), abs(f - round(f))) > ALIGNED:
        return None
    return round(f), round(c)


def onto(target: Frame, source: Frame) -> tuple[float, float, float, float, float, float]:
    """Six numbers that make column and row in the source of those in the target, both in one crs."""
    a, b, _, d, e, _ = source.transform
    area = a * e - b * d
    p, q, _, s, t, _ = target.transform
    column, row = source.cells(target.transform[2], target.transform[5])
    turned = ((p * e - s * b) / area, (q * e - t * b) / area, (s * a - p * d) / area, (t * a - q * d) / area)
    return turned[0], turned[1], column, turned[2], turned[3], row


def ratio(target: Frame, source: Frame) -> float:
    """Cells of the source along one cell of the target."""
    return target.pixel_m / source.pixel_m


@functools.lru_cache(maxsize=8)
def positions(
    target: Frame, window: Window, step: int, source: Frame
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Row and column in the source of the middle of each coarse cell of a window of the target; they broadcast.

    A cell is ``step`` cells of the target wide. Position 0 is the outer edge of the first source cell. The last few are
    kept, because the bands of an image share them: leave them as they are.
    """
    rows = _middles(window.row, window.height, step)
    columns = _middles(window.column, window.width, step)
    if target.crs == source.crs:
        a, b, c, d, e, f = onto(target, source)
        if b == d == 0:
            return (e * rows + f)[:, None], (a * columns + c)[None, :]
        return columns[None, :] * d + rows[:, None] * e + f, columns[None, :] * a + rows[:, None] * b + c
    return _interpolated(target, rows, columns, NODES * step, source)


def _middles(first: int, cells: int, step: int) -> NDArray[np.float64]:
    return np.asarray(first + (np.arange(math.ceil(cells / step)) + 0.5) * step, dtype=np.float64)


def _interpolated(
    target: Frame, rows: NDArray[np.float64], columns: NDArray[np.float64], apart: int, source: Frame
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    node_rows, at_row, part_row = _nodes(rows, apart)
    node_columns, at_column, part_column = _nodes(columns, apart)
    x, y = target.coordinates(*np.meshgrid(node_columns, node_rows))
    x, y = transformer(target.crs, source.crs).transform(x, y)
    with np.errstate(invalid="ignore"):
        column, row = source.cells(x, y)
    found = []
    for values in (row, column):
        known = np.where(np.isfinite(values), values, OUTSIDE)
        across = known[:, at_column] * (1 - part_column) + known[:, at_column + 1] * part_column
        found.append(across[at_row] * (1 - part_row[:, None]) + across[at_row + 1] * part_row[:, None])
    return found[0], found[1]


def _nodes(at: NDArray[np.float64], apart: int) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64]]:
    first = np.floor(at / apart).astype(np.int64)
    nodes = np.arange(first.min(), first.max() + 2, dtype=np.float64) * apart
    return nodes, first - first.min(), at / apart - first


def transformer(of: str, to: str) -> Transformer:
    """Transformation between two crs, x before y, made once per thread."""
    return _transformer(of, to, threading.get_ident())


@functools.lru_cache(maxsize=32)
def _transformer(of: str, to: str, thread: int) -> Transformer:
    del thread
    return Transformer.from_crs(of, to, always_xy=True)


@functools.lru_cache(maxsize=64)
def crs_text(wkt: str) -> str:
    """Crs without height, ``EPSG:28992`` for every spelling of RD.

    Examples
    --------
    >>> crs_text("EPSG:7415")
    'EPSG:28992'
    >>> crs_text("EPSG:32631")
    'EPSG:32631'
    """
    crs = CRS.from_user_input(wkt)
    if crs.is_compound:
        crs = CRS.from_user_input(crs.sub_crs_list[0])
    code = crs.to_epsg(min_confidence=70)
    if code == int(CRS_RD.partition(":")[2]) or crs.name.lower().startswith(RD_NAMES):
        return CRS_RD
    return f"EPSG:{code}" if code else str(crs.to_wkt())


@functools.lru_cache(maxsize=256)
def _pixel_m(frame: Frame) -> float:
    a, b, _, d, e, _ = frame.transform
    if frame.crs == CRS_RD:
        return _rounded(math.sqrt(abs(a * e - b * d)))
    if not CRS.from_user_input(frame.crs).is_geographic:
        return _rounded(math.sqrt(abs(a * e - b * d)) * _unit(frame.crs))
    row, column = frame.height / 2, frame.width / 2
    x, y = frame.coordinates(np.array([column, column + 1, column]), np.array([row, row, row + 1]))
    x, y = transformer(frame.crs, CRS_RD).transform(x, y)
    area = abs((x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0]))
    return _rounded(math.sqrt(area)) if math.isfinite(area) and area > 0 else math.nan


@functools.lru_cache(maxsize=64)
def _unit(crs: str) -> float:
    axes = CRS.from_user_input(crs).axis_info
    return float(axes[0].unit_conversion_factor) if axes else 1.0


def _rounded(size: float) -> float:
    """Cell size without the noise of a float: 0.07999999999999623 is 0.08."""
    near = round(size, 6)
    return near if near > 0 and math.isclose(near, size, rel_tol=1e-9) else size
