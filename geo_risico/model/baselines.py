"""What an index must beat: equal weights, the experts' weights as they are, and a hot-spot map of past cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

import numpy as np
from sklearn.utils.validation import check_is_fitted, validate_data

from geo_risico.core.errors import DataError
from geo_risico.model.anchored_input import aligned, flags, prior_weights
from geo_risico.model.history import case_history
from geo_risico.model.inputs import in_metres, plain_points
from geo_risico.model.learning import PlaceClassifier
from geo_risico.model.unknown import known_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

HOT_SPOT_BANDWIDTH_M: Final = 1000.0


class _Index(PlaceClassifier):
    """Weighted mean of the known value functions, with weights that the cases do not change."""

    def index(self, V: object) -> npt.NDArray[np.float64]:  # noqa: N803
        """Weighted mean of the known values per row; NaN where nothing with a weight is known."""
        check_is_fitted(self)
        table = validate_data(self, V, dtype=np.float64, ensure_all_finite="allow-nan", reset=False)
        return known_mean(table, self.weights_)

    def _learn(self, table: Floats, cases: npt.NDArray[np.int64], weights: Floats) -> None:
        self.weights_ = self._shares(table.shape[1])
        self.cut_ = _cut(known_mean(table, self.weights_), cases, weights)

    def _scores(self, table: Floats) -> Floats:
        return known_mean(table, self.weights_) - self.cut_

    def _shares(self, count: int) -> Floats:
        """Weight of each column, adding up to 1."""
        return np.full(count, 1.0 / count)


class EqualWeights(_Index):
    """Mean of the known value functions: the index of somebody who knows nothing about weights."""


class FixedWeights(_Index):
    """Weighted mean of the known value functions with weights that the cases do not change.

    Parameters
    ----------
    w0
        Weight of each column, in that order or by name; only proportions matter.
    """

    def __init__(self, w0: Sequence[float] | Mapping[str, float]) -> None:
        self.w0 = w0

    def _shares(self, count: int) -> Floats:
        names = [str(name) for name in self.feature_names_in_] if hasattr(self, "feature_names_in_") else None
        return prior_weights(self.w0, names, count)


class HotSpotKde(PlaceClassifier):
    """Kernel density of the cases that were learnt from; it knows nothing of places where no case lies near.

    Parameters
    ----------
    bandwidth_m
        Standard deviation of the kernel in metres.
    half_life_days
        Days after which a case counts half; only with dates.
    """

    scores_by_xy: Final = True

    def __init__(self, bandwidth_m: float = HOT_SPOT_BANDWIDTH_M, half_life_days: float = 365.0) -> None:
        self.bandwidth_m = bandwidth_m
        self.half_life_days = half_life_days

    def fit(  # type: ignore[override] # coordinates and dates are what it learns from
        self,
        V: object,  # noqa: N803
        y: object,
        xy: object = None,
        visited: object = None,
        dates: object = None,
    ) -> Self:
        """Fitted model; without ``xy`` the two columns of V are the coordinates in metres."""
        labels, at, seen, days = (
            aligned(given, V, name) for given, name in ((y, "y"), (xy, "xy"), (visited, "visited"), (dates, "dates"))
        )
        table, labels = validate_data(self, V, labels, dtype=np.float64, ensure_all_finite="allow-nan")
        self.classes_, codes = np.unique(labels, return_inverse=True)
        points = _coordinates(table, at)
        is_case = codes == len(self.classes_) - 1
        if seen is not None:
            is_case &= flags(seen, len(table), "visited")
        self.cases_xy_ = points[is_case]
        self.dates_ = None if days is None else np.asarray(days, dtype="datetime64[s]")[is_case]
        return self

    def decision_function(self, V: object, xy: object = None) -> npt.NDArray[np.float64]:  # noqa: N803
        """Sum of the kernels of the learnt cases at each place."""
        check_is_fitted(self)
        table = validate_data(self, V, dtype=np.float64, ensure_all_finite="allow-nan", reset=False)
        points = _coordinates(table, aligned(xy, V, "xy"))
        at = None if self.dates_ is None or not len(self.dates_) else np.nanmax(self.dates_) + np.timedelta64(1, "D")
        return case_history(
            points,
            self.cases_xy_,
            None if at is None else self.dates_,
            at,
            bandwidth_m=self.bandwidth_m,
            half_life_days=self.half_life_days,
            leave_one_out=False,
        )


def _coordinates(table: Floats, xy: object) -> Floats:
    """Coordinates given, or those in the table."""
    points = table if xy is None else plain_points(xy, "xy")
    if points.shape != (len(table), 2):
        raise DataError(f"HotSpotKde: coordinaten met vorm {points.shape}, verwacht ({len(table)}, 2) in xy of in V")
    return in_metres(points, "xy")


def _cut(scores: Floats, cases: npt.NDArray[np.int64], weights: Floats) -> float:
    """Score above which as many places lie as there are cases."""
    known = np.isfinite(scores)
    if not known.any():
        return 0.0
    share = float(np.average(cases == cases.max(), weights=weights))
    return float(np.quantile(scores[known], 1.0 - share))
