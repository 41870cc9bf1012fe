"""Blocks of bands that were read before, kept in memory within a bound: indicators and themes read the same places."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Final

import numpy as np

from geo_risico.core.raster import Window

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from numpy.typing import NDArray

    Values = NDArray[np.float32]

BLOCK: Final = 512
"""Cells along one side of a block."""
BUDGET: Final = 512 * 2**20
"""Bytes that are kept, over all scenes of the process."""
LARGEST: Final = 8 * 2**20
"""Cells of a window from which keeping it would only push out the rest."""

_blocks: OrderedDict[Hashable, tuple[object, Values]] = OrderedDict()
_lock = threading.Lock()


def kept(
    owner: object, key: Hashable, window: Window, read: Callable[[Window], Values], size: tuple[int, int]
) -> Values:
    """Values of a window, put together from blocks that are read once.

    Parameters
    ----------
    owner
        What the values belong to; held as long as its blocks are.
    key
        What else decides the values, for example the grid.
    window
        Cells that are asked for.
    read
        Reads the values of a window; blocks must give what one reading gives.
    size
        Height and width of the grid.
    """
    outside = window.row < 0 or window.column < 0 or window.row + window.height > size[0]
    outside |= window.column + window.width > size[1]
    if outside or window.height * window.width > LARGEST:
        return read(window)
    out = np.empty((window.height, window.width), dtype=np.float32)
    for block in _touched(window, size):
        values = _block(owner, (id(owner), key, block.row, block.column), block, read)
        top, left = max(block.row, window.row), max(block.column, window.column)
        bottom = min(block.row + block.height, window.row + window.height)
        right = min(block.column + block.width, window.column + window.width)
        part = values[top - block.row : bottom - block.row, left - block.column : right - block.column]
        out[top - window.row : bottom - window.row, left - window.column : right - window.column] = part
    return out


def kept_bytes() -> int:
    """Bytes kept at this moment."""
    with _lock:
        return sum(values.nbytes for _, values in _blocks.values())


def _touched(window: Window, size: tuple[int, int]) -> Iterator[Window]:
    for row in range(window.row // BLOCK * BLOCK, window.row + window.height, BLOCK):
        for column in range(window.column // BLOCK * BLOCK, window.column + window.width, BLOCK):
            yield Window(row, column, min(BLOCK, size[0] - row), min(BLOCK, size[1] - column))


def _block(owner: object, key: Hashable, block: Window, read: Callable[[Window], Values]) -> Values:
    with _lock:
        found = _blocks.get(key)
        if found is not None:
            _blocks.move_to_end(key)
            return found[1]
    values = read(block)
    with _lock:
        _blocks[key] = (owner, values)
        while len(_blocks) * BLOCK * BLOCK * values.itemsize > BUDGET:
            _blocks.popitem(last=False)
    return values
