"""Everything known about a set of places in one order, and how a model is fitted to some and scores others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from sklearn.base import clone
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import has_fit_parameter
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from geo_risico.core.errors import DataError
from geo_risico.model.inputs import as_column, as_dates, as_labels, as_points, as_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]
    Flags = npt.NDArray[np.bool_]

ONE_THREAD: Final = 1
"""These tables are small: on a busy machine threads that wait for each other make boosting forty times slower."""
CLIP_QUANTILE: Final = 0.95
"""Weights 1/e above this quantile are cut off."""


@dataclass(frozen=True, kw_only=True)
class Places:
    """Value functions, labels and coordinates, all in the order of the rows of ``table``."""

    table: pd.DataFrame
    y: npt.NDArray[np.bool_]
    xy: npt.NDArray[np.float64]
    visited: npt.NDArray[np.bool_] | None = None
    """True where somebody looked; None without a visit log: then every other place is background."""
    propensity: npt.NDArray[np.float64] | None = None
    """Chance that a place was visited; NaN unknown."""
    dates: npt.NDArray[np.datetime64] | None = None
    """Date on which the label of a place became known; NaT without."""
    areas: npt.NDArray[np.float64] | None = None

    @property
    def counted(self) -> npt.NDArray[np.bool_]:
        """Places that measures are taken over: the visited ones, or all without a visit log."""
        return np.ones(len(self.y), dtype=bool) if self.visited is None else self.visited

    def rows(self, chosen: npt.NDArray[np.bool_]) -> Places:
        """The chosen places."""
        return Places(
            table=self.table[chosen],
            y=self.y[chosen],
            xy=self.xy[chosen],
            visited=None if self.visited is None else self.visited[chosen],
            propensity=None if self.propensity is None else self.propensity[chosen],
            dates=None if self.dates is None else self.dates[chosen],
            areas=None if self.areas is None else self.areas[chosen],
        )


def make_places(table: object, y: object, xy: object, facts: Mapping[str, object] | None = None) -> Places:
    """Checked places; series and frames are put in the order of the table.

    Parameters
    ----------
    table
        Value functions, a row per place; NaN is unknown.
    y
        True where a place has a case.
    xy
        Coordinates in metres.
    facts
        Optional visited, propensity, dates and areas; None counts as absent.

    Raises
    ------
    DataError
        When shapes, indexes or values do not fit.
    """
    frame = as_table(table)
    given = {name: value for name, value in (facts or {}).items() if value is not None}
    visited = as_labels(given["visited"], frame.index, "visited") if "visited" in given else None
    labels = as_labels(y, frame.index)
    return Places(
        table=frame,
        y=labels if visited is None else labels & visited,
        xy=as_points(xy, frame.index),
        visited=visited,
        propensity=_propensity(given["propensity"], frame.index) if "propensity" in given else None,
        dates=as_dates(given["dates"], frame.index) if "dates" in given else None,
        areas=as_column(given["areas"], frame.index, "areas") if "areas" in given else None,
    )


def inverse_weights(propensity: npt.NDArray[np.float64] | None, count: int) -> npt.NDArray[np.float64]:
    """Weight 1/e of each place, cut off at the 95th percentile; the mean e where it is unknown; ones without any."""
    if propensity is None or not np.isfinite(propensity).any():
        return np.ones(count)
    is_known = np.isfinite(propensity)
    weights = 1.0 / np.where(is_known, propensity, propensity[is_known].mean())
    result: Floats = np.minimum(weights, np.quantile(weights, CLIP_QUANTILE))
    return result


def fit_on(model: Any, places: Places) -> Any:  # noqa: ANN401 - any scikit-learn estimator
    """Copy of the model, fitted to these places with whatever of them it can use.

    A model without ``visited`` in its fit sees the visited places only; one with ``sample_weight`` but without
    ``propensity`` gets the weights 1/e. Of a pipeline the last step counts.
    """
    copy = clone(model)
    last, prefix = (copy[-1], f"{copy.steps[-1][0]}__") if isinstance(copy, Pipeline) else (copy, "")
    if places.visited is not None and not has_fit_parameter(last, "visited"):
        places = places.rows(places.visited)
    given = {"visited": places.visited, "propensity": places.propensity, "xy": places.xy, "dates": places.dates}
    extra: dict[str, object] = {
        name: value for name, value in given.items() if value is not None and has_fit_parameter(last, name)
    }
    weighted = places.propensity is not None and "propensity" not in extra and has_fit_parameter(last, "sample_weight")
    if weighted:
        extra["sample_weight"] = inverse_weights(places.propensity, len(places.y))
    with threadpool_limits(ONE_THREAD):
        return copy.fit(
            places.table, places.y.astype(np.int64), **{f"{prefix}{name}": value for name, value in extra.items()}
        )


def score_of(model: Any, places: Places) -> npt.NDArray[np.float64]:  # noqa: ANN401 - any scikit-learn estimator
    """Score per place of a fitted model; higher is more opportunity."""
    with threadpool_limits(ONE_THREAD):
        return _score(model, places)


def _score(model: Any, places: Places) -> Floats:  # noqa: ANN401 - any scikit-learn estimator
    """Score by the first way that the model has.

    An index is on one scale for every fold; a decision function carries the intercept of its own fold.
    """
    if hasattr(model, "index"):
        index = np.asarray(model.index(places.table), dtype=np.float64)
        return np.where(np.isnan(index), getattr(model, "average_", np.nan), index)
    if getattr(model, "scores_by_xy", False):
        return np.asarray(model.decision_function(places.table, xy=places.xy), dtype=np.float64)
    if hasattr(model, "decision_function"):
        return np.asarray(model.decision_function(places.table), dtype=np.float64)
    if hasattr(model, "predict_proba"):
        return np.asarray(model.predict_proba(places.table), dtype=np.float64)[:, 1]
    return np.asarray(model.predict(places.table), dtype=np.float64)


def probability_of(model: Any, places: Places) -> npt.NDArray[np.float64] | None:  # noqa: ANN401 - idem
    """Probability per place of a model that was fitted on visits; None for any other model."""
    if places.visited is None or not hasattr(model, "predict_proba"):
        return None
    return np.asarray(model.predict_proba(places.table), dtype=np.float64)[:, 1]


def _propensity(values: object, index: pd.Index) -> npt.NDArray[np.float64]:
    """Chances in (0, 1], NaN where unknown."""
    column = as_column(values, index, "propensity")
    known = column[np.isfinite(column)]
    if ((known <= 0) | (known > 1)).any():
        raise DataError("propensity: verwacht kansen boven 0 en hoogstens 1, of leeg (NaN) waar die onbekend is")
    return column
