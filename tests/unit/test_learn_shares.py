"""Shares against a known truth, and what small and empty rounds say."""

import datetime as dt
import importlib.util
from pathlib import Path

import numpy as np
import pytest

from geo_risico.core.findings import FOUND
from geo_risico.core.visit_choice import BY_SCORE, EXPLORATION, NOT_CHOSEN
from geo_risico.inspection.learn_lessons import make_lessons, only_totals
from geo_risico.inspection.learn_shares import (
    drawn_share,
    drawn_visits_needed,
    filled_share,
    lift_of,
    places_share,
    plain_share,
)
from geo_risico.inspection.learn_visits import make_rounds

_SPEC = importlib.util.spec_from_file_location("learn_sample", Path(__file__).parents[1] / "learn_sample.py")
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)

SEEDS = 200


@pytest.fixture(scope="module")
def world():
    return sample.make_rows(np.random.default_rng(3))


def lessons_of(rows, findings):
    rounds = make_rounds([sample.make_choice(rows)], findings)
    return make_lessons(rounds, (), {}, np.random.default_rng(1))


def covered(world, lost):
    """Share of the seeds in which the interval holds the truth, for all places and for the rest alone."""
    truth = world["truth"].mean()
    rest = world["arm"].ne(BY_SCORE)
    fresh = world.assign(arm=world["arm"].where(~rest, NOT_CHOSEN))
    inside = np.zeros(2)
    middle = []
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)
        rows = sample.with_draw(fresh, 30, rng)
        is_answered = rows["arm"].ne(NOT_CHOSEN) & (rng.random(len(rows)) >= lost)
        table = rows.assign(hit=rows["truth"].astype(float).where(is_answered))
        everywhere, drawn = places_share(table), drawn_share(table)
        inside += [everywhere.low <= truth <= everywhere.high, drawn.low <= world["truth"][rest].mean() <= drawn.high]
        middle.append(everywhere.share)
    return inside / SEEDS, np.mean(middle) - truth


def test_interval_holds_the_truth_when_a_quarter_does_not_answer(world):
    shares, bias = covered(world, 0.25)
    assert (shares >= 0.9).all(), shares
    assert abs(bias) < 0.02


def test_worst_cases_hold_the_estimate_of_full_response(world):
    full = make_rounds([sample.make_choice(world)], sample.answers(world))[0].rows
    part = make_rounds([sample.make_choice(world)], sample.answers(world, np.random.default_rng(5), 0.4))[0].rows
    assert filled_share(part, 0.0).share < places_share(full).share < filled_share(part, 1.0).share
    assert part["hit"].isna().sum() > full["hit"].isna().sum()


def test_order_of_rows_and_findings_changes_nothing(world):
    rng = np.random.default_rng(8)
    found = sample.answers(world, rng, 0.2)
    mixed = world.sample(frac=1, random_state=2)
    shuffled = [found[k] for k in rng.permutation(len(found))]
    assert lessons_of(world, found) == lessons_of(mixed, shuffled)


def test_everything_visited_leaves_no_doubt(world):
    rows = world.assign(arm=BY_SCORE, inclusion_probability=1.0)
    found = lessons_of(rows, sample.answers(rows)).everywhere
    assert found.low == pytest.approx(found.share) == pytest.approx(found.high)
    assert found.share == pytest.approx(rows["truth"].mean())


def test_without_a_draw_nothing_is_known_of_the_rest(world):
    chance = world["inclusion_probability"].where(world["arm"].eq(BY_SCORE), 0.0)
    rows = world.assign(arm=world["arm"].where(chance > 0, NOT_CHOSEN), inclusion_probability=chance)
    lessons = lessons_of(rows, sample.answers(rows))
    assert lessons.places == len(rows)
    assert lessons.everywhere.share is None
    assert lessons.everywhere.high > 0.9
    assert lessons.by_score.share is not None


def test_a_small_draw_that_took_all_places_is_a_count(world):
    rows = world.head(20).assign(arm=[BY_SCORE] * 17 + [EXPLORATION] * 3, inclusion_probability=1.0)
    found = lessons_of(rows, sample.answers(rows)).everywhere
    assert found.low == pytest.approx(found.share) == pytest.approx(rows["truth"].mean())


def test_non_response_is_named_and_bounded(world):
    chosen = world.index[world["arm"].ne(NOT_CHOSEN)]
    found = [sample.finding(name, sample.NOTHING) for name in chosen[4:]]
    found += [sample.finding(chosen[0], "geen toegang"), sample.finding(chosen[1], "niet bezocht")]
    lessons = lessons_of(world, found)
    missing = lessons.missing
    assert (missing.no_access, missing.not_visited, missing.pending) == (1, 1, 2)
    assert missing.none.share == 0 < missing.every.share
    assert lessons.everywhere.share == 0 < lessons.everywhere.high < 0.3


def test_few_visits_give_counts_only(world):
    chosen = world[world["arm"].eq(EXPLORATION)].index[:4]
    lessons = lessons_of(world, [sample.finding(name, FOUND) for name in chosen])
    assert (lessons.drawn.visits, lessons.drawn.hits, lessons.drawn.share) == (4, 4, None)
    assert lessons.everywhere.share is None
    assert lessons.lift.times is None
    assert all(cell.share.share is None for cell in (*lessons.classes, *lessons.kinds, *lessons.zones))


@pytest.mark.parametrize("outcome", [FOUND, sample.NOTHING])
def test_one_outcome_everywhere(world, outcome):
    chosen = world.index[world["arm"].ne(NOT_CHOSEN)]
    lessons = lessons_of(world, [sample.finding(name, outcome) for name in chosen])
    share = float(outcome == FOUND)
    assert (lessons.by_score.share, lessons.drawn.share) == (share, share)
    assert lessons.everywhere.share == pytest.approx(share)
    assert 0 < lessons.everywhere.high - lessons.everywhere.low < 0.2
    assert lessons.lift.times == (1 if share else None)
    assert {item.verdict for item in lessons.indicators} == {"niet te zeggen"}


def test_no_findings_and_one_finding(world):
    nothing = lessons_of(world, [])
    assert nothing.missing.pending == nothing.chosen == nothing.missing.count
    assert nothing.missing.none is None
    assert nothing.everywhere.share is None
    name = world.index[world["arm"].eq(BY_SCORE)][0]
    one = lessons_of(world, [sample.finding(name, FOUND)])
    assert (one.hits, one.answered, one.by_score.share) == (1, 1, None)


def test_lift_has_the_right_middle_and_ends():
    table = sample.make_rows(np.random.default_rng(0), top=50, drawn=50)
    chosen = make_rounds([sample.make_choice(table)], sample.answers(table))[0].rows
    one, two = plain_share(chosen[chosen["arm"].eq(BY_SCORE)]), drawn_share(chosen)
    lift = lift_of(one, two)
    assert lift.low < lift.times < lift.high
    assert lift.times == pytest.approx(one.share / two.share)
    truth = table["truth"][table["arm"].eq(BY_SCORE)].mean() / table["truth"][table["arm"].ne(BY_SCORE)].mean()
    assert lift.low < truth < lift.high


def test_answers_count_before_closed_gates_and_the_last_answer_counts(world):
    name = world.index[world["arm"].eq(BY_SCORE)][0]
    found = [sample.finding(name, FOUND, 1), sample.finding(name, "geen toegang", 2)]
    rows = make_rounds([sample.make_choice(world)], found)[0].rows
    assert rows.loc[name, "outcome"] == FOUND
    rows = make_rounds([sample.make_choice(world)], [*found, sample.finding(name, sample.NOTHING, 3)])[0].rows
    assert rows.loc[name, "hit"] == 0


def test_findings_go_to_the_round_that_they_name_or_follow(world):
    later = sample.make_choice(world, "2026-06-01-bbbbbb", sample.DAY + dt.timedelta(days=90))
    name = world.index[world["arm"].eq(BY_SCORE)][0]
    stranger = world.index[world["arm"].eq(NOT_CHOSEN)][0]
    found = [
        sample.finding(name, FOUND, 1),
        sample.finding(name, sample.NOTHING, 95),
        sample.finding(stranger, FOUND, 2),
    ]
    first, second = make_rounds([later, sample.make_choice(world)], found)
    assert (first.rows.loc[name, "hit"], second.rows.loc[name, "hit"]) == (1, 0)
    assert (first.elsewhere, second.elsewhere) == (1, 0)
    named = make_rounds([later, sample.make_choice(world)], [(later.keuze_id, found[0][1])])
    assert not named[0].has_results
    assert named[1].rows.loc[name, "hit"] == 1
    for keuze_id, days in ((None, 1), ("", -1)):
        before = make_rounds([later, sample.make_choice(world)], [sample.finding(name, FOUND, days, keuze_id)])
        assert not any(item.has_results for item in before), "a tip, or a visit of before the seal"


def test_visits_needed_for_five_points(world):
    rows = make_rounds([sample.make_choice(world)], sample.answers(world))[0].rows
    assert 100 < drawn_visits_needed(rows) < 600
    assert drawn_visits_needed(rows.assign(hit=np.nan)) == 385


def test_open_shows_no_small_numbers(world):
    lessons = lessons_of(world, sample.answers(world))
    shown = only_totals(lessons, 10)
    assert shown.everywhere == lessons.everywhere
    assert (shown.classes, shown.zones, shown.indicators, shown.advice, shown.command) == ((), (), (), (), "")
    assert min(lessons.drawn.hits, lessons.by_score.hits) < 10
    assert (shown.drawn.visits, shown.by_score.visits) == (0, 0)
