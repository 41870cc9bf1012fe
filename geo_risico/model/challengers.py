"""Freer models than the index, for the audit report only: they tell whether the index misses something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.utils.validation import check_is_fitted, validate_data
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from geo_risico.model.learning import PlaceClassifier
from geo_risico.model.places import ONE_THREAD

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

LEVEL_COUNT: Final = 48
"""Levels per column for the trees; weighted quantiles of scikit-learn are slow, so the levels are made here."""
KNOT_SHARES: Final = (0.0, 0.25, 0.5, 0.75, 1.0)


class MonotoneBoosting(PlaceClassifier):
    """Boosted trees in which a higher value never lowers the score; unknown values get a branch of their own.

    Parameters
    ----------
    seed
        Of the trees.
    """

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed

    def predict_proba(self, V: object) -> npt.NDArray[np.float64]:  # noqa: N803
        """Probability of both classes; an honest one only when it was fitted on visits."""
        check_is_fitted(self)
        table = validate_data(self, V, dtype=np.float64, ensure_all_finite="allow-nan", reset=False)
        with threadpool_limits(ONE_THREAD):
            return np.asarray(self.trees_.predict_proba(self._levels(table)), dtype=np.float64)

    def _learn(self, table: Floats, cases: npt.NDArray[np.int64], weights: Floats) -> None:
        shares = np.linspace(0, 1, LEVEL_COUNT + 1)[1:-1]
        self.edges_ = [np.unique(np.quantile(_known(values), shares)) for values in table.T]
        even = bool(np.ptp(weights) == 0)
        trees = HistGradientBoostingClassifier(
            learning_rate=0.06,
            max_iter=120,
            max_bins=64,
            max_leaf_nodes=8,
            min_samples_leaf=30,
            l2_regularization=5.0,
            early_stopping=False,
            monotonic_cst=[1] * table.shape[1],
            random_state=self.seed,
        )
        with threadpool_limits(ONE_THREAD):
            self.trees_ = trees.fit(self._levels(table), cases, sample_weight=None if even else weights)

    def _scores(self, table: Floats) -> Floats:
        with threadpool_limits(ONE_THREAD):
            return np.asarray(self.trees_.decision_function(self._levels(table)), dtype=np.float64)

    def _levels(self, table: Floats) -> Floats:
        """Number of the level of each value; NaN where it is unknown."""
        columns = [
            np.searchsorted(edges, values, side="right") for values, edges in zip(table.T, self.edges_, strict=True)
        ]
        levels: Floats = np.where(np.isnan(table), np.nan, np.column_stack(columns))
        return levels


class QuantileLogistic(PlaceClassifier):
    """Logistic model of straight pieces between the quartiles of each value function, in any direction.

    Parameters
    ----------
    strength
        Inverse of the penalty on the size of the coefficients.
    """

    def __init__(self, strength: float = 0.3) -> None:
        self.strength = strength

    def predict_proba(self, V: object) -> npt.NDArray[np.float64]:  # noqa: N803
        """Probability of both classes; an honest one only when it was fitted on visits."""
        check_is_fitted(self)
        table = validate_data(self, V, dtype=np.float64, ensure_all_finite="allow-nan", reset=False)
        return np.asarray(self.logistic_.predict_proba(self._pieces(table)), dtype=np.float64)

    def _learn(self, table: Floats, cases: npt.NDArray[np.int64], weights: Floats) -> None:
        self.knots_ = [np.unique(np.quantile(known, KNOT_SHARES)) for known in map(_known, table.T)]
        self.logistic_ = LogisticRegression(C=self.strength, max_iter=1000, tol=1e-4)
        self.logistic_.fit(self._pieces(table), cases, sample_weight=weights)

    def _scores(self, table: Floats) -> Floats:
        return np.asarray(self.logistic_.decision_function(self._pieces(table)), dtype=np.float64)

    def _pieces(self, table: Floats) -> Floats:
        """Closeness in [0, 1] of each value to each knot of its column (hat functions), and whether it is unknown."""
        columns = []
        for values, knots in zip(table.T, self.knots_, strict=True):
            is_known = ~np.isnan(values)
            filled = np.where(is_known, values, knots[0])
            hats = [np.interp(filled, knots, unit) * is_known for unit in np.eye(len(knots))]
            columns.extend([*hats, (~is_known).astype(np.float64)])
        return np.column_stack(columns)


def monotone_boosting(seed: int = 0) -> MonotoneBoosting:
    """Boosted trees in which a higher value never lowers the score."""
    return MonotoneBoosting(seed=seed)


def quantile_logistic(strength: float = 0.3) -> QuantileLogistic:
    """Logistic model of straight pieces between the quartiles of each value function."""
    return QuantileLogistic(strength=strength)


def _known(values: Floats) -> Floats:
    """Known values of a column; a zero when there are none."""
    known: Floats = values[~np.isnan(values)]
    return known if len(known) else np.zeros(1)
