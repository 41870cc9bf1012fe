"""How much calibrated weights depend on the places that happened to be there: a bootstrap of spatial blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from sklearn.utils.validation import check_is_fitted

from geo_risico.model.anchored_input import aligned, flags, make_training, numbers
from geo_risico.model.lambdas import BLOCK_M, block_numbers
from geo_risico.model.unknown import fit_known

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_risico.model.anchored import AnchoredIndex
    from geo_risico.model.anchored_input import Training

    Floats = npt.NDArray[np.float64]

DRAWS: Final = 100
INTERVAL: Final = (0.05, 0.95)
FEWEST_BLOCKS: Final = 10
_SMALLEST_M: Final = 100.0


def block_weights(  # noqa: PLR0913 - the facts of a fit, and how often it is drawn
    model: AnchoredIndex,
    V: npt.ArrayLike | pd.DataFrame,  # noqa: N803 - its name in the method
    y: npt.ArrayLike,
    xy: npt.ArrayLike,
    *,
    rng: np.random.Generator,
    visited: npt.ArrayLike | None = None,
    propensity: npt.ArrayLike | None = None,
    draws: int = DRAWS,
    block_m: float = BLOCK_M,
) -> pd.DataFrame:
    """Weights of each draw, adding up to 1: one row per draw, one column per value function.

    Every draw takes blocks of places with replacement and fits again with the lambda of the model. A smaller block is
    used (half, until there are ten) where the area is too small for blocks of that size. A draw without a case is drawn
    again.

    Parameters
    ----------
    model
        Fitted on the same places.
    V, y, visited, propensity
        As for the fit.
    xy
        Coordinates in metres, shape (n, 2).
    rng
        Source of the draws.
    draws
        Number of draws.
    block_m
        Side of a block in metres.

    Raises
    ------
    InputError
        When shapes or values do not fit.
    """
    check_is_fitted(model)
    values = np.asarray(V, dtype=np.float64)
    positive = np.asarray(aligned(y, V, "y")) == model.classes_[1]
    seen = None if visited is None else flags(aligned(visited, V, "visited"), len(values), "visited")
    chance = None if propensity is None else numbers(aligned(propensity, V, "propensity"), len(values), "propensity")
    facts = make_training(np.any(~np.isnan(values), axis=1), positive, seen, chance)
    blocks = _blocks(aligned(xy, V, "xy"), facts, block_m)
    names = model.weights_table().index
    rows = [_draw(values, facts, blocks, model, rng) for _ in range(draws)]
    return pd.DataFrame(np.array(rows).reshape(draws, len(names)), columns=names)


def weight_intervals(weights: pd.DataFrame) -> pd.DataFrame:
    """5th and 95th percentile of the weight of each column over the draws: columns low and high."""
    low, high = (weights.quantile(share) for share in INTERVAL)
    return pd.DataFrame({"low": low, "high": high})


def _blocks(xy: object, facts: Training, block_m: float) -> npt.NDArray[np.int64]:
    """Block of each row that counts."""
    side = block_m
    numbers_of = block_numbers(xy, len(facts.used), side)[facts.used]
    while len(np.unique(numbers_of)) < FEWEST_BLOCKS and side > _SMALLEST_M:
        side /= 2
        numbers_of = block_numbers(xy, len(facts.used), side)[facts.used]
    return np.unique(numbers_of, return_inverse=True)[1]


def _draw(
    values: Floats, facts: Training, blocks: npt.NDArray[np.int64], model: AnchoredIndex, rng: np.random.Generator
) -> Floats:
    """Weights fitted to one draw of the blocks."""
    used, positive = values[facts.used], facts.positive[facts.used]
    count = int(blocks.max()) + 1
    times = np.zeros(len(blocks), dtype=np.int64)
    while not times[positive].any() or not times[~positive].any():
        times = np.bincount(rng.integers(0, count, count), minlength=count)[blocks]
    drawn = times > 0
    weight = facts.row_weight[facts.used] * times
    weight = np.where(positive, weight / weight[positive].sum(), weight / weight[~positive].sum()) / 2
    coefficients, _ = fit_known(
        used[drawn],
        positive[drawn],
        weight[drawn],
        float(model.kappa) * model.w0_,
        model.lam_ / float(times[positive].sum()),
    )
    total = float(coefficients.sum())
    return coefficients / total if total > 0 else model.w0_.copy()
