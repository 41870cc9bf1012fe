"""Figures per gemeente, wijk, buurt or square."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_risico.scoring.area_values import area_values
from geo_risico.scoring.bands import UNKNOWN
from geo_risico.scoring.bootstrap import poisson_interval

if TYPE_CHECKING:
    from collections.abc import Mapping

CLASSES: Final = ("A", "B", "C", "D", "E", UNKNOWN)
BARN_BOUNDS_M2: Final[Mapping[str, tuple[float, float]]] = {
    "barn_200_500_m2": (200, 500),
    "barn_500_1000_m2": (500, 1000),
    "barn_1000_2500_m2": (1000, 2500),
    "barn_2500_m2": (2500, np.inf),
}
"""Column -> smallest and largest area of a barn; the upper bound belongs to the next column."""
UNKNOWN_BARN_SHARE: Final = 0.5
"""An area in which the size of this share of the barns is unknown has no totals."""


def aggregate(
    scores: pd.DataFrame, by: pd.Series[str], rng: np.random.Generator, *, barns: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Counts, barn area in m2, mean score with 95 % interval and coverage of each area.

    Parameters
    ----------
    scores
        Columns score, class and coverage.
    by
        Code of the area of each location; a location without a code counts nowhere.
    rng
        Source of the bootstrap weights.
    barns
        One row per barn that may come free: location_id and area_m2 (NaN where it is unknown whether it is one). None
        when barns are unknown.

    Returns
    -------
    pd.DataFrame
        Indexed by code, sorted: location_count, count_A to count_onbekend, the barn columns (m2; NaN when unknown, 0
        without barns), mean_score with mean_score_low and mean_score_high over the locations that have a class (NaN
        without any, no interval for one), and coverage as the mean over all locations.
    """
    area = by.reindex(scores.index)
    counted = pd.DataFrame({f"count_{letter}": scores["class"] == letter for letter in CLASSES}, index=scores.index)
    counts = counted.groupby(area).sum()
    return pd.concat(
        [
            counted.groupby(area).size().rename("location_count"),
            counts,
            _barns(barns, area, counts.index),
            _mean_scores(scores, area, rng).reindex(counts.index),
            scores["coverage"].groupby(area).mean(),
        ],
        axis=1,
    )


def barn_sums(barns: pd.DataFrame, index: pd.Index[str]) -> pd.DataFrame:
    """Barn area per size class of each location, in m2, on the index of the locations; a barn of unknown size adds 0.

    Parameters
    ----------
    barns
        As for `aggregate`.
    index
        Locations.
    """
    known = barns[barns["area_m2"].notna()]
    sizes = _by_size(known["area_m2"])
    return sizes.groupby(known["location_id"]).sum().reindex(index, fill_value=0.0)


def _by_size(size: pd.Series[float]) -> pd.DataFrame:
    """Size of each barn in the column of its class, 0 in the others."""
    columns = {name: size.where((size >= low) & (size < high), 0.0) for name, (low, high) in BARN_BOUNDS_M2.items()}
    return pd.DataFrame(columns, index=size.index, dtype=np.float64)


def _mean_scores(scores: pd.DataFrame, area: pd.Series[str], rng: np.random.Generator) -> pd.DataFrame:
    """Mean score of each area that has assessed locations, with its interval."""
    groups = area_values(scores, area)
    low, high = poisson_interval(groups.mean, groups.sizes, rng)
    return pd.DataFrame(
        {
            "mean_score": groups.mean(np.ones(len(groups.values))),
            "mean_score_low": np.clip(low, 0, 1),
            "mean_score_high": np.clip(high, 0, 1),
        },
        index=groups.areas,
    )


def _barns(barns: pd.DataFrame | None, area: pd.Series[str], codes: pd.Index[str]) -> pd.DataFrame:
    """Total barn area per size class of each area, in m2; NaN when barns, or half of those in the area, are unknown."""
    if barns is None:
        return pd.DataFrame(np.nan, index=codes, columns=list(BARN_BOUNDS_M2))
    size = barns["area_m2"]
    where = barns["location_id"].map(area)
    total = _by_size(size).groupby(where).sum()
    known = size.notna().groupby(where).mean() > 1 - UNKNOWN_BARN_SHARE
    return total.reindex(codes, fill_value=0.0).where(known.reindex(codes, fill_value=True))
