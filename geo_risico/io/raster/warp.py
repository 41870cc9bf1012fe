"""Values at positions between cells: nearest, bilinear or cubic; an unknown cell makes what leans on it unknown."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

import numpy as np

from geo_risico.core.raster import Window

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_risico.io.raster.frames import Frame

    Floats = NDArray[np.float64]

_Kind = TypeVar("_Kind", bound=np.generic)

TAPS: Final = {"nearest": 1, "bilinear": 2, "cubic": 4}
"""Cells along one axis that a value leans on."""
NOTHING: Final = 1e-6
"""Weight below which a cell does not count."""
NARROW: Final = {"average": "bilinear", "mode": "nearest"}
"""What average and mode are when cells are about as wide as before."""


class Readable(Protocol):
    """Values of one band in its own frame."""

    @property
    def frame(self) -> Frame:
        """Cells in their own crs."""

    def read(self, window: Window, factor: int) -> NDArray[np.float32]:
        """Values of a window that may stick out of the frame, NaN = unknown."""


def sampled(
    source: Readable, at: tuple[Floats, Floats], factor: int, anchor: tuple[int, int], how: str
) -> NDArray[np.float32]:
    """Values at positions (row, column) of a frame, NaN outside it.

    Parameters
    ----------
    source
        Band that is read, only around the positions.
    at
        Row and column of each position in cells of the frame; they broadcast.
    factor
        The band is read at cells so many times as wide.
    anchor
        Row and column where a wide cell starts.
    how
        ``nearest``, ``bilinear``, ``cubic``, ``average`` or ``mode``.
    """
    taps = TAPS[NARROW.get(how, how)]
    size = (source.frame.height, source.frame.width)
    is_inside = _within(at[0], size[0]) & _within(at[1], size[1])
    out = np.full(is_inside.shape, np.nan, dtype=np.float32)
    if not is_inside.any():
        return out
    spans = [
        _span(axis, is_inside, taps, factor, start, cells) for axis, start, cells in zip(at, anchor, size, strict=True)
    ]
    (row, height), (column, width) = spans
    values = source.read(Window(row, column, height * factor, width * factor), factor)
    legs = [_legs(*pair, taps, factor) for pair in zip(at, anchor, spans, strict=True)]
    return np.where(is_inside, _summed(values, legs[0], legs[1]), out)


def picked(values: NDArray[_Kind], row: NDArray[np.int64], column: NDArray[np.int64]) -> NDArray[_Kind]:
    """Values at rows and columns that broadcast; whole rows and columns when these are apart."""
    if row.shape[1] == 1 and column.shape[0] == 1:
        return values[row[:, 0]][:, column[0]]
    return values[row, column]


def _within(at: Floats, cells: int) -> NDArray[np.bool_]:
    return np.asarray((at >= 0) & (at < cells))


def _span(at: Floats, is_inside: NDArray[np.bool_], taps: int, factor: int, anchor: int, cells: int) -> tuple[int, int]:
    """First cell to read, on the lattice of wide cells, and the number of wide cells."""
    axes = tuple(k for k in (0, 1) if at.shape[k] == 1 and is_inside.shape[k] != 1)
    near = at[is_inside.any(axis=axes, keepdims=True) if axes else is_inside]
    low = max(math.floor((near.min() - anchor) / factor) - taps, math.floor(-anchor / factor))
    high = min(math.floor((near.max() - anchor) / factor) + taps + 1, math.ceil((cells - anchor) / factor))
    return low * factor + anchor, high - low


def _legs(
    at: Floats, anchor: int, read: tuple[int, int], taps: int, factor: int
) -> list[tuple[NDArray[np.int64], NDArray[np.float32]]]:
    """Cell in what was read, and weight, of every tap along one axis."""
    start, count = (read[0] - anchor) // factor, read[1]
    middle = (at - anchor) / factor - (0 if taps == 1 else 0.5)
    first = np.floor(middle)
    part = middle - first
    if taps == 1:
        weights = [np.ones_like(part)]
    elif taps == TAPS["bilinear"]:
        weights = [1 - part, part]
    else:
        first -= 1
        weights = _cubic(part)
    found = []
    for i, weight in enumerate(weights):
        cell = np.clip(first + i - start, 0, count - 1).astype(np.int64)
        found.append((cell, weight.astype(np.float32)))
    return found


def _cubic(t: Floats) -> list[Floats]:
    """Weights of the convolution with parameter -0.5, as GDAL has it."""
    return [
        -0.5 * t**3 + t**2 - 0.5 * t,
        1.5 * t**3 - 2.5 * t**2 + 1,
        -1.5 * t**3 + 2 * t**2 + 0.5 * t,
        0.5 * t**3 - 0.5 * t**2,
    ]


def _summed(
    values: NDArray[np.float32],
    rows: list[tuple[NDArray[np.int64], NDArray[np.float32]]],
    columns: list[tuple[NDArray[np.int64], NDArray[np.float32]]],
) -> NDArray[np.float32]:
    if len(rows) == 1 and len(columns) == 1:
        return picked(values, rows[0][0], columns[0][0])
    total = np.zeros(np.broadcast_shapes(rows[0][0].shape, columns[0][0].shape), dtype=np.float32)
    for row, down in rows:
        for column, across in columns:
            weight = down * across
            total += np.where(np.abs(weight) > NOTHING, picked(values, row, column) * weight, np.float32(0))
    return total
