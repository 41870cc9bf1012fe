"""One band of a source in our numbers: unknown where the file says so, where a mask hides it or out of range."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo_risico.core.raster import Window

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_risico.core.raster_specs import BandMap
    from geo_risico.io.raster.frames import Frame
    from geo_risico.io.raster.masks import Mask
    from geo_risico.io.raster.mosaic import Mosaic

PIECE: Final = 2048
"""Cells along one side of what is read at once to make wide cells of."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Band:
    """A band over its files. ``words``: classes in the order of their codes, empty for a measure.

    The value is ``stored * scale + offset``.
    """

    spec: BandMap
    mosaic: Mosaic
    masks: tuple[Mask, ...]
    scale: float
    offset: float
    words: tuple[str, ...] = ()

    @property
    def frame(self) -> Frame:
        """Cells in their own crs."""
        return self.mosaic.frame

    def read(self, window: Window, factor: int = 1) -> NDArray[np.float32]:
        """Values of a window that may stick out of the frame, NaN = unknown.

        A wide cell is the mean of its known cells (a class: what most of them are), unknown when less than half of it
        is known. Overviews serve where they say the same: without masks and classes, or when reading over a network.
        """
        if factor == 1 or self._serves(factor):
            return self._clear(window, factor)
        out = np.full((-(-window.height // factor), -(-window.width // factor)), np.nan, dtype=np.float32)
        piece = max(1, PIECE // factor)
        for row in range(0, out.shape[0], piece):
            for column in range(0, out.shape[1], piece):
                height, width = min(piece, out.shape[0] - row), min(piece, out.shape[1] - column)
                corner = (window.row + row * factor, window.column + column * factor)
                part = self._clear(Window(*corner, height * factor, width * factor), 1)
                inside = self._inside(corner, (height, width), factor)
                out[row : row + height, column : column + width] = self._wide(part, inside, factor)
        return out

    def known(self, window: Window, factor: int = 1) -> NDArray[np.bool_]:
        """Whether the files hold a value, masks left aside."""
        return ~np.isnan(self._values(window, factor))

    def hidden(self, window: Window, factor: int = 1) -> NDArray[np.bool_]:
        """Whether a mask hides each cell."""
        shape = (-(-window.height // factor), -(-window.width // factor))
        out = np.zeros(shape, dtype=bool)
        for mask in self.masks:
            out |= mask.hidden(self.frame, window, factor)
        return out

    def _serves(self, factor: int) -> bool:
        is_same = not self.masks and not self.words
        return self.mosaic.has_overview(factor) and (is_same or self.mosaic.is_remote)

    def _clear(self, window: Window, factor: int) -> NDArray[np.float32]:
        values = self._values(window, factor)
        if self.masks and not np.isnan(values).all():
            values[self.hidden(window, factor)] = np.nan
        return values

    def _values(self, window: Window, factor: int) -> NDArray[np.float32]:
        how = "nearest" if factor == 1 or self.spec.nodata or self.words else "average"
        stored, is_known = self.mosaic.read(window, factor, how)
        if self.spec.nodata:
            is_known &= ~np.isin(stored, self.spec.nodata)
        if self.words:
            return self._codes(stored, is_known)
        is_small = stored.dtype.itemsize <= np.dtype("u2").itemsize
        with np.errstate(invalid="ignore"):  # a broken file may hold a signalling NaN
            values: NDArray[np.floating[Any]] = stored.astype(np.float32 if is_small else np.float64)
        if (self.scale, self.offset) != (1, 0):
            values *= self.scale
            values += self.offset
        if self.spec.minimum is not None:
            is_known &= values >= self.spec.minimum
        if self.spec.maximum is not None:
            is_known &= values <= self.spec.maximum
        if stored.dtype == np.float64:
            is_known &= np.abs(values) <= np.finfo(np.float32).max  # -1.8e308 and the like are no measurement
        values[~is_known] = np.nan
        return values.astype(np.float32, copy=False)

    def _codes(self, stored: NDArray[Any], is_known: NDArray[np.bool_]) -> NDArray[np.float32]:
        other = self.words.index(self.spec.other) if self.spec.other else np.nan
        out = np.full(stored.shape, other, dtype=np.float32)
        for word, codes in self.spec.classes.items():
            out[np.isin(stored, codes)] = self.words.index(word)
        out[~is_known] = np.nan
        return out

    def _inside(self, corner: tuple[int, int], shape: tuple[int, int], factor: int) -> NDArray[np.float64]:
        """Cells of the frame in each wide cell."""
        counts = []
        for start, cells, size in zip(corner, shape, (self.frame.height, self.frame.width), strict=True):
            edges = np.clip(start + np.arange(cells + 1) * factor, 0, size)
            counts.append(np.diff(edges).astype(np.float64))
        return np.outer(counts[0], counts[1])

    def _wide(self, part: NDArray[np.float32], inside: NDArray[np.float64], factor: int) -> NDArray[np.float32]:
        count = _added(~np.isnan(part), factor)
        if self.words:
            shares = [_added(part == code, factor) for code in range(len(self.words))]
            out = np.argmax(shares, axis=0).astype(np.float32)
        else:
            total = _added(np.nan_to_num(part, nan=0.0, posinf=np.inf, neginf=-np.inf), factor)
            out = (total / np.maximum(count, 1)).astype(np.float32)
        return np.where((count == 0) | (count * 2 < inside), np.float32(np.nan), out)


def _added(cells: NDArray[Any], factor: int) -> NDArray[np.float64]:
    """Sum of the cells in each wide cell; strip by strip, because sums over short axes are slow."""
    rows = np.zeros((cells.shape[0] // factor, cells.shape[1]))
    for k in range(factor):
        rows += cells[k::factor]
    total = np.zeros((rows.shape[0], rows.shape[1] // factor))
    for k in range(factor):
        total += rows[:, k::factor]
    return total


def wide_factor(cells: float) -> int:
    """Wide cells to read for cells so many times as wide as those of the file.

    Examples
    --------
    >>> wide_factor(1.9), wide_factor(4.0), wide_factor(4.6)
    (1, 4, 4)
    """
    return max(1, math.floor(cells + 1e-6))
