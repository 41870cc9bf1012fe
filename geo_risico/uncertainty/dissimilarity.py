"""How unlike the places where somebody looked a location is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_risico.scoring.weights import normalised

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

_CELLS: Final = 8_000_000
_DECIMALS: Final = 9
_DIGITS: Final = 14
"""Sums of squares that differ less are equal: a place that is the same as a visited one has distance 0."""


def dissimilarity(risks: pd.DataFrame, weights: Mapping[str, float], is_visited: pd.Series[bool]) -> pd.Series[float]:
    """Distance of each location to the most alike visited one, over the distance between two locations, in [0, 1].

    Parameters
    ----------
    risks
        Risk in [0, 1] per indicator; NaN is unknown.
    weights
        Indicator -> weight; only proportions matter.
    is_visited
        Locations where somebody looked; their own value is 0. Nobody looked anywhere: 1 everywhere.

    Notes
    -----
    The index of Meyer and Pebesma (2021, Methods in Ecology and Evolution 12, 1620) with the weighted squared
    difference per indicator. A value that is unknown at one of two places counts as the largest difference: what is
    not known resembles nothing. The root mean square over all pairs of locations is the measure, not over the visited
    ones, so that another visit never makes a place less alike. An indicator that is known nowhere does not count.
    """
    seen = is_visited.reindex(risks.index).to_numpy(dtype=bool)
    share = {name: weight for name, weight in normalised(weights).items() if name in risks and weight > 0}
    values = risks.reindex(columns=list(share)).to_numpy(dtype=np.float64)
    weight = np.array(list(share.values()))
    occurs = ~np.isnan(values).all(axis=0) if len(values) else np.ones(len(weight), dtype=bool)
    values, weight = values[:, occurs], weight[occurs]
    result = np.where(seen, 0.0, 1.0)
    if seen.any() and not seen.all():
        nearest = np.sqrt(_nearest_square(values[~seen], np.unique(values[seen], axis=0), weight))
        typical = np.sqrt(_mean_square(values, weight))
        far = np.where(nearest > 0, 1.0, 0.0)
        result[~seen] = np.minimum(nearest / typical, 1.0) if typical > 0 else far
    return pd.Series(result.round(_DECIMALS), index=risks.index, name="dissimilarity")


def _nearest_square(values: Floats, visited: Floats, weight: Floats) -> Floats:
    """Smallest weighted squared difference of each row with any visited row, by blocks of rows.

    One matrix product: ``(a - b)^2`` written out, and for an indicator that is unknown somewhere two columns more.
    """
    gaps = np.isnan(values).any(axis=0) | np.isnan(visited).any(axis=0)
    known, risk = _split(visited)
    square = np.square(risk)
    whole = square[:, ~gaps] @ weight[~gaps]
    right = np.column_stack([-2 * risk, known[:, gaps], square[:, gaps] - known[:, gaps], np.ones(len(risk)), whole]).T
    result = np.empty(len(values))
    rows = max(1, _CELLS // len(visited))
    for start in range(0, len(values), rows):
        known, risk = _split(values[start : start + rows])
        known, risk = known * weight, risk * weight
        square = risk * np.divide(risk, weight)
        own = square[:, ~gaps].sum(axis=1) + weight[gaps].sum()
        left = np.column_stack([risk, square[:, gaps], known[:, gaps], own, np.ones(len(risk))])
        result[start : start + rows] = (left @ right).min(axis=1)
    np.maximum(result, 0.0, out=result)
    return np.round(result, _DIGITS, out=result)


def _mean_square(values: Floats, weight: Floats) -> float:
    """Mean weighted squared difference over all pairs of different rows; an unknown value differs by 1."""
    count = len(values)
    known, risk = _split(values)
    number = known.sum(axis=0)
    mean = risk.sum(axis=0) / np.maximum(number, 1)
    spread = 2 * number * (np.square(risk - mean) * known).sum(axis=0)
    pairs = count * (count - 1)
    return float(weight @ ((spread + pairs - number * (number - 1)) / pairs)) if pairs else 0.0


def _split(values: Floats) -> tuple[Floats, Floats]:
    """Whether each value is known (1 or 0), and the value with 0 for unknown."""
    known = ~np.isnan(values)
    return known.astype(np.float64), np.where(known, values, 0.0)
