"""The draw: chances that add up, that come true, and that give honest shares; maxima that hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from geo_risico.core.visit_choice import BY_SCORE, EXPLORATION, NOT_CHOSEN
from geo_risico.inspection.choose import FULL, Limits, choose, draw_from, prepare
from geo_risico.inspection.choose_draw import draw, rounded_counts
from geo_risico.model.exploration import random_share

NOBODY = frozenset()


def places(size=300, seed=5):
    """Places in 3 gemeenten of 3 wijken, of 3 kinds, with a share that has something to find."""
    rng = np.random.default_rng(seed)
    wijk = rng.choice(9, size, p=np.array([9, 8, 7, 6, 5, 4, 3, 2, 1]) / 45)
    score = rng.random(size).round(2)
    return pd.DataFrame(
        {
            "gemeente_code": [f"GM{number // 3}" for number in wijk],
            "zone": [f"WK{number}" for number in wijk],
            "witte_vlek": rng.choice(["gezien", "witte vlek"], size),
            "kind": rng.choice(["erf", "jachthaven", "loods"], size, p=[0.6, 0.3, 0.1]),
            "score": score,
            "percentile": pd.Series(score).rank(pct=True).to_numpy() * 100,
            "class": "C",
            "excluded": "",
        },
        index=pd.Index([f"L{number:04d}" for number in rng.permutation(size)], name="location_id"),
    )


CASES = {
    "free": Limits(count=40),
    "gemeente": Limits(count=40, per_gemeente=9),
    "kind": Limits(count=40, per_kind={"erf": 5, "jachthaven": 12}),
    "both": Limits(count=40, exploration=0.3, per_gemeente=9, per_kind={"": 10}),
    "all by draw": Limits(count=40, exploration=1.0, per_gemeente=15, per_kind={"erf": 20}),
}


def tails(seen, rounds, chance):
    """Smallest exact binomial tail of how often each was seen; a chance of 0 or 1 leaves no room at all."""
    return np.minimum(binom.cdf(seen, rounds, chance), binom.sf(np.asarray(seen) - 1, rounds, chance)).min()


@pytest.mark.parametrize("limits", CASES.values(), ids=CASES)
def test_chances_come_true_and_maxima_hold(limits):
    frame, rounds = places(), 80
    prepared = prepare(frame, limits, frozenset({"WK7", "WK8"}))
    chance = prepared.rows["inclusion_probability"]
    assert list(prepared.rows.index) == sorted(frame.index)
    assert chance[prepared.rows["excluded"].eq("")].gt(0).all()
    assert chance.between(0, 1).all()
    seen = pd.Series(0, index=prepared.rows.index)
    for seed in range(rounds):
        rows = draw_from(prepared, np.random.default_rng(seed)).rows
        chosen = rows[rows["arm"].ne(NOT_CHOSEN)]
        assert len(chosen) <= limits.count
        assert chance.sum() == pytest.approx(len(chosen), abs=1e-6)
        if limits.per_gemeente:
            assert chosen["gemeente_code"].value_counts().max() <= limits.per_gemeente
        for kind, most in limits.per_kind.items():
            counts = chosen["kind"].value_counts()
            assert (counts.max() if kind == "" else counts.get(kind, 0)) <= most
        seen += rows["arm"].ne(NOT_CHOSEN)
    assert tails(seen, rounds, chance) > 1e-6
    by_zone, wide = (seen / rounds).groupby(prepared.rows["zone"]).sum(), chance.groupby(prepared.rows["zone"]).sum()
    assert (by_zone - wide).abs().max() < 0.2


def test_rounding_gives_each_cell_the_expected_number_or_the_next_with_exactly_that_chance():
    prepared = prepare(places(), CASES["both"], NOBODY)
    rounds, low = 200, np.floor(prepared.expected + 1e-9)
    up = pd.Series(0, index=prepared.expected.index)
    kinds = prepared.expected.groupby(prepared.cells["kind"]).sum()
    for seed in range(rounds):
        counts = rounded_counts(prepared.cells, prepared.expected, np.random.default_rng(seed), by_kind=True)
        assert (counts - low).isin([0, 1]).all()
        assert ((counts.groupby(prepared.cells["kind"]).sum() - kinds).abs() < 1).all()
        up += (counts - low).astype(int)
    assert tails(up, rounds, (prepared.expected - low).clip(0, 1)) > 1e-6


def test_inside_a_cell_every_place_has_the_same_chance():
    cell_of = pd.Series(["a"] * 5 + ["b"] * 3 + ["c"], index=list("ihgfedcba"))
    counts = pd.Series({"a": 2, "b": 3, "c": 0})
    seen = pd.Series(0, index=sorted(cell_of.index))
    for seed in range(250):
        drawn = draw(cell_of, counts, np.random.default_rng(seed))
        assert cell_of[drawn].value_counts().to_dict() == {"b": 3, "a": 2}
        seen[drawn] += 1
    assert tails(seen, 250, cell_of.map({"a": 0.4, "b": 1.0, "c": 0.0}).sort_index()) > 1e-6


def test_chances_are_known_before_the_draw():
    frame = places()
    prepared = prepare(frame, CASES["both"], NOBODY)
    rows = choose(frame, CASES["both"], NOBODY, np.random.default_rng(4)).rows
    assert not prepared.rows["arm"].eq(EXPLORATION).any()
    pd.testing.assert_series_equal(rows["inclusion_probability"], prepared.rows["inclusion_probability"])
    assert rows["arm"].eq(BY_SCORE).equals(prepared.rows["arm"].eq(BY_SCORE))


def test_every_zone_that_nobody_saw_expects_a_visit():
    frame = places()
    unseen = frozenset(frame["zone"])
    done = choose(frame, Limits(count=60, exploration=0.2), unseen, np.random.default_rng(1))
    assert done.rows["inclusion_probability"].groupby(done.rows["zone"]).sum().min() >= 1 - 1e-6
    assert done.warnings == ()
    first = frame["zone"].eq("WK0")
    crowded = frame.assign(score=first + frame["score"] / 9, percentile=first * 1.0)
    small = choose(crowded, Limits(count=10), unseen, np.random.default_rng(1))
    assert "zonder bezoek" in small.warnings[0]
    assert small.rows["inclusion_probability"].gt(0).all()


def test_the_draw_gives_an_honest_share():
    frame = places(size=600)
    truth = pd.Series(np.random.default_rng(2).random(600) < 0.1 + 0.3 * frame["score"], index=frame.index)
    prepared = prepare(frame, Limits(count=80, exploration=0.5), NOBODY)
    rest = prepared.rows.index[prepared.rows["arm"].ne(BY_SCORE)]
    covered, shares = 0, []
    for seed in range(200):
        rows = draw_from(prepared, np.random.default_rng(seed)).rows
        drawn = rows[rows["arm"].eq(EXPLORATION)]
        _, low, high = random_share(truth[drawn.index], drawn["inclusion_probability"])
        covered += low <= truth[rest].mean() <= high
        shares.append((truth[drawn.index] / drawn["inclusion_probability"]).sum() / len(rest))
    assert covered >= 180
    assert np.mean(shares) == pytest.approx(truth[rest].mean(), abs=4 * np.std(shares) / np.sqrt(200))


def test_same_seed_same_list_whatever_the_order_of_rows():
    frame = places()
    first = choose(frame, CASES["both"], NOBODY, np.random.default_rng(7)).rows
    again = choose(frame.sample(frac=1, random_state=3), CASES["both"], NOBODY, np.random.default_rng(7)).rows
    pd.testing.assert_frame_equal(first, again)
    other = choose(frame, CASES["both"], NOBODY, np.random.default_rng(8)).rows
    assert not first["arm"].equals(other["arm"])


def test_the_highest_scores_are_taken_and_ties_go_by_name():
    rows = choose(places(), Limits(count=20), NOBODY, np.random.default_rng(1)).rows
    top = rows[rows["arm"].eq(BY_SCORE)]
    rest = rows.drop(index=top.index)
    assert (len(top), rows["arm"].eq(EXPLORATION).sum()) == (17, 3)
    edge = top["score"].min()
    assert edge >= rest["score"].max()
    tied = rest.index[rest["score"].eq(edge)]
    assert all(name > top.index[top["score"].eq(edge)].max() for name in tied)


def test_without_a_known_class_only_the_draw_can_take_a_place():
    frame = places(40)
    frame.loc[frame.index[:10], ["score", "percentile"]] = np.nan
    frame.loc[frame.index[10:20], "class"] = "onbekend"
    rows = choose(frame, Limits(count=30, exploration=0.1), NOBODY, np.random.default_rng(1)).rows
    assert not rows.loc[frame.index[:20], "arm"].eq(BY_SCORE).any()
    assert rows["inclusion_probability"].gt(0).all()
    assert rows["arm"].ne(NOT_CHOSEN).sum() == 30


def test_few_places_are_all_taken_and_excluded_ones_never():
    frame = places(12)
    frame.loc["L0003", "excluded"] = "bezocht"
    rows = choose(frame, Limits(count=40), NOBODY, np.random.default_rng(1)).rows
    assert rows["arm"].ne(NOT_CHOSEN).sum() == 11
    assert rows["inclusion_probability"].sum() == 11
    assert rows.loc["L0003", "inclusion_probability"] == 0
    none = choose(frame.assign(excluded="x"), Limits(count=40), NOBODY, np.random.default_rng(1)).rows
    assert none["arm"].eq(NOT_CHOSEN).all()


def test_no_exploration_takes_scores_only_and_one_per_gemeente_says_what_is_full():
    rows = choose(places(), Limits(count=10, exploration=0.0), NOBODY, np.random.default_rng(1)).rows
    assert set(rows["arm"]) == {BY_SCORE, NOT_CHOSEN}
    full = choose(places(), Limits(count=10, per_gemeente=1), NOBODY, np.random.default_rng(1)).rows
    assert full["arm"].value_counts()[[BY_SCORE, EXPLORATION]].tolist() == [2, 1]
    assert full.loc[full["excluded"].eq(FULL), "gemeente_code"].nunique() == 2
