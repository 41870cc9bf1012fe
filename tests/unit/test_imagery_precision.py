"""Precision from marks: counts, Wilson interval, ranks and indicators."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from geo_risico.core.candidates import Candidate, Change
from geo_risico.imagery.credible import find_candidates
from geo_risico.imagery.precision import measure, narrowed, wilson, with_marks
from geo_risico.imagery.words import precision_sentence, precision_text

_SPEC = importlib.util.spec_from_file_location("beeld_sample", Path(__file__).parents[1] / "beeld_sample.py")
beeld = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(beeld)


def candidate(rank, indicator="groen", **more):
    changes = (Change(indicator=indicator, value=1, bound=1, strength=1), *more.get("also", ()))
    return Candidate(location_id=f"ERF-{rank}", rank=rank, changes=changes)


def group(precision, name):
    return next(item for item in precision if item.group == name)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_that_of_scipy(pair):
    hits, count = pair
    interval = binomtest(hits, count).proportion_ci(method="wilson")
    assert wilson(hits, count) == pytest.approx((interval.low, interval.high), abs=1e-9)


def test_nobody_looked():
    assert all(math.isnan(bound) for bound in wilson(0, 0))
    (whole,) = measure([candidate(1)], {})
    assert (whole.group, whole.echt_count, math.isnan(whole.share)) == ("alle", 0, True)
    assert precision_sentence((whole,)) == "Gemeten precisie: nog geen oordelen."


def test_unsure_marks_stand_apart():
    items = [candidate(rank) for rank in range(1, 22)]
    marks = {f"ERF-{rank}": "echt" if rank <= 14 else "onjuist" for rank in range(1, 19)} | {"ERF-20": "onzeker"}
    whole = group(measure(items, marks), "alle")
    assert (whole.echt_count, whole.onjuist_count, whole.onzeker_count) == (14, 4, 1)
    assert whole.share == pytest.approx(14 / 18)
    assert precision_text(whole) == "14 van 18 echt (78%, tussen 55 en 91%); 1 onzeker"


def test_only_unsure_marks_give_no_share():
    whole = group(measure([candidate(1)], {"ERF-1": "onzeker"}), "alle")
    assert math.isnan(whole.share)
    assert precision_text(whole) == "nog geen oordeel echt of onjuist; 1 onzeker"


def test_by_rank_and_by_indicator():
    also = (Change(indicator="kaal", value=1, bound=1, strength=1),)
    items = [candidate(rank, also=also if rank == 15 else ()) for rank in range(1, 31)]
    marks = {"ERF-3": "echt", "ERF-15": "onjuist", "ERF-25": "onjuist", "ERF-99": "echt"}
    found = measure(items, marks)
    assert [item.group for item in found] == ["alle", "top_10", "top_20", "groen", "kaal"]
    assert (group(found, "top_10").echt_count, group(found, "top_10").onjuist_count) == (1, 0)
    assert (group(found, "top_20").echt_count, group(found, "top_20").onjuist_count) == (1, 1)
    assert (group(found, "alle").echt_count, group(found, "alle").onjuist_count) == (1, 2)
    assert (group(found, "kaal").echt_count, group(found, "kaal").onjuist_count) == (0, 1)


def test_a_location_of_two_themes_counts_once():
    found = measure([candidate(1), candidate(1)], {"ERF-1": "echt"})
    assert group(found, "alle").echt_count == 1


def test_a_selection_forgets_the_others(sample_result):
    whole = with_marks(
        find_candidates([beeld.with_changes(sample_result)]),
        dict.fromkeys(sample_result.indicators.index[:6], "echt") | {sample_result.indicators.index[7]: "onjuist"},
    )
    assert group(whole[0].precision, "alle").share == pytest.approx(6 / 7)
    kept = [whole[0].items[4].location_id, sample_result.indicators.index[7], sample_result.indicators.index[25]]
    (part,) = narrowed(whole, [sample_result.indicators.loc[kept].index])
    assert {item.location_id for item in part.items} == set(kept[:2])
    assert [item.rank for item in part.items] == [1, 2]
    assert set(part.marks) == set(kept[:2])
    assert list(part.reason[part.reason.ne("")].index) == kept[2:]
    assert part.key != whole[0].key
    assert group(part.precision, "alle").share == pytest.approx(1 / 2)
