"""Unknown values in a fit and in an index: they neither raise nor lower, their weight goes to what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo_risico.model.objective import anchored_fit

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

_PASSES: Final = 20
_CLOSE: Final = 1e-3


def known_mean(values: Floats, weights: Floats) -> Floats:
    """Weighted mean of the known values of each row, within their range; NaN when no weighted value is known.

    Examples
    --------
    >>> known_mean(np.array([[1.0, 0.0], [np.nan, 0.5], [0.5, np.nan]]), np.array([1.0, 0.0]))
    array([1. , nan, 0.5])
    """
    is_known = ~np.isnan(values)
    known = is_known @ weights
    total = np.where(is_known, values, 0.0) @ weights
    mean = np.divide(total, known, out=np.full(len(values), np.nan), where=known > 0)
    counted = is_known & (weights > 0)
    low = np.where(counted, values, np.inf).min(axis=1)
    high = np.where(counted, values, -np.inf).max(axis=1)
    return np.where(known > 0, np.clip(mean, low, np.maximum(low, high)), np.nan)


def fit_known(
    values: Floats, positive: Flags, row_weight: Floats, anchor: Floats, strength: float
) -> tuple[Floats, float]:
    """Coefficients and intercept of the anchored logistic on a table with unknown values.

    A missing value is the weighted mean of the known values of its row, so that ``w'v`` is the index times the sum of
    the coefficients. The weights of that mean are the fitted ones: fit and fill take turns until nothing moves. Without
    missing values there is one fit.

    Parameters
    ----------
    values, positive, row_weight, anchor, strength
        As for `anchored_fit`; NaN in `values` is unknown, each row has a known value.
    """
    labels = positive.astype(np.float64)
    missing = np.isnan(values)
    if not missing.any():
        return anchored_fit(values, labels, row_weight, anchor, strength)
    coefficients, intercept = anchor, 0.0
    for _ in range(_PASSES):
        former = coefficients
        filled = np.where(missing, _fill(values, former)[:, np.newaxis], values)
        coefficients, intercept = anchored_fit(filled, labels, row_weight, anchor, strength, former)
        if np.abs(coefficients - former).max() <= _CLOSE * max(float(np.abs(coefficients).max()), 1e-12):
            break
    return coefficients, intercept


def average_index(values: Floats, weights: Floats) -> float:
    """Mean index over the rows that have one; without any the plain mean of all known values."""
    mean = known_mean(values, weights)
    is_known = ~np.isnan(mean)
    return float(mean[is_known].mean()) if is_known.any() else float(np.nanmean(values))


def _fill(values: Floats, weights: Floats) -> Floats:
    """Weighted mean of the known values per row; that of the average row where no weighted value is known."""
    mean = known_mean(values, weights)
    return np.where(np.isnan(mean), average_index(values, weights), mean)
