"""Sums over points around a place that fall off with distance."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.kernels.compiling import compiled
from geo_risico.spatial.kernels.grid import SAFE, clipped

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo_risico.spatial.kernels.grid import Cells

BELL, HILL = 0, 1
"""How an amount falls off with distance d: ``exp(-d^2 / (2 scale^2))`` and ``(1 - (d / scale)^2)^2``."""


@compiled
def fading_sum(
    cells: Cells, amount: NDArray[np.float64], at: NDArray[np.float64], reach: tuple[float, float], kind: int
) -> NDArray[np.float64]:
    """Sum of the amounts around each place, less with distance.

    Parameters
    ----------
    cells
        Points.
    amount
        Amount of each point, in their first order.
    at
        Places, shape (n, 2).
    reach
        Distance in metres up to which points count, and the scale in metres of the fall.
    kind
        ``BELL`` or ``HILL``.
    """
    result = np.zeros(len(at))
    square, scale = reach[0] * reach[0], reach[1] * reach[1]
    for k in range(len(at)):
        x, y = at[k]
        if not (math.isfinite(x) and math.isfinite(y)):
            continue
        safe = reach[0] + SAFE * (reach[0] + abs(x) + abs(y) + abs(cells.left) + abs(cells.low))
        left = max(clipped((x - safe - cells.left) / cells.cell_m, cells.columns), 0)
        right = min(clipped((x + safe - cells.left) / cells.cell_m, cells.columns), cells.columns - 1)
        first = max(clipped((y - safe - cells.low) / cells.cell_m, cells.rows), 0)
        last = min(clipped((y + safe - cells.low) / cells.cell_m, cells.rows), cells.rows - 1)
        for row in range(first, last + 1 if left <= right else first):
            base = row * cells.columns
            for p in range(cells.start[base + left], cells.start[base + right + 1]):
                dx, dy = cells.x[p] - x, cells.y[p] - y
                gap = dx * dx + dy * dy
                if gap <= square:
                    share = math.exp(-gap / (2.0 * scale)) if kind == BELL else (1.0 - gap / scale) ** 2
                    result[k] += amount[cells.number[p]] * share
    return result
