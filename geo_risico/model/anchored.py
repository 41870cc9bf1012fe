"""The index that experts made, gently corrected by cases: a prior-anchored non-negative logistic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from scipy.special import expit, logit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted, column_or_1d, validate_data

from geo_risico.model.anchored_input import (
    InputError,
    Training,
    aligned,
    flags,
    make_training,
    numbers,
    prior_weights,
    two_classes,
)
from geo_risico.model.lambdas import ENOUGH_CASES, choose_lambda
from geo_risico.model.unknown import average_index, fit_known, known_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

LAM_VISITS: Final = 2.0
LAM_ALL: Final = 20.0
FEWEST_CASES: Final = 15
SELECTIVE: Final = (
    "Selectieve waarneming: zonder bezoekenlog is vergeleken met alle plaatsen zonder bekend geval. Wie ergens vaker "
    "kijkt, vindt daar meer; de gewichten volgen dan ook waar is gekeken. Daarom zitten zij strak vast aan die van de "
    "experts."
)


def _on_visits(model: AnchoredIndex) -> bool:
    """Whether a probability may be told: only a model of visits knows where nothing was found."""
    if not getattr(model, "on_visits_", False):
        raise AttributeError("predict_proba: een kans bestaat alleen voor een model dat op bezoeken is geijkt")
    return True


class AnchoredIndex(ClassifierMixin, BaseEstimator):
    """Weighted index of value functions whose weights stay near those of experts.

    Minimises ``NLL(b0 + w'v) + lam / (2 n_cases) ||w - kappa w0||^2`` with ``w >= 0``; cases carry half the weight and
    the background the other half. An unknown value (NaN) neither raises nor lowers a score: its weight is spread over
    the known values of the row.

    Parameters
    ----------
    w0
        Weights of the experts: column -> weight, or one per column; None for equal weights. Only proportions matter.
    lam
        How firmly the weights hold on to `w0`. None: 20 without visits, 2 with visits, and with visits, coordinates
        and at least 80 cases chosen from 0.5, 2, 5 and 20 by spatial cross-validation.
    kappa
        Coefficient of the whole index in the logistic, before any data.

    Attributes
    ----------
    weights_ : ndarray of shape (n_features,)
        Calibrated weights, adding up to 1.
    coef_ : ndarray of shape (n_features,)
        Coefficients of the logistic, from 0.
    intercept_ : float
        Constant of the logistic, for cases and background of equal weight.
    lam_ : float
        Lambda as used.
    w0_ : ndarray of shape (n_features,)
        Weights of the experts, adding up to 1.
    on_visits_ : bool
        Whether cases were compared with visited places without a case.
    notices_ : tuple of str
        Dutch sentences that belong beside every result of this model.
    case_count_, background_count_ : int
        Rows with and without a case that were used.
    classes_ : ndarray of shape (2,)
        Labels; the last is the case.
    n_features_in_ : int
        Number of columns.
    feature_names_in_ : ndarray of str
        Names of the columns, when the table has them.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> table = rng.random((500, 2))
    >>> cases = rng.random(500) < 0.4 * table[:, 0]
    >>> model = AnchoredIndex(lam=2.0).fit(table, cases)
    >>> bool(model.weights_[0] > model.weights_[1])
    True
    >>> model.index([[1.0, np.nan]]).tolist()
    [1.0]
    """

    def __init__(
        self,
        w0: Mapping[str, float] | npt.ArrayLike | None = None,
        lam: float | None = None,
        kappa: float = 6.0,
    ) -> None:
        self.w0 = w0
        self.lam = lam
        self.kappa = kappa

    def __sklearn_tags__(self) -> Any:  # noqa: ANN401 - a type of scikit-learn
        """What scikit-learn's checks may expect: two classes, unknown values, no weight below zero."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        tags.classifier_tags.poor_score = True  # a column can only raise the score
        tags.input_tags.allow_nan = True
        return tags

    def fit(
        self,
        V: npt.ArrayLike | pd.DataFrame,  # noqa: N803 - its name in the method
        y: npt.ArrayLike,
        visited: npt.ArrayLike | None = None,
        propensity: npt.ArrayLike | None = None,
        xy: npt.ArrayLike | None = None,
    ) -> AnchoredIndex:
        """Fitted model.

        Parameters
        ----------
        V
            Value functions in [0, 1], shape (n, p); NaN is unknown.
        y
            True where a place has a case.
        visited
            True where somebody looked; then only those rows count. None: every other row is background.
        propensity
            Chance in (0, 1] that a place was visited; rows count 1/e, clipped at the 95th percentile. NaN: the mean.
        xy
            Coordinates in metres, shape (n, 2); only used to choose lambda.

        Raises
        ------
        InputError
            When there are no cases or no background, or shapes, names or values do not fit.
        """
        labels, seen, chance = (
            aligned(given, V, name) for given, name in ((y, "y"), (visited, "visited"), (propensity, "propensity"))
        )
        checked = validate_data(self, V, labels, ensure_all_finite="allow-nan", dtype=np.float64)
        values: Floats = checked[0]
        self.classes_ = two_classes(column_or_1d(checked[1]))
        facts = self._facts(values, checked[1] == self.classes_[1], seen, chance)
        names = list(map(str, self.feature_names_in_)) if hasattr(self, "feature_names_in_") else None
        self.w0_ = prior_weights(self.w0, names, values.shape[1])
        self.on_visits_ = visited is not None
        anchor = self._scale() * self.w0_
        self.lam_ = self._lambda(values, facts, anchor, aligned(xy, V, "xy"))
        rows = facts.used
        self.coef_, self.intercept_ = fit_known(
            values[rows], facts.positive[rows], facts.row_weight[rows], anchor, self.lam_ / facts.case_count
        )
        total = float(self.coef_.sum())
        self.weights_ = self.coef_ / total if total > 0 else self.w0_.copy()
        self.average_ = average_index(values[rows], self.weights_)
        self.case_share_ = facts.case_share
        self.case_count_ = facts.case_count
        self.background_count_ = int(rows.sum()) - facts.case_count
        self.notices_ = self._notices(values, rows, total)
        return self

    def index(self, V: npt.ArrayLike | pd.DataFrame) -> Floats:  # noqa: N803 - its name in the method
        """Index per row: the weighted mean of the known values, within their range; NaN when nothing is known."""
        check_is_fitted(self)
        return known_mean(self._validated(V), self.weights_)

    def decision_function(self, V: npt.ArrayLike | pd.DataFrame) -> Floats:  # noqa: N803 - its name in the method
        """Logit per row, rising with the index; above 0 a row is more like a case than like the background.

        A row of which nothing is known gets the logit of the average row.
        """
        check_is_fitted(self)
        index = known_mean(self._validated(V), self.weights_)
        return self.intercept_ + float(self.coef_.sum()) * np.where(np.isnan(index), self.average_, index)

    def predict(self, V: npt.ArrayLike | pd.DataFrame) -> npt.NDArray[Any]:  # noqa: N803 - its name in the method
        """Label per row: the one that it is more like, when cases and background are as many."""
        is_case = self.decision_function(V) > 0
        result: npt.NDArray[Any] = self.classes_[is_case.astype(np.int64)]
        return result

    @available_if(_on_visits)  # type: ignore[untyped-decorator] # scikit-learn carries no types
    def predict_proba(self, V: npt.ArrayLike | pd.DataFrame) -> Floats:  # noqa: N803 - its name in the method
        """Chance per row that a visit finds nothing, and that it finds something; only of a model of visits."""
        case = expit(self.decision_function(V) + logit(self.case_share_))
        return np.column_stack([1.0 - case, case])

    def weights_table(self) -> pd.DataFrame:
        """Weights of the experts and after calibration, each adding up to 1; one row per column of the table."""
        check_is_fitted(self)
        names = getattr(self, "feature_names_in_", range(self.n_features_in_))
        return pd.DataFrame({"expert": self.w0_, "calibrated": self.weights_}, index=pd.Index(names, name="indicator"))

    def _validated(self, values: npt.ArrayLike | pd.DataFrame) -> Floats:
        result: Floats = validate_data(self, values, reset=False, ensure_all_finite="allow-nan", dtype=np.float64)
        return result

    def _facts(self, values: Floats, positive: Flags, visited: object, propensity: object) -> Training:
        count = len(values)
        seen = None if visited is None else flags(visited, count, "visited")
        chance = None if propensity is None else numbers(propensity, count, "propensity")
        is_known: Flags = np.any(~np.isnan(values), axis=1)
        return make_training(is_known, positive, seen, chance)

    def _scale(self) -> float:
        if not np.isfinite(self.kappa) or self.kappa < 0:
            raise InputError(f"kappa: {self.kappa}: verwacht een getal vanaf 0")
        return float(self.kappa)

    def _lambda(self, values: Floats, facts: Training, anchor: Floats, xy: object) -> float:
        if self.lam is not None:
            if not np.isfinite(self.lam) or self.lam <= 0:
                raise InputError(f"lam: {self.lam}: verwacht een getal boven 0, of None")
            return float(self.lam)
        if not self.on_visits_:
            return LAM_ALL
        if xy is None or facts.case_count < ENOUGH_CASES:
            return LAM_VISITS
        return choose_lambda(values, facts, anchor, xy)

    def _notices(self, values: Floats, rows: Flags, total: float) -> tuple[str, ...]:
        count = self.case_count_
        nothing = int(np.isnan(values).all(axis=1).sum())
        used = values[rows]
        outside = int(((used < 0) | (used > 1)).any(axis=0).sum())
        found = {
            SELECTIVE: not self.on_visits_,
            f"Geijkt op {count} gevallen; onder {FEWEST_CASES} zeggen die te weinig over de gewichten.": count
            < FEWEST_CASES,
            f"Zonder een bekende waarde, dus niet geijkt: {nothing} van {len(values)} rijen.": nothing > 0,
            f"Kolommen met waarden buiten 0 en 1: {outside}; verwacht zijn waardefuncties in [0, 1].": outside > 0,
            f"Als geval telt y = {self.classes_[1]!s}.": self.classes_.dtype.kind in "OSUT",
            "De gevallen spreken elk gewicht tegen; de gewichten van de experts blijven staan.": total <= 0,
        }
        return tuple(text for text, holds in found.items() if holds)
