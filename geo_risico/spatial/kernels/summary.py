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
