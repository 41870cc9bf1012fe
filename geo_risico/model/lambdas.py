"""How firmly weights hold on to those of experts, chosen on places that a fit has not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold

from geo_risico.core.errors import DataError
from geo_risico.model.anchored_input import InputError
from geo_risico.model.inputs import in_metres, plain_points
from geo_risico.model.unknown import fit_known, known_mean

if TYPE_CHECKING:
    import numpy.typing as npt

    from geo_risico.model.anchored_input import Training

    Floats = npt.NDArray[np.float64]

ENOUGH_CASES: Final = 80
LAMBDAS: Final = (20.0, 5.0, 2.0, 0.5)
"""From firm to loose."""
BLOCK_M: Final = 3000.0
WORTH: Final = 0.002
"""A looser hold must gain more AUC than this."""
_FOLDS: Final = 5


def choose_lambda(values: Floats, facts: Training, anchor: Floats, xy: object) -> float:
    """Lambda with the highest AUC in spatial cross-validation; the firmest of those that hardly differ.

    Parameters
    ----------
    values
        (n, p) value functions; NaN is unknown.
    facts
        Rows that count.
    anchor
        (p,) coefficients without any data.
    xy
        (n, 2) coordinates in metres.

    Raises
    ------
    InputError
        When the coordinates do not fit.
    """
    blocks = block_numbers(xy, len(values))[facts.used]
    table, positive, weight = values[facts.used], facts.positive[facts.used], facts.row_weight[facts.used]
    if min(len(np.unique(blocks)), int((~positive).sum())) < _FOLDS:
        return LAMBDAS[2]
    splitter = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=0)
    folds = [
        (train, test)
        for train, test in splitter.split(table, positive, blocks)
        if 0 < positive[train].sum() < len(train)
    ]
    best, best_auc = LAMBDAS[0], -np.inf
    for lam in LAMBDAS:
        scores = np.full(len(table), np.nan)
        for train, test in folds:
            balanced = _balanced(weight[train], positive[train])
            strength = lam / float(positive[train].sum())
            found, _ = fit_known(table[train], positive[train], balanced, anchor, strength)
            scores[test] = known_mean(table[test], found if found.any() else anchor)
        rated = ~np.isnan(scores)
        auc = float(roc_auc_score(positive[rated], scores[rated], sample_weight=weight[rated]))
        if auc > best_auc + WORTH:
            best, best_auc = lam, auc
    return best


def block_numbers(xy: object, count: int, block_m: float = BLOCK_M) -> npt.NDArray[np.int64]:
    """Number of the square block of each place, from 0.

    Raises
    ------
    InputError
        When the coordinates are no (n, 2) numbers in metres.
    """
    try:
        points = plain_points(xy, "xy")
        if points.shape != (count, 2):
            raise InputError(f"xy: vorm {points.shape}, verwacht ({count}, 2): x en y in meters per plaats")
        cells = np.floor(in_metres(points, "xy") / block_m).astype(np.int64)
    except DataError as error:
        raise InputError(str(error)) from error
    numbers: npt.NDArray[np.int64] = np.unique(cells, axis=0, return_inverse=True)[1].reshape(-1)
    return numbers


def _balanced(weight: Floats, positive: npt.NDArray[np.bool_]) -> Floats:
    """Weights of some rows, cases and background a half each again."""
    cases, others = weight[positive].sum(), weight[~positive].sum()
    result: Floats = np.where(positive, weight / cases, weight / others) / 2
    return result
