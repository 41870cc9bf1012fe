"""Clouds, their shadows and what the scene classification makes of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

SHADOW_CELLS = (22, 14)
"""Rows and columns of 10 m from a cloud to its shadow, towards the north-west."""
MISSED_COUNT, MISSED_CELLS, MISSED_THICKNESS = 6, (6, 16), 0.35
CODE_SHADOW, CODE_MEDIUM, CODE_HIGH, CODE_CIRRUS = 3, 8, 9, 10
LIMITS = ((0.05, CODE_CIRRUS), (0.35, CODE_MEDIUM), (0.75, CODE_HIGH))
SHADE_SEEN, SHADE = 0.08, 0.55
COARSE = 8


@dataclass(frozen=True, eq=False)
class Sky:
    """What hides the ground: `thickness` 0 to 1 of cloud, `shade` 0 to 1 of light lost, and the mask codes seen.

    `code` is 0 where the classification sees neither; `missed` holds the row, column and radius (cells) of small clouds
    that it does not see.
    """

    thickness: np.ndarray
    shade: np.ndarray
    code: np.ndarray
    missed: np.ndarray


def make_sky(shape: tuple[int, int], share: float, rng: np.random.Generator) -> Sky:
    """Clouds over a share (0 to 1) of the image, with thin edges, shadows and a few small ones that are missed."""
    field = _smooth(shape, 18.0, rng)
    limit = np.quantile(field, 1 - share) if share > 0 else np.inf
    core = np.clip((field - limit) / 0.5, 0.0, 1.0) ** 0.5 if share > 0 else np.zeros(shape)
    spots = np.column_stack([
        rng.integers(0, shape, (MISSED_COUNT, 2)), rng.integers(*MISSED_CELLS, MISSED_COUNT),
    ])  # fmt: skip
    thickness = np.maximum(core, MISSED_THICKNESS * _drawn(shape, spots))
    shade = SHADE * np.roll(core, (-SHADOW_CELLS[0], -SHADOW_CELLS[1]), axis=(0, 1)) * (core < LIMITS[0][0])
    code = np.zeros(shape, dtype=np.uint8)
    code[shade > SHADE_SEEN] = CODE_SHADOW
    for limit, kind in LIMITS:
        code[core > limit] = kind
    unseen = code[spots[:, 0], spots[:, 1]] == 0
    return Sky(thickness.astype(np.float32), shade.astype(np.float32), code, spots[unseen])


def _smooth(shape: tuple[int, int], sigma: float, rng: np.random.Generator) -> np.ndarray:
    """A smooth surface with standard deviation 1, made on coarse cells."""
    small = tuple(-(-side // COARSE) + 2 for side in shape)
    rough = ndimage.gaussian_filter(rng.standard_normal(small), sigma / COARSE * 2.5)
    rough += 0.35 * ndimage.gaussian_filter(rng.standard_normal(small), 1.5) * rough.std() * 5
    fine = ndimage.zoom(rough / rough.std(), COARSE, order=1)
    return np.asarray(fine[: shape[0], : shape[1]], dtype=np.float32)


def _drawn(shape: tuple[int, int], spots: np.ndarray) -> np.ndarray:
    """Small round clouds (0 to 1)."""
    out = np.zeros(shape, dtype=np.float32)
    for row, column, size in spots.tolist():
        rows = slice(max(0, row - size), row + size)
        columns = slice(max(0, column - size), column + size)
        part = out[rows, columns]
        y = np.arange(part.shape[0])[:, None] + rows.start - row
        x = np.arange(part.shape[1]) + columns.start - column
        np.maximum(part, np.clip(1.4 * (1 - np.hypot(y, x) / size), 0, 1), out=part)
    return out
