"""95 % intervals of a figure per area, from a Poisson bootstrap of the locations."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

DRAWS: Final = 200
CONFIDENCE: Final = 0.95
_STEPS: Final = 65_536


def poisson_interval(
    statistic: Callable[[Floats], Floats], sizes: npt.NDArray[np.int64], rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Lower and upper bound of the 95 % interval of each area.

    Every draw gives each location a Poisson(1) weight. The interval is widened by sqrt(n / (n - 1)), which an area of
    few locations needs. An area with one location has no interval (NaN).

    Parameters
    ----------
    statistic
        Figure of each area, given a weight for each location.
    sizes
        Number of locations of each area.
    rng
        Source of the weights.

    Returns
    -------
    tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]
        Lower and upper bound per area.
    """
    table = _poisson_table()
    count = int(sizes.sum())
    drawn = np.empty((DRAWS, len(sizes)))
    for row in drawn:
        row[:] = statistic(table[rng.integers(0, _STEPS, count, dtype=np.uint16)])
    drawn.sort(axis=0)
    centre = statistic(np.ones(count))
    factor = np.sqrt(np.divide(sizes, sizes - 1, out=np.full(len(sizes), np.nan), where=sizes > 1))
    tail = (1 - CONFIDENCE) / 2
    low, high = (centre + (_quantile(drawn, share) - centre) * factor for share in (tail, 1 - tail))
    return low, high


def _quantile(drawn: Floats, share: float) -> Floats:
    """Quantile per column of sorted draws; NaN sorts last and does not count."""
    known = np.count_nonzero(~np.isnan(drawn), axis=0)
    place = np.rint(share * np.maximum(known - 1, 0)).astype(np.int64)
    result: Floats = np.take_along_axis(drawn, place[np.newaxis, :], axis=0)[0]
    return result


def _poisson_table() -> Floats:
    """Poisson(1) value of each of 65,536 equally likely steps: a draw costs one look-up."""
    chance = np.cumsum([math.exp(-1) / math.factorial(k) for k in range(12)])
    return np.searchsorted(chance, (np.arange(_STEPS) + 0.5) / _STEPS).astype(np.float64)
