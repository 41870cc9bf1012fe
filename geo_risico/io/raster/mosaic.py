"""Files that together are one band, read by window: where they overlap the first valid value counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from rasterio.enums import MaskFlags, Resampling
from rasterio.windows import Window as RasterWindow

from geo_risico.io.raster.handles import opened
from geo_risico.spatial.blocks import segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo_risico.core.raster import Window
    from geo_risico.io.raster.frames import Frame
    from geo_risico.io.raster.handles import Image

HOW: Final = {"nearest": Resampling.nearest, "average": Resampling.average, "mode": Resampling.mode}

UNCOVERED: Final = 1
"""Stored value of a cell, never valid, on which no file lies."""


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One file of a mosaic: the first row and column it fills, its size, and what it says of itself."""

    image: Image
    row: int
    column: int
    height: int
    width: int
    overviews: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Mosaic:
    """Files on one frame. ``dtype``: of the values as stored; ``index``: number of the band in each file."""

    tiles: tuple[Tile, ...]
    frame: Frame
    index: int
    dtype: str
    _edges: NDArray[np.int64] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Keep the edges of the tiles together, so that a window finds its tiles at once."""
        edges = [(t.row, t.column, t.row + t.height, t.column + t.width) for t in self.tiles]
        object.__setattr__(self, "_edges", np.array(edges, dtype=np.int64).reshape(-1, 4))

    @property
    def is_remote(self) -> bool:
        """Whether some of its bytes come over a network."""
        return any(tile.image.is_remote for tile in self.tiles)

    def has_overview(self, factor: int) -> bool:
        """Whether every file holds a reduced copy that serves cells ``factor`` times as wide."""
        return factor > 1 and all(t.overviews and t.overviews[0] <= factor for t in self.tiles)

    def read(self, window: Window, factor: int = 1, how: str = "nearest") -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """Values as stored and whether they are valid, for a window that may stick out of the frame.

        With a factor the files are read reduced, from their overviews when they have these.

        Raises
        ------
        SourceError
            When a file cannot be read any more.
        """
        shape = (-(-window.height // factor), -(-window.width // factor))
        values, is_valid = np.full(shape, UNCOVERED, dtype=self.dtype), np.zeros(shape, dtype=bool)
        for tile in self._touched(window):
            rows = segments(window.row, shape[0], factor, tile.row, tile.row + tile.height)
            columns = segments(window.column, shape[1], factor, tile.column, tile.column + tile.width)
            for row, height, out_row, out_height in rows:
                for column, width, out_column, out_width in columns:
                    place = (slice(out_row, out_row + out_height), slice(out_column, out_column + out_width))
                    if not is_valid[place].all():
                        at = RasterWindow(column - tile.column, row - tile.row, width, height)
                        part, is_known = self._part(tile, at, (out_height, out_width), how)
                        np.copyto(values[place], part, where=~is_valid[place], casting="unsafe")
                        is_valid[place] |= is_known
        return values, is_valid

    def _touched(self, window: Window) -> Sequence[Tile]:
        top, left, bottom, right = self._edges.T
        is_near = (top < window.row + window.height) & (bottom > window.row)
        is_near &= (left < window.column + window.width) & (right > window.column)
        return [self.tiles[i] for i in np.flatnonzero(is_near)]

    def _part(
        self, tile: Tile, at: RasterWindow, shape: tuple[int, int], how: str
    ) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        with opened(tile.image) as data:
            options = {"window": at, "out_shape": shape, "resampling": HOW[how]}
            values = data.read(self.index, **options)
            flags = data.mask_flag_enums[self.index - 1]
            is_valid = np.ones(shape, dtype=bool)
            if MaskFlags.all_valid not in flags and MaskFlags.nodata not in flags:
                is_valid = data.read_masks(self.index, **{**options, "resampling": Resampling.nearest}) > 0
            nodata = data.nodatavals[self.index - 1]
        if values.dtype.kind == "f":
            is_valid &= np.isfinite(values)
        if nodata is not None and not np.isnan(nodata):
            with np.errstate(over="ignore"):
                is_valid &= values != np.array([nodata]).astype(values.dtype if values.dtype.kind == "f" else float)
        return values, is_valid
