"""The honest share that only visits drawn at random can give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.core.errors import DataError
from geo_risico.model.metrics import wilson

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


def random_share(found: object, inclusion: object, level: float = 0.95) -> tuple[float, float, float]:
    """Share of all places with something to find, with its lower and upper bound (Horvitz-Thompson, Wilson).

    Every visit counts for one over its inclusion probability. The bounds are Wilson's with the effective number of
    visits: unequal probabilities make it smaller than the real number.

    Parameters
    ----------
    found
        Whether something was found, per random visit.
    inclusion
        Chance with which that place was drawn.
    level
        Confidence of the interval.

    Raises
    ------
    DataError
        Without visits, or with a chance that is not above 0 and at most 1.

    Examples
    --------
    >>> [round(value, 3) for value in random_share([1, 0, 0, 0, 0, 0, 0, 0, 0, 0], [0.1] * 10)]
    [0.1, 0.018, 0.404]
    """
    hit, chance = np.asarray(found, dtype=np.float64), np.asarray(inclusion, dtype=np.float64)
    if not len(hit) or hit.shape != chance.shape or not ((chance > 0) & (chance <= 1)).all():
        raise DataError("inclusion: verwacht per willekeurig bezoek een trekkingskans boven 0 en hoogstens 1")
    weight = 1.0 / chance
    share = float((weight * hit).sum() / weight.sum())
    effective = float(weight.sum() ** 2 / (weight**2).sum())
    low, high = wilson(share * effective, effective, level)
    return share, low, high
