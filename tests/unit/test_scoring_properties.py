"""What holds for every table of risks."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from geo_risico.core.specs import DimensionSpec, ThemeSpec
from geo_risico.scoring.combine import combine, contributions
from geo_risico.scoring.score import score_locations

NAMES = ("a", "b", "c", "d")
RISK = st.one_of(st.just(float("nan")), st.integers(0, 1000).map(lambda i: i / 1000))
WEIGHTS = st.lists(st.integers(1, 20), min_size=4, max_size=4).map(lambda w: dict(zip(NAMES, w, strict=True)))
PLACE = ["percentile", "class", "percentile_all", "class_all", "counterfactual_class"]


@st.composite
def tables(draw):
    values = draw(hnp.arrays(float, st.tuples(st.integers(1, 14), st.just(4)), elements=RISK))
    index = pd.Index([f"ERF-{i}" for i in range(len(values))], name="location_id")
    return pd.DataFrame(values, index=index, columns=list(NAMES))


def theme(weights):
    return ThemeSpec(
        name="proef", title="Proef", description="Proef.", locations="erven", location_title="erf",
        location_plural="erven", dimensions=(DimensionSpec(name="d", title="Dim", summary="Dim.", weights=weights),),
    )  # fmt: skip


def peers(risks):
    return pd.Series([f"GM{i % 3}" for i in range(len(risks))], index=risks.index)


@given(risks=tables(), weights=WEIGHTS)
@settings(deadline=None)
def test_bounds_hold_the_score(risks, weights):
    index = combine(risks, weights)
    known = index["score"].notna()
    assert known.equals(risks.notna().any(axis=1))
    figures = index[["score_low", "score_high", "coverage"]].to_numpy()
    assert ((figures >= 0) & (figures <= 1)).all()
    assert (index["score_low"] <= index["score_high"]).all()
    assert (index["score_low"] <= index["score"])[known].all()
    assert (index["score"] <= index["score_high"])[known].all()
    assert np.allclose(index["score_high"] - index["score_low"], 1 - index["coverage"], atol=1e-12)


@given(risks=tables(), weights=WEIGHTS)
@settings(deadline=None)
def test_contributions_add_up(risks, weights):
    index, parts = combine(risks, weights), contributions(risks, weights)
    known = index["score"].notna()
    assert (parts.isna() == risks.isna()).all().all()
    assert np.allclose((index["base"] + parts.sum(axis=1))[known], index["score"][known], rtol=0, atol=1e-12)


@given(risks=tables(), weights=WEIGHTS, factor=st.floats(0.01, 100))
@settings(deadline=None, max_examples=40)
def test_only_proportions_of_weights_matter(risks, weights, factor):
    scaled = {name: weight * factor for name, weight in weights.items()}
    parts, scores = score_locations(risks, theme(weights), peers(risks))
    other_parts, other = score_locations(risks, theme(weights), peers(risks), weights=scaled)
    pd.testing.assert_frame_equal(other_parts, parts, rtol=0, atol=1e-12)
    pd.testing.assert_frame_equal(other[PLACE[:-1]], scores[PLACE[:-1]])
    pd.testing.assert_series_equal(other["score"], scores["score"], rtol=0, atol=1e-12)


@given(risks=tables(), weights=WEIGHTS, name=st.sampled_from(NAMES), extra=st.floats(0, 1))
@settings(deadline=None)
def test_more_risk_never_lowers_the_score(risks, weights, name, extra):
    more = risks.copy()
    more.iloc[0, NAMES.index(name)] = min(1.0, risks.iloc[0, NAMES.index(name)] + extra)
    before, after = combine(risks, weights).iloc[0], combine(more, weights).iloc[0]
    for column in ("score", "score_low", "score_high"):
        assert not after[column] < before[column] - 1e-15


@given(risks=tables(), weights=WEIGHTS, seed=st.integers(0, 99))
@settings(deadline=None, max_examples=40)
def test_row_order_does_not_matter(risks, weights, seed):
    shuffled = risks.sample(frac=1, random_state=seed)
    parts, scores = score_locations(risks, theme(weights), peers(risks))
    other_parts, other = score_locations(shuffled, theme(weights), peers(risks))
    assert list(other.index) == list(shuffled.index)
    pd.testing.assert_frame_equal(other.loc[risks.index].drop(columns=["base"]), scores.drop(columns=["base"]))
    pd.testing.assert_frame_equal(other_parts.loc[risks.index], parts, rtol=0, atol=1e-12)


@given(risks=tables(), weights=WEIGHTS, times=st.integers(2, 3))
@settings(deadline=None, max_examples=40)
def test_repeating_all_rows_changes_nothing(risks, weights, times):
    repeated = pd.concat([risks.rename(index=lambda i, t=t: f"{i}-{t}") for t in range(times)])
    groups = pd.concat([peers(risks).rename(index=lambda i, t=t: f"{i}-{t}") for t in range(times)])
    _, scores = score_locations(risks, theme(weights), peers(risks))
    _, many = score_locations(repeated, theme(weights), groups)
    for part in np.array_split(np.arange(len(many)), times):
        copy = many.iloc[part].set_axis(risks.index)
        pd.testing.assert_frame_equal(copy[PLACE[:-1]], scores[PLACE[:-1]])
        pd.testing.assert_series_equal(copy["score"], scores["score"], check_exact=True)


@given(risks=tables(), weights=WEIGHTS, name=st.sampled_from(NAMES))
@settings(deadline=None)
def test_losing_a_value_widens_the_bounds(risks, weights, name):
    less = risks.copy()
    less.iloc[0, NAMES.index(name)] = np.nan
    before, after = combine(risks, weights).iloc[0], combine(less, weights).iloc[0]
    assert after["score_low"] <= before["score_low"] + 1e-15
    assert after["score_high"] >= before["score_high"] - 1e-15
    assert after["coverage"] <= before["coverage"]


@given(value=st.integers(0, 1000).map(lambda i: i / 1000), weights=WEIGHTS, count=st.integers(1, 20))
@settings(deadline=None, max_examples=40)
def test_all_equal_values_have_no_reasons(value, weights, count):
    risks = pd.DataFrame(value, index=[f"ERF-{i}" for i in range(count)], columns=list(NAMES))
    parts, scores = score_locations(risks, theme(weights), pd.Series("GM1", index=risks.index))
    assert np.allclose(scores["score"], value, atol=1e-12)
    assert np.allclose(parts, 0, atol=1e-12)
    assert set(scores["class"]) == {"C"}
    assert set(scores["reasons_for"] + scores["reasons_against"] + scores["counterfactual_class"]) == {""}
