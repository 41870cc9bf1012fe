"""How far cells lie from the best plane in the window around them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.kernels.compiling import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray


@compiled
def plane_residuals(surface: NDArray[np.float32], inside: NDArray[np.bool_], reach: int) -> NDArray[np.float32]:
    """Root mean square distance of the surface to the best plane in the window around each cell.

    Infinite where the window holds a cell that is not inside.

    Parameters
    ----------
    surface
        Heights; those of cells inside are known.
    inside
        Cells that belong to objects.
    reach
        Cells that the window goes to each side.
    """
    result = np.full(surface.shape, np.inf, dtype=np.float32)
    for row in range(reach, surface.shape[0] - reach):
        run = 0
        for column in range(surface.shape[1]):
            run = run + 1 if _whole(inside, row, column, reach) else 0
            if run > 2 * reach:
                result[row, column - reach] = _residual(surface, row, column - reach, reach)
    return result


@compiled
def _whole(inside: NDArray[np.bool_], row: int, column: int, reach: int) -> bool:
    """Whether all cells of a column of the window are inside."""
    for i in range(row - reach, row + reach + 1):  # noqa: SIM110 - a generator does not compile
        if not inside[i, column]:
            return False
    return True


@compiled
def _residual(surface: NDArray[np.float32], row: int, column: int, reach: int) -> float:
    """Root mean square distance to the best plane in one window."""
    base = float(surface[row, column])
    total, down, across, squares, spread = 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(-reach, reach + 1):
        for j in range(-reach, reach + 1):
            z = surface[row + i, column + j] - base
            total += z
            down += i * z
            across += j * z
            squares += z * z
            spread += i * i
    count = (2 * reach + 1) ** 2
    rest = squares - total * total / count - (down * down + across * across) / spread
    return math.sqrt(max(rest, 0.0) / count)
