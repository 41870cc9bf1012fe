"""How much a score and its class depend on the exact weights and on which places it is compared with."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_risico.scoring.bands import band_bounds, band_numbers, classify, group_numbers, rankable
from geo_risico.scoring.combine import combine
from geo_risico.scoring.ranks import RESOLUTION, GroupRanks, ResampledRanks, group_ranks, resampled_ranks
from geo_risico.scoring.weights import normalised
from geo_risico.uncertainty.resample import Resampled, resample

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from geo_risico.core.specs import ThemeSpec

    Floats = npt.NDArray[np.float64]
    Codes = npt.NDArray[np.int32]

ROBUST_SHARE: Final = 0.8
TOP_PERCENTILE: Final = 0.9
LOW_QUANTILE: Final = 0.1
HIGH_QUANTILE: Final = 0.9
_CHUNK_ROWS: Final = 32_768
_LEAST: Final = 1e-9
"""Share of its weight that an indicator keeps in every draw, so that a score is always there."""


@dataclass(frozen=True, kw_only=True)
class WeightNoise:
    """How often and how far the weights are shaken: each by a uniform factor in [1 - noise, 1 + noise].

    ``starts``: weights, in the order of the weights used, of which each draw shakes the next one (the bootstrap of a
    calibration); without any all draws shake the weights themselves. ``blocks``: block of each location, as from
    `blocks`; each draw compares with blocks drawn with replacement. None compares with all locations in every draw.
    """

    draws: int = 100
    noise: float = 0.5
    starts: tuple[tuple[float, ...], ...] = ()
    blocks: pd.Series[int] | None = None


@dataclass(frozen=True, kw_only=True)
class _Ranking:
    """Rows that have a class, their group and the position of their released class."""

    rows: npt.NDArray[np.int64]
    groups: npt.NDArray[np.int64]
    released: npt.NDArray[np.int64]
    bands: Mapping[str, float]
    peers: Resampled | None

    def place(self, codes: Codes, draw: int) -> GroupRanks | ResampledRanks:
        """Place of the rows among the peers of one draw."""
        if self.peers is None:
            return group_ranks(codes, self.groups)
        return resampled_ranks(codes, self.groups, self.peers.of(draw))


def spread(
    risks: pd.DataFrame,
    theme: ThemeSpec,
    peers: pd.Series[str],
    rng: np.random.Generator,
    *,
    weights: Mapping[str, float] | None = None,
    noise: WeightNoise = WeightNoise(),
) -> pd.DataFrame:
    """Score and rank intervals of each location when all weights are shaken at once and the peers are resampled.

    Parameters
    ----------
    risks
        Risk in [0, 1] per indicator; NaN is unknown.
    theme
        Weights, bands and minimum coverage.
    peers
        Name of the peer group of each location, as for the scores.
    rng
        Source of the weight factors; they do not depend on the locations.
    weights
        Weights instead of the theme's, as for the scores.
    noise
        Number of draws, size of the noise, and blocks to resample.

    Returns
    -------
    pd.DataFrame
        p10 and p90 (score), rank_low and rank_high (1 is the highest of the peer group), top_share (share of draws in
        the top 10 % of the peer group) and robustness: ``robust`` when the class is the released one in at least 80 %
        of the draws, ``grensgeval`` otherwise, ``onbekend`` without a class.
    """
    share = normalised(theme.weights if weights is None else weights)
    shaken = _shaken(np.array(list(share.values())), noise, rng)
    index = combine(risks, share)
    released = classify(index, theme, peers)["percentile"]
    groups = group_numbers(peers.reindex(risks.index))
    rows = np.flatnonzero(rankable(index, theme.minimum_coverage).to_numpy() & (groups >= 0))
    bands = band_bounds(theme)
    ranking = _Ranking(
        rows=rows,
        groups=groups[rows],
        released=band_numbers(released.to_numpy()[rows], bands),
        bands=bands,
        peers=_resampled(noise, groups[rows], risks.index[rows], rng),
    )
    low, high, codes = _draw_scores(risks, list(share), shaken)
    agree, top = _rank_draws(codes, ranking)
    rank_low, rank_high = _rank_quantiles(codes)
    draws = noise.draws
    table = pd.DataFrame({"p10": low, "p90": high}, index=risks.index)
    return table.assign(
        rank_low=_on_rows(rank_low[rows], ranking, len(risks)),
        rank_high=_on_rows(rank_high[rows], ranking, len(risks)),
        top_share=_on_rows(top / draws, ranking, len(risks)),
        robustness=_robustness(_on_rows(agree / draws, ranking, len(risks)), risks.index),
    )


def _shaken(share: Floats, noise: WeightNoise, rng: np.random.Generator) -> Floats:
    """Weights of every draw (draw by indicator)."""
    factors = rng.uniform(1 - noise.noise, 1 + noise.noise, (noise.draws, len(share)))
    if not noise.starts:
        return factors * share
    starts = np.array(noise.starts, dtype=np.float64) + _LEAST * share
    return factors * starts[np.arange(noise.draws) % len(starts)]


def _resampled(
    noise: WeightNoise, groups: npt.NDArray[np.int64], index: pd.Index[str], rng: np.random.Generator
) -> Resampled | None:
    """Blocks of every draw; None without blocks."""
    if noise.blocks is None:
        return None
    block = np.asarray(noise.blocks.reindex(index), dtype=np.int64)
    return resample(groups, block, noise.draws, rng)


def _draw_scores(risks: pd.DataFrame, names: list[str], shaken: Floats) -> tuple[Floats, Floats, Codes]:
    """10th and 90th percentile of the score per row, and the score of every draw in billionths (draw by row)."""
    count = len(risks)
    low, high = np.empty(count), np.empty(count)
    codes = np.empty((len(shaken), count), dtype=np.int32)
    table = risks.reindex(columns=names)
    first, last = _positions(len(shaken))
    for start in range(0, count, _CHUNK_ROWS):
        part = slice(start, start + _CHUNK_ROWS)
        scores = _scores(table.iloc[part].to_numpy(dtype=np.float64), shaken)
        codes[:, part] = np.rint(np.nan_to_num(scores.T) * RESOLUTION)
        scores.partition((first, last), axis=1)
        low[part], high[part] = scores[:, first], scores[:, last]
    return low, high, codes


def _scores(risks: Floats, shaken: Floats) -> Floats:
    """Score of each row (first axis) in each draw (second axis); NaN when nothing is known."""
    is_known = ~np.isnan(risks)
    known = is_known.astype(np.float64) @ shaken.T
    score = np.divide(np.nan_to_num(risks) @ shaken.T, known, out=np.full_like(known, np.nan), where=known > 0)
    return np.clip(score, 0.0, 1.0)


def _rank_draws(codes: Codes, ranking: _Ranking) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Draws with the released class and draws in the top, per ranked row; writes the ranks over `codes`."""
    agree, top = np.zeros(len(ranking.rows), dtype=np.int64), np.zeros(len(ranking.rows), dtype=np.int64)
    if len(ranking.rows):
        for number, draw in enumerate(codes):
            place = ranking.place(draw[ranking.rows], number)
            percentile = place.percentile
            agree += band_numbers(percentile, ranking.bands) == ranking.released
            top += percentile >= TOP_PERCENTILE
            draw[ranking.rows] = place.rank
    return agree, top


def _rank_quantiles(ranks: Codes) -> tuple[Floats, Floats]:
    """10th and 90th percentile of the rank of every row over the draws."""
    count = ranks.shape[1]
    low, high = np.empty(count), np.empty(count)
    first, last = _positions(len(ranks))
    for start in range(0, count, _CHUNK_ROWS):
        part = slice(start, start + _CHUNK_ROWS)
        block = np.ascontiguousarray(ranks[:, part].T)
        block.partition((first, last), axis=1)
        low[part], high[part] = block[:, first], block[:, last]
    return low, high


def _positions(draws: int) -> tuple[int, int]:
    """Place of the 10th and 90th percentile among sorted draws; always a draw that happened."""
    return math.ceil(LOW_QUANTILE * draws) - 1, math.ceil(HIGH_QUANTILE * draws) - 1


def _on_rows(values: Floats, ranking: _Ranking, count: int) -> Floats:
    """Values of the ranked rows among all rows; NaN elsewhere."""
    result = np.full(count, np.nan)
    result[ranking.rows] = values
    return result


def _robustness(agree_share: Floats, index: pd.Index) -> pd.Series[str]:
    """Robust, grensgeval or onbekend."""
    labels = np.where(agree_share >= ROBUST_SHARE, "robust", "grensgeval")
    return pd.Series(np.where(np.isnan(agree_share), "onbekend", labels), index=index, dtype="str")
