"""Calibration never costs more than a sliver of the ranking, on weak signals, in blocks that it has not seen."""

import numpy as np
import pytest
from scipy.spatial import KDTree
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold

from geo_risico.model.anchored import AnchoredIndex
from geo_risico.model.lambdas import block_numbers

BAR = 0.002


def places(seed, cases, rising, count=1500, columns=8):
    """Smooth value functions and cases that follow their plain mean: the equal-weight index is the truth."""
    rng = np.random.default_rng(seed)
    xy = rng.uniform(100_000, 130_000, (count, 2))
    values = np.empty((count, columns))
    for column in range(columns):
        centres = rng.uniform(100_000, 130_000, (25, 2))
        values[:, column] = np.exp(-KDTree(centres).query(xy)[0] / rng.uniform(800, 3000))
    index = values.mean(axis=1)
    chance = np.exp(rising * (index - index.mean()) / index.std())
    y = np.zeros(count, dtype=bool)
    y[rng.choice(count, cases, replace=False, p=chance / chance.sum())] = True
    return values, y, xy


def gain(values, y, xy):
    """AUC of the calibrated index minus that of equal weights, out of fold."""
    scores = np.empty(len(y))
    splitter = StratifiedGroupKFold(5, shuffle=True, random_state=0)
    for train, test in splitter.split(values, y, block_numbers(xy, len(y))):
        scores[test] = AnchoredIndex().fit(values[train], y[train]).index(values[test])
    return roc_auc_score(y, scores) - roc_auc_score(y, values.mean(axis=1))


@pytest.mark.parametrize("cases", [15, 60, 200])
@pytest.mark.parametrize("rising", [0.1, 0.4])
def test_never_far_below_equal_weights(cases, rising):
    gains = [gain(*places(seed, cases, rising)) for seed in range(8)]
    assert np.mean(gains) > -BAR
    assert min(gains) > -4 * BAR


def test_a_single_strong_column_gains():
    values, _, xy = places(1, 100, 0.1)
    rng = np.random.default_rng(2)
    chance = np.exp(6 * values[:, 0])
    y = np.zeros(len(xy), dtype=bool)
    y[rng.choice(len(xy), 300, replace=False, p=chance / chance.sum())] = True
    assert gain(values, y, xy) > 0.02
