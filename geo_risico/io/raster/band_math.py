"""Bands computed from other bands by a formula of a closed set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo_risico.core.specs import BandMath


def computed(math: BandMath, parts: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Values of a computed band; unknown where a part is, where the formula has no outcome, or out of range.

    Examples
    --------
    >>> from geo_risico.core.specs import BandMath
    >>> ndvi = BandMath(formula="normalised_difference", bands=("nir", "rood"))
    >>> computed(ndvi, [np.float32([0.5, 0.0]), np.float32([0.1, 0.0])]).round(3)
    array([0.667,   nan], dtype=float32)
    """
    out: NDArray[np.float32]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        out = _formula(math, parts)
        is_bad = ~np.isfinite(out)
        if math.minimum is not None:
            is_bad |= out < math.minimum
        if math.maximum is not None:
            is_bad |= out > math.maximum
    return np.where(is_bad, np.float32(np.nan), out).astype(np.float32)


def _formula(math: BandMath, parts: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    if math.formula in {"normalised_difference", "difference", "ratio"}:
        one, two = parts
        above = one if math.formula == "ratio" else one - two
        below = {"normalised_difference": one + two, "difference": np.ones_like(one), "ratio": two}[math.formula]
        quotient: NDArray[np.float32] = np.divide(above, below, dtype=np.float32)
        return quotient
    if math.formula == "mean":
        weights, total = [1 / len(parts)] * len(parts), np.zeros(parts[0].shape, dtype=np.float32)
    else:
        weights, total = list(math.coefficients), np.full(parts[0].shape, math.constant, dtype=np.float32)
    for coefficient, part in zip(weights, parts, strict=True):
        total += np.float32(coefficient) * part
    return total
