"""Heights of a window: surface, ground without gaps, and how flat the surface is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_risico.core.raster import RasterLayer, Scene, Window

    Cells = NDArray[np.float32]
    Numbers = NDArray[np.float64]

SURFACE, GROUND = "oppervlak", "maaiveld"
_FLAT_WINDOW_M = 2.5


def newest(layer: RasterLayer, bands: tuple[str, ...]) -> Scene | None:
    """Newest scene with all of these bands, None where no scene has them."""
    fitting = [scene for scene in layer.scenes if set(bands) <= set(scene.bands)]
    return fitting[-1] if fitting else None


def read_heights(scene: Scene, window: Window, factor: int = 1) -> tuple[Cells, Cells]:
    """Surface and ground in metres (NAP), the ground without gaps; NaN = unknown.

    Parameters
    ----------
    scene
        Scene with the bands oppervlak and maaiveld.
    window
        Cells to read.
    factor
        Read at cells this many times as wide.
    """
    surface, ground = scene.read((SURFACE, GROUND), window, factor=factor)
    return surface, fill_gaps(ground)


def fill_gaps(values: Cells) -> Cells:
    """Values with gaps filled from the nearest known cells to the left, right, top and bottom, near ones counting more.

    Each of the four weighs one over its distance. A cell with no known cell in its row and column stays NaN.
    """
    known = ~np.isnan(values)
    if known.all():
        return values
    total, weight = np.zeros((2, *values.shape))
    for axis in (0, 1):
        for backward in (False, True):
            seen, distance = _last_known(values, axis, backward=backward)
            part = np.where(np.isnan(seen), 0.0, 1.0 / distance)
            weight += part
            total += part * np.nan_to_num(seen)
    filled = np.divide(total, weight, out=np.full(values.shape, np.nan), where=weight > 0)
    return np.asarray(np.where(known, values, filled), dtype=np.float32)


def _last_known(values: Cells, axis: int, *, backward: bool) -> tuple[Cells, NDArray[np.float64]]:
    """Last known value before each cell along an axis (NaN where none), and how many cells back it lies."""
    lines = np.moveaxis(values, axis, 1)
    lines = lines[:, ::-1] if backward else lines
    place = np.arange(lines.shape[1])
    last = np.maximum.accumulate(np.where(np.isnan(lines), -1, place), axis=1)
    seen = np.where(last >= 0, np.take_along_axis(lines, last.clip(0), axis=1), np.nan)
    distance = np.maximum(place - last, 1).astype(np.float64)
    if backward:
        seen, distance = seen[:, ::-1], distance[:, ::-1]
    return np.moveaxis(seen, 1, axis), np.moveaxis(distance, 1, axis)


def flat_window(pixel_m: float) -> int:
    """Width in cells (odd, 3 or more) of the window in which a plane is fitted."""
    return max(3, 2 * round((_FLAT_WINDOW_M / pixel_m - 1) / 2) + 1)


def plane_residual_m(surface: Cells, inside: NDArray[np.bool_], width: int) -> NDArray[np.float64]:
    """Root mean square distance in metres of the surface to the best plane in the square window around each cell.

    Infinite where the window holds a cell that is not ``inside``: the plane of half a window says nothing.

    Parameters
    ----------
    surface
        Heights in metres.
    inside
        Cells that belong to objects; their heights are known.
    width
        Width of the window in cells, odd.
    """
    base = float(np.median(surface[inside])) if inside.any() else 0.0
    z = np.where(inside, surface - base, 0.0).astype(np.float64)
    ones: Numbers = np.ones(width, dtype=np.float64)
    offset: Numbers = np.arange(width, dtype=np.float64) - width // 2
    count, spread = width**2, width * float((offset**2).sum())

    def sums(cells: Numbers, down: Numbers, across: Numbers) -> Numbers:
        rows = ndimage.correlate1d(cells, down, axis=0, mode="nearest")
        return np.asarray(ndimage.correlate1d(rows, across, axis=1, mode="nearest"), dtype=np.float64)

    slopes = sums(z, offset, ones) ** 2 + sums(z, ones, offset) ** 2
    explained = sums(z, ones, ones) ** 2 / count + slopes / spread
    residual = np.sqrt(np.maximum(sums(z**2, ones, ones) - explained, 0.0) / count)
    whole = ndimage.minimum_filter(inside.astype(np.uint8), size=width, mode="constant", cval=0) > 0
    return np.asarray(np.where(whole, residual, np.inf))
