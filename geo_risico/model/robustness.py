"""How much a ranking depends on choices: weights, normalisation, aggregation, each indicator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_risico.core.errors import DataError
from geo_risico.core.evaluation import RankRobustness
from geo_risico.model.inputs import as_table
from geo_risico.model.normalise import geometric_mean, min_max, rank_shares, ranks, weighted_mean, z_scores

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

DRAWS: Final = 200
MAX_PLACES: Final = 5000
"""More places than this are sampled."""
SOBOL_PLACES: Final = 1000
SOBOL_BASE: Final = 64
"""Base sample of Saltelli: the ranks are computed (number of indicators + 2) times as often."""
SOBOL_NOISE: Final = 0.5
TOP: Final = 0.9


@dataclass(frozen=True)
class _Base:
    """Places that are compared, with their group and their percentile under the given weights."""

    values: pd.DataFrame
    weights: Floats
    groups: npt.NDArray[np.int64]
    percentile: Floats

    def against(self, scores: Floats) -> tuple[float, float, float]:
        """Jaccard of the top decile, mean shift of the percentile and Spearman of other scores of the same places."""
        percentile = ranks(scores, self.groups).percentile
        mine, other = self.percentile >= TOP, percentile >= TOP
        union = int((mine | other).sum())
        jaccard = float((mine & other).sum() / union) if union else 1.0
        shift = float(np.abs(percentile - self.percentile).mean())
        if np.ptp(percentile) == 0 or np.ptp(self.percentile) == 0:
            return jaccard, shift, np.nan
        return jaccard, shift, float(np.corrcoef(percentile, self.percentile)[0, 1])

    def against_all(self, scores: Floats) -> tuple[float, float, float]:
        """Means of `against` over the columns."""
        each = np.array([self.against(column) for column in scores.T])
        jaccard, shift, spearman = each.mean(axis=0).tolist()
        return jaccard, shift, spearman


def rank_robustness(
    V: object,  # noqa: N803 - the table of value functions, as in scikit-learn
    w0: Mapping[str, float] | Sequence[float] | pd.Series[float] | None = None,
    *,
    groups: object = None,
    seed: int = 0,
    draws: int = DRAWS,
    sobol: bool = True,
) -> RankRobustness:
    """How the top decile and the ranks change when a choice in the index changes.

    Parameters
    ----------
    V
        Value functions in [0, 1], a row per place and a column per indicator; NaN is unknown.
    w0
        Weights of the index, by name of the column or in their order; only proportions matter. None: equal weights.
    groups
        Name of the group of each place; ranks are within it. One group when left out.
    seed
        Of the draws and of the sample of places; the same seed gives the same figures.
    draws
        Sets of weights per kind of noise.
    sobol
        Whether to compute Sobol's total index of each weight (SALib), with every weight between half and one and a
        half times its value.

    Returns
    -------
    RankRobustness
        Mean over the draws per test. ``tests.attrs`` holds place_count, the number of places compared: above 5000 a
        sample (1000 for Sobol). The geometric mean raises values below 0.01 to that.

    Raises
    ------
    DataError
        When weights do not fit the columns, or fewer than two places have a known value.
    """
    rng = np.random.default_rng(seed)
    base = _base(as_table(V), w0, groups, rng)
    rows = {**_weight_tests(base, rng, draws), **_choice_tests(base)}
    without, least = _without_each(base)
    rows["without_one"] = (
        f"Zonder de indicator die het meest verschuift ({least})",
        *without.to_numpy()[without.index.get_loc(least)],
    )
    columns = ["title", "jaccard_top_decile", "mean_rank_shift", "spearman"]
    tests = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("test")
    tests.attrs = {"place_count": len(base.values), "draws": draws}
    total = _sobol_total(base, rng) if sobol else np.full(base.values.shape[1], np.nan)
    weights = pd.DataFrame({"without": without["jaccard"], "sobol_total": total})
    without_weight = {"without": 1.0, "sobol_total": 0.0 if sobol else np.nan}
    weights = weights.reindex(as_table(V).columns).fillna(without_weight) if len(base.weights) > 1 else weights
    return RankRobustness(tests=tests, weights=weights.rename_axis("indicator"))


def _base(values: pd.DataFrame, w0: object, groups: object, rng: np.random.Generator) -> _Base:
    """Places with a score (a sample when there are many) and the weights in the order of the columns."""
    weights = _weights(values, w0)
    kept = values.loc[:, weights > 0]
    share = weights[weights > 0] / weights.sum()
    names = pd.Series(0, index=values.index) if groups is None else pd.Series(np.asarray(groups), index=values.index)
    known = np.flatnonzero(kept.notna().any(axis=1).to_numpy() & names.notna().to_numpy())
    if len(known) < 2:  # noqa: PLR2004 - a rank needs two
        raise DataError(f"V: {len(known)} plaatsen met een bekende waarde, verwacht minstens 2 om te rangschikken")
    if len(known) > MAX_PLACES:
        known = np.sort(rng.choice(known, MAX_PLACES, replace=False))
    kept = kept.iloc[known]
    numbers = pd.factorize(names.iloc[known])[0].astype(np.int64)
    score = weighted_mean(kept.to_numpy(), share[None])[:, 0]
    return _Base(kept, share, numbers, ranks(score, numbers).percentile)


def _weights(values: pd.DataFrame, w0: object) -> Floats:
    if w0 is None:
        return np.ones(values.shape[1])
    if isinstance(w0, Mapping | pd.Series):
        named = w0.astype("float64") if isinstance(w0, pd.Series) else pd.Series(dict(w0), dtype="float64")
        if set(named.index) != set(values.columns):
            odd = sorted(set(named.index) ^ set(values.columns))
            raise DataError(f"w0: {odd[:5]} staat niet zowel in w0 als in V, verwacht een gewicht per kolom")
        weights = np.asarray(named[values.columns], dtype=np.float64)
    else:
        weights = np.asarray(w0, dtype=np.float64)
    if weights.shape != (values.shape[1],):
        raise DataError(f"w0: {weights.size} gewichten, verwacht {values.shape[1]}: een per kolom van V")
    if not np.isfinite(weights).all() or (weights < 0).any() or weights.sum() <= 0:
        raise DataError(f"w0: {weights.tolist()}, verwacht getallen vanaf 0 met minstens een daarboven")
    return weights


def _weight_tests(base: _Base, rng: np.random.Generator, draws: int) -> dict[str, tuple[str, float, float, float]]:
    """Rows for noise on the weights."""
    count = len(base.weights)
    sets = {
        "weights_25": ("Elk gewicht tot 25% anders", base.weights * rng.uniform(0.75, 1.25, (draws, count))),
        "weights_50": ("Elk gewicht tot 50% anders", base.weights * rng.uniform(0.5, 1.5, (draws, count))),
        "dirichlet": ("Willekeurige gewichten (Dirichlet)", rng.dirichlet(np.ones(count), draws)),
        "equal": ("Gelijke gewichten", np.full((1, count), 1.0 / count)),
    }
    values = base.values.to_numpy()
    return {name: (title, *base.against_all(weighted_mean(values, drawn))) for name, (title, drawn) in sets.items()}


def _choice_tests(base: _Base) -> dict[str, tuple[str, float, float, float]]:
    """Rows for another normalisation or another way to add up."""
    share = base.weights[None]
    scaled = {
        "min_max": ("Normalisatie: van laagste tot hoogste waarde", min_max(base.values)),
        "z_score": ("Normalisatie: z-score", z_scores(base.values)),
        "rank": ("Normalisatie: rangorde", rank_shares(base.values)),
    }
    rows = {
        name: (title, *base.against_all(weighted_mean(table.to_numpy(), share)))
        for name, (title, table) in scaled.items()
    }
    geometric = geometric_mean(base.values.to_numpy(), share)
    return {**rows, "geometric": ("Optellen: meetkundig gemiddelde", *base.against_all(geometric))}


def _without_each(base: _Base) -> tuple[pd.DataFrame, str]:
    """Measures without each indicator, and the one whose absence moves the ranks most.

    Places that know nothing else keep their own score: they drop out of neither side.
    """
    values = base.values.to_numpy()
    kept = base.weights * (1.0 - np.eye(len(base.weights)))
    scores = weighted_mean(values, kept)
    own = weighted_mean(values, base.weights[None])
    scores = np.where(np.isnan(scores), own, scores)
    each = [base.against(column) for column in scores.T]
    table = pd.DataFrame(each, index=base.values.columns, columns=["jaccard", "shift", "spearman"])
    return table, str(table["shift"].idxmax())


def _sobol_total(base: _Base, rng: np.random.Generator) -> Floats:
    """Share of the variance of the ranks that goes with each weight, alone or together with others.

    SALib draws the weights and estimates the index of every place; places count by the variance of their rank.
    """
    count = len(base.weights)
    if count == 1:
        return np.array([np.nan])
    rows = np.arange(len(base.values))
    if len(rows) > SOBOL_PLACES:
        rows = np.sort(rng.choice(rows, SOBOL_PLACES, replace=False))
    bounds = [[1 - SOBOL_NOISE, 1 + SOBOL_NOISE]] * count
    problem = {"num_vars": count, "names": list(base.values.columns), "bounds": bounds}
    sample = import_module("SALib.sample.sobol").sample
    factors = sample(problem, SOBOL_BASE, calc_second_order=False, seed=rng.spawn(1)[0])
    scores = weighted_mean(base.values.to_numpy()[rows], factors * base.weights)
    places = np.array([ranks(column, base.groups[rows]).percentile for column in scores.T])
    blocks = places.reshape(SOBOL_BASE, count + 2, len(rows))
    first, last = blocks[:, 0], blocks[:, -1]
    variance = np.var(np.concatenate([first, last]), axis=0)
    if variance.sum() == 0:
        return np.zeros(count)
    total_order = import_module("SALib.analyze.sobol").total_order
    return np.array([np.average(total_order(first, blocks[:, 1 + j], last), weights=variance) for j in range(count)])
