"""Measures of a ranking: figures worked out by hand, and what holds for every ranking."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_risico.core.errors import DataError
from geo_risico.model import metrics

SCORE = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
CASES = [1, 0, 1, 0, 0, 0, 0, 0, 0, 1]


def test_by_hand():
    assert metrics.hit_rate(SCORE, CASES, 0.3) == pytest.approx(2 / 3)
    assert metrics.pai(SCORE, CASES, 0.3) == pytest.approx(2 / 3 / 0.3)
    assert metrics.pei(SCORE, CASES, 0.3) == pytest.approx(2 / 3)
    assert metrics.hits_at_k(SCORE, CASES, 4) == 0.5
    assert metrics.auc(SCORE, CASES) == pytest.approx((7 + 6 + 0) / 21)
    assert metrics.average_precision(SCORE, CASES) == pytest.approx((1 + 2 / 3 + 3 / 10) / 3)
    assert metrics.brier([0.5, 1.0], [0, 1]) == 0.125


def test_area_of_each_place_counts():
    # the two highest places cover 60 of 100 m2; at half the area only the first fits
    areas, score, cases = [20, 40, 30, 10], [4, 3, 2, 1], [1, 1, 0, 0]
    assert metrics.hit_rate(score, cases, 0.5, areas) == 0.5
    assert metrics.pai(score, cases, 0.5, areas) == pytest.approx(0.5 / 0.2)
    assert metrics.pai(score, cases, 0.6, areas) == pytest.approx(1 / 0.6)
    # the best use of half the area takes one case place as well: 20 + 40 m2 do not fit
    assert metrics.pei(score, cases, 0.5, areas) == 1.0


def test_numbers_of_cases():
    assert metrics.hit_rate([3, 2, 1], [6, 1, 3], 1 / 3) == 0.6
    assert metrics.pei([3, 2, 1], [1, 6, 3], 1 / 3) == pytest.approx(1 / 6)


def test_share_takes_whole_places_and_at_least_one():
    assert metrics.pai([3, 2, 1], [1, 0, 0], 0.01) == pytest.approx(3.0)
    assert metrics.hit_rate(np.arange(30), np.ones(30), 0.1) == pytest.approx(0.1)
    assert metrics.hit_rate(np.arange(1000), np.ones(1000), 0.3) == pytest.approx(0.3)


def test_equal_scores_are_drawn_with_the_seed():
    cases = np.arange(1000) < 500
    flat = np.zeros(1000)
    rates = [metrics.hit_rate(flat, cases, 0.2, seed=seed) for seed in range(30)]
    assert metrics.hit_rate(flat, cases, 0.2, seed=3) == rates[3]
    assert np.mean(rates) == pytest.approx(0.2, abs=0.02)
    assert len(set(rates)) > 5
    assert metrics.auc(flat, cases) == 0.5


def test_place_without_score_comes_last():
    assert metrics.hits_at_k([np.nan, -50, -60], [1, 0, 0], 2) == 0
    assert metrics.auc([np.nan, -50, -60], [1, 0, 0]) == 0


def test_wilson_known_answers():
    # Newcombe (1998), table of examples: 81 of 263 and 15 of 148
    assert metrics.wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert metrics.wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert metrics.wilson(0, 0) == (0, 1)
    assert metrics.wilson(0, 20)[0] == 0


def test_calibration_of_honest_chances():
    rng = np.random.default_rng(5)
    chance = rng.random(20_000)
    table = metrics.calibration_bins(chance, rng.random(20_000) < chance)
    assert table["count"].tolist() == [2000] * 10
    assert (table["observed"] - table["expected"]).abs().max() < 0.03
    assert ((table["low"] <= table["observed"]) & (table["observed"] <= table["high"])).all()


def test_measures_without_cases_are_unknown():
    found = metrics.measures([1, 2], [0, 0], probability=[0.1, 0.2])
    assert np.isnan(list(found.values())).all()
    assert found.keys() == metrics.measures([1, 2], [0, 1]).keys()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (([1, 2], [0, 0]), "minstens een casus"),
        (([1, 2], [0, np.nan]), "lege waarden"),
        (([1, 2], [0, 1, 1]), "even lange"),
        (([1, 2], [0, 1], 0.0), "area_share"),
        (([1, 2], [0, 1], 0.5, [1, 0]), "areas"),
    ],
)
def test_wrong_input_is_refused(arguments, word):
    with pytest.raises(DataError, match=word):
        metrics.pai(*arguments)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10_000), st.integers(5, 80), st.floats(0.02, 1))
def test_for_every_ranking(seed, count, share):
    rng = np.random.default_rng(seed)
    score, areas = rng.random(count).round(1), rng.uniform(1, 9, count)
    cases = rng.random(count) < 0.3
    cases[0] = True
    assert 0 <= metrics.pei(score, cases, share, areas) <= 1
    assert metrics.pai(score, cases, 1.0, areas) == pytest.approx(1)
    curve = metrics.gain_curve(score, cases, areas)
    assert (curve.diff().dropna() >= 0).all().all()
    assert curve.iloc[[0, -1]].to_numpy().ravel() == pytest.approx([0, 0, 1, 1])
    row = curve[curve["area_share"] <= share * (1 + 1e-9)].iloc[-1]
    if row["area_share"] > 0:
        assert metrics.hit_rate(score, cases, share, areas) == pytest.approx(row["hit_share"])
