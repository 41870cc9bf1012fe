"""One figure per gemeente that stays comparable between gemeenten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_risico.scoring.area_values import area_values
from geo_risico.scoring.bootstrap import poisson_interval

if TYPE_CHECKING:
    import numpy.typing as npt

TOP_SHARE: Final = 0.1
"""The highest tenth of the locations counts as much as the mean of all of them."""
MINIMUM_ASSESSED_SHARE: Final = 0.5
"""A gemeente of which fewer locations have a class gets no figure."""


def score_per_gemeente(scores: pd.DataFrame, by: pd.Series[str], rng: np.random.Generator) -> pd.DataFrame:
    """Score of each gemeente on a scale of 0 to 100, with a 95 % interval.

    Half the mean score of all assessed locations plus half the mean score of their highest tenth, times 100. Scores are
    absolute (value functions are fixed), both means do not grow with the number of locations, and no other gemeente
    takes part in the sum.

    Parameters
    ----------
    scores
        Columns score and class; locations without a class do not count.
    by
        Code of the gemeente of each location.
    rng
        Source of the bootstrap weights.

    Returns
    -------
    pd.DataFrame
        Columns score_per_gemeente, score_per_gemeente_low and score_per_gemeente_high, indexed by code. NaN where fewer
        than half of the locations have a class; no interval for a single location.
    """
    area = by.reindex(scores.index)
    groups = area_values(scores, area)

    def figure(weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return 50 * (groups.mean(weights) + groups.top_mean(weights, TOP_SHARE))

    low, high = poisson_interval(figure, groups.sizes, rng)
    table = pd.DataFrame(
        {
            "score_per_gemeente": figure(np.ones(len(groups.values))),
            "score_per_gemeente_low": np.clip(low, 0, 100),
            "score_per_gemeente_high": np.clip(high, 0, 100),
        },
        index=groups.areas,
    )
    counts = area.groupby(area).size()
    assessed = pd.Series(groups.sizes, index=groups.areas).reindex(counts.index, fill_value=0) / counts
    return table.reindex(counts.index).where(assessed >= MINIMUM_ASSESSED_SHARE)
