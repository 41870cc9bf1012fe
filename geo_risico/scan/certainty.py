"""How sure the scores of a result are: cases and visits, weights shaken, places resampled, where nobody looked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from geo_risico.scan.areas import peer_groups
from geo_risico.scan.evidence import TABLES, gather_evidence, place_evidence
from geo_risico.scan.history import history_columns
from geo_risico.uncertainty.resample import blocks
from geo_risico.uncertainty.weights import WeightNoise, spread
from geo_risico.uncertainty.witte_vlek import blind_spots, with_unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy.typing as npt

    from geo_risico.core.results import Layers, ScanResult

    Floats = npt.NDArray[np.float64]


def with_evidence(results: Sequence[ScanResult], layers: Layers, step: Callable[[str], None]) -> tuple[ScanResult, ...]:
    """The results of all themes with the cases and visits on their locations.

    Parameters
    ----------
    results
        One per theme; a scan that compares whole gemeenten has nothing to put cases on.
    layers
        What was read.
    step
        Called with a short Dutch text when there are cases or visits to place.
    """
    if not any(name in layers.frames for name in TABLES):
        return tuple(results)
    step("Casussen en bezoeken koppelen")
    places = place_evidence(layers)
    return tuple(
        part
        if part.theme.locations == "gemeenten"
        else replace(part, evidence=gather_evidence(layers, part.locations, part.scan, places))
        for part in results
    )


def with_certainty(result: ScanResult) -> ScanResult:
    """The result with intervals, robustness and witte vlekken; a low class that nobody checked is ``onbekend``.

    Parameters
    ----------
    result
        Scores of one theme, and the evidence of its locations.
    """
    scan, places = result.scan, result.locations.frame
    noise = WeightNoise(starts=_starts(result), blocks=blocks(places))
    rng, peers = np.random.default_rng(scan.seed), peer_groups(result.locations, result.theme)
    sure = spread(result.risks, result.theme, peers, rng, weights=result.weights, noise=noise)
    scores = result.scores.join(sure)
    unseen = blind_spots(places, scores, result.risks, result.weights, result.evidence, scan)
    scores = with_unknown(scores.join(unseen), scan.witte_vlek)
    return replace(result, scores=scores.assign(**history_columns(result)))


def _starts(result: ScanResult) -> tuple[tuple[float, ...], ...]:
    """Weights of the draws of a calibration, in the order of the weights of the result."""
    if result.calibration is None:
        return ()
    names = list(result.calibration.weights)
    order = [names.index(name) if name in names else None for name in result.weights]
    return tuple(tuple(0.0 if at is None else row[at] for at in order) for row in result.calibration.draws)
