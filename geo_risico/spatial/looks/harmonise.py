"""How two images relate where nothing changed: a robust line, and the noise that remains between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_risico.core.raster import Grid, Window
from geo_risico.spatial.looks.take import present, still_water

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from geo_risico.core.raster import Scene
    from geo_risico.spatial.looks.take import Looks

SAMPLE_CELLS = 50_000
TILE_CELLS = 32
BLOCK_CELLS = 4
CELLS_EACH = 4
"""Neighbouring cells share light (point spread, resampling): four count as one independent value."""
MAD_TO_SD = 1.4826
STEPS = 30
INVARIANT = 0.1
"""A cell is stable when it lies within this share of the range of values from the line."""
STILL = 0.01
MINIMUM_SHARE = 0.3
MINIMUM_CELLS = 200
MINIMUM_RANGE = 0.02
"""Images with a smaller range of values hold no line to find: one kind of ground."""


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Line from the values of one image to those of another, and what it leaves.

    ``residual``: standard deviation of stable cells about the line. ``noise``: what the mean over a place differs
    while nothing happened there, beyond the noise of its cells: the robust spread of the means of 4 x 4 cells over all
    ground that the images share, and the shift of the whole image where it was not harmonised. ``stable_share``: share
    of the sample (0 to 1) that lies near the line.
    """

    slope: float
    intercept: float
    residual: float
    noise: float
    stable_share: float
    cell_count: int


def fit_of(looks: Looks, early: int, late: int, band: str) -> Fit | None:
    """Relation between two images of the looks; kept, so that it is found once."""
    key = (early, late, band)
    if key not in looks.fits:
        looks.fits[key] = fit_scenes(looks.scenes[early], looks.scenes[late], band)
    return looks.fits[key]


def fit_scenes(early: Scene, late: Scene, band: str) -> Fit | None:
    """Relation between two scenes on at most 50,000 cells that both show; none where too little is stable.

    Images of one sensor keep their values (slope 1, intercept 0): their relation only gives the noise.
    """
    grid = common_grid(early, late)
    names = [present(scene, band) for scene in (early, late)]
    if grid is None or names[0] is None or names[1] is None:
        return None
    tiles = []
    first, second = early.on(grid), late.on(grid)
    for window in sample_windows(grid):
        pair = [s.read([n], window)[0].astype(np.float64) for s, n in zip((first, second), names, strict=True) if n]
        tiles.append(np.where(still_water(band, pair[0], pair[1]), np.nan, np.stack(pair)))
    return fit_tiles(tiles, is_same_sensor=early.meta.sensor == late.meta.sensor)


def fit_tiles(tiles: list[NDArray[np.float64]], *, is_same_sensor: bool) -> Fit | None:
    """Relation on tiles of values (2, rows, columns), NaN where unknown."""
    x, y = (np.concatenate([tile[side].ravel() for tile in tiles]) if tiles else np.empty(0) for side in (0, 1))
    known = ~np.isnan(x) & ~np.isnan(y)
    x, y = x[known], y[known]
    if len(x) == 0:
        return None
    line = (1.0, 0.0) if is_same_sensor else robust_line(x, y)
    if line is None:
        return None
    left = y - line[0] * x - line[1]
    shift = float(np.median(left)) if is_same_sensor else 0.0
    stable = np.abs(left - shift) <= INVARIANT * max(_range(x) * line[0], _range(y))
    residual = float(np.std(left[stable])) if stable.any() else spread(left)
    beyond = block_noise(tiles, *line) ** 2 - residual**2 * CELLS_EACH / BLOCK_CELLS**2
    return Fit(
        slope=line[0],
        intercept=line[1],
        residual=residual,
        noise=float(np.sqrt(max(beyond, 0.0) + shift**2)),
        stable_share=float(stable.mean()),
        cell_count=len(x),
    )


def robust_line(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, float] | None:
    """Slope and intercept through the cells that did not change; none where too few agree.

    Starts from the spread of both images, then keeps the cells within two robust deviations and draws the line anew
    through those, until it stands still. The line is the major axis of reduced values: both images carry noise, and a
    line that blames only the second would be too flat.
    """
    if len(x) < MINIMUM_CELLS or min(_range(x), _range(y)) < MINIMUM_RANGE:
        return None
    slope = _range(y) / _range(x)
    intercept = float(np.median(y - slope * x))
    for _ in range(STEPS):
        left = y - slope * x - intercept
        left = left - np.median(left)
        kept = np.abs(left) <= max(2 * spread(left), STILL * _range(y))
        if min(np.std(x[kept]), np.std(y[kept])) < STILL * _range(y):
            return None
        moved, slope = slope, float(np.std(y[kept]) / np.std(x[kept]))
        intercept = float(np.median(y[kept] - slope * x[kept]))
        if abs(moved - slope) < STILL / 100:
            break
    stable = np.abs(y - slope * x - intercept) <= INVARIANT * max(_range(x) * slope, _range(y))
    is_enough = stable.sum() >= MINIMUM_CELLS and stable.mean() >= MINIMUM_SHARE
    is_related = is_enough and np.corrcoef(x[stable], y[stable])[0, 1] > 1 / 2
    return (slope, intercept) if is_related else None


def block_noise(tiles: list[NDArray[np.float64]], slope: float, intercept: float) -> float:
    """Robust spread of the means of blocks of 4 x 4 cells about the line; of single cells where no block is whole."""
    blocks, cells = [np.empty(0)], [np.empty(0)]
    for tile in tiles:
        left = tile[1] - slope * tile[0] - intercept
        rows, columns = (size // BLOCK_CELLS for size in left.shape)
        cut = left[: rows * BLOCK_CELLS, : columns * BLOCK_CELLS]
        blocks.append(cut.reshape(rows, BLOCK_CELLS, columns, BLOCK_CELLS).mean(axis=(1, 3)).ravel())
        cells.append(left.ravel())
    means = np.concatenate(blocks)
    whole = means[~np.isnan(means)]
    if len(whole) < BLOCK_CELLS:
        whole = np.concatenate(cells)
        whole = whole[~np.isnan(whole)]
    return spread(whole)


def spread(values: NDArray[np.float64]) -> float:
    """Standard deviation told by the median of the distances to the median; 0 without values."""
    if len(values) == 0:
        return 0.0
    return float(MAD_TO_SD * np.median(np.abs(values - np.median(values))))


def common_grid(early: Scene, late: Scene) -> Grid | None:
    """Grid of the scene with the widest cells (the later one of equals), cut to what both cover; none without."""
    own = early.grid if early.grid.pixel_m > late.grid.pixel_m else late.grid
    a, b = early.grid.bounds, late.grid.bounds
    shared = (max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3]))
    window = own.window(shared)
    is_apart = shared[0] >= shared[2] or shared[1] >= shared[3] or window.is_empty
    return None if is_apart else own.part(window)


def joint_grid(scenes: Sequence[Scene]) -> Grid:
    """Grid of the scene with the widest cells, made large enough to hold all scenes."""
    own = max((scene.grid for scene in scenes), key=lambda grid: grid.pixel_m)
    bounds = np.array([scene.grid.bounds for scene in scenes])
    low, high = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    before = int(np.ceil((own.left - low[0]) / own.pixel_m)), int(np.ceil((high[1] - own.top) / own.pixel_m))
    left, top = own.left - before[0] * own.pixel_m, own.top + before[1] * own.pixel_m
    return Grid(
        left=left,
        top=top,
        pixel_m=own.pixel_m,
        width=int(np.ceil((high[0] - left) / own.pixel_m)),
        height=int(np.ceil((top - low[1]) / own.pixel_m)),
    )


def sample_windows(grid: Grid) -> Iterator[Window]:
    """Windows that together hold at most 50,000 cells, spread evenly over the grid: all of a small one."""
    if grid.width * grid.height <= SAMPLE_CELLS:
        yield Window(0, 0, grid.height, grid.width)
        return
    side = max(1, int((SAMPLE_CELLS / TILE_CELLS**2) ** 0.5))
    height, width = min(TILE_CELLS, grid.height), min(TILE_CELLS, grid.width)
    for row in np.unique(np.linspace(0, grid.height - height, side).astype(np.int64)):
        for column in np.unique(np.linspace(0, grid.width - width, side).astype(np.int64)):
            yield Window(int(row), int(column), height, width)


def _range(values: NDArray[np.float64]) -> float:
    low, high = np.quantile(values, (0.05, 0.95))
    return float(high - low)
