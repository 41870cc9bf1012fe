"""Selective labels with a known truth: which background keeps a model honest when more cases arrive."""

import numpy as np
import pandas as pd
import pytest

from geo_risico.core.errors import DataError
from geo_risico.model import AnchoredIndex, auc, make_world, simulate_labels

SEEDS = range(6)
FEW, MANY = 30, 500


def measured(world, model):
    """AUC of the truth over all places and over the half with the least effort; weight of what means nothing."""
    index = model.index(world.values)
    low = world.effort < np.median(world.effort)
    return auc(index, world.present), auc(index[low], world.present[low]), model.weights_[-1]


@pytest.fixture(scope="module")
def outcomes():
    """One row per seed, number of cases and background."""
    rows = []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        world = make_world(rng)
        low = world.effort < np.median(world.effort)
        best = world.values.to_numpy() @ world.weights
        ceiling, ceiling_low = auc(best, world.present), auc(best[low], world.present[low])
        for count in (FEW, MANY):
            labels = simulate_labels(world, rng, case_count=count)
            everything = AnchoredIndex(lam=2.0).fit(world.values, labels.cases)
            usual = AnchoredIndex().fit(world.values, labels.cases)
            visits = AnchoredIndex(lam=2.0).fit(world.values, labels.cases, labels.visited, labels.propensity)
            for name, model in (("alle", everything), ("alle, lam 20", usual), ("bezoeken", visits)):
                rows.append((seed, count, name, ceiling, ceiling_low, *measured(world, model)))
    columns = ["seed", "count", "background", "ceiling", "ceiling_low", "auc", "auc_low", "empty_weight"]
    return pd.DataFrame(rows, columns=columns).set_index(["seed", "count", "background"])


def part(outcomes, count, background):
    return outcomes.xs((count, background), level=["count", "background"])


def test_the_all_background_model_degrades_with_more_cases(outcomes):
    """More selectively found cases make it worse: in every seed, by more than .02 AUC on average."""
    loss = part(outcomes, FEW, "alle")["auc"] - part(outcomes, MANY, "alle")["auc"]
    assert loss.mean() > 0.02
    assert (loss > 0).sum() >= len(SEEDS) - 1


def test_a_firm_anchor_softens_that_but_does_not_repair_it(outcomes):
    loss = part(outcomes, FEW, "alle, lam 20")["auc"] - part(outcomes, MANY, "alle, lam 20")["auc"]
    assert loss.mean() > 0.005
    firm, loose = (part(outcomes, MANY, name)["auc"] for name in ("alle, lam 20", "alle"))
    assert (firm > loose).all()


def test_the_visited_background_model_does_not_degrade(outcomes):
    few, many = part(outcomes, FEW, "bezoeken"), part(outcomes, MANY, "bezoeken")
    assert (many["auc"] - few["auc"]).mean() > 0
    assert (many["auc"] > few["auc"] - 0.005).all()
    assert (many["ceiling"] - many["auc"]).max() < 0.02


def test_the_visited_background_model_keeps_its_accuracy_where_few_looked(outcomes):
    visits, everything = part(outcomes, MANY, "bezoeken"), part(outcomes, MANY, "alle")
    assert (visits["ceiling_low"] - visits["auc_low"]).mean() < 0.02
    assert (visits["auc_low"] - everything["auc_low"]).mean() > 0.04
    assert (visits["auc_low"] > everything["auc_low"]).all()


def test_effort_is_mistaken_for_risk_only_against_all_places(outcomes):
    """The last value function says nothing but draws visits: against all places it gets the weight of a strong one."""
    assert part(outcomes, MANY, "alle")["empty_weight"].mean() > 0.25
    assert part(outcomes, MANY, "bezoeken")["empty_weight"].mean() < 0.08


def test_without_selection_both_backgrounds_agree():
    """A random sample of visits: no harm in all places as background."""
    rng = np.random.default_rng(4)
    world = make_world(rng)
    labels = simulate_labels(world, rng, case_count=400, selectivity=0.0)
    everything = AnchoredIndex(lam=2.0).fit(world.values, labels.cases)
    visits = AnchoredIndex(lam=2.0).fit(world.values, labels.cases, labels.visited, labels.propensity)
    assert measured(world, everything)[0] == pytest.approx(measured(world, visits)[0], abs=0.01)


def test_visits_follow_effort_and_their_chances_are_right():
    rng = np.random.default_rng(2)
    world = make_world(rng, 4000)
    total, chance, runs = np.zeros(4000), np.zeros(4000), 60
    for _ in range(runs):
        labels = simulate_labels(world, rng, case_count=100)
        total += labels.visited
        chance += labels.propensity
        assert labels.found.sum() == 100
        assert not (labels.found & ~labels.visited).any()
    busy = world.effort > np.quantile(world.effort, 0.8)
    assert total[busy].mean() > 5 * total[~busy].mean()
    for group in (busy, ~busy):
        assert total[group].mean() / runs == pytest.approx(chance[group].mean() / runs, rel=0.05)


def test_reported_cases_come_without_a_visit():
    rng = np.random.default_rng(2)
    world = make_world(rng, 4000)
    labels = simulate_labels(world, rng, case_count=100, reported_share=0.3)
    assert labels.reported.sum() == 30
    assert labels.cases.sum() == 100
    assert not (labels.reported & labels.visited).any()
    assert world.present[labels.cases].all()


def test_a_world_is_what_it_says():
    world = make_world(np.random.default_rng(8), 6000, prevalence=0.1)
    assert world.present.mean() == pytest.approx(0.1, abs=0.015)
    assert world.values.melt()["value"].between(0, 1).all()
    assert world.weights.sum() == pytest.approx(1)
    best, equal = world.values.to_numpy() @ world.weights, world.values.mean(axis=1).to_numpy()
    assert auc(best, world.present) > auc(equal, world.present) + 0.01
    again = make_world(np.random.default_rng(8), 6000, prevalence=0.1)
    pd.testing.assert_frame_equal(world.values, again.values)


def test_more_cases_than_there_are_gives_all_of_them():
    rng = np.random.default_rng(2)
    world = make_world(rng, 300)
    assert simulate_labels(world, rng, case_count=10_000).found.sum() == world.present.sum()
    with pytest.raises(DataError, match="prevalence"):
        make_world(rng, 300, prevalence=0.0)
