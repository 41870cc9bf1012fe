"""Points in cells against scipy's trees and the full distance matrix."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from geo_risico.spatial.density import count_within, faded_sum
from geo_risico.spatial.kernels.fading import BELL, HILL
from geo_risico.spatial.nearest import nearest_other_m

WHOLE = st.tuples(st.integers(-12, 12), st.integers(-12, 12))
LOOSE = st.tuples(st.floats(-300, 300), st.floats(-300, 300))
POINTS = st.lists(WHOLE, max_size=60) | st.lists(LOOSE, max_size=60)
CORNER = st.sampled_from([(0.0, 0.0), (155_000.0, 463_000.0), (-3e6, 1e7)])


def moved(points, corner):
    return np.array(points, dtype=np.float64).reshape(-1, 2) + corner


def distances(places, points):
    return np.sqrt(np.square(places[:, None, :] - points[None, :, :]).sum(axis=2))


def town(rng, count):
    middle = rng.uniform(0, 20_000, (30, 2))
    return middle[rng.integers(0, 30, count)] + rng.normal(0, 200, (count, 2)) + (180_000, 450_000)


@settings(deadline=None, max_examples=150)
@given(POINTS, POINTS, CORNER, st.sampled_from([0.0, 1.0, 5.0, 13.0, 100.0, 1e4]))
@example([(0, 0), (3, 4), (5, 0), (0, 0)], [(0, 0)], (0.0, 0.0), 5.0)
def test_counts_are_those_of_the_tree(points, places, corner, radius_m):
    points, places = moved(points, corner), moved(places, corner)
    expected = cKDTree(points).query_ball_point(places, radius_m, return_length=True) if len(points) else 0
    np.testing.assert_array_equal(count_within(places, points, None, radius_m), expected)


@pytest.mark.parametrize("radius_m", [40.0, 250.0, 1000.0, 5000.0])
def test_counts_in_towns_are_those_of_the_tree(radius_m):
    rng = np.random.default_rng(3)
    points = np.vstack([town(rng, 4000), town(rng, 50).round(-2)])
    places = np.vstack([points[::3], points.mean(axis=0) + rng.normal(0, 40_000, (300, 2))])
    expected = cKDTree(points).query_ball_point(places, radius_m, return_length=True)
    np.testing.assert_array_equal(count_within(places, points, None, radius_m), expected)


def test_a_point_on_the_circle_counts_and_one_past_it_does_not():
    around = 250.0 * np.array([(1, 0), (0, 1), (-1, 0), (0, -1), (0.6, 0.8)])
    past = np.nextafter(around[:1], np.inf)
    assert count_within(np.zeros((1, 2)), np.vstack([around, past, around]), None, 250.0).tolist() == [10.0]


def test_own_points_do_not_count():
    rng = np.random.default_rng(5)
    points, places = town(rng, 900), town(rng, 60)
    points[:60] = places
    owner = np.r_[np.arange(60), rng.integers(-1, 60, 840)]
    near = (distances(places, points) <= 700.0) & (owner[None, :] != np.arange(60)[:, None])
    np.testing.assert_array_equal(count_within(places, points, owner, 700.0), near.sum(axis=1))


@settings(deadline=None, max_examples=150)
@given(POINTS, POINTS, CORNER, st.integers(0, 2**31))
def test_nearest_other_is_the_smallest_distance(points, places, corner, seed):
    points, places = moved(points, corner), moved(places, corner)
    owner = np.random.default_rng(seed).integers(-1, max(len(places), 1), len(points))
    others = np.where(owner[None, :] == np.arange(len(places))[:, None], np.inf, distances(places, points))
    expected = others.min(axis=1, initial=np.inf)
    np.testing.assert_array_equal(
        nearest_other_m(places, points, owner), np.where(np.isinf(expected), np.nan, expected)
    )


def test_nearest_other_in_towns_and_far_outside_them():
    rng = np.random.default_rng(8)
    points = town(rng, 3000)
    places = np.vstack([points, points[:200] + rng.normal(0, 1e5, (200, 2)), [[1e9, -1e9], [1e300, 0]]])
    owner = np.arange(3000)
    expected = cKDTree(points).query(places[:-1], k=2)[0]
    expected = np.where(np.arange(3201) < 3000, expected[:, 1], expected[:, 0])
    np.testing.assert_allclose(nearest_other_m(places, points, owner)[:-1], expected, rtol=1e-15)


def test_places_and_points_that_are_not_finite_have_nothing_around_them():
    points = np.array([[0.0, 0.0], [np.nan, 0.0], [np.inf, 1.0], [3.0, 0.0]])
    places = np.array([[0.0, 0.0], [np.nan, 0.0]])
    nobody = np.full(4, -1)
    assert count_within(places, points, nobody, 10.0).tolist() == [2.0, 0.0]
    np.testing.assert_array_equal(nearest_other_m(places, points, nobody), [0.0, np.nan])
    np.testing.assert_array_equal(faded_sum(places, points, np.ones(4), (10.0, 10.0, HILL)), [1 + 0.91**2, 0.0])


@settings(deadline=None)
@given(POINTS, POINTS, st.sampled_from([BELL, HILL]), st.integers(0, 2**31))
def test_sums_fall_off_as_written(points, places, kind, seed):
    points, places = moved(points, (1000.0, 2000.0)), moved(places, (1000.0, 2000.0))
    amount, scale = np.random.default_rng(seed).uniform(-1, 3, len(points)), 30.0
    reach = scale if kind == HILL else 4 * scale
    gap = distances(places, points) / scale
    fall = np.exp(-(gap**2) / 2) if kind == BELL else (1 - gap**2) ** 2
    expected = (np.where(gap * scale <= reach, fall, 0.0) * amount).sum(axis=1)
    np.testing.assert_allclose(faded_sum(places, points, amount, (reach, scale, kind)), expected, atol=1e-12)
