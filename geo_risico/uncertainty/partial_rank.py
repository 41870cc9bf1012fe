"""Partial rank correlation whose interval respects that locations of one area share their values."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy.stats import rankdata
from scipy.stats import t as student

from geo_risico.core.fairness import Dependence

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

MIN_CLUSTERS: Final = 10
MIN_FREEDOM: Final = 5
DRAWS: Final = 600
_TINY: Final = 1e-9
_LIMIT: Final = 0.999999


def partial_rank(
    score: pd.Series[float],
    measure: pd.Series[float],
    controls: pd.DataFrame,
    cluster: pd.Series[str],
    contributions: pd.DataFrame,
    rng: np.random.Generator,
) -> Dependence:
    """Rank correlation of score and measure with the controls held equal, and its 95 % interval.

    Ranks are made linear in the ranks of the controls; what is left of both is correlated. The interval comes from
    drawing whole clusters with replacement: Fisher's z with Student's t, as free as there are clusters minus what the
    controls use up between them. A control that is unknown somewhere stands there at its median, with a column that
    says so; a row without score or measure is left out.

    Parameters
    ----------
    score
        Score per row.
    measure
        Value per row on the same index; NaN is unknown.
    controls
        Numbers (ranked) and texts (each value apart) to hold equal, on the same index.
    cluster
        Which rows belong together; rows without (empty) are left out.
    contributions
        Parts of the score per indicator, on the same index.
    rng
        Source of the draws.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> x = pd.Series(rng.normal(size=300))
    >>> none = pd.DataFrame(index=x.index)
    >>> found = partial_rank(x + rng.normal(size=300), x, none, (x.index % 30).astype(str).to_series(), none, rng)
    >>> found.is_clear, 0.5 < found.low < found.partial < found.high < 0.9
    (True, True)
    """
    cluster = cluster.set_axis(score.index)
    kept = score.notna() & measure.notna() & cluster.fillna("").ne("")
    y, x, parts = score[kept], measure[kept], contributions[kept].fillna(0.0)
    groups, count = _numbered(cluster[kept])
    if count < MIN_CLUSTERS:
        return _unknown(len(y), count, f"te weinig groepen: {count}, minstens {MIN_CLUSTERS} nodig")
    design = _design(controls[kept])
    freedom = count - 2 - _rank(_cluster_means(design, groups, count))
    reason = _too_few(x, y, count, freedom)
    if reason:
        return _unknown(len(y), count, reason)
    pair = np.column_stack([_ranks(x), _ranks(y)])
    raw = float(np.asarray(np.corrcoef(pair.T))[0, 1])
    left, used = _left(pair, design), np.square(pair - pair.mean(axis=0)).sum(axis=0)
    if (np.square(left).sum(axis=0) < _TINY * used).any():
        return _unknown(len(y), count, "volgt geheel uit wat gelijk gehouden wordt")
    partial = float(_correlation(np.square(left).sum(axis=0), float(left[:, 0] @ left[:, 1])))
    low, high = _interval(np.column_stack([design, pair]), groups, count, (partial, freedom), rng)
    return Dependence(
        raw=raw,
        partial=partial,
        low=low,
        high=high,
        row_count=len(y),
        cluster_count=count,
        shares=MappingProxyType(_shares(left[:, 0], y, parts)),
    )


def _too_few(x: pd.Series[float], y: pd.Series[float], count: int, freedom: int) -> str:
    if freedom < MIN_FREEDOM:
        return f"te weinig groepen ({count}) voor wat er gelijk gehouden wordt"
    if x.nunique() < 2:  # noqa: PLR2004 - one value cannot go together with anything
        return "overal hetzelfde"
    return "elke score is gelijk" if y.nunique() < 2 else ""  # noqa: PLR2004 - idem


def _unknown(rows: int, clusters: int, reason: str) -> Dependence:
    nan = float("nan")
    return Dependence(
        raw=nan,
        partial=nan,
        low=nan,
        high=nan,
        row_count=rows,
        cluster_count=clusters,
        shares=MappingProxyType({}),
        too_few=reason,
    )


def _design(controls: pd.DataFrame) -> Floats:
    """Constant, ranks of numbers with a column where one is unknown, and a column per value of a text but the first."""
    columns = [np.ones(len(controls))]
    for name in controls.columns:
        column = controls[name]
        if pd.api.types.is_numeric_dtype(column):
            unknown = column.isna().to_numpy()
            if unknown.all():
                continue
            columns += [_ranks(column.fillna(column.median())), unknown.astype(np.float64)]
        else:
            columns += list(pd.get_dummies(column, drop_first=True, dtype="float64").to_numpy().T)
    table = np.column_stack(columns)
    varies = np.ptp(table, axis=0) > 0
    varies[0] = True
    return np.asarray(table[:, varies], dtype=np.float64)


def _ranks(values: pd.Series[float]) -> Floats:
    """Ranks from about -.5 to .5; ties share theirs."""
    return np.asarray(rankdata(values) / max(len(values), 1) - 0.5, dtype=np.float64)


def _numbered(cluster: pd.Series[str]) -> tuple[npt.NDArray[np.intp], int]:
    names, number = np.unique(cluster.to_numpy(dtype=str), return_inverse=True)
    return number.astype(np.intp), len(names)


def _cluster_means(design: Floats, groups: npt.NDArray[np.intp], count: int) -> Floats:
    sums = np.zeros((count, design.shape[1]))
    np.add.at(sums, groups, design)
    return np.asarray(sums / np.bincount(groups, minlength=count)[:, np.newaxis])


def _rank(table: Floats) -> int:
    """Directions that the controls use between clusters, the constant left out."""
    return int(np.linalg.matrix_rank(table - table.mean(axis=0), tol=1e-6))


def _left(values: Floats, design: Floats) -> Floats:
    """What is left of each column after the design."""
    return np.asarray(values - design @ np.linalg.lstsq(design, values, rcond=None)[0])


def _correlation(variance: Floats, covariance: float | Floats) -> Floats:
    spread = np.sqrt(np.maximum(np.prod(variance, axis=-1), 0.0))
    return np.asarray(np.where(spread > _TINY, covariance / np.where(spread > _TINY, spread, 1.0), np.nan))


def _interval(
    table: Floats, groups: npt.NDArray[np.intp], count: int, found: tuple[float, int], rng: np.random.Generator
) -> tuple[float, float]:
    """Interval of the partial correlation from sums of squares per cluster; the last two columns are the pair."""
    partial, freedom = found
    width = table.shape[1]
    ends = np.cumsum(np.bincount(groups, minlength=count))[:-1]
    squares = np.zeros((count, width, width))
    for number, rows in enumerate(np.split(table[np.argsort(groups, kind="stable")], ends)):
        squares[number] = rows.T @ rows
    times = rng.multinomial(count, np.full(count, 1 / count), size=DRAWS).astype(np.float64)
    drawn = np.tensordot(times, squares, axes=1)
    held, cross, pair = drawn[:, :-2, :-2], drawn[:, :-2, -2:], drawn[:, -2:, -2:]
    rest = pair - np.swapaxes(cross, 1, 2) @ np.linalg.pinv(held, hermitian=True) @ cross
    r = _correlation(np.diagonal(rest, axis1=1, axis2=2), rest[:, 0, 1])
    z = np.arctanh(np.clip(r[np.isfinite(r)], -_LIMIT, _LIMIT))
    spread = float(np.std(z)) * np.sqrt(count / (count - 1)) * np.sqrt((count - 1) / (freedom + 1))
    reach = float(student.ppf(0.975, freedom)) * spread
    centre = np.arctanh(np.clip(partial, -_LIMIT, _LIMIT))
    return float(np.tanh(centre - reach)), float(np.tanh(centre + reach))


def _shares(left: Floats, score: pd.Series[float], parts: pd.DataFrame) -> dict[str, float]:
    """Part of the covariance with what is left of the measure that each part of the score carries."""
    if parts.empty:
        return {}
    whole = float(left @ score.to_numpy(dtype=np.float64))
    if abs(whole) < _TINY:
        return {}
    carried = left @ parts.to_numpy(dtype=np.float64) / whole
    found = dict(zip(map(str, parts.columns), map(float, carried), strict=True))
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))
