"""Pixels that a mask hides, on the cells of the band that it belongs to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.ndimage import distance_transform_edt

from geo_risico.core.raster import Window
from geo_risico.io.raster.frames import positions, ratio
from geo_risico.io.raster.warp import picked

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_risico.core.raster_specs import MaskRule
    from geo_risico.io.raster.frames import Frame
    from geo_risico.io.raster.mosaic import Mosaic


@dataclass(frozen=True, kw_only=True, eq=False)
class Mask:
    """A rule and the files that it reads."""

    rule: MaskRule
    mosaic: Mosaic

    def hidden(self, frame: Frame, window: Window, factor: int = 1) -> NDArray[np.bool_]:
        """Whether each cell of a window of a frame is hidden; a cell outside the mask is.

        The nearest pixel of the mask counts, after its hidden pixels grew by ``margin_m``.
        """
        own = self.mosaic.frame
        row, column = positions(frame, window, factor, own)
        shape = np.broadcast_shapes(row.shape, column.shape)
        is_inside = (row >= 0) & (row < own.height) & (column >= 0) & (column < own.width)
        if not is_inside.any():
            return np.ones(shape, dtype=bool)
        step = max(1, math.floor(ratio(frame, own) * factor + 1e-6)) if self.mosaic.has_overview(factor) else 1
        radius = self.rule.margin_m / (own.pixel_m * step)
        halo = math.ceil(radius) + 1
        spans = [_span(at, cells, step, halo) for at, cells in ((row, own.height), (column, own.width))]
        part = Window(spans[0][0] * step, spans[1][0] * step, spans[0][1] * step, spans[1][1] * step)
        is_hidden = self._grown(part, step, radius)
        at_row, at_column = (
            np.clip(np.floor(at / step) - first, 0, count - 1).astype(np.int64)
            for at, (first, count) in zip((row, column), spans, strict=True)
        )
        return np.where(is_inside, picked(is_hidden, at_row, at_column), True)  # noqa: FBT003 - a mask, no option

    def _grown(self, window: Window, step: int, radius: float) -> NDArray[np.bool_]:
        values, is_known = self.mosaic.read(window, step)
        is_hidden = np.isin(values, self.rule.values)
        if self.rule.bits:
            is_hidden |= (values.astype(np.int64) & sum(1 << bit for bit in self.rule.bits)) != 0
        is_hidden |= ~is_known & (values != 0)  # many masks have 0, clear, as nodata
        if self.rule.margin_m > 0 and is_hidden.any():
            distance: NDArray[Any] = distance_transform_edt(~is_hidden)
            is_hidden = distance <= radius + 0.5
        return is_hidden


def _span(at: NDArray[np.float64], cells: int, step: int, halo: int) -> tuple[int, int]:
    """First wide cell to read and their number, with a halo, within the mask."""
    near = at[(at >= 0) & (at < cells)]
    low = max(math.floor(near.min() / step) - halo, 0)
    return low, min(math.floor(near.max() / step) + halo + 1, -(-cells // step)) - low
