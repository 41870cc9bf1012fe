"""Statistics of the cells of each shape, weighted by cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.kernels.compiling import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray


@compiled
def moments(
    values: NDArray[np.float32], cover: NDArray[np.float64], weight: NDArray[np.float64], start: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Mean, standard deviation, minimum, maximum and number of valid cells of each shape: shape (n, 5).

    Parameters
    ----------
    values
        Value of each cell; NaN is not valid.
    cover
        Share of each cell inside its shape.
    weight
        Weight of each cell besides its cover; NaN and less than 0 are not valid.
    start
        First cell of each shape, and one past the last.
    """
    result = np.full((start.size - 1, 5), np.nan)
    for i in range(start.size - 1):
        total, summed, count = 0.0, 0.0, 0.0
        low, high = np.inf, -np.inf
        for k in range(start[i], start[i + 1]):
            if not np.isnan(values[k]) and weight[k] >= 0.0:
                count += cover[k]
                if weight[k] > 0.0:
                    value = np.float64(values[k])
                    total += cover[k] * weight[k]
                    summed += cover[k] * weight[k] * value
                    low, high = min(low, value), max(high, value)
        result[i, 4] = count
        if total > 0.0:
            mean = min(max(summed / total, low), high)
            squares = 0.0
            for k in range(start[i], start[i + 1]):
                if not np.isnan(values[k]) and weight[k] > 0.0:
                    squares += cover[k] * weight[k] * (values[k] - mean) ** 2
            result[i, 0], result[i, 1] = mean, np.sqrt(squares / total)
            result[i, 2], result[i, 3] = low, high
    return result


@compiled
def weighted_quantiles(
    values: NDArray[np.float32], weight: NDArray[np.float64], start: NDArray[np.int64], wanted: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Quantiles of each shape, shape (n, len(wanted)); NaN without a valid cell.

    With ``n`` values in order and weights ``w``, value ``k`` (from 0) stands at ``k * w[k] + (n - 1) * sum(w[:k])``
    and the quantile is read between them on a line. Equal weights give the common quantile.

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
    """
    result = np.full((start.size - 1, wanted.size), np.nan)
    for i in range(start.size - 1):
        part, heavy = values[start[i] : start[i + 1]], weight[start[i] : start[i + 1]]
        kept = np.flatnonzero(~np.isnan(part) & (heavy > 0.0))
        if kept.size == 0:
            continue
        kept = kept[np.argsort(part[kept], kind="mergesort")]
        stand = np.empty(kept.size)
        total = 0.0
        for k in range(kept.size):
            stand[k] = k * heavy[kept[k]] + (kept.size - 1) * total
            total += heavy[kept[k]]
        for j in range(wanted.size):
            at = wanted[j] * (kept.size - 1) * total
            k = np.searchsorted(stand, at, side="right")
            if k in (0, kept.size):
                result[i, j] = part[kept[min(k, kept.size - 1)]]
            else:
                below, above = np.float64(part[kept[k - 1]]), np.float64(part[kept[k]])
                result[i, j] = below + (at - stand[k - 1]) * (above - below) / (stand[k] - stand[k - 1])
    return result
