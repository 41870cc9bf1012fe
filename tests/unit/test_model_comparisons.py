"""Comparisons and challengers: known answers of RTMDx, what each may and may not see, history of cases."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

from geo_risico.core.errors import DataError
from geo_risico.model.baselines import EqualWeights, FixedWeights, HotSpotKde
from geo_risico.model.challengers import MonotoneBoosting, QuantileLogistic
from geo_risico.model.cv import spatial_cv
from geo_risico.model.history import case_history
from geo_risico.model.metrics import auc
from geo_risico.model.terrain import RiskTerrain, bic, cut_factors, relative_risk, terrain_score

LEEDS = np.array([3.0617, 2.1578])
NAN = float("nan")


def planted(seed=1, count=4000):
    """Risk 6 times as high where the first column is at least .75, 3 times where the second is."""
    rng = np.random.default_rng(seed)
    table = rng.random((count, 4))
    risk = 0.02 * np.where(table[:, 0] >= 0.75, 6, 1) * np.where(table[:, 1] >= 0.75, 3, 1)
    return table, rng.random(count) < risk


def test_report_of_leeds():
    assert relative_risk(LEEDS) == pytest.approx([21.3638, 8.6521], abs=1e-3)
    assert terrain_score(np.array([[1.0, 1.0]]), LEEDS)[0] == pytest.approx(184.84, abs=0.01)
    assert terrain_score(np.array([[0.0, 1.0], [0.0, 0.0]]), LEEDS) == pytest.approx([8.6521, 1.0], abs=1e-3)
    assert bic(18288.17, 4, 9199) == pytest.approx(18324.68, abs=0.005)


def test_risk_terrain_finds_planted_factors():
    table, y = planted()
    model = RiskTerrain().fit(table, y)
    assert sorted(model.column_.tolist()) == [0, 1]
    assert model.cut_ == pytest.approx([0.75, 0.75], abs=0.02)
    assert model.rrv_[model.column_ == 0][0] == pytest.approx(6, rel=0.3)
    assert model.rrv_ == pytest.approx(relative_risk(model.coef_))
    both = model.relative_risk_score([[0.9, 0.9, 0, 0], [0.1, 0.1, 0, 0]])
    assert both == pytest.approx([model.rrv_.prod(), 1])
    assert model.decision_function(table).argmax() in np.flatnonzero((table[:, :2] >= model.cut_).all(axis=1))


def test_risk_terrain_without_a_signal_is_flat():
    rng = np.random.default_rng(3)
    model = RiskTerrain().fit(rng.random((2000, 4)), rng.random(2000) < 0.05)
    assert len(model.coef_) <= 1
    assert (model.coef_ > 0).all()


def test_risk_terrain_bic_is_the_lowest_around():
    table, y = planted(seed=4)
    model = RiskTerrain().fit(table, y)
    factors, _ = cut_factors(table[:, :2], [np.array([model.cut_[model.column_ == j][0]]) for j in (0, 1)])
    flat = -2 * (y.sum() * np.log(y.mean()) - y.sum())
    assert model.bic_ < bic(flat, 1, len(y)) - 50
    expected = np.exp(model.base_) * terrain_score(factors, model.coef_[np.argsort(model.column_)])
    likelihood = (y * np.log(expected) - expected).sum()
    assert model.bic_ == pytest.approx(bic(-2 * likelihood, 3, len(y)), abs=1e-3)


def test_unknown_is_no_factor():
    factors, column = cut_factors(np.array([[0.5, NAN], [0.9, 0.2]]), [np.array([0.5, 0.8]), np.array([0.1])])
    assert factors.tolist() == [[1, 0, 0], [1, 1, 1]]
    assert column.tolist() == [0, 0, 1]


def test_equal_and_fixed_weights_follow_the_known_values():
    table = pd.DataFrame({"a": [1.0, 0.2, NAN], "b": [0.0, 0.4, 0.6]})
    equal = EqualWeights().fit(table, [1, 0, 0]).decision_function(table)
    assert np.diff(equal) == pytest.approx([-0.2, 0.3])
    fixed = FixedWeights({"b": 1, "a": 3}).fit(table, [1, 0, 0]).decision_function(table)
    assert np.diff(fixed) == pytest.approx([0.25 - 0.75, 0.6 - 0.25])
    assert np.isnan(EqualWeights().fit(table, [1, 0, 0]).decision_function(pd.DataFrame({"a": [NAN], "b": [NAN]})))
    for wrong in ([1], {"a": 1, "c": 1}, [1, -1], [0, 0]):
        with pytest.raises(DataError, match="w0"):
            FixedWeights(wrong).fit(table, [1, 0, 0])


def test_boosting_never_falls_when_a_value_rises():
    rng = np.random.default_rng(5)
    table = rng.random((3000, 3))
    y = rng.random(3000) < 0.05 + 0.2 * table[:, 0] * (1 - table[:, 1])
    model = MonotoneBoosting().fit(np.where(rng.random(table.shape) < 0.1, NAN, table), y)
    for column in range(3):
        row = np.tile([0.5, 0.5, 0.5], (50, 1))
        row[:, column] = np.linspace(0, 1, 50)
        assert (np.diff(model.decision_function(row)) >= -1e-9).all()


def test_quantile_logistic_sees_a_bend_and_knows_unknown():
    rng = np.random.default_rng(6)
    table = rng.random((6000, 2))
    y = rng.random(6000) < np.where(np.abs(table[:, 0] - 0.5) < 0.2, 0.3, 0.03)
    table[rng.random(6000) < 0.2, 1] = NAN
    model = QuantileLogistic().fit(table, y)
    middle, edge = model.decision_function([[0.5, 0.5], [0.02, 0.5]])
    assert middle > edge + 1
    assert np.isfinite(model.decision_function([[NAN, NAN]])).all()
    assert auc(model.decision_function(table), y) > auc(table[:, 0], y) + 0.2


@pytest.mark.parametrize("model", [EqualWeights(), RiskTerrain(), MonotoneBoosting(), QuantileLogistic()])
def test_only_visited_places_count(model):
    table, y = planted(count=1500)
    rng = np.random.default_rng(7)
    visited, chance = rng.random(1500) < 0.6, rng.uniform(0.1, 1, 1500)
    one = clone(model).fit(table, y, visited=visited, propensity=chance).decision_function(table)
    two = clone(model).fit(table, y | ~visited, visited=visited, propensity=chance).decision_function(table)
    assert np.array_equal(one, two)


def test_hot_spots_are_useless_where_nobody_looked():
    rng = np.random.default_rng(8)
    for _ in range(3):
        xy = rng.uniform(96_000, 144_000, (4000, 2))
        hot = 100_000 + 8000 * rng.integers(0, 6, (9, 2))  # each in the middle of a block
        near = np.exp(-((xy[:, None, :] - hot[None]) ** 2).sum(axis=2) / (2 * 600**2)).sum(axis=1)
        y = rng.random(4000) < 0.01 + 0.5 * np.minimum(near, 1)
        table = rng.random((4000, 2))
        seen = HotSpotKde().fit(table, y, xy=xy).decision_function(table, xy=xy)
        assert auc(seen, y) > 0.7
        assert spatial_cv(HotSpotKde(bandwidth_m=500), table, y, xy, block_m=8000).pooled["auc"] == pytest.approx(
            0.5, abs=0.1
        )


def test_history_by_hand():
    places = np.array([[1000.0, 0], [2000, 0], [9000, 0]])
    cases = np.array([[1000.0, 0], [1000, 0], [2000, 0]])
    dates = pd.to_datetime(["2024-01-01", "2025-01-01", "2026-01-01"])
    found = case_history(places, cases, dates, "2026-01-01", bandwidth_m=1000, half_life_days=365, leave_one_out=False)
    old = 0.5 ** (731 / 365) + 0.5
    assert found == pytest.approx([old, old * np.exp(-0.5), 0])  # the case of the day itself is not known yet
    without = case_history(places, cases, dates, "2026-01-02", bandwidth_m=1000, half_life_days=365)
    assert without[0] == pytest.approx(np.exp(-0.5) * 0.5 ** (1 / 365))
    assert without[1] == pytest.approx((0.5 ** (732 / 365) + 0.5 ** (366 / 365)) * np.exp(-0.5))


def test_history_needs_a_day_and_metres():
    places = np.array([[1000.0, 0.0]])
    with pytest.raises(DataError, match="at:"):
        case_history(places, places, ["2024-01-01"])
    with pytest.raises(DataError, match="graden"):
        case_history([[5.1, 52.0]], places)
    with pytest.raises(DataError, match="bandwidth_m"):
        case_history(places, places, bandwidth_m=0)
    assert case_history(places, np.empty((0, 2))).tolist() == [0]
    assert case_history(places, places + 100, [None], "2024-01-01").tolist() == [0]
