"""Scores laid out per area, with the two means that describe an area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_risico.scoring.bands import UNKNOWN

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class AreaValues:
    """Scores sorted by area and, within it, from high to low; only areas with at least one score.

    ``areas``: code of each area. ``values``: scores. ``starts``: first row of each area. ``sizes``: rows of each area.
    """

    areas: pd.Index[str]
    values: Floats
    starts: Ints
    sizes: Ints

    def mean(self, weights: Floats) -> Floats:
        """Weighted mean score of each area; NaN where all weights are zero."""
        return _divide(self._sum(weights * self.values), self._sum(weights))

    def top_mean(self, weights: Floats, share: float) -> Floats:
        """Weighted mean score of the highest `share` of the weight of each area; NaN where all weights are zero.

        The location on the boundary counts for the part that falls within the share, so that an area of any size has
        exactly its highest share and repeating all locations changes nothing.
        """
        total = self._sum(weights)
        room = share * np.repeat(total, self.sizes)
        running = np.cumsum(weights) - weights
        before = running - np.repeat(running[self.starts], self.sizes)
        taken = np.clip(room - before, 0.0, weights)
        return _divide(self._sum(taken * self.values), self._sum(taken))

    def _sum(self, values: Floats) -> Floats:
        """Sum per area."""
        result: Floats = np.add.reduceat(values, self.starts) if len(self.starts) else np.zeros(0)
        return result


def area_values(scores: pd.DataFrame, area: pd.Series[str]) -> AreaValues:
    """Scores per area of the locations that have a class.

    Parameters
    ----------
    scores
        Columns score and class.
    area
        Code of the area of each location, on the index of `scores`; NaN is outside.
    """
    counts = scores["score"].notna() & (scores["class"] != UNKNOWN) & area.notna()
    areas = pd.Index(np.sort(area[counts].unique()), dtype="str", name=area.name)
    codes = areas.get_indexer(area[counts])
    values = np.asarray(scores.loc[counts, "score"], dtype=np.float64)
    order = np.lexsort((-values, codes))
    sizes = np.bincount(codes, minlength=len(areas)).astype(np.int64)
    return AreaValues(areas=areas, values=values[order], starts=np.cumsum(sizes) - sizes, sizes=sizes)


def _divide(part: Floats, whole: Floats) -> Floats:
    """Quotient, NaN where the whole is zero."""
    result: Floats = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return result
