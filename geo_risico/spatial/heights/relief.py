"""Heights of a window: surface, ground without gaps, and how flat the surface is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.kernels.flatness import plane_residuals
from geo_risico.spatial.kernels.gaps import filled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_risico.core.raster import RasterLayer, Scene, Window

    Cells = NDArray[np.float32]

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
    return filled(np.ascontiguousarray(values, dtype=np.float32))


def flat_window(pixel_m: float) -> int:
    """Width in cells (odd, 3 or more) of the window in which a plane is fitted."""
    return max(3, 2 * round((_FLAT_WINDOW_M / pixel_m - 1) / 2) + 1)


def plane_residual_m(surface: Cells, inside: NDArray[np.bool_], width: int) -> Cells:
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
    return plane_residuals(np.ascontiguousarray(surface), np.ascontiguousarray(inside), width // 2)
