"""Feedback between visits and findings: the published urn, runaway, correction, exploration."""

import numpy as np
import pytest

from geo_risico.core.errors import DataError
from geo_risico.model import (
    Length,
    Selection,
    make_world,
    random_share,
    simulate_feedback,
    simulate_labels,
)

TWO_TO_ONE = (0.6, 0.3)
TARGET = 2 / 3
URN = Length(rounds=2000, visits=2, runs=200)
ZONES = 20
SEEDED = np.repeat([3.0, 0.0], ZONES // 2)
SEASONS = Length(rounds=300, visits=20, runs=60)


def rng(seed=1):
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def urns():
    ways = {"plain": Selection(), "explored": Selection(exploration=0.2), "corrected": Selection(corrected=True)}
    return {name: simulate_feedback(TWO_TO_ONE, rng(), way, length=URN) for name, way in ways.items()}


@pytest.mark.parametrize(("name", "published"), [("plain", 0.96), ("explored", 0.89), ("corrected", 0.68)])
def test_the_urn_of_ensign(urns, name, published):
    """True ratio 2:1: share .96 uncorrected, .89 with 20 % exploration, .68 corrected."""
    assert urns[name].believed_share[:, 0].mean() == pytest.approx(published, abs=0.015)


def test_the_uncorrected_urn_runs_away_and_the_corrected_one_does_not(urns):
    plain, corrected = urns["plain"].believed_share[:, 0], urns["corrected"].believed_share[:, 0]
    assert plain.mean() > TARGET + 0.25
    assert (plain > 0.9).mean() > 0.85
    assert abs(corrected.mean() - TARGET) < 0.05
    assert (np.abs(corrected - TARGET) < 0.05).mean() > 0.9


def test_the_uncorrected_urn_gets_worse_the_longer_it_runs(urns):
    early, late = urns["plain"].visit_share[:, 20:120, 0].mean(), urns["plain"].visit_share[:, -100:, 0].mean()
    assert late > early + 0.05


def test_equal_rates_do_not_help_a_half_that_was_never_seeded():
    """Greedy visits never go there; with exploration and correction their share rises to near its half."""
    rates = np.full(ZONES, 0.2)
    for policy in ("urn", "hotspot"):
        blind = simulate_feedback(rates, rng(), Selection(policy), length=SEASONS, start=SEEDED)
        assert blind.visit_share[..., ZONES // 2 :].sum() == 0
    for policy, last in (("urn", 0.42), ("hotspot", 0.33)):
        way = Selection(policy, exploration=0.15, corrected=True)
        found = simulate_feedback(rates, rng(), way, length=SEASONS, start=SEEDED)
        share = found.visit_share[..., ZONES // 2 :].sum(axis=-1).mean(axis=0)
        third = len(share) // 3
        first_part, middle, end = share[:10].mean(), share[third : 2 * third].mean(), share[-third:].mean()
        assert first_part < middle
        assert middle > 0.3
        assert end > last


def test_a_greedy_hot_spot_locks_on_to_one_place():
    """One zone takes nearly all findings, whichever it is; with exploration and correction none does."""
    rates = rng(5).beta(2, 10, ZONES)
    greedy = simulate_feedback(rates, rng(), Selection("hotspot"), length=SEASONS)
    assert (greedy.believed_share.max(axis=1) > 0.8).mean() > 0.9
    best = greedy.believed_share.argmax(axis=1) == rates.argmax()
    assert best.mean() < 0.5
    way = Selection("hotspot", exploration=0.15, corrected=True)
    repaired = simulate_feedback(rates, rng(), way, length=SEASONS)
    assert repaired.believed_share.max(axis=1).max() < 0.4
    assert repaired.found_count.mean() > 1.3 * greedy.found_count.mean()


def test_a_greedy_score_needs_the_correction_too():
    """A wrong score keeps the visits in one half for good; corrected findings overrule it."""
    rates = np.repeat([0.1, 0.3], ZONES // 2)
    wrong = np.repeat([5.0, 0.0], ZONES // 2)
    ways = [Selection("score"), Selection("score", 0.15), Selection("score", 0.15, corrected=True)]
    runs = [simulate_feedback(rates, rng(), way, length=SEASONS, start=0.0, score=wrong) for way in ways]
    share = [run.visit_share[:, -50:, ZONES // 2 :].sum(axis=-1).mean() for run in runs]
    assert share[0] == 0.0
    assert share[2] > 0.85
    assert share[2] > share[1] + 0.3


def test_exploration_costs_few_findings_in_a_world_that_is_known():
    """With rates known well from the start, 15 % exploration costs less than 15 % of the findings."""
    rates = rng(5).beta(2, 10, ZONES)
    known = 2000 * rates
    greedy = simulate_feedback(rates, rng(), Selection("hotspot"), length=SEASONS, start=known)
    spread = simulate_feedback(rates, rng(), Selection("hotspot", 0.15), length=SEASONS, start=known)
    cost = 1 - spread.found_count.mean() / greedy.found_count.mean()
    assert 0 < cost < 0.15


def test_the_exploration_estimate_covers_the_truth():
    """95 % intervals hold the true share in at least 90 % of 200 seeds; the share of the chosen visits does not."""
    covered, naive = 0, 0
    for seed in range(200):
        source = rng(seed)
        world = make_world(source, 1500)
        chance = np.where(world.effort > 0.5, 0.08, 0.12)
        drawn = source.random(len(chance)) < chance
        truth = world.present.mean()
        _, low, high = random_share(world.present[drawn], chance[drawn])
        covered += low <= truth <= high
        labels = simulate_labels(world, source, case_count=60)
        seen = labels.found[labels.visited]
        _, low, high = random_share(seen, np.full(len(seen), 0.1))
        naive += low <= truth <= high
    assert covered >= 180
    assert naive < covered - 20


def test_the_same_seed_gives_the_same_runs():
    length = Length(rounds=20, visits=3, runs=5)
    first, second = (simulate_feedback(TWO_TO_ONE, rng(9), length=length) for _ in range(2))
    assert np.array_equal(first.visit_share, second.visit_share)
    assert first.visit_share.sum(axis=-1) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("rates", "selection", "words"),
    [
        ((1.2, 0.1), Selection(), "kans tussen 0 en 1"),
        ((0.2, 0.1), Selection("gok"), "verwacht een van"),
        ((0.2, 0.1), Selection(exploration=1.5), "aandeel"),
        ((0.2, 0.1), Selection("hotspot", corrected=True), "zonder verkenning"),
    ],
)
def test_impossible_settings_are_refused(rates, selection, words):
    with pytest.raises(DataError, match=words):
        simulate_feedback(rates, rng(), selection)


def test_impossible_samples_are_refused():
    with pytest.raises(DataError, match="trekkingskans"):
        random_share([True], [0.0])
