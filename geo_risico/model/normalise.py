"""Other ways to bring indicators to one scale and to add them up, to see what a ranking owes to the chosen way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo_risico.scoring.ranks import GroupRanks, group_ranks, score_codes

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

FLOOR: Final = 0.01
"""Lowest value in a geometric mean, so that one zero does not decide everything."""


def min_max(
    values: pd.DataFrame, low: pd.Series[float] | None = None, high: pd.Series[float] | None = None
) -> pd.DataFrame:
    """Values as shares in [0, 1] between the lowest and the highest of each column; NaN stays.

    Parameters
    ----------
    values
        One column per indicator.
    low, high
        Goalposts per column instead of the observed ends; values beyond them become 0 or 1.

    Examples
    --------
    >>> import pandas as pd
    >>> min_max(pd.DataFrame({"a": [2.0, 3.0, 6.0]}))["a"].tolist()
    [0.0, 0.25, 1.0]
    """
    bottom = values.min() if low is None else low[values.columns]
    top = values.max() if high is None else high[values.columns]
    span = (top - bottom).where(top > bottom, 1.0)
    return ((values - bottom) / span).clip(0.0, 1.0)


def z_scores(values: pd.DataFrame) -> pd.DataFrame:
    """Standard deviations from the mean of each column; a column without spread becomes 0."""
    spread = values.std(ddof=0)
    return (values - values.mean()) / spread.where(spread > 0, 1.0)


def rank_shares(values: pd.DataFrame) -> pd.DataFrame:
    """Mean rank of each value in its column as a share of the known values."""
    return values.rank(pct=True)


def weighted_mean(values: Floats, weights: Floats) -> Floats:
    """Weighted mean of the known values: rows by sets of weights; NaN where nothing with weight is known.

    Parameters
    ----------
    values
        Rows by indicators.
    weights
        Sets by indicators.
    """
    known = (~np.isnan(values)).astype(np.float64) @ weights.T
    total = np.nan_to_num(values) @ weights.T
    mean: Floats = np.divide(total, known, out=np.full_like(known, np.nan), where=known > 0)
    return mean


def geometric_mean(values: Floats, weights: Floats) -> Floats:
    """Weighted geometric mean of the known values, with values below `FLOOR` raised to it."""
    mean: Floats = np.exp(weighted_mean(np.log(np.maximum(values, FLOOR)), weights))
    return mean


def ranks(scores: Floats, groups: npt.NDArray[np.int64] | None = None) -> GroupRanks:
    """Place of each score, of whatever scale, among all (or within its group); equal scores share a place.

    Examples
    --------
    >>> ranks(np.array([-3.0, 8.0, 8.0, 1.0])).rank.tolist()
    [4, 1, 1, 3]
    """
    span = float(np.ptp(scores)) if len(scores) else 0.0
    shares = (scores - scores.min()) / span if span > 0 else np.zeros(len(scores))
    return group_ranks(score_codes(shares), np.zeros(len(scores), dtype=np.int64) if groups is None else groups)
