"""Farmyards: how many barns, how large, and where they stand behind the house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_risico.io.sources.fictief.geometry import chance

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.geometry import Bools, Floats, Ints

SLOTS = 6
FRONT_M = 38.0
BARN_COUNT_SHARES = (0.2, 0.27, 0.22, 0.15, 0.1, 0.06)
BARN_TYPES = np.array(
    [[10, 13, 13, 30], [13, 20, 20, 42], [22, 34, 36, 76], [14, 18, 36, 80], [16, 21, 58, 92]], dtype=np.float64
)
BARN_TYPE_SHARES = (0.28, 0.32, 0.22, 0.12, 0.06)
MAX_BARN_M2 = 3000.0


@dataclass(frozen=True, eq=False)
class Yards:
    """Farmyards in their own frame: x along the front, y into the land, metres.

    Attributes
    ----------
    width_m, depth_m : Floats
        Size of the lot.
    barn : Bools
        (n, 6) True where a slot holds a barn.
    barn_x, barn_y, barn_width_m, barn_length_m : Floats
        (n, 6) centre and size of the barns; the length runs into the land.
    shed_count : Ints
        Small sheds beside the house.
    second_house : Bools
        True where a second house stands on the yard.
    mirrored : Bools
        True where the house stands on the right.
    """

    width_m: Floats
    depth_m: Floats
    barn: Bools
    barn_x: Floats
    barn_y: Floats
    barn_width_m: Floats
    barn_length_m: Floats
    shed_count: Ints
    second_house: Bools
    mirrored: Bools

    @property
    def building_count(self) -> Ints:
        """Buildings on each yard."""
        return np.asarray(1 + self.barn.sum(axis=1) + self.shed_count + self.second_house, dtype=np.int64)


def draw_yards(width_max_m: Floats, depth_max_m: Floats, rng: np.random.Generator) -> Yards:
    """Random farmyards that fit in the given widths and depths."""
    n = len(width_max_m)
    per_row = np.clip((width_max_m - 24) // 27, 1, 3).astype(np.int64)
    row_limit = np.clip((depth_max_m - FRONT_M) // 62, 1, 3).astype(np.int64)
    wanted = rng.choice(np.arange(1, SLOTS + 1), n, p=BARN_COUNT_SHARES)
    count = np.minimum(wanted, per_row * row_limit)
    slot = np.arange(SLOTS)
    row, column = slot // per_row[:, None], slot % per_row[:, None]
    barn = slot < count[:, None]
    width, long = _barn_sizes(n, rng)
    width, long = np.where(barn, width, 0.0), np.where(barn, long, 0.0)
    row_width = _row_sum(width / 0.93 + 8.0 * barn, row) - 8.0
    width = width * np.take_along_axis(np.minimum(1.0, (width_max_m[:, None] - 22) / np.maximum(row_width, 1)), row, 1)
    row_width = _row_sum(width / 0.93 + 8.0 * barn, row) - 8.0
    shrink = np.minimum(
        1.0, (depth_max_m - FRONT_M - 14.0 * row_limit) / np.maximum(_row_max(long, row).sum(axis=1), 1.0)
    )
    long = long * shrink[:, None]
    row_long = _row_max(long, row)
    row_start = FRONT_M + np.cumsum(row_long + 13.0 * (row_long > 0), axis=1) - (row_long + 13.0 * (row_long > 0))
    lot_width = np.maximum(row_width.max(axis=1) + 22.0, 46.0)
    before = _before_in_row(width / 0.93 + 8.0 * barn, column)
    left_edge = (lot_width[:, None] - np.take_along_axis(row_width, row, 1)) / 2
    sheds = rng.choice([0, 1, 2], n, p=[0.55, 0.33, 0.12])
    return Yards(
        width_m=np.minimum(lot_width, width_max_m),
        depth_m=FRONT_M + (row_long + 13.0 * (row_long > 0)).sum(axis=1),
        barn=barn,
        barn_x=left_edge + before + width / 0.93 / 2,
        barn_y=np.take_along_axis(row_start, row, 1) + long / 2,
        barn_width_m=width,
        barn_length_m=long,
        shed_count=sheds,
        second_house=(sheds == 0) & chance(n, 0.16, rng),
        mirrored=chance(n, 0.5, rng),
    )


def _barn_sizes(n: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    kind = rng.choice(len(BARN_TYPES), (n, SLOTS), p=BARN_TYPE_SHARES)
    low_w, high_w, low_l, high_l = np.moveaxis(BARN_TYPES[kind], -1, 0)
    width, long = rng.uniform(low_w, high_w), rng.uniform(low_l, high_l)
    return width, np.minimum(long, MAX_BARN_M2 / width)


def _row_sum(values: Floats, row: Ints) -> Floats:
    return np.stack([np.where(row == r, values, 0.0).sum(axis=1) for r in range(SLOTS)], axis=1)


def _row_max(values: Floats, row: Ints) -> Floats:
    return np.stack([np.where(row == r, values, 0.0).max(axis=1) for r in range(SLOTS)], axis=1)


def _before_in_row(values: Floats, column: Ints) -> Floats:
    previous = np.concatenate([np.zeros((len(values), 1)), values[:, :-1]], axis=1)
    one = np.where(column >= 1, previous, 0.0)
    earlier = np.concatenate([np.zeros((len(values), 2)), values[:, :-2]], axis=1)
    return np.asarray(one + np.where(column > 1, earlier, 0.0), dtype=np.float64)
