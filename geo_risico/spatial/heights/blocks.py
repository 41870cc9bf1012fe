"""Heights around groups of locations, read in windows that fit in memory."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.core.raster import Window
from geo_risico.spatial.heights.relief import GROUND, SURFACE, fill_gaps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from geo_risico.core.raster import Grid, Scene

CELL_M = 2.0
"""Size of a cell along a line of sight: wide enough to be quick, small enough to see a shed."""
SQUARE_M = 2000.0
MOST_CELLS = 9_000_000


@dataclass(frozen=True, kw_only=True, eq=False)
class HeightBlock:
    """Heights around some of the locations.

    ``rows``: positions of the locations. ``surface``: what is seen, the ground alone where the scene has no surface.
    ``ground``: ground without gaps, the surface where the scene has no ground. Metres (NAP), NaN = unknown.
    """

    rows: NDArray[np.intp]
    grid: Grid
    surface: NDArray[np.float32]
    ground: NDArray[np.float32]

    def cells(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Column and row, in broken cells, of points (x, y)."""
        x, y = points.reshape(-1, 2).T
        return np.column_stack([x - self.grid.left, self.grid.top - y]) / self.grid.pixel_m


def height_blocks(places: NDArray[np.object_], scene: Scene, reach_m: float) -> Iterator[HeightBlock]:
    """Heights within ``reach_m`` of each location, neighbours together; a location outside the scene is in no block.

    Cells are about ``CELL_M`` wide, or wider for a location that is too large. They lie on fixed places, so that the
    result does not depend on which locations are asked for.

    Parameters
    ----------
    places
        Shapes of the locations.
    scene
        Scene with one of the bands oppervlak and maaiveld.
    reach_m
        Distance in metres around each location.
    """
    bounds = shapely.bounds(places).reshape(-1, 4)
    whole = scene.grid.bounds
    touches = (
        (bounds[:, 0] < whole[2]) & (bounds[:, 2] > whole[0]) & (bounds[:, 1] < whole[3]) & (bounds[:, 3] > whole[1])
    )
    for rows in _groups(bounds, np.flatnonzero(touches)):
        low, high = bounds[rows, :2].min(axis=0) - reach_m, bounds[rows, 2:].max(axis=0) + reach_m
        window = scene.grid.window((*low, *high))
        factor = max(1, round(CELL_M / scene.grid.pixel_m))
        while math.ceil(window.height / factor) * math.ceil(window.width / factor) > MOST_CELLS:
            factor *= 2
        row, column = window.row // factor * factor, window.column // factor * factor
        aligned = Window(row, column, window.row + window.height - row, window.column + window.width - column)
        surface, ground = _read(scene, aligned, factor)
        grid = scene.grid.part(aligned).coarser(factor)
        yield HeightBlock(rows=rows, grid=grid, surface=surface, ground=ground)


def _groups(bounds: NDArray[np.float64], rows: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
    """Positions of locations by the square in which their middle lies; a large location alone."""
    box = bounds[rows]
    is_large = (box[:, 2:] - box[:, :2]).max(axis=1, initial=0) > SQUARE_M
    yield from (rows[[k]] for k in np.flatnonzero(is_large))
    small = rows[~is_large]
    square = np.floor((bounds[small, :2] + bounds[small, 2:]) / 2 / SQUARE_M).astype(np.int64)
    _, group = np.unique(square, axis=0, return_inverse=True)
    order = np.argsort(group.ravel(), kind="stable")
    cuts = np.flatnonzero(np.diff(group.ravel()[order])) + 1
    yield from (part for part in np.split(small[order], cuts) if len(part))


def _read(scene: Scene, window: Window, factor: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    bands = [band for band in (SURFACE, GROUND) if band in scene.bands]
    values = scene.read(bands, window, factor=factor)
    return values[0], fill_gaps(values[-1])
