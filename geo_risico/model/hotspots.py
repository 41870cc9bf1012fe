"""Getis-Ord Gi*: where high (or low) values lie together, with control of false discoveries."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import scipy.sparse
from scipy.spatial import KDTree
from scipy.stats import norm

from geo_risico.core.errors import DataError
from geo_risico.model.inputs import as_column, as_points

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_risico.spatial.hexagons import Links

    Floats = npt.NDArray[np.float64]

HOT: Final = "hot"
COLD: Final = "cold"
NEITHER: Final = "geen"
TOO_FEW: Final = "te weinig"
ALPHA: Final = 0.05
"""Share of the hot and cold spots that may be false."""
MIN_VALUES: Final = 3
_CHUNK: Final = 250
sparse: Any = scipy.sparse


def gi_star(
    values: object, where: object, *, threshold_m: float | None = None, star: bool = True, alpha: float = ALPHA
) -> pd.DataFrame:
    """Z-score, p-value and kind of spot of each place, by esda's ``G_Local`` with binary weights.

    Parameters
    ----------
    values
        One number per place; NaN is unknown and takes no part.
    where
        Coordinates in metres (array (n, 2), frame or GeoSeries) with ``threshold_m``, or a sparse table of 0 and 1 that
        says which places lie side by side.
    threshold_m
        Places within this distance are neighbours.
    star
        Whether a place counts among its own neighbours (Gi*) or not (G).
    alpha
        Expected share of false spots among all spots (Benjamini-Hochberg).

    Returns
    -------
    pd.DataFrame
        On the index of the values: gi (z-score), p (two-sided, normal) and spot (``hot``, ``cold``, ``geen``, or ``te
        weinig`` where the value is unknown or has no spread to be compared with).

    Raises
    ------
    DataError
        When coordinates are missing or in degrees, or the shapes do not fit.
    """
    index = values.index if isinstance(values, pd.Series) else pd.RangeIndex(len(np.asarray(values)))
    column = as_column(values, index, "values")
    beside = _beside(where, index, threshold_m)
    known = np.flatnonzero(~np.isnan(column))
    z = np.full(len(column), np.nan)
    z[known] = _z_scores(column[known], sparse.csr_array(beside[known][:, known]), star=star)
    p = 2.0 * norm.sf(np.abs(z))
    return pd.DataFrame({"gi": z, "p": p, "spot": spots(z, p, alpha).set_axis(index)}, index=index)


def spots(z: Floats, p: Floats, alpha: float = ALPHA) -> pd.Series[str]:
    """Kind of spot of each place after Benjamini-Hochberg over all known p-values (esda's ``fdr``)."""
    known = ~(np.isnan(z) | np.isnan(p))
    cutoff = import_module("esda").fdr(p[known], alpha) if known.any() else 0.0
    kind = np.full(len(z), TOO_FEW, dtype=object)
    kind[known] = NEITHER
    chosen = known & (np.nan_to_num(p, nan=1.0) < cutoff)
    kind[chosen & (z > 0)] = HOT
    kind[chosen & (z < 0)] = COLD
    return pd.Series(kind, dtype="str")


def rate_spots(
    hits: npt.NDArray[np.int64],
    tries: npt.NDArray[np.int64],
    beside: Links,
    rng: np.random.Generator,
    *,
    draws: int = 4999,
) -> pd.DataFrame:
    """Gi* of a rate per cell, with p-values from draws in which the hits fall on the tries at random.

    A draw keeps the number of tries of every cell and the total number of hits. A busy cell is thereby expected to have
    more hits, and a rate from few tries is expected to vary more: neither makes a hot spot.

    Parameters
    ----------
    hits, tries
        Whole numbers per cell, at most as many hits as tries; a cell without tries takes no part.
    beside
        Which cells lie side by side.
    rng
        Source of the draws.
    draws
        Number of draws; the smallest p-value is 2 / (draws + 1).

    Returns
    -------
    pd.DataFrame
        Columns gi, p (two-sided) and spot, in the order of the cells.
    """
    used = np.flatnonzero(tries > 0)
    hit, total = hits[used], tries[used]
    links = sparse.csr_array(beside[used][:, used])
    z, p = np.full(len(hits), np.nan), np.full(len(hits), np.nan)
    observed = _z_scores(shrunken_rate(hit, total), links, star=True)
    z[used] = observed
    if hit.sum() and hit.sum() < total.sum():
        p[used] = _drawn_p(observed, hit, total, links, rng.spawn(1)[0], draws)
    return pd.DataFrame({"gi": z, "p": p, "spot": spots(z, p)})


def shrunken_rate(hits: npt.NDArray[np.int64], tries: npt.NDArray[np.int64], prior: float = 5.0) -> Floats:
    """Hits per try of each cell, drawn to the overall rate as if each cell had ``prior`` more tries with that rate."""
    overall = hits.sum(axis=-1, keepdims=True) / tries.sum()
    rate: Floats = (hits + prior * overall) / (tries + prior)
    return rate


def _drawn_p(
    observed: Floats,
    hits: npt.NDArray[np.int64],
    tries: npt.NDArray[np.int64],
    links: Links,
    rng: np.random.Generator,
    draws: int,
) -> Floats:
    """Two-sided p-value of each score: how often a draw gives one as high, or as low."""
    high, low = np.zeros(len(hits)), np.zeros(len(hits))
    total = int(hits.sum())
    for start in range(0, draws, _CHUNK):
        size = min(_CHUNK, draws - start)
        drawn = rng.multivariate_hypergeometric(tries, total, size=size, method="marginals")
        scores = _drawn_scores(shrunken_rate(drawn, tries), links)
        high += (scores >= observed - 1e-9).sum(axis=0)
        low += (scores <= observed + 1e-9).sum(axis=0)
    p: Floats = np.minimum(1.0, 2.0 * (np.minimum(high, low) + 1.0) / (draws + 1.0))
    return np.where(np.isnan(observed), np.nan, p)


def _drawn_scores(values: Floats, links: Links) -> Floats:
    """Gi* of every cell (second axis) in every draw (first axis); the arithmetic of esda for binary weights."""
    count = values.shape[1]
    near = sparse.csr_array(links + sparse.eye_array(count))
    cards = np.asarray(near.sum(axis=1)).ravel()
    mean, sd = values.mean(axis=1, keepdims=True), values.std(axis=1, keepdims=True)
    scale = sd * np.sqrt(cards * (count - cards) / (count - 1))
    scores: Floats = np.divide((near @ values.T).T - mean * cards, scale, out=np.zeros_like(values), where=scale > 0)
    return scores


def _z_scores(values: Floats, beside: Links, *, star: bool) -> Floats:
    """Z-scores of G or Gi* by esda; NaN where the statistic has no spread (no neighbours, or all are)."""
    if len(values) < MIN_VALUES or np.ptp(values) == 0:
        return np.full(len(values), np.nan)
    graph = import_module("libpysal.graph").Graph.from_sparse(beside)
    shifted = values - min(float(values.min()), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        result = import_module("esda.getisord").G_Local(shifted, graph, transform="B", permutations=0, star=star)
    z: Floats = np.asarray(result.Zs, dtype=np.float64)
    return np.where(np.isfinite(z), z, np.nan)


def _beside(where: object, index: pd.Index, threshold_m: float | None) -> Links:
    """Symmetric table of 0 and 1 without diagonal."""
    if sparse.issparse(where):
        table = sparse.csr_array(where)
        if table.shape != (len(index), len(index)):
            raise DataError(f"where: vorm {table.shape}, verwacht ({len(index)}, {len(index)})")
        row, column = table.nonzero()
        apart = row != column
        return sparse.csr_array((np.ones(int(apart.sum())), (row[apart], column[apart])), shape=table.shape)
    if threshold_m is None or not threshold_m > 0:
        raise DataError(f"threshold_m: {threshold_m}, verwacht een afstand boven 0 in meters bij coordinaten")
    points = as_points(where, index, "where")
    pairs = KDTree(points).query_pairs(threshold_m, output_type="ndarray")
    row, column = np.concatenate([pairs, pairs[:, ::-1]]).T
    return sparse.csr_array((np.ones(len(row)), (row, column)), shape=(len(index), len(index)))
