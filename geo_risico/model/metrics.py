"""How well a ranking finds cases: per area, per visit, over the whole ranking, and as a probability.

Places are taken from the highest score down. Equal scores are put in an order drawn with a fixed seed; a place without
a score (NaN) comes last. Labels may be 0 and 1 or numbers of cases. Two Series go together by their index.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy.stats import norm
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

from geo_risico.core.errors import DataError
from geo_risico.model.inputs import as_column

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

SHARES: Final[Mapping[str, float]] = MappingProxyType({"05": 0.05, "10": 0.1, "20": 0.2})
_ROUNDING: Final = 1e-9


def pai(
    score: npt.ArrayLike, y: npt.ArrayLike, area_share: float = 0.1, areas: npt.ArrayLike | None = None, seed: int = 0
) -> float:
    """Predictive accuracy index: share of the cases found, divided by the share of the area that was taken.

    1 is as good as chance. The area taken is the largest number of whole places that fits in the share, at least one.

    Parameters
    ----------
    score
        Score per place; higher comes first.
    y
        Cases per place, 0 and 1 or counts.
    area_share
        Share of the area (or, without areas, of the places) that is taken, above 0 and at most 1.
    areas
        Area of each place in m2; without, every place counts the same.
    seed
        Order of equal scores.

    Examples
    --------
    >>> pai([4, 3, 2, 1], [1, 0, 0, 0], area_share=0.25)
    4.0
    """
    ranked = _ranked(score, y, areas, seed)
    taken = _taken(ranked.areas, area_share)
    return _share(ranked.cases, taken) / _share(ranked.areas, taken)


def pei(
    score: npt.ArrayLike, y: npt.ArrayLike, area_share: float = 0.1, areas: npt.ArrayLike | None = None, seed: int = 0
) -> float:
    """Predictive efficiency index: cases found, as a share of what the best possible choice of that area finds.

    Examples
    --------
    >>> pei([4, 3, 2, 1], [1, 0, 1, 0], area_share=0.5)
    0.5
    """
    ranked = _ranked(score, y, areas, seed)
    best = _ranked(ranked.cases / ranked.areas, ranked.cases, ranked.areas, seed)
    found = ranked.cases[: _taken(ranked.areas, area_share)].sum()
    most = best.cases[: _taken(best.areas, area_share)].sum()
    return float(found / max(most, found)) if max(most, found) > 0 else float("nan")


def hit_rate(
    score: npt.ArrayLike, y: npt.ArrayLike, area_share: float = 0.1, areas: npt.ArrayLike | None = None, seed: int = 0
) -> float:
    """Share of the cases that lie in the highest share of the area.

    Examples
    --------
    >>> hit_rate([4, 3, 2, 1], [1, 0, 0, 1], area_share=0.5)
    0.5
    """
    ranked = _ranked(score, y, areas, seed)
    return _share(ranked.cases, _taken(ranked.areas, area_share))


def hits_at_k(score: npt.ArrayLike, y: npt.ArrayLike, k: int, seed: int = 0) -> float:
    """Share of the first k places that have a case; all places when there are fewer than k.

    Examples
    --------
    >>> hits_at_k([4, 3, 2, 1], [1, 0, 0, 1], k=2)
    0.5
    """
    if k < 1:
        raise DataError(f"k: {k}, verwacht minstens 1 bezoek")
    return float((_ranked(score, y, None, seed).cases[:k] > 0).mean())


def auc(score: npt.ArrayLike, y: npt.ArrayLike) -> float:
    """Chance that a place with a case scores above one without; .5 is chance, NaN when all places are alike."""
    values, cases = _lowest_for_unknown(score), _beside(score, y, "y") > 0
    if cases.all() or not cases.any():
        return float("nan")
    return float(roc_auc_score(cases, values))


def average_precision(score: npt.ArrayLike, y: npt.ArrayLike) -> float:
    """Mean share of hits along the ranking, over the cases; the share of places with a case is chance."""
    cases = _beside(score, y, "y") > 0
    return float(average_precision_score(cases, _lowest_for_unknown(score))) if cases.any() else float("nan")


def brier(probability: npt.ArrayLike, y: npt.ArrayLike) -> float:
    """Mean squared distance between the probability and what was found, in [0, 1]; lower is better."""
    chance = np.asarray(probability, dtype=np.float64)
    cases = _beside(probability, y, "y") > 0
    known = np.isfinite(chance)
    if not known.any():
        return float("nan")
    return float(brier_score_loss(cases[known], chance[known], pos_label=True))


def wilson(hits: float, count: float, level: float = 0.95) -> tuple[float, float]:
    """Lower and upper bound of a share in [0, 1] by Wilson; 0 and 1 when nothing was seen.

    Examples
    --------
    >>> [round(bound, 3) for bound in wilson(1, 10)]
    [0.018, 0.404]
    """
    if count <= 0:
        return 0.0, 1.0
    z = float(norm.ppf(0.5 + level / 2))
    share = hits / count
    middle = (share + z**2 / (2 * count)) / (1 + z**2 / count)
    half = z / (1 + z**2 / count) * np.sqrt(share * (1 - share) / count + z**2 / (4 * count**2))
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def calibration_bins(probability: npt.ArrayLike, y: npt.ArrayLike, bin_count: int = 10) -> pd.DataFrame:
    """Expected and observed share per bin of equally many places, with its 95 % interval (Wilson) and count."""
    chance = np.asarray(probability, dtype=np.float64)
    known = np.flatnonzero(np.isfinite(chance))
    order = known[np.argsort(chance[known], kind="stable")]
    cases = _beside(probability, y, "y") > 0
    rows = []
    for part in np.array_split(order, min(bin_count, len(order))) if len(order) else []:
        low, high = wilson(float(cases[part].sum()), len(part))
        rows.append((float(chance[part].mean()), float(cases[part].mean()), low, high, len(part)))
    return pd.DataFrame(rows, columns=["expected", "observed", "low", "high", "count"])


def gain_curve(
    score: npt.ArrayLike, y: npt.ArrayLike, areas: npt.ArrayLike | None = None, seed: int = 0
) -> pd.DataFrame:
    """Share of the cases found (hit_share) against the share of the area taken (area_share), from 0 to 1.

    Examples
    --------
    >>> gain_curve([2, 1], [1, 0]).to_numpy().tolist()
    [[0.0, 0.0], [0.5, 1.0], [1.0, 1.0]]
    """
    ranked = _ranked(score, y, areas, seed)
    return pd.DataFrame({"area_share": _running_share(ranked.areas), "hit_share": _running_share(ranked.cases)})


def measures(
    score: npt.ArrayLike,
    y: npt.ArrayLike,
    *,
    areas: npt.ArrayLike | None = None,
    probability: npt.ArrayLike | None = None,
    k: int = 50,
    seed: int = 0,
) -> dict[str, float]:
    """All measures by name; one that cannot be had is NaN."""
    result = {"auc": auc(score, y), "average_precision": average_precision(score, y)}
    if not (np.asarray(y, dtype=np.float64) > 0).any():
        names = [f"{kind}_{name}" for kind in ("hit_rate", "pai") for name in SHARES]
        return {**result, **dict.fromkeys((*names, "pei_10", "hits_at_k", "brier"), float("nan"))}
    result |= {f"hit_rate_{name}": hit_rate(score, y, share, areas, seed) for name, share in SHARES.items()}
    result |= {f"pai_{name}": pai(score, y, share, areas, seed) for name, share in SHARES.items()}
    result |= {"pei_10": pei(score, y, 0.1, areas, seed), "hits_at_k": hits_at_k(score, y, k, seed)}
    return {**result, "brier": float("nan") if probability is None else brier(probability, y)}


class _Ranked:
    """Cases and areas of the places in the order in which they are taken."""

    def __init__(self, cases: Floats, areas: Floats) -> None:
        self.cases, self.areas = cases, areas


def _ranked(score: npt.ArrayLike, y: npt.ArrayLike, areas: npt.ArrayLike | None, seed: int) -> _Ranked:
    """Places from the highest score down; checks the shapes."""
    values, cases = _lowest_for_unknown(score), _beside(score, y, "y")
    sizes = np.ones(len(values)) if areas is None else _beside(score, areas, "areas")
    if cases.shape != values.shape or sizes.shape != values.shape or not len(values):
        shapes = f"{values.shape}, {cases.shape} en {sizes.shape}"
        raise DataError(f"score, y en areas: vormen {shapes}, verwacht even lange rijen met minstens een plaats")
    if not (np.isfinite(cases).all() and (cases >= 0).all() and cases.sum() > 0):
        raise DataError("y: verwacht 0, 1 of aantallen, met minstens een casus en zonder lege waarden")
    if not (np.isfinite(sizes).all() and (sizes > 0).all()):
        raise DataError("areas: verwacht een oppervlakte in m2 boven 0 bij elke plaats")
    tie = np.random.default_rng(seed).random(len(values))
    order = np.lexsort((tie, -values))
    return _Ranked(cases[order], sizes[order])


def _beside(score: npt.ArrayLike, values: npt.ArrayLike, name: str) -> Floats:
    """Numbers in the order of the score."""
    if isinstance(score, pd.Series) and isinstance(values, pd.Series):
        return as_column(values, score.index, name)
    return np.asarray(values, dtype=np.float64)


def _lowest_for_unknown(score: npt.ArrayLike) -> Floats:
    """Scores with NaN below every known score."""
    values = np.asarray(score, dtype=np.float64)
    known = values[np.isfinite(values)]
    return np.where(np.isfinite(values), values, (known.min() if len(known) else 0.0) - 1.0)


def _taken(areas: Floats, area_share: float) -> int:
    """Number of places that fit in a share of the area, at least one."""
    if not 0 < area_share <= 1:
        raise DataError(f"area_share: {area_share}, verwacht een aandeel boven 0 en hoogstens 1")
    return max(1, int(np.searchsorted(np.cumsum(areas), area_share * areas.sum() * (1 + _ROUNDING), side="right")))


def _share(values: Floats, count: int) -> float:
    """Share of the total in the first values."""
    return float(values[:count].sum() / values.sum())


def _running_share(values: Floats) -> Floats:
    """Share of the total in the first 0, 1, 2... values."""
    total = np.concatenate([[0.0], np.cumsum(values)])
    result: Floats = total / total[-1]
    return result
