"""The distance between two areas against shapely, to the last bit."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_risico.spatial.kernels.pairs import pair_distances
from geo_risico.spatial.paths import paths_of

WHOLE = st.tuples(st.integers(-9, 9), st.integers(-9, 9))
LOOSE = st.tuples(st.floats(-30, 30).map(lambda value: round(value, 4)), st.floats(-30, 30))
CORNERS = st.lists(WHOLE, min_size=3, max_size=8) | st.lists(LOOSE, min_size=3, max_size=8)
CORNER = st.sampled_from([(0.0, 0.0), (155_000.0, 463_000.0)])

pytestmark = pytest.mark.filterwarnings("ignore:invalid value encountered:RuntimeWarning")


def drawn(points, corner):
    return shapely.make_valid(shapely.Polygon(np.array(points, dtype=float) + corner)).buffer(0)


def distances(shapes, limit_m):
    """Distance of each two shapes, as a matrix."""
    shapes = np.array(shapes, dtype=object)
    pairs = np.indices((len(shapes), len(shapes))).reshape(2, -1).T.copy()
    found = pair_distances(paths_of(shapes), shapely.bounds(shapes), pairs, limit_m)
    return found.reshape(len(shapes), len(shapes))


def assert_as_shapely(shapes, limit_m):
    shapes = np.array(shapes, dtype=object)
    expected = shapely.distance(shapes[:, None], shapes[None, :])
    np.testing.assert_array_equal(distances(shapes, limit_m), np.where(expected <= limit_m, expected, np.inf))


@settings(deadline=None, max_examples=300)
@given(st.lists(CORNERS, min_size=2, max_size=4), CORNER, st.sampled_from([1.0, 15.0, 1e6]))
def test_each_two_areas(corners, corner, limit_m):
    assert_as_shapely([drawn(points, corner) for points in corners], limit_m)


def test_in_a_hole_in_an_area_and_around_an_area():
    yard = shapely.box(0, 0, 100, 100) - shapely.box(20, 20, 80, 80)
    shed = shapely.box(30, 30, 40, 40)
    both = shapely.union_all([shapely.box(200, 0, 210, 10), shapely.box(5, 5, 8, 8)])
    expected = np.array([[0.0, 10.0, 0.0], [10.0, 0.0, np.hypot(22, 22)], [0.0, np.hypot(22, 22), 0.0]])
    np.testing.assert_array_equal(distances([yard, shed, both], 50.0), expected)
    assert distances([shapely.box(0, 0, 100, 100), shed], 50.0)[0, 1] == 0.0


@pytest.mark.parametrize("empty", [shapely.Polygon(), None])
def test_nothing_is_near_an_empty_shape(empty):
    assert np.isinf(distances([empty, shapely.box(0, 0, 1, 1)], 1e9)[0]).all()


def test_a_whole_village():
    rng = np.random.default_rng(4)
    at = rng.uniform(0, 400, (300, 2))
    boxes = shapely.box(*at.T, *(at + rng.uniform(2, 30, (300, 2))).T)
    turned = [shapely.affinity.rotate(box, turn) for box, turn in zip(boxes, rng.uniform(0, 360, 300), strict=True)]
    assert_as_shapely(turned, 60.0)
