"""What the class would be without the indicator that raises the score most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_risico.scoring.bands import band_numbers, group_numbers
from geo_risico.scoring.ranks import CODE_BITS, score_codes
from geo_risico.scoring.reasons import SMALLEST_REASON
from geo_risico.scoring.weights import normalised

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


def counterfactuals(
    risks: pd.DataFrame,
    contributions: pd.DataFrame,
    ranked: pd.Series[float],
    peers: pd.Series[str],
    weights: Mapping[str, float],
    bands: Mapping[str, float],
) -> pd.DataFrame:
    """Strongest raising indicator of each location and its class without that indicator.

    The score is computed again from the other known indicators and placed among the original scores of the peer group.

    Parameters
    ----------
    risks
        Risk in [0, 1] per indicator; NaN is unknown.
    contributions
        Additive contributions on the same index, one column per weight.
    ranked
        Scores of the locations with a class; NaN for the others.
    peers
        Name of the peer group on the same index.
    weights
        Indicator -> weight.
    bands
        Class -> lower bound as percentile.

    Returns
    -------
    pd.DataFrame
        Columns counterfactual_indicator and counterfactual_class; empty text where there is no class, no indicator that
        matters or nothing left to score with.
    """
    names = list(weights)
    values = np.nan_to_num(contributions.to_numpy(dtype=np.float64), nan=-np.inf)
    strongest = values.argmax(axis=1)
    rest = _without(risks.reindex(columns=names), strongest, normalised(weights))
    groups = group_numbers(peers.reindex(risks.index))
    scores = np.where(groups >= 0, ranked.to_numpy(), np.nan)
    is_told = (values.max(axis=1, initial=-np.inf) >= SMALLEST_REASON) & ~np.isnan(rest) & ~np.isnan(scores)
    numbers = np.full(len(risks), len(bands))
    numbers[is_told] = band_numbers(_place(rest[is_told], groups[is_told], scores, groups), bands)
    return pd.DataFrame(
        {
            "counterfactual_indicator": np.array([*names, ""], dtype=object)[np.where(is_told, strongest, len(names))],
            "counterfactual_class": np.array([*bands, ""], dtype=object)[numbers],
        },
        index=risks.index,
        dtype="str",
    )


def _without(risks: pd.DataFrame, left_out: npt.NDArray[np.int64], weights: Mapping[str, float]) -> Floats:
    """Score of each row from all known indicators but one; NaN when nothing is left."""
    risk, known = np.zeros(len(risks)), np.zeros(len(risks))
    for column, (name, weight) in enumerate(weights.items()):
        values = risks[name].to_numpy(dtype=np.float64)
        counts = ~np.isnan(values) & (left_out != column)
        risk += np.where(counts, weight * values, 0.0)
        known += weight * counts
    result: Floats = np.divide(risk, known, out=np.full(len(risks), np.nan), where=known > 0)
    return result


def _place(score: Floats, group: npt.NDArray[np.int64], scores: Floats, groups: npt.NDArray[np.int64]) -> Floats:
    """Percentile of each new score among the existing scores of its group."""
    rows = ~np.isnan(scores)
    keys = np.sort((groups[rows] << CODE_BITS) | score_codes(scores[rows]))
    key = (group << CODE_BITS) | score_codes(score)
    lower, upper = np.searchsorted(keys, key, side="left"), np.searchsorted(keys, key, side="right")
    sizes = np.bincount(groups[rows], minlength=1)
    before = np.cumsum(sizes) - sizes
    return ((lower + upper) / 2 - before[group]) / sizes[group]
