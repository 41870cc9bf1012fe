"""Gaps in heights filled from the nearest known cells in four directions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.kernels.compiling import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray


@compiled
def filled(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Copy in which each NaN is the mean of the nearest known cells to the left, right, top and bottom.

    Each weighs one over its distance in cells; NaN remains where a row and a column hold no known cell.

    Parameters
    ----------
    values
        Heights, NaN = unknown.
    """
    total = np.zeros(values.shape, dtype=np.float64)
    weight = np.zeros(values.shape, dtype=np.float64)
    for row in range(values.shape[0]):
        _sweep(values[row], total[row], weight[row])
        _sweep(values[row, ::-1], total[row, ::-1], weight[row, ::-1])
    _sweep_down(values, total, weight)
    _sweep_down(values[::-1], total[::-1], weight[::-1])
    result = values.copy()
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            if math.isnan(values[row, column]) and weight[row, column] > 0:
                result[row, column] = total[row, column] / weight[row, column]
    return result


@compiled
def _sweep(line: NDArray[np.float32], total: NDArray[np.float64], weight: NDArray[np.float64]) -> None:
    """Carry the last known value along a line."""
    last = -1
    for k in range(line.size):
        if not math.isnan(line[k]):
            last = k
        elif last >= 0:
            total[k] += line[last] / (k - last)
            weight[k] += 1.0 / (k - last)


@compiled
def _sweep_down(values: NDArray[np.float32], total: NDArray[np.float64], weight: NDArray[np.float64]) -> None:
    """Carry the last known value of each column downwards, row by row."""
    last = np.full(values.shape[1], -1, dtype=np.int64)
    for row in range(values.shape[0]):
        for column in range(values.shape[1]):
            if not math.isnan(values[row, column]):
                last[column] = row
            elif last[column] >= 0:
                away = row - last[column]
                total[row, column] += values[last[column], column] / away
                weight[row, column] += 1.0 / away
