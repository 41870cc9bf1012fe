"""Shared areas against the intersections of shapely."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_risico.spatial.kernels.clip import shared_areas
from geo_risico.spatial.kernels.discs import disc_areas
from geo_risico.spatial.paths import paths_of

WHOLE = st.tuples(st.integers(-5, 5), st.integers(-5, 5))
LOOSE = st.tuples(st.floats(-6, 6), st.floats(-6, 6))
CORNERS = st.lists(WHOLE, min_size=3, max_size=9) | st.lists(LOOSE, min_size=3, max_size=9)
CORNER = st.sampled_from([(0.0, 0.0), (155_000.0, 463_000.0)])

pytestmark = pytest.mark.filterwarnings("ignore:invalid value encountered:RuntimeWarning")


def drawn(points, corner=(0.0, 0.0)):
    return shapely.make_valid(shapely.Polygon(np.array(points, dtype=float) + corner)).buffer(0)


def shared(ones, others):
    """Area of each pair, as a matrix."""
    turned = [shapely.orient_polygons(np.array(shapes, dtype=object)) for shapes in (ones, others)]
    pairs = np.indices((len(ones), len(others))).reshape(2, -1).T.copy()
    boxes = tuple(shapely.bounds(shapes) for shapes in turned)
    return shared_areas(paths_of(turned[0]), paths_of(turned[1]), boxes, pairs).reshape(len(ones), len(others))


@settings(deadline=None, max_examples=300)
@given(CORNERS, CORNERS, CORNER)
def test_two_polygons(first, second, corner):
    one, other = drawn(first, corner), drawn(second, corner)
    expected = shapely.area(shapely.intersection(one, other))
    assert shared([one], [other])[0, 0] == pytest.approx(expected, abs=1e-7)
    assert shared([other], [one])[0, 0] == pytest.approx(expected, abs=1e-7)


def test_holes_parts_and_sizes():
    rng = np.random.default_rng(6)

    def blobs(count, radius):
        round_ones = shapely.buffer(shapely.points(rng.uniform(0, 300, (count, 2))), radius, quad_segs=4)
        holes = shapely.union_all(shapely.buffer(shapely.points(rng.uniform(0, 300, (60, 2))), 6, quad_segs=3))
        return shapely.difference(round_ones, holes) if radius > 10 else round_ones

    ones, others = blobs(25, 60), np.concatenate([blobs(20, 5), blobs(15, 40)])
    ones = np.append(ones, shapely.union_all(ones[:3]))
    expected = shapely.area(shapely.intersection(ones[:, None], others[None, :]))
    np.testing.assert_allclose(shared(ones, others), expected, atol=1e-7)


def test_the_same_polygon_shares_itself():
    shape = shapely.Polygon(
        [(0, 0), (8, 0), (8, 8), (5, 8), (5, 3), (3, 3), (3, 8), (0, 8)], [[(1, 1), (2, 1), (2, 2)]]
    )
    assert shared([shape], [shape])[0, 0] == pytest.approx(shape.area, abs=1e-12)


@pytest.mark.parametrize("other", [shapely.box(10, 0, 20, 10), shapely.box(10, 10, 11, 11), shapely.box(3, 20, 4, 30)])
def test_neighbours_share_nothing(other):
    assert shared([shapely.box(0, 0, 10, 10)], [other])[0, 0] == 0.0


def test_empty_polygons_and_no_pairs():
    assert shared([shapely.Polygon(), shapely.box(0, 0, 1, 1)], [shapely.box(0, 0, 2, 2)]).ravel().tolist() == [
        0.0,
        1.0,
    ]
    assert shared([], [shapely.box(0, 0, 2, 2)]).size == 0


@settings(deadline=None, max_examples=200)
@given(CORNERS, LOOSE | WHOLE, st.sampled_from([0.5, 2.0, 5.0, 30.0]), CORNER)
def test_polygon_inside_a_circle(points, centre, radius_m, corner):
    shape = drawn(points, corner)
    at = np.array(centre, dtype=float) + corner
    steps = 1 << 12
    circle = shapely.Point(at).buffer(radius_m / np.sqrt(np.sinc(1 / (2 * steps))), quad_segs=steps)
    found = disc_areas(at[None, :], radius_m, paths_of(shapely.orient_polygons([shape])), np.zeros((1, 2), dtype=int))
    assert found[0] == pytest.approx(shapely.area(shapely.intersection(shape, circle)), abs=3e-6 * radius_m**2)
