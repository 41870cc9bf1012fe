"""Distances and counts against the full distance matrix."""

import numpy as np
import pytest
import shapely

from geo_risico.spatial.density import count_within
from geo_risico.spatial.nearest import distance_to_segments_m, nearest_other_m, nearest_segment, segments


@pytest.fixture
def drawn():
    rng = np.random.default_rng(11)
    centres, points = rng.uniform(0, 1000, (60, 2)), rng.uniform(0, 1000, (300, 2))
    owner = rng.integers(-1, 60, 300)
    distance = np.hypot(*(centres[:, None, :] - points[None, :, :]).transpose(2, 0, 1))
    return centres, points, owner, distance, owner[None, :] == np.arange(60)[:, None]


@pytest.mark.parametrize("radius_m", [50, 250, 2000])
def test_count_within_matches_the_distance_matrix(drawn, radius_m):
    centres, points, owner, distance, own = drawn
    expected = ((distance <= radius_m) & ~own).sum(axis=1)
    np.testing.assert_array_equal(count_within(centres, points, owner, radius_m), expected)


def test_nearest_other_matches_the_distance_matrix(drawn):
    centres, points, owner, distance, own = drawn
    expected = np.where(own, np.inf, distance).min(axis=1)
    np.testing.assert_allclose(nearest_other_m(centres, points, owner), expected)


def test_nearest_other_looks_past_many_own_points():
    points = np.vstack([np.random.default_rng(1).normal(0, 5, (500, 2)), [[0, 90]]])
    owner = np.r_[np.zeros(500, dtype=np.intp), -1]
    assert nearest_other_m(np.zeros((1, 2)), points, owner).tolist() == [90.0]
    assert np.isnan(nearest_other_m(np.zeros((1, 2)), points[:500], owner[:500])).all()


def random_lines(rng, count):
    return np.array([shapely.LineString(rng.uniform(0, 1000, (rng.integers(2, 9), 2))) for _ in range(count)])


def test_distance_to_segments_matches_the_whole_lines():
    rng = np.random.default_rng(2)
    lines = random_lines(rng, 20)
    places = shapely.buffer(shapely.points(rng.uniform(-500, 1500, (50, 2))), 20)
    pieces, _ = segments(lines)
    expected = shapely.distance(places, shapely.union_all(lines))
    np.testing.assert_allclose(distance_to_segments_m(places, pieces), expected)


def test_segments_of_polygons_are_their_outline_with_holes():
    ring = shapely.Polygon(shapely.box(0, 0, 10, 10).exterior, [shapely.box(4, 4, 6, 6).exterior.coords])
    shapes = np.array([shapely.Point(1, 1), shapely.MultiPolygon([ring]), shapely.LineString([(0, 0), (0, 0), (3, 4)])])
    pieces, row = segments(shapes)
    lengths = np.hypot(*(pieces[:, 1] - pieces[:, 0]).T)
    assert lengths[row == 1].sum() == pytest.approx(48)
    assert lengths[row == 2].tolist() == [5.0]


def test_segments_do_not_depend_on_the_order_of_lines():
    lines = random_lines(np.random.default_rng(3), 15)
    np.testing.assert_array_equal(segments(lines)[0], segments(lines[::-1])[0])


def test_nearest_segment_is_the_nearest_and_respects_the_limit():
    rng = np.random.default_rng(5)
    pieces, _ = segments(random_lines(rng, 15))
    places = shapely.points(rng.uniform(-300, 1300, (80, 2)))
    found, distance, along = nearest_segment(places, pieces)
    full = shapely.distance(places[:, None], shapely.linestrings(pieces)[None, :])
    np.testing.assert_allclose(distance, full.min(axis=1))
    step = (pieces[found, 1] - pieces[found, 0]) / np.hypot(*(pieces[found, 1] - pieces[found, 0]).T)[:, None]
    touch = shapely.points(pieces[found, 0] + along[:, None] * step)
    np.testing.assert_allclose(shapely.distance(touch, places), distance)
    limited, _, _ = nearest_segment(places, pieces, within_m=30)
    np.testing.assert_array_equal(limited >= 0, distance <= 30)
