"""Chance that a place was visited, from what draws visits; for logs that do not say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from geo_risico.model.anchored_input import InputError, aligned, flags
from geo_risico.model.places import CLIP_QUANTILE

if TYPE_CHECKING:
    import numpy.typing as npt

SMALLEST: Final = 1e-3
"""No chance is smaller: with one visit in a thousand a place says nothing for all others like it."""


def effort_propensity(covariates: npt.ArrayLike | pd.DataFrame, visited: npt.ArrayLike) -> pd.Series[float]:
    """Chance in (0, 1] of a visit per place, by a logistic on what draws visits.

    Chances so small that 1/e exceeds the 95th percentile over the visited places are raised to it.

    Parameters
    ----------
    covariates
        What draws visits (earlier visits nearby, distance to a station, size): (n, p), NaN is unknown and counts as the
        median. Nothing that says whether something was found.
    visited
        True where somebody looked; visits caused by a tip left out.

    Raises
    ------
    InputError
        When nobody looked anywhere, or shapes do not fit.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> busy = rng.random(2000)
    >>> chance = effort_propensity(busy[:, np.newaxis], rng.random(2000) < busy)
    >>> bool(chance[busy > 0.9].mean() > 0.7), bool(chance[busy < 0.1].mean() < 0.3)
    (True, True)
    """
    frame = covariates if isinstance(covariates, pd.DataFrame) else pd.DataFrame(np.asarray(covariates))
    table = frame.astype("float64").rename(columns=str)
    looked = flags(aligned(visited, frame, "visited"), len(frame), "visited")
    if not looked.any():
        raise InputError("visited: nergens is gekeken; dan bestaat er geen kans op een bezoek")
    table = table.loc[:, table.notna().any()]
    if looked.all() or table.empty:
        return pd.Series(float(looked.mean()), index=frame.index)
    model = make_pipeline(SimpleImputer(strategy="median"), StandardScaler(), LogisticRegression(max_iter=1000))
    chance = np.clip(model.fit(table, looked).predict_proba(table)[:, 1], SMALLEST, 1.0)
    least = 1.0 / float(np.quantile(1.0 / chance[looked], CLIP_QUANTILE))
    return pd.Series(np.maximum(chance, least), index=frame.index)
