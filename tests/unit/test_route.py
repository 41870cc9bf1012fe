"""The order of a day: as short as brute force, never longer than simple orders, whatever the order of the input."""

from __future__ import annotations

import itertools

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import LineString

from geo_risico.core.driving import STRAIGHT_FACTOR, STRAIGHT_KMH
from geo_risico.core.route import DaySpec, Place, Stop, clock
from geo_risico.core.terms import CRS_RD
from geo_risico.inspection.order import Task, best_order
from geo_risico.inspection.route import NO_ROADS, plan_route

TENTH_OF_A_SECOND = 1 / 600


def random_task(seed, count, *, start, end, limit_min=None):
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, 60, (count + 1, 2))
    minutes = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1)) * rng.uniform(1, 1.2)
    return Task(
        minutes=minutes,
        stop_count=count,
        visit_min=30,
        prizes=rng.uniform(1, 2, count),
        start=count if start else None,
        end=count if end else None,
        limit_min=limit_min,
    )


def stops(count, seed=0, span=4000):
    rng = np.random.default_rng(seed)
    return [
        Stop(location_id=f"ERF-{i}", theme="buitengebied", label=f"Erf {i}", x=x, y=y)
        for i, (x, y) in enumerate(rng.uniform(0, span, (count, 2)).round(1).tolist())
    ]


def streets(span=4000, step=500):
    lines = [LineString([(at, 0), (at, span)]) for at in range(0, span + 1, step)]
    lines += [LineString([(0, at), (span, at)]) for at in range(0, span + 1, step)]
    crossed = gpd.GeoSeries(lines).union_all()
    parts = list(crossed.geoms)
    frame = {"wegtype": ["lokale weg"] * len(parts), "is_motor_accessible": True}
    return gpd.GeoDataFrame(frame, geometry=parts, crs=CRS_RD)


@pytest.mark.parametrize(("start", "end"), [(True, True), (True, False), (False, False), (False, True)])
@pytest.mark.parametrize("count", [1, 2, 5, 7])
def test_as_short_as_brute_force(count, start, end):
    task = random_task(count, count, start=start, end=end)
    best = min(task.driving(order) for order in itertools.permutations(range(count)))
    assert task.driving(best_order(task)) <= best + (count + 1) * TENTH_OF_A_SECOND


@pytest.mark.parametrize("seed", range(3))
def test_a_short_day_keeps_what_counts_most(seed):
    task = random_task(seed, 6, start=True, end=True, limit_min=150)
    orders = [order for size in range(7) for order in itertools.permutations(range(6), size) if task.fits(order)]
    best = min(map(task.rank, orders))
    found = task.rank(best_order(task))
    assert found[0] == pytest.approx(best[0])
    assert found[1] <= best[1] + 8 * TENTH_OF_A_SECOND


@pytest.mark.parametrize("seed", range(3))
def test_never_longer_than_the_given_order_or_the_nearest_first(seed):
    task = random_task(seed, 15, start=True, end=True)
    given = list(np.random.default_rng(seed).permutation(15))
    left, nearest, at = set(range(15)), [], 15
    while left:
        at = min(left, key=lambda stop: task.minutes[at, stop])
        nearest.append(at)
        left.remove(at)
    found = best_order(task, given)
    assert sorted(found) == list(range(15))
    assert task.driving(found) <= min(task.driving(given), task.driving(nearest)) + 1e-9


def test_the_order_of_the_input_does_not_matter():
    asked, wegen = stops(12), streets()
    day = DaySpec(start=Place(x=10, y=10, name="kantoor"), end=Place(x=10, y=10, name="kantoor"))
    routes = [plan_route(part, day, wegen) for part in (asked, asked[::-1], asked[5:] + asked[:5])]
    assert routes[0].visits == routes[1].visits == routes[2].visits
    assert routes[0].line == routes[2].line


def test_clock_and_totals_follow_from_the_legs():
    route = plan_route(stops(5), DaySpec(start=Place(x=0, y=0, name="hier"), visit_min=20), streets())
    now = 9 * 60
    for visit in route.visits:
        now += visit.leg.minutes
        assert visit.arrival_min == pytest.approx(now)
        now += 20
        assert visit.departure_min == pytest.approx(now)
    assert route.minutes == pytest.approx(now - 9 * 60)
    assert route.km == pytest.approx(sum(leg.km for leg in route.legs))
    assert route.last_leg is None
    assert LineString(route.line).length / 1000 == pytest.approx(route.km)


def test_without_roads_every_leg_is_straight_and_the_route_says_so():
    asked = [Stop(location_id=str(i), theme="t", label=str(i), x=i * 1000.0, y=0) for i in (2, 0, 1)]
    route = plan_route(asked, DaySpec(), None)
    assert [visit.stop.location_id for visit in route.visits] in (["0", "1", "2"], ["2", "1", "0"])
    assert route.visits[0].leg is None
    assert route.visits[1].leg.km == pytest.approx(STRAIGHT_FACTOR)
    assert route.visits[1].leg.minutes == pytest.approx(STRAIGHT_FACTOR / STRAIGHT_KMH * 60)
    assert route.notes == (NO_ROADS,)


def test_a_stop_that_no_road_reaches_is_named():
    island = Stop(location_id="EILAND", theme="t", label="Het eiland", x=60_000, y=60_000)
    route = plan_route([*stops(3), island], DaySpec(), streets())
    by_id = {visit.stop.location_id: visit for visit in route.visits}
    assert set(by_id) == {"ERF-0", "ERF-1", "ERF-2", "EILAND"}
    straight = [note for note in route.notes if "niet bereikbaar" in note]
    assert len(straight) == 1
    assert "Het eiland" in straight[0]


def test_a_short_day_lists_what_does_not_fit():
    asked = stops(8)
    route = plan_route(asked, DaySpec(hours=2, visit_min=30), streets())
    assert route.minutes <= 120
    assert {v.stop for v in route.visits} | set(route.left_out) == set(asked)
    assert len(route.visits) + len(route.left_out) == 8
    assert any("past niet in de dag" in note for note in route.notes)
    assert plan_route(asked, DaySpec(hours=0.1), streets()).visits == ()


def test_past_midnight_is_said():
    late = plan_route(stops(3), DaySpec(start_min=23 * 60), streets())
    assert any("middernacht" in note for note in late.notes)
    assert clock(late.visits[-1].departure_min).startswith("00:")
