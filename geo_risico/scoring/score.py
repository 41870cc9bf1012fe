"""Scores of all locations of a scan: the one function that puts the arithmetic in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo_risico.scoring.bands import band_bounds, classify, rankable
from geo_risico.scoring.combine import combine, contributions
from geo_risico.scoring.counterfactual import counterfactuals
from geo_risico.scoring.reasons import reasons

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo_risico.core.specs import ThemeSpec


def score_locations(
    risks: pd.DataFrame,
    theme: ThemeSpec,
    peers: pd.Series[str],
    *,
    weights: Mapping[str, float] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Contributions and scores in [0, 1] of all locations, with class, reasons and counterfactual.

    Parameters
    ----------
    risks
        Risk in [0, 1] per indicator; NaN is unknown.
    theme
        Weights, bands and minimum coverage.
    peers
        Name of the peer group (gemeente) of each location; one name everywhere compares all with all.
    weights
        Weights instead of the theme's, for all indicators that count; only proportions matter.

    Returns
    -------
    tuple[pd.DataFrame, pd.DataFrame]
        Contributions (one column per weight) and scores (columns as in docs/conventies, without the weight noise).
    """
    share = theme.weights if weights is None else dict(weights)
    index = combine(risks, share)
    parts = contributions(risks, share)
    everyone = pd.Series("alle", index=risks.index, dtype="str")
    known = index["score"].where(rankable(index, theme.minimum_coverage))
    scores = pd.concat(
        [
            index,
            classify(index, theme, peers),
            classify(index, theme, everyone).add_suffix("_all"),
            reasons(parts),
            counterfactuals(risks, parts, known, peers, share, band_bounds(theme)),
        ],
        axis=1,
    )
    return parts, scores
