"""Cross-validation on places that a model has not seen: spatial blocks, later cases, and other areas."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_risico.core.errors import DataError
from geo_risico.model.folds import block_side_m, spatial_folds
from geo_risico.model.metrics import calibration_bins, gain_curve, measures
from geo_risico.model.places import Places, fit_on, make_places, probability_of, score_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

LEAST_CASES: Final = 5
"""Below this number of cases an AUC says nothing."""


@dataclass(frozen=True, kw_only=True)
class SpatialCv:
    """Scores of places by models that have not seen their fold, and what they are worth.

    ``scores``, ``folds``, ``y`` and ``counted`` are on the index of the table; ``counted`` marks the places that the
    measures are taken over (the visited ones when there is a visit log). ``probability`` is None without a visit log.
    """

    scores: pd.Series[float]
    folds: pd.Series[int]
    y: pd.Series[bool]
    counted: pd.Series[bool]
    probability: pd.Series[float] | None
    areas: pd.Series[float] | None
    k: int
    seed: int
    block_m: float

    @cached_property
    def pooled(self) -> dict[str, float]:
        """Measures over all out-of-fold scores together, by name."""
        return self._measured(self.counted, self.k)

    @cached_property
    def per_fold(self) -> pd.DataFrame:
        """Measures (columns) per fold (rows); a share of the k visits for each fold."""
        visits = max(1, round(self.k / max(1, self.folds.nunique())))
        rows = {fold: self._measured(self.counted & (self.folds == fold), visits) for fold in np.unique(self.folds)}
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("fold")

    @property
    def mean(self) -> dict[str, float]:
        """Mean of each measure over the folds where it can be had."""
        return {str(name): float(value) for name, value in self.per_fold.mean().items()}

    @property
    def sd(self) -> dict[str, float]:
        """Standard deviation of each measure over the folds."""
        return {str(name): float(value) for name, value in self.per_fold.std(ddof=1).items()}

    @cached_property
    def gains(self) -> pd.DataFrame:
        """Gain curve of the out-of-fold scores."""
        areas = None if self.areas is None else self.areas[self.counted]
        return gain_curve(self.scores[self.counted], self.y[self.counted], areas, self.seed)

    @cached_property
    def calibration(self) -> pd.DataFrame | None:
        """Expected and observed share per bin; None without a probability."""
        if self.probability is None:
            return None
        return calibration_bins(self.probability[self.counted], self.y[self.counted])

    def _measured(self, rows: pd.Series[bool], k: int) -> dict[str, float]:
        return measures(
            self.scores[rows],
            self.y[rows],
            areas=None if self.areas is None else self.areas[rows],
            probability=None if self.probability is None else self.probability[rows],
            k=k,
            seed=self.seed,
        )


@dataclass(frozen=True, kw_only=True)
class TemporalSplit:
    """Fitted on what was known before a day, measured on what became known from that day on."""

    at: pd.Timestamp
    measures: dict[str, float]
    train_case_count: int
    test_case_count: int


@dataclass(frozen=True, kw_only=True)
class GroupTransfer:
    """Each area in turn left out of the fit; ``per_group``: index area, columns auc and case_count."""

    per_group: pd.DataFrame

    @property
    def worst(self) -> tuple[str, float] | None:
        """Area with the lowest AUC and that AUC; None when fewer than two areas could be measured."""
        aucs = self.per_group["auc"].dropna()
        return (str(aucs.idxmin()), float(aucs.min())) if len(aucs) > 1 else None

    @property
    def mean(self) -> float:
        """Mean AUC over the areas that could be measured; NaN with fewer than two."""
        aucs = self.per_group["auc"].dropna()
        return float(aucs.mean()) if len(aucs) > 1 else float("nan")


def spatial_cv(  # noqa: PLR0913 - what is measured and how the folds are made stand apart, as in scikit-learn
    model: Any,  # noqa: ANN401 - any scikit-learn estimator
    V: object,  # noqa: N803 - value functions, as in the formulas
    y: object,
    xy: object,
    *,
    block_m: float | None = None,
    half_distance_m: float | None = None,
    n_folds: int = 5,
    seed: int = 0,
    visited: object = None,
    propensity: object = None,
    areas: object = None,
    k: int = 50,
) -> SpatialCv:
    """Out-of-fold scores of all places, with pooled measures and their mean and spread over spatial folds.

    Parameters
    ----------
    model
        Estimator with ``fit(V, y)``; it is copied, and gets visited, propensity and xy where its fit takes them.
    V
        Value functions, a row per place; NaN is unknown.
    y
        True where a place has a case.
    xy
        Coordinates in metres.
    block_m
        Side of the blocks in metres; without, 3 km and at least twice ``half_distance_m``.
    half_distance_m
        Largest half-distance of the value functions.
    n_folds
        Number of folds.
    seed
        Order of equal blocks and of equal scores.
    visited
        True where somebody looked; then only those places count, in fitting and in measuring.
    propensity
        Chance of a visit per place.
    areas
        Area of each place in m2, for the measures per area.
    k
        Number of visits for hits_at_k.

    Raises
    ------
    DataError
        When the input does not fit, or fewer than two blocks have a case.
    """
    places = make_places(V, y, xy, {"visited": visited, "propensity": propensity, "areas": areas})
    side = block_side_m(half_distance_m) if block_m is None else block_m
    folds = spatial_folds(places.xy, places.y, side, n_folds, seed)
    return cross_validate(model, places, folds, block_m=side, k=k, seed=seed)


def cross_validate(
    model: Any,  # noqa: ANN401 - any scikit-learn estimator
    places: Places,
    folds: npt.NDArray[np.int64],
    *,
    block_m: float,
    k: int = 50,
    seed: int = 0,
) -> SpatialCv:
    """Out-of-fold scores and measures for folds that were made before, so that models can be compared pair by pair."""
    scores, chances = np.full(len(places.y), np.nan), np.full(len(places.y), np.nan)
    for fold in np.unique(folds):
        test = folds == fold
        fitted = fit_on(model, places.rows(~test))
        seen = places.rows(test)
        scores[test] = score_of(fitted, seen)
        chance = probability_of(fitted, seen)
        chances[test] = np.nan if chance is None else chance
    index = places.table.index
    return SpatialCv(
        scores=pd.Series(scores, index=index),
        folds=pd.Series(folds, index=index),
        y=pd.Series(places.y, index=index),
        counted=pd.Series(places.counted, index=index),
        probability=pd.Series(chances, index=index) if np.isfinite(chances).any() else None,
        areas=None if places.areas is None else pd.Series(places.areas, index=index),
        k=k,
        seed=seed,
        block_m=block_m,
    )


def temporal_split(
    model: Any,  # noqa: ANN401 - any scikit-learn estimator
    places: Places,
    *,
    at: pd.Timestamp | None = None,
    k: int = 50,
    seed: int = 0,
) -> TemporalSplit | None:
    """Measures on what became known from a day on, by a model that knew only what was known before it.

    With a visit log the places visited before that day are learnt from and those visited later are measured. Without,
    every place without an older case is background when learning, also where a case was found later; when measuring,
    places with an older case are left out.

    Parameters
    ----------
    model
        Estimator with ``fit(V, y)``.
    places
        Places with dates.
    at
        First day that counts as later; without, the median date of the cases.
    k, seed
        As for ``spatial_cv``.

    Returns
    -------
    TemporalSplit | None
        None when fewer than five cases lie on either side.
    """
    if places.dates is None or np.isnat(places.dates[places.y]).all():
        return None
    moment = pd.Timestamp(pd.Series(places.dates[places.y]).median()).normalize() if at is None else pd.Timestamp(at)
    is_old = places.dates < moment.to_datetime64()
    is_new = places.dates >= moment.to_datetime64()
    if places.visited is None:
        learn, test = np.ones(len(is_old), dtype=bool), ~(places.y & ~is_new)
    else:
        learn, test = places.visited & is_old, places.visited & is_new
    labels = places.y & is_old
    if min(labels.sum(), (places.y & is_new).sum()) < LEAST_CASES or not (test & ~places.y).any():
        return None
    known = Places(**{**vars(places), "y": labels}).rows(learn)
    seen = places.rows(test)
    fitted = fit_on(model, known)
    chance = probability_of(fitted, seen)
    found = measures(score_of(fitted, seen), seen.y, areas=seen.areas, probability=chance, k=k, seed=seed)
    return TemporalSplit(
        at=moment, measures=found, train_case_count=int(labels.sum()), test_case_count=int(seen.y.sum())
    )


def leave_one_group_out(
    model: Any,  # noqa: ANN401 - any scikit-learn estimator
    places: Places,
    groups: Sequence[str] | pd.Series[str],
) -> GroupTransfer:
    """AUC in each area (gemeente) of a model that was fitted on the other areas.

    An area with fewer than five cases, or whose others have fewer than five, is not measured (NaN).

    Raises
    ------
    DataError
        When the groups do not fit the places.
    """
    names = pd.Series(groups).reindex(places.table.index) if isinstance(groups, pd.Series) else pd.Series(list(groups))
    if len(names) != len(places.y) or names.isna().any():
        raise DataError(f"groups: {len(names)} namen, verwacht {len(places.y)}, een per plaats en zonder lege")
    labels = names.to_numpy().astype(str)
    rows = {str(name): _left_out(model, places, labels == name) for name in np.unique(labels)}
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["auc", "case_count"])
    return GroupTransfer(per_group=table.rename_axis("group"))


def _left_out(model: Any, places: Places, chosen: npt.NDArray[np.bool_]) -> tuple[float, int]:  # noqa: ANN401
    """AUC in the chosen places of a model fitted on the others, and their cases."""
    seen, others = places.rows(chosen), places.rows(~chosen)
    count = int(seen.y.sum())
    if min(count, int(others.y.sum())) < LEAST_CASES:
        return float("nan"), count
    score = score_of(fit_on(model, others), seen)
    return measures(score[seen.counted], seen.y[seen.counted])["auc"], count


def quadrants(xy: npt.NDArray[np.float64]) -> list[str]:
    """Name of the quarter of the area of each place, cut at the median coordinates; for places without a gemeente."""
    east, north = (xy >= np.median(xy, axis=0)).T
    return [f"{'noord' if n else 'zuid'}{'oost' if e else 'west'}" for e, n in zip(east, north, strict=True)]
