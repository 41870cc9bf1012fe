"""Proof on planted truth: weights in their planted order, selective looking undone by a visit log, an honest share."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from geo_risico.io.sources.fictief.evidence import CHECKS, RANDOM, make_visits
from geo_risico.io.sources.fictief.planted import planted_lots, planted_weights
from geo_risico.model import AnchoredIndex
from geo_risico.model.draws import weight_intervals
from geo_risico.model.exploration import random_share

_SPEC = importlib.util.spec_from_file_location("planted_sample", Path(__file__).with_name("planted_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)

PANDEN = 6000
ORDER_SEEDS = (1, 2, 3)
AREA_SEEDS = tuple(range(1, 7))
SHARE_SEEDS = (1, 2, 3, 4)
DRAWS_PER_SEED = 50
PLANTED = planted_weights().set_index("column")["weight"]


@pytest.fixture(scope="module")
def ordered():
    """For each seed: the calibrated weights, and how their intervals stand to the planted order."""
    outcome = {}
    for seed in ORDER_SEEDS:
        place = sample.world(PANDEN, seed)
        model = sample.on_visits(place)
        weights = model.weights_table()["calibrated"]
        outcome[seed] = (weights, sample.pairs(sample.drawn_weights(model, place), PLANTED))
    return outcome


def test_no_interval_contradicts_the_planted_order_more_often_than_chance(ordered):
    """A 90 % interval may lie on the wrong side once in twenty pairs."""
    count = sum(found.count for _, found in ordered.values())
    assert sum(found.wrong for _, found in ordered.values()) <= 0.05 * count


def test_most_pairs_are_told_apart_in_the_planted_order(ordered):
    """Intervals so wide that they say nothing would contradict nothing either."""
    count = sum(found.count for _, found in ordered.values())
    assert sum(found.right for _, found in ordered.values()) > 0.5 * count


def test_the_weights_themselves_follow_the_planted_order(ordered):
    ranks = [spearmanr(weights.loc[PLANTED.index], PLANTED).statistic for weights, _ in ordered.values()]
    assert np.mean(ranks) > 0.8
    mean = pd.concat([weights for weights, _ in ordered.values()], axis=1).mean(axis=1)
    assert set(mean.nlargest(2).index) == set(PLANTED.nlargest(2).index)


@pytest.fixture(scope="module")
def few_looked():
    """AUC where few look, per seed: of the truth, with visits, against all others (lambda 20 and 2), equal weights.

    Only visits that were chosen by effort count: no tips, and none of the random ones.
    """
    rows = []
    for seed in AREA_SEEDS:
        place = sample.world(PANDEN, seed, occasions=CHECKS)
        models = {
            "truth": sample.on_truth(place),
            "visits": sample.on_visits(place),
            "all": sample.on_all(place),
            "all_loose": sample.on_all(place, lam=sample.LAM),
            "equal": AnchoredIndex(lam=1e6).fit(place.values, place.hit),
        }
        scores = {name: sample.accuracy_where_few_look(place, model) for name, model in models.items()}
        main = {f"weight_{name}": model.weights_table()["calibrated"]["v_neighbour"] for name, model in models.items()}
        rows.append({**scores, **main})
    return pd.DataFrame(rows, index=AREA_SEEDS)


def test_with_a_visit_log_the_accuracy_stays_where_few_look(few_looked):
    mean = few_looked.mean()
    assert mean["visits"] > mean["truth"] - 0.015
    assert mean["visits"] > mean["equal"] + 0.01


def test_without_one_it_is_lost(few_looked):
    """Held firmly the index is back at equal weights, which no case made better; held loosely it is far below them."""
    mean = few_looked.mean()
    assert mean["all"] < mean["visits"] - 0.015
    assert mean["all_loose"] < mean["visits"] - 0.03
    assert mean["all"] < mean["equal"] + 0.005
    assert mean["all_loose"] < mean["equal"] - 0.015
    assert (few_looked["visits"] > few_looked[["all", "all_loose"]].max(axis=1)).mean() > 0.8


def test_the_main_driver_is_forgotten_without_a_log(few_looked):
    """A place far from others weighs most and is visited least: compared with all others it seems to matter least."""
    mean, planted = few_looked.mean(), PLANTED["v_neighbour"]
    assert mean["weight_visits"] > 0.6 * planted
    assert mean["weight_all_loose"] < 0.4 * planted


@pytest.fixture(scope="module")
def shares():
    """Per draw of visits: whether the interval of the random visits, and of the chosen ones, holds the planted rate."""
    rows = []
    for seed in SHARE_SEEDS:
        lots = planted_lots(PANDEN, seed)
        rate = lots["present"].mean()
        for draw in range(DRAWS_PER_SEED):
            visits = make_visits(lots, np.random.default_rng([seed, draw]))
            seen = visits[visits["resultaat"] != "geen toegang"]
            found = seen["resultaat"].eq("aangetroffen")
            drawn, checked = seen["aanleiding"].eq(RANDOM), seen["aanleiding"].isin(CHECKS)
            share, low, high = random_share(found[drawn], seen.loc[drawn, "insluitkans"])
            _, naive_low, naive_high = random_share(found[checked], np.ones(int(checked.sum())))
            rows.append((share - rate, low <= rate <= high, naive_low <= rate <= naive_high))
    return pd.DataFrame(rows, columns=["error", "covered", "naive_covered"])


def test_the_random_share_covers_the_planted_rate(shares):
    assert len(shares) == 200
    assert shares["covered"].mean() >= 0.9
    assert abs(shares["error"].mean()) < 0.01


def test_visits_chosen_by_effort_do_not_tell_the_rate(shares):
    assert shares["naive_covered"].mean() < 0.1


@pytest.fixture(scope="module")
def scanned(fictief_regio):
    return sample.scanned(fictief_regio)


def test_a_scan_recovers_the_weights_that_visiting_every_erf_would_give(scanned):
    """On the value functions of the scan, whose curves are not the planted ones; labels and chances of its own log."""
    assert scanned.background == "bezoeken"
    truth = sample.on_truth(scanned).weights_table()["calibrated"]
    model = sample.on_visits(scanned)
    draws = sample.drawn_weights(model, scanned)
    intervals = weight_intervals(draws)
    assert (truth.between(intervals["low"] - 0.02, intervals["high"] + 0.02)).all()
    assert (intervals["high"] - intervals["low"]).max() < 0.15
    found = sample.pairs(draws, truth)
    assert found.wrong == 0
    assert found.right > 0.5 * found.count


def test_a_scan_keeps_its_accuracy_where_few_look_only_with_its_log(scanned):
    accuracy = {
        name: sample.accuracy_where_few_look(scanned, fit(scanned))
        for name, fit in (("truth", sample.on_truth), ("visits", sample.on_visits), ("all", sample.on_all))
    }
    assert accuracy["visits"] > accuracy["truth"] - 0.02
    assert accuracy["all"] < accuracy["visits"] - 0.02
