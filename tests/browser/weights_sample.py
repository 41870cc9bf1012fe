"""The sample release scored by the scan itself, some of it in a witte vlek, and the same with other weights."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from geo_risico.core.source_specs import ScanSpec
from geo_risico.governance.release import release
from geo_risico.scan.areas import peer_groups
from geo_risico.scoring.score import score_locations
from geo_risico.uncertainty.witte_vlek import with_unknown

KEPT = ("p10", "p90", "rank_low", "rank_high", "top_share", "robustness")


def _seen(result):
    """A fifth of the locations in a witte vlek."""
    order = np.arange(len(result.scores))
    words = np.where(order % 5 == 0, "witte vlek", "gezien")
    return pd.Series(words, index=result.scores.index, dtype="str")


def scored(result, weights=None, spec=None):
    """Scores as a scan gives them: class within the peer group, a low class in a witte vlek unknown."""
    spec = ScanSpec.model_fields["witte_vlek"].default if spec is None else spec
    parts, scores = score_locations(
        result.risks, result.theme, peer_groups(result.locations, result.theme), weights=weights or result.weights
    )
    scores = scores.join(result.scores[list(KEPT)]).assign(witte_vlek=_seen(result))
    return parts, with_unknown(scores, spec)


def result_of(result, **changes):
    """The sample result with the scores of the scan."""
    result = dataclasses.replace(result, **changes)
    parts, scores = scored(result)
    return dataclasses.replace(result, contributions=parts, scores=scores)


def release_of(result, **changes):
    return release(result_of(result, **changes), version="0.1.0+proef")


def random_weights(result, seed):
    """Weights of the theme, each times something between nothing and four; some zero."""
    rng = np.random.default_rng(seed)
    factors = np.exp(rng.normal(0, 0.7, len(result.weights))) * (rng.random(len(result.weights)) > 0.1)
    return {name: float(w * f) for (name, w), f in zip(result.weights.items(), factors, strict=True)}


def top_of(scores, count=50):
    """First locations of the list: highest score, unknown class last."""
    ranked = scores.sort_values("score", ascending=False, kind="stable", na_position="last")
    unknown = ranked["class"].eq("onbekend").to_numpy()
    return list(ranked.iloc[np.argsort(unknown, kind="stable")].index[:count])
