"""Risk terrain modelling as RTMDx does it: yes/no factors, a penalised Poisson, then steps by BIC.

Source: Caplan, Kennedy and Piza, Risk Terrain Modeling Diagnostics Utility (RTMDx), user manual, 2013.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.special import gammaln
from sklearn.linear_model import PoissonRegressor

from geo_risico.model.learning import PlaceClassifier

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

CUT_SHARES: Final = (0.5, 0.75, 0.9)
MOST_FACTORS: Final = 12
_SHORTLIST: Final = 3
_RARE: Final = 10
"""A factor that holds in fewer places than this is not tried."""


def relative_risk(coefficient: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Relative risk value (RRV) of each coefficient: how many times the risk where the factor holds.

    Examples
    --------
    >>> relative_risk([2.1578]).round(4).tolist()
    [8.6521]
    """
    return np.exp(np.asarray(coefficient, dtype=np.float64))


def terrain_score(factors: npt.NDArray[np.float64], coefficients: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Relative risk score per place: product of the relative risk values of the factors that hold there."""
    product: Floats = np.prod(np.where(factors > 0, relative_risk(coefficients), 1.0), axis=1)
    return product


def bic(minus_two_log_likelihood: float, parameter_count: int, place_count: int) -> float:
    """Bayesian information criterion; lower is better.

    Examples
    --------
    >>> round(bic(18288.17, 4, 9199), 2)
    18324.68
    """
    return float(minus_two_log_likelihood + parameter_count * np.log(place_count))


def cut_factors(
    table: npt.NDArray[np.float64], cuts: Sequence[npt.NDArray[np.float64]]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Yes/no factors (value at or above a cut; unknown is no) and the column that each came from.

    On a value function that falls with distance a cut is a distance: 'within 500 m of'; on a density it is a level.
    """
    factors = [values >= cut for values, own in zip(table.T, cuts, strict=True) for cut in own]
    column = [number for number, own in enumerate(cuts) for _ in own]
    return np.array(factors, dtype=np.float64).T.reshape(len(table), -1), np.array(column, dtype=np.int64)


class RiskTerrain(PlaceClassifier):
    """Risk-terrain-style comparison: a multiplicative score of at most one yes/no factor per column.

    Every column is cut at several levels. A Poisson regression with a penalty keeps the factors that raise the number
    of cases; steps forward and backward by BIC choose among them.

    Parameters
    ----------
    cut_shares
        Quantiles of the known values of each column at which it is cut.
    penalty
        Size of the penalty in the first regression.

    Attributes
    ----------
    column_, cut_, coef_
        Of each chosen factor, in the order of choice.
    rrv_
        Relative risk value of each chosen factor.
    bic_
        Of the chosen model.
    """

    def __init__(self, cut_shares: Sequence[float] = CUT_SHARES, penalty: float = 1e-3) -> None:
        self.cut_shares = cut_shares
        self.penalty = penalty

    def _learn(self, table: Floats, cases: npt.NDArray[np.int64], weights: Floats) -> None:
        cuts = [_cuts(values, self.cut_shares) for values in table.T]
        factors, column = cut_factors(table, cuts)
        levels = np.concatenate([*cuts, np.empty(0)])
        tried = _raising(factors, cases, weights, self.penalty)
        chosen, fitted = _steps(factors[:, tried], column[tried], cases, weights)
        kept = tried[np.array(chosen, dtype=np.int64)]
        self.column_, self.cut_, self.coef_ = column[kept], levels[kept], fitted.coefficients
        self.rrv_, self.bic_ = relative_risk(self.coef_), fitted.bic
        self.base_ = fitted.intercept

    def _scores(self, table: Floats) -> Floats:
        factors = (table[:, self.column_] >= self.cut_).astype(np.float64)
        # expected number of cases above one half looks like a case
        score: Floats = np.log(terrain_score(factors, self.coef_)) + self.base_ - np.log(0.5)
        return score

    def relative_risk_score(self, table: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Relative risk score of each place, 1 where no factor holds."""
        values = np.asarray(table, dtype=np.float64)
        return terrain_score((values[:, self.column_] >= self.cut_).astype(np.float64), self.coef_)


class _Fit:
    """A Poisson regression on chosen factors, with its BIC."""

    def __init__(self, factors: Floats, cases: Floats, weights: Floats) -> None:
        share = weights / weights.mean()
        if factors.shape[1]:
            model = PoissonRegressor(alpha=1e-6, solver="newton-cholesky", max_iter=50, tol=1e-6)
            model.fit(factors, cases, sample_weight=share)
            self.coefficients, self.intercept = model.coef_, float(model.intercept_)
        else:
            self.coefficients, self.intercept = np.empty(0), float(np.log(np.average(cases, weights=share)))
        linear = factors @ self.coefficients + self.intercept
        self.expected: Floats = np.exp(linear)
        likelihood = share @ (cases * linear - self.expected - gammaln(cases + 1))
        self.bic = bic(-2.0 * float(likelihood), factors.shape[1] + 1, len(cases))


def _cuts(values: Floats, shares: Sequence[float]) -> Floats:
    """Levels of one column, without the lowest value and doubles."""
    known = values[~np.isnan(values)]
    if not len(known):
        return np.empty(0)
    levels = np.unique(np.quantile(known, list(shares)))
    result: Floats = levels[levels > known.min()]
    return result


def _raising(factors: Floats, cases: npt.NDArray[np.int64], weights: Floats, penalty: float) -> npt.NDArray[np.int64]:
    """Factors with a positive coefficient in a penalised Poisson regression on all of them together."""
    held = factors.sum(axis=0)
    usable = np.flatnonzero((held >= _RARE) & (held <= len(factors) - _RARE))
    if not len(usable):
        return usable
    model = PoissonRegressor(alpha=penalty, solver="newton-cholesky", max_iter=50, tol=1e-4)
    model.fit(factors[:, usable], cases, sample_weight=weights / weights.mean())
    result: npt.NDArray[np.int64] = usable[model.coef_ > 0]
    return result


def _steps(
    factors: Floats, column: npt.NDArray[np.int64], cases: npt.NDArray[np.int64], weights: Floats
) -> tuple[list[int], _Fit]:
    """Chosen factors and their regression: the best addition or removal, as long as the BIC falls."""
    counts = cases.astype(np.float64)
    chosen: list[int] = []
    fitted = _Fit(factors[:, chosen], counts, weights)
    while True:
        options = [[*chosen, extra] for extra in _promising(factors, column, chosen, counts, weights, fitted)]
        options += [[other for other in chosen if other != gone] for gone in chosen]
        tried = [(option, _Fit(factors[:, option], counts, weights)) for option in options]
        tried = [(option, fit) for option, fit in tried if (fit.coefficients > 0).all()]
        best = min(tried, key=lambda pair: pair[1].bic, default=(chosen, fitted))
        if best[1].bic >= fitted.bic - 1e-6:
            return chosen, fitted
        chosen, fitted = best


def _promising(
    factors: Floats,
    column: npt.NDArray[np.int64],
    chosen: list[int],
    cases: Floats,
    weights: Floats,
    fitted: _Fit,
) -> list[int]:
    """Few factors of other columns that would raise the likelihood most, by the score test."""
    if len(chosen) >= MOST_FACTORS:
        return []
    share = weights / weights.mean()
    slope = factors.T @ (share * (cases - fitted.expected))
    curve = factors.T @ (share * fitted.expected)
    statistic = np.where((slope > 0) & (curve > 0), slope**2 / np.maximum(curve, 1e-12), -1.0)
    statistic[np.isin(column, column[chosen])] = -1.0
    order = np.argsort(-statistic, kind="stable")[:_SHORTLIST]
    return [int(place) for place in order if statistic[place] > 0]
