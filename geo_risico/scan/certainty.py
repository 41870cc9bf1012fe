"""How sure the scores of a result are: weights shaken, places resampled, and where nobody looked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo_risico.uncertainty.resample import blocks
from geo_risico.uncertainty.weights import WeightNoise, spread
from geo_risico.uncertainty.witte_vlek import blind_spots, with_unknown

if TYPE_CHECKING:
    import pandas as pd

    from geo_risico.core.results import ScanResult


def with_certainty(result: ScanResult, peers: pd.Series[str]) -> ScanResult:
    """The result with intervals, robustness and witte vlekken; a low class that nobody checked is ``onbekend``.

    Parameters
    ----------
    result
        Scores of one theme, and the evidence of its locations.
    peers
        Name of the peer group of each location.
    """
    scan, places = result.scan, result.locations.frame
    noise = WeightNoise(starts=_starts(result), blocks=blocks(places))
    rng = np.random.default_rng(scan.seed)
    sure = spread(result.risks, result.theme, peers, rng, weights=result.weights, noise=noise)
    scores = result.scores.join(sure)
    unseen = blind_spots(places, scores, result.risks, result.weights, result.evidence, scan)
    return replace(result, scores=with_unknown(scores.join(unseen), scan.witte_vlek))


def _starts(result: ScanResult) -> tuple[tuple[float, ...], ...]:
    """Weights of the draws of a calibration, in the order of the weights of the result."""
    if result.calibration is None:
        return ()
    names = list(result.calibration.weights)
    order = [names.index(name) if name in names else None for name in result.weights]
    return tuple(tuple(0.0 if at is None else row[at] for at in order) for row in result.calibration.draws)
