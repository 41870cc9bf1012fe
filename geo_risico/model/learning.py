"""What the comparisons and challengers share: they learn from the visited places, weighted by 1/e."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from geo_risico.model.anchored_input import aligned, flags, numbers
from geo_risico.model.places import inverse_weights

if TYPE_CHECKING:
    import numpy.typing as npt
    from sklearn.utils import Tags

    Floats = npt.NDArray[np.float64]


class PlaceClassifier(ClassifierMixin, BaseEstimator):
    """Two classes, unknown values (NaN) allowed; a model fills in ``_learn`` and ``_scores``.

    Fitted, it has ``classes_`` and ``n_features_in_``.
    """

    classes_: npt.NDArray[np.generic]

    def __sklearn_tags__(self) -> Tags:
        """Tags for scikit-learn: two classes, NaN allowed."""
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        tags.classifier_tags.poor_score = True  # a rising index cannot separate what does not rise
        tags.input_tags.allow_nan = True
        return tags

    def fit(self, V: object, y: object, visited: object = None, propensity: object = None) -> Self:  # noqa: N803
        """Fitted model.

        Parameters
        ----------
        V
            Value functions, shape (n, p); NaN is unknown.
        y
            Two classes; the last in sorted order marks a case.
        visited
            True where somebody looked; then only those places count.
        propensity
            Chance of a visit; places count 1/e, cut off at the 95th percentile.
        """
        labels, seen, chances = (
            aligned(given, V, name) for given, name in ((y, "y"), (visited, "visited"), (propensity, "propensity"))
        )
        table, labels = validate_data(self, V, labels, dtype=np.float64, ensure_all_finite="allow-nan")
        check_classification_targets(labels)
        self.classes_, codes = np.unique(labels, return_inverse=True)
        if len(self.classes_) > 2:  # noqa: PLR2004 - a case or not
            raise ValueError(f"Only binary classification is supported. {len(self.classes_)} klassen gekregen in y")
        if len(self.classes_) < 2:  # noqa: PLR2004 - idem
            raise ValueError("Classifier can't train when only one class is present: y heeft een klasse")
        rows = np.ones(len(codes), dtype=bool) if seen is None else flags(seen, len(codes), "visited")
        chance = None if chances is None else numbers(chances, len(codes), "propensity")[rows]
        self._learn(table[rows], codes[rows], inverse_weights(chance, int(rows.sum())))
        return self

    def decision_function(self, V: object) -> npt.NDArray[np.float64]:  # noqa: N803
        """Score per place; above 0 looks like a case."""
        check_is_fitted(self)
        return self._scores(validate_data(self, V, dtype=np.float64, ensure_all_finite="allow-nan", reset=False))

    def predict(self, V: object) -> npt.NDArray[np.generic]:  # noqa: N803
        """Class per place."""
        scores = self.decision_function(V)
        return self.classes_[(scores > 0).astype(np.int64)]

    def _learn(self, table: Floats, cases: npt.NDArray[np.int64], weights: Floats) -> None:
        """Keep what was learnt from ``table``, ``cases`` and ``weights``; each model says what."""
        raise TypeError(f"{type(self).__name__} leert niets van {table.shape}, {cases.shape} en {weights.shape}")

    def _scores(self, table: Floats) -> Floats:
        """Scores of checked rows; above 0 looks like a case."""
        raise TypeError(f"{type(self).__name__} geeft geen scores bij {table.shape}")
