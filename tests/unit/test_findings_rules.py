"""Findings: which are the same, which counts, what is a visit; whatever the order in which they come."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_risico.core.fieldwork_specs import OUTCOMES
from geo_risico.core.findings import Finding
from geo_risico.inspection.findings import (
    answer_problems,
    conflicts,
    count_codes,
    count_outcomes,
    latest,
    merged,
    visits,
)

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def finding(name="ERF-1", outcome="niets aangetroffen", codes=(), hours=0.0):
    return Finding(
        location_id=name,
        theme="buitengebied",
        outcome=outcome,
        codes=codes,
        ticks=(),
        follow_up="",
        moment=NOON + dt.timedelta(hours=hours),
        list_name="standaard",
    )


@st.composite
def findings(draw):
    outcome = draw(st.sampled_from(OUTCOMES))
    codes = (
        draw(st.lists(st.sampled_from(["asbest", "milieu"]), unique=True, min_size=1)) if outcome == OUTCOMES[1] else ()
    )
    return finding(draw(st.sampled_from("abc")), outcome, tuple(codes), draw(st.integers(0, 60)))


@settings(deadline=None)
@given(st.lists(findings(), max_size=12), st.randoms(use_true_random=False))
def test_merging_twice_or_in_another_order_changes_nothing(items, random):
    once = merged(items)
    mixed = [*items, *items]
    random.shuffle(mixed)
    assert merged(once) == once
    assert merged(mixed) == once
    assert latest(mixed) == latest(items)
    assert visits(mixed) == visits(items)
    assert conflicts(mixed) == conflicts(items)


@settings(deadline=None)
@given(st.lists(findings(), max_size=12))
def test_visits_are_entries_one_for_each_place_and_day(items):
    found = visits(items)
    assert set(found) <= set(items)
    assert len({(item.location_id, item.day) for item in found}) == len(found)
    assert all(item.outcome != "niet bezocht" for item in found)


def test_the_last_entry_of_a_day_counts():
    items = [finding(), finding(outcome="aangetroffen", codes=("asbest",), hours=2), finding(hours=24)]
    assert [(item.outcome, item.day.day) for item in visits(items)] == [("aangetroffen", 1), ("niets aangetroffen", 2)]
    assert latest(items)["ERF-1"].day.day == 2
    (conflict,) = conflicts(items)
    assert [item.outcome for item in conflict.findings] == ["niets aangetroffen", "aangetroffen"]


def test_not_visited_after_all_is_no_visit():
    items = [finding(), finding(outcome="niet bezocht", hours=1), finding("ERF-2", "geen toegang")]
    assert [item.location_id for item in visits(items)] == ["ERF-2"]
    assert count_outcomes(items) == {
        "niets aangetroffen": 1,
        "aangetroffen": 0,
        "geen toegang": 1,
        "niet bezocht": 1,
    }


def test_the_order_of_codes_makes_no_contradiction():
    one = finding(outcome="aangetroffen", codes=("asbest", "milieu"))
    other = finding(outcome="aangetroffen", codes=("milieu", "asbest"), hours=1)
    assert conflicts([one, other]) == ()
    assert count_codes([one, other, finding(outcome="aangetroffen", codes=("milieu",), hours=2)]) == {
        "milieu": 3,
        "asbest": 2,
    }


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-03-01T22:59:00+00:00", dt.date(2026, 3, 1)),
        ("2026-03-01T23:01:00+00:00", dt.date(2026, 3, 2)),
        ("2026-07-01T22:01:00+00:00", dt.date(2026, 7, 2)),
        ("2026-03-02T01:00:00+05:00", dt.date(2026, 3, 1)),
    ],
)
def test_the_day_is_that_of_the_netherlands(moment, day):
    item = finding()
    moved = dt.datetime.fromisoformat(moment) - item.moment
    assert finding(hours=moved.total_seconds() / 3600).day == day


@pytest.mark.parametrize(
    ("outcome", "codes", "ticks", "keys"),
    [
        ("niets aangetroffen", (), (1,), []),
        ("aangetroffen", ("asbest",), (), []),
        ("aangetroffen", (), (), ["bevindingen"]),
        ("geen toegang", ("asbest",), (), ["bevindingen"]),
        ("niet bezocht", ("asbest",), (1,), ["bevindingen", "gezien"]),
    ],
)
def test_outcome_and_answers_fit(outcome, codes, ticks, keys):
    assert [key for key, _ in answer_problems(outcome, codes, ticks)] == keys
