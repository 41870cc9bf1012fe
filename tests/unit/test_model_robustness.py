"""Rank robustness: a published ranking replayed, planted answers, and what holds for every table."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from geo_risico.core.errors import DataError
from geo_risico.model import rank_robustness
from geo_risico.model.normalise import geometric_mean, min_max, rank_shares, ranks, weighted_mean, z_scores

TAI = Path(__file__).parents[1] / "known" / "technology_achievement_index.yaml"


def table(count=400, seed=3, unknown=0.05):
    rng = np.random.default_rng(seed)
    values = pd.DataFrame(rng.beta(0.7, 1.4, (count, 5)), columns=list("abcde"))
    return values.mask(rng.random(values.shape) < unknown)


@pytest.fixture(scope="module")
def achievement():
    known = yaml.safe_load(TAI.read_text(encoding="utf-8"))
    columns = [*known["indicators"], "equal", "budget"]
    frame = pd.DataFrame.from_dict(known["countries"], orient="index", columns=columns).astype(float)
    low, high = (pd.Series(known[name], index=known["indicators"], dtype=float) for name in ("low", "high"))
    return min_max(frame[known["indicators"]], low, high), frame, np.array(known["budget_allocation"])


def test_technology_achievement_index_ranks(achievement):
    """OECD/JRC Handbook: 23 of 23 ranks with equal weights and 23 of 23 with budget allocation."""
    values, frame, budget = achievement
    assert values.shape == (23, 8)
    for weights, published in ((np.full(8, 1 / 8), frame["equal"]), (budget, frame["budget"])):
        score = weighted_mean(values.to_numpy(), weights[None])[:, 0]
        assert ranks(score).rank.tolist() == published.tolist()


def test_technology_achievement_index_scores(achievement):
    """The published scores of the leaders: Finland .744, United States .733, Sweden .703."""
    values, _, _ = achievement
    score = weighted_mean(values.to_numpy(), np.full((1, 8), 1 / 8))[:, 0]
    assert score[:3] == pytest.approx([0.744, 0.733, 0.703], abs=0.0015)


def test_goalposts_matter_to_that_ranking(achievement):
    """Rescaled to the 23 countries themselves, without the cap on telephones and electricity, ranks move."""
    _, frame, _ = achievement
    own = min_max(frame.iloc[:, :8])
    found = ranks(weighted_mean(own.to_numpy(), np.full((1, 8), 1 / 8))[:, 0]).rank
    assert (found == frame["equal"]).sum() < 23


def test_robustness_of_the_published_ranking(achievement):
    values, _, budget = achievement
    found = rank_robustness(values, np.full(8, 1 / 8), draws=100).tests
    assert found.loc["weights_25", "spearman"] > 0.97
    assert found.loc["weights_25", "mean_rank_shift"] < found.loc["weights_50", "mean_rank_shift"]
    assert found.loc["weights_50", "mean_rank_shift"] < found.loc["dirichlet", "mean_rank_shift"]
    same = rank_robustness(values, budget, draws=1, sobol=False).tests
    score = [weighted_mean(values.to_numpy(), w[None])[:, 0] for w in (budget, np.full(8, 1 / 8))]
    shift = np.abs(ranks(score[0]).percentile - ranks(score[1]).percentile).mean()
    assert same.loc["equal", "mean_rank_shift"] == pytest.approx(shift)


def test_same_seed_same_figures_and_nothing_mutated():
    values = table()
    before = values.copy()
    first, second = (rank_robustness(values, [5, 3, 2, 1, 1], seed=4, draws=20) for _ in range(2))
    pd.testing.assert_frame_equal(first.tests, second.tests)
    pd.testing.assert_frame_equal(first.weights, second.weights)
    pd.testing.assert_frame_equal(values, before)
    other = rank_robustness(values, [5, 3, 2, 1, 1], seed=5, draws=20)
    assert not first.tests.equals(other.tests)


def test_weights_by_name_and_by_order_are_one():
    values = table()
    named = rank_robustness(values, {"e": 1, "d": 1, "c": 2, "b": 3, "a": 5}, draws=5)
    pd.testing.assert_frame_equal(
        named.weights,
        rank_robustness(values.to_numpy(), [5, 3, 2, 1, 1], draws=5).weights.set_axis(
            values.columns.rename("indicator")
        ),
    )


def test_one_indicator_decides():
    """With one heavy weight that indicator carries the variance and its absence costs the top decile."""
    found = rank_robustness(table(unknown=0), [20, 1, 1, 1, 1], draws=20)
    assert found.weights["without"].idxmin() == "a"
    assert "(a)" in found.tests.loc["without_one", "title"]
    assert found.tests.loc["weights_25", "spearman"] > 0.98


def test_sobol_of_an_additive_index_follows_the_weights():
    """Equal spread and no interaction: total indices near w^2 / sum(w^2), and adding up to about one."""
    values = pd.DataFrame(np.random.default_rng(1).random((1000, 4)), columns=list("abcd"))
    weights = np.array([4.0, 2.0, 1.0, 1.0])
    total = rank_robustness(values, weights, draws=1).weights["sobol_total"]
    assert total.sum() == pytest.approx(1.0, abs=0.12)
    assert total.is_monotonic_decreasing or total.rank(ascending=False).tolist()[:2] == [1, 2]


def test_choices_that_change_nothing():
    values = pd.DataFrame({"a": np.linspace(0.02, 1, 200), "b": np.linspace(0.02, 1, 200)})
    found = rank_robustness(values, [1, 3], draws=5).tests
    assert found["jaccard_top_decile"].tolist() == [1.0] * len(found)
    assert found["mean_rank_shift"].max() == 0.0
    assert found["spearman"].to_numpy() == pytest.approx(1.0)


def test_many_places_are_sampled_and_said():
    found = rank_robustness(table(6000), [1] * 5, draws=2, sobol=False)
    assert found.tests.attrs["place_count"] == 5000
    assert found.weights["sobol_total"].isna().all()


def test_an_indicator_without_weight_changes_nothing():
    found = rank_robustness(table(), [1, 1, 1, 1, 0], draws=2).weights
    assert found.loc["e"].tolist() == [1.0, 0.0]


def test_ranks_within_groups():
    values = table(300, unknown=0)
    groups = np.repeat(["x", "y"], 150)
    values.iloc[150:] *= 0.2
    found = rank_robustness(values, [1] * 5, groups=groups, draws=5, sobol=False).tests
    assert found.loc["weights_25", "spearman"] > 0.9
    assert not found.equals(rank_robustness(values, [1] * 5, draws=5, sobol=False).tests)


@pytest.mark.parametrize(
    ("weights", "words"),
    [([1, 2], "verwacht 5"), ([0] * 5, "minstens een"), ([1, 1, 1, 1, -1], "vanaf 0"), ({"a": 1}, "per kolom")],
)
def test_wrong_weights_are_refused(weights, words):
    with pytest.raises(DataError, match=words):
        rank_robustness(table(), weights)


def test_nothing_known_is_refused():
    with pytest.raises(DataError, match="minstens 2"):
        rank_robustness(table() * np.nan, [1] * 5)


def test_normalisations_keep_unknown_and_order():
    values = table()
    for scaled in (min_max(values), z_scores(values), rank_shares(values)):
        assert scaled.isna().equals(values.isna())
        assert (scaled["a"].rank() == values["a"].rank()).sum() == values["a"].notna().sum()
    assert min_max(values).melt()["value"].dropna().between(0, 1).all()


def test_geometric_mean_by_hand():
    values = np.array([[0.25, 1.0], [0.0, 1.0], [np.nan, 0.5]])
    found = geometric_mean(values, np.array([[1.0, 1.0]]))[:, 0]
    assert found == pytest.approx([0.5, 0.1, 0.5])
