"""How much was found near a place before: a kernel density of cases that fades with distance and time.

Case history forecasts repeats at places that were looked at. It says nothing about places where nobody looked, and
steering visits by it makes a circle; therefore it is a separate term that is off by default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.spatial import KDTree
from scipy.special import expit

from geo_risico.core.errors import DataError
from geo_risico.model.inputs import as_dates, as_points, in_metres
from geo_risico.spatial.density import faded_sum
from geo_risico.spatial.kernels.fading import BELL

if TYPE_CHECKING:
    import datetime as dt

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

REACH: Final = 4.0
"""Beyond this many bandwidths a case does not count (its kernel is below .0004)."""
OWN_DISTANCE_M: Final = 50.0


def case_history(  # noqa: PLR0913 - places, cases and how a case fades
    xy: object,
    cases_xy: object,
    dates: object = None,
    at: str | dt.date | None = None,
    *,
    bandwidth_m: float = 1000.0,
    half_life_days: float = 365.0,
    leave_one_out: bool = True,
) -> npt.NDArray[np.float64]:
    """Number of earlier cases near each place, each faded with distance and time.

    A case at the place itself on the day itself counts 1; one at a distance d counts exp(-d^2 / (2 bandwidth^2)), and
    every half-life of age halves it. A case on or after ``at`` is not known yet and does not count, nor does one
    without a date.

    Parameters
    ----------
    xy
        Coordinates of the places in metres.
    cases_xy
        Coordinates of the cases in metres.
    dates
        Date of each case; without, cases do not fade with time.
    at
        Day for which the history is asked; needed with dates.
    bandwidth_m
        Standard deviation of the kernel in metres.
    half_life_days
        Days after which a case counts half.
    leave_one_out
        Whether a case leaves out the place that it belongs to (the nearest within 50 m), so that no place is explained
        by its own case. For scoring places one may want them in.

    Raises
    ------
    DataError
        When coordinates or dates do not fit, or the bandwidth or half-life is not above zero.

    Examples
    --------
    >>> places, cases = [[1000.0, 0.0], [2000.0, 0.0]], [[1000.0, 0.0]]
    >>> case_history(places, cases).round(3).tolist()
    [0.0, 0.607]
    """
    if not (bandwidth_m > 0 and half_life_days > 0):
        raise DataError(f"bandwidth_m en half_life_days: {bandwidth_m} en {half_life_days}, verwacht getallen boven 0")
    places, cases = _points(xy, "xy"), _points(cases_xy, "cases_xy")
    weights = _faded(dates, at, len(cases), half_life_days)
    result = kernel_sum(places, cases, weights, bandwidth_m)
    if leave_one_out and len(cases) and len(places):
        found = KDTree(places).query(cases, distance_upper_bound=OWN_DISTANCE_M)
        distance, own = np.asarray(found[0]), np.asarray(found[1])
        is_own = np.isfinite(distance)
        part = weights[is_own] * np.exp(-((distance[is_own] / bandwidth_m) ** 2) / 2)
        result = np.maximum(result - np.bincount(own[is_own], weights=part, minlength=len(places)), 0.0)
        result[result < np.finfo(np.float64).eps * len(cases)] = 0.0
    return result


def history_coefficient(
    logit: npt.ArrayLike, history: npt.ArrayLike, y: npt.ArrayLike, row_weight: npt.ArrayLike | None = None
) -> float:
    """Coefficient (from 0) of the case history beside a fitted index, in the unit of its logit.

    The index stays as it is: only the coefficient and the constant are fitted, so that history never changes the
    weights of the index.

    Parameters
    ----------
    logit
        Logit of the index per place (n,).
    history
        Case history per place (n,), its own cases left out.
    y
        True where a place has a case.
    row_weight
        Weight of each place; None: cases and the others carry half each.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> near = rng.exponential(1.0, 4000)
    >>> found = rng.random(4000) < 1 / (1 + np.exp(2 - 0.7 * near))
    >>> 0.6 < history_coefficient(np.zeros(4000), near, found) < 0.8
    True
    >>> history_coefficient(np.zeros(4000), -near, found)
    0.0
    """
    offset, term = np.asarray(logit, dtype=np.float64), np.asarray(history, dtype=np.float64)
    labels = np.asarray(y, dtype=np.float64)
    if row_weight is None:
        weights = np.where(labels > 0, 0.5 / max(labels.sum(), 1.0), 0.5 / max((1 - labels).sum(), 1.0))
    else:
        weights = np.asarray(row_weight, dtype=np.float64)

    def loss(point: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        z = offset + point[0] + point[1] * term
        slope = weights * (expit(z) - labels)
        return float(weights @ (np.logaddexp(0.0, z) - labels * z)), np.array([slope.sum(), slope @ term])

    found = minimize(loss, np.zeros(2), jac=True, method="L-BFGS-B", bounds=[(None, None), (0.0, None)])
    return float(found.x[1])


def kernel_sum(
    places: npt.NDArray[np.float64],
    cases: npt.NDArray[np.float64],
    weights: npt.NDArray[np.float64],
    bandwidth_m: float,
) -> npt.NDArray[np.float64]:
    """Sum of the weights of the cases around each place, each times exp(-d^2 / (2 bandwidth^2))."""
    counting = weights > 0
    return faded_sum(places, cases[counting], weights[counting], (REACH * bandwidth_m, bandwidth_m, BELL))


def _points(values: object, name: str) -> Floats:
    """Coordinates of a Series, frame or array in metres."""
    if isinstance(values, pd.Series | pd.DataFrame):
        return as_points(values, values.index, name)
    points = np.asarray(values, dtype=np.float64).reshape(-1, 2)
    return in_metres(points, name)


def _faded(dates: object, at: str | dt.date | None, count: int, half_life_days: float) -> Floats:
    """Weight of each case by its age; 0 when it is not known yet."""
    if dates is None:
        return np.ones(count)
    if at is None:
        raise DataError("at: verwacht de dag waarop de casussen tellen, omdat er datums zijn")
    moments = as_dates(dates, dates.index if isinstance(dates, pd.Series) else pd.RangeIndex(count))
    if len(moments) != count:
        raise DataError(f"dates: {len(moments)} datums, verwacht {count}, een per casus")
    age_days = (pd.Timestamp(at).to_datetime64() - moments) / np.timedelta64(1, "D")
    known = age_days > 0  # NaT compares as false
    result: Floats = np.where(known, 0.5 ** (np.where(known, age_days, 0.0) / half_life_days), 0.0)
    return result
