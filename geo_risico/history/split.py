"""The exact split of a change of score into method, data and world: a Shapley value over three factors.

Each factor can be old or new; that gives eight scores. A factor gets the mean of what it adds over the six orders in
which the three can change, so that no order is favoured and the three add up to the whole change.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np

from geo_risico.core.comparison import FACTORS, Split
from geo_risico.scoring.curve import apply_curve

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt
    import pandas as pd

    from geo_risico.core.specs import IndicatorSpec

    Floats = npt.NDArray[np.float64]
    Marks = npt.NDArray[np.int8]

_SHARE: Final = (1 / 3, 1 / 6, 1 / 3)
"""Share of the six orders in which a factor changes after 0, 1 or 2 others, per set of others."""
_BLOCK: Final = 8192


@dataclass(frozen=True, kw_only=True)
class Method:
    """How raw values become a score: specification of each indicator (for its curve) and its weight."""

    specs: Mapping[str, IndicatorSpec]
    weights: Mapping[str, float]

    def share(self, name: str) -> float:
        """Weight of an indicator; 0 where it does not count."""
        return self.weights.get(name, 0.0) if name in self.specs else 0.0

    def is_like(self, other: Method) -> bool:
        """Whether both give every value the same risk and the same weight."""
        names = set(self.weights) | set(other.weights)
        return all(self.share(n) == other.share(n) for n in names) and all(
            self.specs[n].curve == other.specs[n].curve for n in names if self.share(n)
        )


def split_changes(old: pd.DataFrame, new: pd.DataFrame, origin: Marks, methods: tuple[Method, Method]) -> Split:
    """Change of the score of each pair by factor and indicator; adds up to the whole change.

    Parameters
    ----------
    old, new
        Raw values of the pairs, row by row, with the same columns: all indicators of either scan; NaN is unknown.
    origin
        Why each value differs (rows x columns): 0 it does not, else one more than the place of the factor in `FACTORS`.
    methods
        Old and new method.
    """
    names = tuple(map(str, new.columns))
    weights = [np.array([method.share(name) for name in names]) for method in methods]
    before, after = _risks(old, methods[0]), _risks(new, methods[1])
    first, last = _score(before, weights[0]), _score(after, weights[1])
    parts = np.zeros((len(FACTORS), len(new), len(names)))
    parts[:, np.isnan(first) | np.isnan(last)] = np.nan
    todo = ~np.isnan(first) & ~np.isnan(last)
    is_like = methods[0].is_like(methods[1])
    if is_like:
        todo &= origin.any(axis=1)
    rows = np.flatnonzero(todo)
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        own = before[block], after[block]
        other = own if is_like else (_risks(old.iloc[block], methods[1]), _risks(new.iloc[block], methods[0]))
        risks = [[own[0], other[1]], [other[0], own[1]]]
        parts[:, block] = _shapley(risks, weights, origin[block], (first[block] + last[block]) / 2)
    return Split(indicators=names, parts=dict(zip(FACTORS, parts, strict=True)), old=first, new=last)


def _shapley(risks: list[list[Floats]], weights: list[Floats], origin: Marks, middle: Floats) -> Floats:
    """Part of each factor (factors x rows x indicators)."""
    parts = np.zeros((len(FACTORS), *origin.shape))
    for flags in product((0, 1), repeat=len(FACTORS)):
        method = flags[0]
        is_new = np.array([False, *map(bool, flags)])[origin]
        risk = np.where(is_new, risks[method][1], risks[method][0])
        piece = _contributions(risk, weights[method], middle)
        count = sum(flags)
        for number, flag in enumerate(flags):
            if flag:
                parts[number] += _SHARE[count - 1] * piece
            else:
                parts[number] -= _SHARE[count] * piece
    return parts


def _contributions(risk: Floats, weights: Floats, middle: Floats) -> Floats:
    """What each indicator adds to the score above the middle; zero where nothing is known."""
    known = ~np.isnan(risk)
    total = known @ weights
    above = np.where(known, risk - middle[:, np.newaxis], 0.0) * weights
    result: Floats = np.divide(above, total[:, np.newaxis], out=np.zeros_like(above), where=total[:, np.newaxis] > 0)
    return result


def _score(risk: Floats, weights: Floats) -> Floats:
    """Weighted mean of the known risks; NaN where nothing is known."""
    known = ~np.isnan(risk)
    total = known @ weights
    above = np.where(known, risk, 0.0) @ weights
    result: Floats = np.divide(above, total, out=np.full(len(risk), np.nan), where=total > 0)
    return result


def _risks(values: pd.DataFrame, method: Method) -> Floats:
    """Risk of every value under a method; NaN where the indicator does not count."""
    result = np.full(values.shape, np.nan)
    for column, name in enumerate(map(str, values.columns)):
        if method.share(name):
            result[:, column] = apply_curve(values[name], method.specs[name].curve)
    return result
