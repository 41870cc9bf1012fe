"""One table with every way of ranking, what it says in words, and the bars that hold over seeds."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from geo_risico.model import compare, spatial_cv
from geo_risico.model.anchored import AnchoredIndex
from geo_risico.model.baselines import EqualWeights
from geo_risico.model.terrain import RiskTerrain
from geo_risico.model.verdict import cases_add, challenger_sentence, verdict

NAN = float("nan")


def city(seed, count=4000, cases=200, columns=8):
    """Smooth value functions of distances to places, of which half matter."""
    rng = np.random.default_rng(seed)
    xy = rng.uniform(100_000, 130_000, (count, 2))
    targets = rng.uniform(100_000, 130_000, (columns, 12, 2))
    nearest = np.array([np.hypot(*(xy[:, None] - one[None]).transpose(2, 0, 1)).min(axis=1) for one in targets]).T
    table = pd.DataFrame(np.exp(-nearest / rng.uniform(600, 2500, columns)), columns=list("abcdefgh")[:columns])
    weights = np.where(np.arange(columns) < columns // 2, rng.uniform(0.5, 2, columns), 0)
    logit = 5 * table.to_numpy() @ (weights / weights.sum())
    chance = np.exp(logit) / np.exp(logit).sum() * cases
    return table, rng.random(count) < np.minimum(chance, 0.9), xy, weights


@pytest.fixture(scope="module")
def table():
    values, y, xy, weights = city(1)
    dates = pd.Timestamp("2022-01-01") + pd.to_timedelta(np.random.default_rng(2).integers(0, 900, len(y)), "D")
    return compare(values, y, xy, w0=weights + 0.3, dates=dates)


def test_one_row_per_way_of_ranking(table):
    assert list(table.index) == [
        "expert", "calibrated", "equal_weights", "hot_spot_kde", "risk_terrain", "monotone_boosting",
        "quantile_logistic",
    ]  # fmt: skip
    measured = table.drop(columns=["title", "kind", "brier", "seconds"])
    assert measured.notna().all().all()
    assert table["brier"].isna().all()  # no probability without a visit log
    assert (table["auc_worst"] <= table["auc_transfer"]).all()
    assert len(table.attrs["verdict"]) == 3
    assert table.attrs["block_m"] == 3000


def test_experts_who_are_right_win(table):
    assert table.loc["expert", "auc"] > table.loc["equal_weights", "auc"]
    assert table.loc["hot_spot_kde", "auc"] < table.loc["equal_weights", "auc"]


def test_same_input_gives_the_same_table():
    values, y, xy, _ = city(2, count=700, cases=60, columns=3)
    one, two = (compare(values, y, xy).drop(columns="seconds") for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    assert "expert" not in one.index
    assert "gelijke gewichten" in one.attrs["verdict"][0]


def test_visits_give_a_probability():
    values, y, xy, _ = city(3, count=3000, cases=400)
    visited = np.random.default_rng(4).random(3000) < 0.5
    chances = np.full(3000, 0.5)
    table = compare(values, y, xy, visited=visited, propensity=chances)
    assert table.loc["calibrated", "brier"] < 0.25
    assert table.loc["monotone_boosting", "brier"] < 0.25


def test_bars_over_seeds():
    models = (AnchoredIndex(), EqualWeights(), RiskTerrain())
    cities = [city(seed)[:3] for seed in range(11, 17)]
    found = np.array([[spatial_cv(model, *one).pooled["auc"] for model in models] for one in cities])
    anchored, equal, terrain = found.T
    assert (anchored >= equal - 0.002).all()
    assert anchored.mean() > terrain.mean()


def judged(name, kind, aucs, transfer=0.7):
    cv = SimpleNamespace(per_fold=pd.DataFrame({"auc": aucs}), mean={"auc": float(np.mean(aucs))})
    contender = SimpleNamespace(name=name, title=name, kind=kind)
    return SimpleNamespace(contender=contender, cv=cv, transfer=SimpleNamespace(mean=transfer))


BASE = [0.70, 0.66, 0.74, 0.71, 0.69]


@pytest.mark.parametrize(
    ("gain", "word"),
    [
        ([0.03, 0.02, 0.03, 0.04, 0.03], "wel"),
        ([0.10, -0.05, 0.08, -0.06, 0.02], "niet"),
        ([-0.03, -0.02, -0.03, -0.04, -0.03], "schaadt"),
        ([0, 0, 0, 0, 0], "niet"),
        ([0.03, 0.02, 0.03, NAN, NAN], "onbekend"),
    ],
)
def test_cases_add_only_beyond_the_spread(gain, word):
    base = judged("expert", "index", np.array(BASE))
    assert cases_add(judged("calibrated", "index", np.array(BASE) + gain), base) == word


def test_false_alarm_is_rare():
    rng = np.random.default_rng(9)
    words = [
        cases_add(judged("c", "index", rng.normal(0.7, 0.02, 5)), judged("e", "index", rng.normal(0.7, 0.02, 5)))
        for _ in range(400)
    ]
    assert words.count("wel") / 400 < 0.09


@pytest.mark.parametrize(
    ("inside", "outside", "words"),
    [
        (0.05, 0.75, "Voeg een waardefunctie toe; vervang de index niet"),
        (0.05, 0.71, "houdt geen stand in andere gebieden"),
        (0.05, NAN, "niet te toetsen"),
        (0.01, 0.80, "niet duidelijk beter"),
    ],
)
def test_challenger_never_replaces_the_index(inside, outside, words):
    index = judged("expert", "index", np.array(BASE))
    assert words in challenger_sentence(judged("bomen", "uitdager", np.array(BASE) + inside, outside), index)


def test_verdict_needs_both_sides():
    assert verdict([judged("expert", "index", np.array(BASE))]) == ()


def test_gain_that_equal_weights_have_too_is_not_given_to_the_cases():
    base, gain = np.array(BASE), np.array([0.03, 0.02, 0.03, 0.02, 0.03])
    experts, calibrated = judged("expert", "index", base), judged("calibrated", "index", base + gain)
    worse, same = (judged("equal_weights", "vergelijking", base + part) for part in (-gain, gain))
    assert "Let op" not in verdict([experts, calibrated, worse])[0]
    told = verdict([experts, calibrated, same])[0]
    assert told.startswith("De casussen voegen iets toe")
    assert "gelijke gewichten, zonder casussen, doen het niet aantoonbaar slechter" in told
