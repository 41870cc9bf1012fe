"""Rasters inside the code: a grid in EPSG:28992, scenes that are read by window, and what a value rests on."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    import pandas as pd

Bounds = tuple[float, float, float, float]
"""(minx, miny, maxx, maxy) in metres, EPSG:28992."""


@dataclass(frozen=True)
class Window:
    """Rectangle of cells: first row and column (from the top left) and its size."""

    row: int
    column: int
    height: int
    width: int

    @property
    def is_empty(self) -> bool:
        """Whether it holds no cell."""
        return self.height <= 0 or self.width <= 0


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Square cells of a north-up raster in EPSG:28992, from its top left corner, in metres."""

    left: float
    top: float
    pixel_m: float
    width: int
    height: int

    @property
    def bounds(self) -> Bounds:
        """Outer edge in metres."""
        right, bottom = self.left + self.width * self.pixel_m, self.top - self.height * self.pixel_m
        return (self.left, bottom, right, self.top)

    def window(self, bounds: Bounds) -> Window:
        """Cells that touch `bounds`, within the grid; possibly empty.

        Examples
        --------
        >>> Grid(left=0, top=100, pixel_m=10, width=10, height=10).window((15, 75, 30, 95))
        Window(row=0, column=1, height=3, width=2)
        """
        first = max(0, math.floor((bounds[0] - self.left) / self.pixel_m))
        last = min(self.width, math.ceil((bounds[2] - self.left) / self.pixel_m))
        upper = max(0, math.floor((self.top - bounds[3]) / self.pixel_m))
        lower = min(self.height, math.ceil((self.top - bounds[1]) / self.pixel_m))
        return Window(upper, first, max(0, lower - upper), max(0, last - first))

    def part(self, window: Window) -> Grid:
        """Grid of the cells in a window."""
        return Grid(
            left=self.left + window.column * self.pixel_m,
            top=self.top - window.row * self.pixel_m,
            pixel_m=self.pixel_m,
            width=window.width,
            height=window.height,
        )

    def coarser(self, factor: int) -> Grid:
        """Grid with cells `factor` times as wide from the same corner; the last cells may stick out."""
        return Grid(
            left=self.left,
            top=self.top,
            pixel_m=self.pixel_m * factor,
            width=math.ceil(self.width / factor),
            height=math.ceil(self.height / factor),
        )


@dataclass(frozen=True, kw_only=True)
class SceneMeta:
    """What people must know about an image.

    ``native_pixel_m``: cell of the product itself, also when it was resampled. ``clear_share``: share (0 to 1) of the
    pixels in the area of the scan that no mask hides. ``resampling``: how it came on the grid, empty when unchanged.
    """

    layer: str
    source: str
    title: str
    sensor: str
    date: dt.date | None
    native_pixel_m: float
    clear_share: float = 1.0
    resampling: str = ""
    attribution: str = ""
    notes: tuple[str, ...] = ()


class Scene(Protocol):
    """One image, or a mosaic of one date, that is read by window.

    ``bands``: names of bands, computed ones included. ``classes``: band -> words of its codes 0, 1, 2...
    """

    @property
    def grid(self) -> Grid:
        """Cells of the whole scene."""

    @property
    def bands(self) -> tuple[str, ...]:
        """Names of the bands that can be read."""

    @property
    def classes(self) -> Mapping[str, tuple[str, ...]]:
        """Words of the codes of class bands."""

    @property
    def meta(self) -> SceneMeta:
        """Date, sensor and quality."""

    def read(self, bands: Sequence[str], window: Window, *, factor: int = 1) -> np.ndarray:
        """Values (bands, rows, columns), float32, NaN = unknown.

        With a factor the window is read at cells ``factor`` times as wide (overview): ``ceil(height / factor)`` rows.
        """

    def on(self, grid: Grid) -> Scene:
        """The same scene resampled to another grid."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ArrayScene:
    """A scene in memory: values (bands, rows, columns) float32 on a grid."""

    values: np.ndarray
    bands: tuple[str, ...]
    grid: Grid
    meta: SceneMeta
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        """Refuse values that do not fit bands and grid."""
        if self.values.shape != (len(self.bands), self.grid.height, self.grid.width):
            raise TypeError(f"values {self.values.shape} do not fit {len(self.bands)} bands on {self.grid}")

    def read(self, bands: Sequence[str], window: Window, *, factor: int = 1) -> np.ndarray:
        """Values (bands, rows, columns), float32, NaN = unknown; with a factor the value at the middle of each cell."""
        rows = slice(window.row, window.row + window.height)
        columns = slice(window.column, window.column + window.width)
        part = self.values[[self.bands.index(name) for name in bands], rows, columns]
        middle = (factor - 1) // 2
        taken = [np.minimum(np.arange(0, size, factor) + middle, size - 1) for size in part.shape[1:]]
        return np.array(part[:, taken[0]][:, :, taken[1]], dtype=np.float32)

    def on(self, grid: Grid) -> ArrayScene:
        """The nearest value at the middle of each cell of another grid, NaN outside."""
        x = grid.left + (np.arange(grid.width) + 0.5) * grid.pixel_m
        y = grid.top - (np.arange(grid.height) + 0.5) * grid.pixel_m
        columns = np.floor((x - self.grid.left) / self.grid.pixel_m).astype(np.int64)
        rows = np.floor((self.grid.top - y) / self.grid.pixel_m).astype(np.int64)
        is_inside = ((rows >= 0) & (rows < self.grid.height))[:, None] & (columns >= 0) & (columns < self.grid.width)
        picked = self.values[:, rows.clip(0, self.grid.height - 1)][:, :, columns.clip(0, self.grid.width - 1)]
        values = np.where(is_inside, picked, np.nan).astype(np.float32)
        return ArrayScene(values=values, bands=self.bands, grid=grid, meta=self.meta, classes=self.classes)


@dataclass(frozen=True, kw_only=True)
class RasterLayer:
    """Scenes of one raster layer, oldest first; a scene without a date comes first."""

    name: str
    scenes: tuple[Scene, ...]

    def __len__(self) -> int:
        """Number of scenes."""
        return len(self.scenes)


@dataclass(frozen=True, kw_only=True, eq=False)
class Support:
    """What the value of a raster indicator rests on, on the index of the locations; travels in ``attrs['support']``.

    ``pixel_count``: cells counted, by coverage. ``covered_share``: share (0 to 1) of the shape with valid cells.
    ``standard_error``: of the value, in its unit, NaN where not stated. ``clear_count``: number of clear images.
    ``reason``: Dutch, why there is no value; empty where there is one.
    """

    pixel_count: pd.Series[float]
    covered_share: pd.Series[float]
    reason: pd.Series[str]
    standard_error: pd.Series[float] | None = None
    clear_count: pd.Series[float] | None = None

    def of(self, index: pd.Index[str]) -> Support:
        """Support of some locations only."""
        error, clear = self.standard_error, self.clear_count
        return Support(
            pixel_count=self.pixel_count.reindex(index),
            covered_share=self.covered_share.reindex(index),
            reason=self.reason.reindex(index),
            standard_error=None if error is None else error.reindex(index),
            clear_count=None if clear is None else clear.reindex(index),
        )
