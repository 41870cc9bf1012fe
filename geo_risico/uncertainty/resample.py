"""Which locations stand for the population in each draw: whole blocks, drawn with replacement within a peer group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]

BLOCK_M: Final = 3000
_SHIFT: Final = 1_000_003
"""More than the number of blocks from west to east."""


@dataclass(frozen=True, kw_only=True)
class Resampled:
    """How often each block counts in each draw (draw by block), and the block of each row."""

    counts: Ints
    block: Ints

    def of(self, draw: int) -> Ints:
        """Times that each row counts in one draw."""
        times: Ints = self.counts[draw][self.block]
        return times


def blocks(locations: gpd.GeoDataFrame, block_m: float = BLOCK_M) -> pd.Series[int]:
    """Number of the square block in which the centroid of each location lies, the same for every selection.

    Parameters
    ----------
    locations
        Geometry in EPSG:28992.
    block_m
        Side of a block.
    """
    xy = shapely.get_coordinates(shapely.centroid(np.asarray(locations.geometry.array))).reshape(-1, 2)
    column, row = np.floor(xy / block_m).astype(np.int64).T
    return pd.Series(row * _SHIFT + column, index=locations.index, name="block", dtype="int64")


def resample(groups: Ints, block: Ints, draws: int, rng: np.random.Generator) -> Resampled:
    """As many blocks as a group has, drawn with replacement, per group and draw.

    A group of one block is always itself. The order of the rows does not matter.

    Parameters
    ----------
    groups
        Number of the peer group of each row.
    block
        Block of each row, as from `blocks`.
    draws
        Number of draws.
    rng
        Source of the draws.
    """
    pairs, place = np.unique(np.column_stack([groups, block]), axis=0, return_inverse=True)
    sizes = np.unique(pairs[:, 0], return_counts=True)[1]
    parts = [rng.multinomial(size, np.full(size, 1 / size), size=draws) for size in sizes]
    counts = np.concatenate(parts, axis=1) if parts else np.ones((draws, 0), dtype=np.int64)
    return Resampled(counts=counts.astype(np.int64), block=place.reshape(-1).astype(np.int64))
