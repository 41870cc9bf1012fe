"""Percentile, class and rank within a group, against a slow reading of the definition."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_risico.core.errors import DefinitionError
from geo_risico.scoring import ranks
from geo_risico.scoring.bands import band_numbers, classes, percentiles
from geo_risico.scoring.ranks import group_ranks, score_codes

BANDS = {"A": 0.0, "B": 0.25, "C": 0.5, "D": 0.75, "E": 0.9}
ROWS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 3)), min_size=1, max_size=60)


def slow(scores, groups):
    for score, group in zip(scores, groups, strict=True):
        peers = [s for s, g in zip(scores, groups, strict=True) if g == group]
        yield sum(s < score for s in peers), sum(s == score for s in peers), len(peers)


@given(rows=ROWS)
@settings(deadline=None)
def test_ranks_match_the_definition(rows):
    scores, groups = np.array(rows).T
    place = group_ranks(score_codes(scores / 20), groups)
    expected = list(slow(scores.tolist(), groups.tolist()))
    assert list(zip(place.lower, place.equal, place.size, strict=True)) == expected
    assert place.rank.tolist() == [size - lower - equal + 1 for lower, equal, size in expected]
    assert ((place.percentile > 0) & (place.percentile < 1)).all()


def test_many_groups_take_the_other_sort(monkeypatch):
    rng = np.random.default_rng(3)
    codes, groups = rng.integers(0, 50, 400), rng.integers(0, 9, 400)
    packed = group_ranks(codes, groups)
    monkeypatch.setattr(ranks, "KEY_BITS", 40)
    unpacked = group_ranks(codes, groups)
    assert np.array_equal(packed.lower, unpacked.lower)
    assert np.array_equal(packed.equal, unpacked.equal)


def test_scores_that_differ_by_rounding_share_their_place():
    scores = pd.Series([0.1 + 0.2, 0.3, 0.9])
    assert percentiles(scores, pd.Series(["a"] * 3)).tolist() == pytest.approx([1 / 3, 1 / 3, 5 / 6])


@given(rows=ROWS)
@settings(deadline=None)
def test_increasing_transformation_changes_no_place(rows):
    scores = pd.Series([score / 20 for score, _ in rows])
    peers = pd.Series([f"GM{group}" for _, group in rows])
    pd.testing.assert_series_equal(percentiles(scores, peers), percentiles(scores**3 / 2 + 0.1, peers))


def test_unknown_score_or_group_takes_no_part():
    scores = pd.Series([0.2, np.nan, 0.4, 0.9], index=list("wxyz"))
    peers = pd.Series(["a", "a", "a", np.nan], index=list("zyxw")).iloc[::-1]
    place = percentiles(scores, peers)
    assert place.isna().tolist() == [True, True, False, False]
    assert place[["y", "z"]].tolist() == [0.25, 0.75]


@pytest.mark.parametrize(
    ("count", "expected"),
    [(1, "C"), (2, "BD"), (4, "ABCD"), (5, "ABCCE"), (10, "AABBBCCDDE"), (20, "AAAAABBBBBCCCCCDDDEE")],
)
def test_classes_of_a_group_without_ties(count, expected):
    place = percentiles(pd.Series(np.linspace(0.1, 0.9, count)), pd.Series(["a"] * count))
    assert "".join(classes(place, BANDS)) == expected


def test_all_equal_is_the_middle_class():
    place = percentiles(pd.Series([0.3] * 7), pd.Series(["a"] * 7))
    assert set(classes(place, BANDS)) == {"C"}


def test_bound_belongs_to_the_higher_class():
    assert classes(pd.Series([0.25, 0.5, 0.75, 0.9, 0.0, 1.0]), BANDS).tolist() == list("BCDEAE")


def test_bands_that_do_not_rise_are_refused():
    with pytest.raises(DefinitionError, match="bands"):
        band_numbers(np.array([0.5]), {"A": 0.0, "B": 0.8, "C": 0.5})


def test_zero_rows():
    empty = pd.Series([], dtype=float)
    assert percentiles(empty, pd.Series([], dtype="str")).empty
    assert classes(empty, BANDS).empty
