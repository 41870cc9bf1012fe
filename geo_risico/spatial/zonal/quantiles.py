"""Quantiles of the cells of each shape, weighted by cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def weighted_quantiles(
    values: NDArray[np.float32], weight: NDArray[np.float64], start: NDArray[np.int64], wanted: Sequence[float]
) -> NDArray[np.float64]:
    """Quantiles of each shape, shape (n, len(wanted)); NaN without a valid cell.

    With ``n`` values in order and weights ``w``, value ``k`` (from 0) stands at ``k * w[k] + (n - 1) * sum(w[:k])``
    and the quantile is read between them on a line, as exactextract does. Equal weights give the common quantile.

    Parameters
    ----------
    values
        Value of each cell; NaN is not valid.
    weight
        Weight of each cell, its cover included; only cells with more than 0 count.
    start
        First cell of each shape, and one past the last.
    wanted
        Quantiles, 0 to 1.

    Examples
    --------
    >>> tens = np.array([10, 20, 40], dtype=np.float32)
    >>> weighted_quantiles(tens, np.ones(3), np.array([0, 3]), (0.5, 0.75)).tolist()
    [[20.0, 30.0]]
    """
    result = np.full((len(start) - 1, len(wanted)), np.nan)
    shape = np.repeat(np.arange(len(start) - 1), np.diff(start))
    valid = np.flatnonzero(~np.isnan(values) & (weight > 0))
    if len(valid) == 0:
        return result
    order = valid[np.lexsort((values[valid], shape[valid]))]
    shapes, first, own, size = np.unique(shape[order], return_index=True, return_inverse=True, return_counts=True)
    value, heavy = values[order].astype(np.float64), weight[order]
    total = np.add.reduceat(heavy, first)
    before = np.cumsum(heavy) - heavy
    before -= before[first][own]
    stand = (np.arange(len(order)) - first[own]) * heavy + (size[own] - 1) * before
    for number, quantile in enumerate(wanted):
        at = quantile * (size - 1) * total
        passed = np.add.reduceat((stand <= at[own]).astype(np.int64), first)
        passed = np.where(quantile >= 1, size, np.maximum(passed, 1))
        left = first + passed - 1
        right = np.minimum(left + 1, first + size - 1)
        step = np.where(right > left, stand[right] - stand[left], 1.0)
        result[shapes, number] = value[left] + (at - stand[left]) / step * (value[right] - value[left])
    return result
