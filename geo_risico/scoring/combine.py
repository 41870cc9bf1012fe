"""The index: a weighted mean of the known risks, with bounds, coverage and additive contributions.

Every sum runs column by column in the order of the weights. A location therefore gets the same figure, bit for bit,
wherever it stands in the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_risico.scoring.weights import normalised

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


def combine(risks: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """Index in [0, 1] of each location, with bounds, base and coverage.

    The weights are spread again over the indicators that are known at the location. A weighted indicator without a
    column counts as unknown everywhere; a column without a weight does not count.

    Parameters
    ----------
    risks
        Risk in [0, 1] per indicator; NaN is unknown.
    weights
        Indicator -> weight; only proportions matter.

    Returns
    -------
    pd.DataFrame
        Columns score, score_low, score_high, base and coverage. Nothing known: score and base NaN, bounds 0 and 1.
    """
    count = len(risks)
    total = 0.0
    known, risk, base = np.zeros(count), np.zeros(count), np.zeros(count)
    for values, weight, mean in _columns(risks, weights):
        is_known = ~np.isnan(values)
        total += weight
        known += weight * is_known
        risk += np.where(is_known, weight * values, 0.0)
        base += np.where(is_known, weight * mean, 0.0)
    low, high = risk / total, (risk + (total - known)) / total
    return pd.DataFrame(
        {
            "score": np.clip(_divide(risk, known), low, high),
            "score_low": low,
            "score_high": high,
            "base": _divide(base, known),
            "coverage": known / total,
        },
        index=risks.index,
    )


def contributions(risks: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """Share of the index that each indicator adds or takes away, compared with the mean location of the scan.

    ``c = w (v - mean v)`` with the weights spread over the known indicators of the location and the mean over the known
    values of the scan. Per location ``base + sum(c) = score``.

    Parameters
    ----------
    risks
        Risk in [0, 1] per indicator; NaN is unknown.
    weights
        Indicator -> weight; only proportions matter.

    Returns
    -------
    pd.DataFrame
        One column per weighted indicator, in that order; NaN where the indicator is unknown.
    """
    known = np.zeros(len(risks))
    for values, weight, _ in _columns(risks, weights):
        known += weight * ~np.isnan(values)
    result = np.empty((len(weights), len(risks)))
    for row, (values, weight, mean) in zip(result, _columns(risks, weights), strict=True):
        row[:] = _divide(weight * (values - mean), known)
    return pd.DataFrame(result.T, index=risks.index, columns=list(weights))


def _columns(risks: pd.DataFrame, weights: Mapping[str, float]) -> Iterator[tuple[Floats, float, float]]:
    """Values, share of the weight and mean over the known values, per weighted indicator."""
    for name, weight in normalised(weights).items():
        values = _values(risks, name)
        known_count = int(np.count_nonzero(~np.isnan(values)))
        yield values, weight, float(np.nansum(values)) / known_count if known_count else 0.0


def _values(risks: pd.DataFrame, name: str) -> Floats:
    """Risks of one indicator; NaN everywhere when it has no column."""
    if name not in risks.columns:
        return np.full(len(risks), np.nan)
    return np.asarray(risks[name], dtype=np.float64)


def _divide(part: Floats, whole: Floats) -> Floats:
    """Quotient, NaN where the whole is zero."""
    result: Floats = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return result
