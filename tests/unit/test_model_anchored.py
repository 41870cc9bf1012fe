"""The anchored index: what it promises of weights, unknown values, visits and errors."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

from geo_risico.core.errors import DataError
from geo_risico.model.anchored import SELECTIVE, AnchoredIndex


def world(seed=0, count=600, columns=4, cases=60):
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(
        rng.random((count, columns)), columns=list("abcdefgh")[:columns], index=[f"P{i:04d}" for i in range(count)]
    )
    chance = np.exp(5 * table["a"] + table["b"])
    y = pd.Series(data=False, index=table.index)
    y.iloc[rng.choice(count, cases, replace=False, p=chance / chance.sum())] = True
    return table, y, rng


def test_without_information_the_experts_remain():
    table, y, _ = world()
    model = AnchoredIndex(w0={"a": 1, "b": 2, "c": 3, "d": 4}, lam=1e6).fit(table, y)
    assert model.weights_ == pytest.approx([0.1, 0.2, 0.3, 0.4], abs=1e-3)
    assert model.coef_.sum() == pytest.approx(6, abs=1e-2)


def test_cases_move_the_weights_the_right_way_and_never_below_zero():
    table, y, _ = world(cases=200)
    model = AnchoredIndex(lam=0.5).fit(table, y)
    assert model.weights_.argmax() == 0
    assert (model.weights_ >= 0).all()
    assert model.weights_.sum() == pytest.approx(1)
    assert list(model.weights_table().index) == ["a", "b", "c", "d"]


def test_order_of_rows_and_of_a_series_does_not_matter():
    table, y, rng = world()
    mixed = rng.permutation(len(table))
    one = AnchoredIndex(lam=2.0).fit(table, y)
    other = AnchoredIndex(lam=2.0).fit(table.iloc[mixed], y)
    assert other.coef_ == pytest.approx(one.coef_, abs=1e-6)


def test_nothing_given_is_changed():
    table, y, rng = world()
    holes = table.mask(rng.random(table.shape) < 0.2)
    before, labels = holes.copy(), y.copy()
    AnchoredIndex().fit(holes, y).index(holes)
    pd.testing.assert_frame_equal(holes, before)
    pd.testing.assert_series_equal(y, labels)


def test_an_unknown_value_neither_raises_nor_lowers():
    table, y, _ = world()
    model = AnchoredIndex().fit(table, y)
    level = pd.DataFrame([[0.3] * 4], columns=table.columns)
    for column in table.columns:
        holes = level.assign(**{column: np.nan})
        assert model.index(holes) == pytest.approx([0.3])
        assert model.decision_function(holes) == pytest.approx(model.decision_function(level))


def test_an_unknown_is_not_zero_in_the_fit():
    table, y, rng = world(cases=200)
    holes = table.copy()
    holes.loc[rng.random(len(table)) < 0.4, "a"] = np.nan
    whole, holed = AnchoredIndex(lam=2.0).fit(table, y), AnchoredIndex(lam=2.0).fit(holes, y)
    zero = AnchoredIndex(lam=2.0).fit(holes.fillna(0.0), y)
    error = np.abs(holed.weights_ - whole.weights_).max()
    assert error < np.abs(zero.weights_ - whole.weights_).max()
    assert holed.weights_.argmax() == 0


def test_gaps_by_chance_of_a_case_do_not_make_a_signal():
    rng = np.random.default_rng(3)
    values, y = rng.random((4000, 3)), rng.random(4000) < 0.1
    values[y & (rng.random(4000) < 0.7), 0] = np.nan
    model = AnchoredIndex(lam=2.0).fit(values, y)
    assert model.weights_ == pytest.approx(np.full(3, 1 / 3), abs=0.2)


def test_a_row_of_unknowns_has_no_index_and_the_average_logit():
    table, y, _ = world()
    empty = table.copy()
    empty.iloc[:10] = np.nan
    model = AnchoredIndex().fit(empty, y)
    assert np.isnan(model.index(empty)[:10]).all()
    assert np.isfinite(model.decision_function(empty)).all()
    assert any("niet geijkt: 10 van 600 rijen" in text for text in model.notices_)


def test_a_column_that_nobody_knows_changes_nothing():
    table, y, _ = world()
    wide = table.assign(leeg=np.nan)
    one, other = AnchoredIndex(lam=1e5).fit(table, y), AnchoredIndex(lam=1e5).fit(wide, y)
    assert other.index(wide) == pytest.approx(one.index(table), abs=1e-2)


def test_background_and_lambda():
    table, y, rng = world(cases=120)
    visited = y | (rng.random(len(y)) < 0.5)
    xy = rng.uniform(100_000, 130_000, (len(y), 2))
    plain, seen = AnchoredIndex().fit(table, y), AnchoredIndex().fit(table, y, visited=visited)
    chosen = AnchoredIndex().fit(table, y, visited=visited, xy=xy)
    assert (plain.lam_, seen.lam_) == (20.0, 2.0)
    assert chosen.lam_ in {0.5, 2.0, 5.0, 20.0}
    assert SELECTIVE in plain.notices_
    assert SELECTIVE not in seen.notices_
    assert seen.background_count_ == int((visited & ~y).sum())


def test_what_nobody_visited_does_not_count():
    table, y, rng = world(cases=120)
    visited = y | (rng.random(len(y)) < 0.5)
    noise = table.where(visited, 1 - table)
    one = AnchoredIndex().fit(table, y, visited=visited)
    other = AnchoredIndex().fit(noise, y | ~visited, visited=visited)
    assert other.coef_ == pytest.approx(one.coef_)


def test_a_probability_only_from_visits():
    table, y, rng = world(cases=120)
    visited = y | (rng.random(len(y)) < 0.5)
    assert not hasattr(AnchoredIndex().fit(table, y), "predict_proba")
    model = AnchoredIndex().fit(table, y, visited=visited)
    chance = model.predict_proba(table[visited])
    assert chance.sum(axis=1) == pytest.approx(1)
    assert chance[:, 1].mean() == pytest.approx(y[visited].mean(), abs=0.05)
    assert not hasattr(clone(model), "predict_proba")


def test_few_cases_are_told():
    table, y, _ = world(cases=9)
    assert any("Geijkt op 9 gevallen" in text for text in AnchoredIndex().fit(table, y).notices_)


def test_values_outside_the_range_are_told():
    table, y, _ = world()
    assert any("buiten 0 en 1" in text for text in AnchoredIndex().fit(table * 50, y).notices_)


def test_cases_against_every_weight_leave_the_experts():
    rng = np.random.default_rng(1)
    values = rng.random((2000, 2))
    y = rng.random(2000) < np.exp(-8 * values.sum(axis=1))
    model = AnchoredIndex(w0=[3, 1], lam=1e-3, kappa=0.5).fit(values, y)
    assert model.weights_ == pytest.approx([0.75, 0.25])
    assert any("spreken elk gewicht tegen" in text for text in model.notices_)


TABLE, Y, _ = world()
WRONG = {
    "no cases": ({}, {"y": Y & False}, "only one class"),
    "only cases": ({}, {"y": Y | True}, "only one class"),
    "three labels": ({}, {"y": [0, 1, 2] * 200}, "Only binary"),
    "negative weight": ({"w0": [1, 1, -1, 1]}, {}, "w0"),
    "all weights zero": ({"w0": [0, 0, 0, 0]}, {}, "minstens een boven 0"),
    "short weights": ({"w0": [1, 2]}, {}, "2 gewichten, verwacht 4"),
    "unknown name": ({"w0": {"a": 1, "b": 1, "c": 1, "x": 1}}, {}, "x: geen kolom"),
    "text weight": ({"w0": ["a", "b", "c", "d"]}, {}, "verwacht getallen"),
    "lambda zero": ({"lam": 0.0}, {}, "lam"),
    "kappa negative": ({"kappa": -1.0}, {}, "kappa"),
    "visited only finds": ({}, {"visited": Y}, "bezoeken zonder vondst"),
    "never found": ({}, {"visited": ~Y}, "geen enkel geval"),
    "short visits": ({}, {"visited": [1, 0]}, "verwacht 600 waarden"),
    "visits beyond 0 and 1": ({}, {"visited": [2] * 600}, "waar of onwaar"),
    "chance zero": ({}, {"visited": [1] * 600, "propensity": [0.0] * 600}, "propensity"),
    "other index": ({}, {"y": Y.rename(lambda name: name + "x")}, "index past niet"),
    "degrees": ({"lam": None}, {"visited": [1] * 600, "y": TABLE["a"] > 0.5, "xy": [[4.9, 52.1]] * 600}, "graden"),
}


@pytest.mark.parametrize(("settings", "given", "message"), WRONG.values(), ids=WRONG)
def test_wrong_input_is_told(settings, given, message):
    with pytest.raises(DataError, match=message) as caught:
        AnchoredIndex(**settings).fit(TABLE, **({"y": Y} | given))
    assert isinstance(caught.value, ValueError)


def test_names_of_columns_are_kept():
    model = AnchoredIndex(w0=pd.Series({"d": 4, "c": 3, "b": 2, "a": 1})).fit(TABLE, Y)
    assert list(model.feature_names_in_) == ["a", "b", "c", "d"]
    assert model.w0_ == pytest.approx([0.1, 0.2, 0.3, 0.4])
    with pytest.raises(ValueError, match="feature names"):
        model.index(TABLE[["b", "a", "c", "d"]])
