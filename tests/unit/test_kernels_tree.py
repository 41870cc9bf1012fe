"""The nearest piece of line against shapely, to the last bit."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_risico.spatial.kernels.metres import piece_gap, point_gap
from geo_risico.spatial.nearest import as_lines, distance_to_segments_m, nearest_segment, segments

WHOLE = st.tuples(st.integers(-6, 6), st.integers(-6, 6))
NUMBER = st.floats(-50, 50).map(lambda value: round(value, 6))
LOOSE = st.tuples(NUMBER, NUMBER)
LINES = st.lists(st.lists(WHOLE | LOOSE, min_size=2, max_size=5), max_size=25)
CORNER = st.sampled_from([(0.0, 0.0), (155_000.0, 463_000.0), (-3e6, 1e7)])


def lines_of(drawn, corner):
    return np.array([shapely.LineString(np.array(points) + corner) for points in drawn], dtype=object)


def assert_nearest(places, pieces):
    found, metres, _ = nearest_segment(places, pieces)
    for place, piece, distance in zip(places, found, metres, strict=True):
        expected = shapely.distance(place, as_lines(pieces))
        assert distance == expected.min()
        assert piece == expected.argmin()


@settings(deadline=None, max_examples=150)
@given(LINES, st.lists(WHOLE | LOOSE, min_size=1, max_size=9), CORNER)
def test_nearest_to_points_with_the_first_of_equals(drawn, at, corner):
    pieces, _ = segments(lines_of(drawn, corner))
    places = shapely.points(np.array(at, dtype=float) + corner)
    if len(pieces):
        assert_nearest(places, pieces)
    else:
        assert np.isnan(distance_to_segments_m(places, pieces)).all()


@pytest.mark.filterwarnings("ignore:invalid value encountered:RuntimeWarning")
@settings(deadline=None, max_examples=150)
@given(LINES.filter(len), st.lists(LOOSE, min_size=3, max_size=9), CORNER)
def test_nearest_to_polygons_with_holes_and_parts(drawn, corners, corner):
    pieces, _ = segments(lines_of(drawn, corner))
    outline = shapely.make_valid(shapely.Polygon(np.array(corners) + corner)).buffer(0)
    holed = outline.difference(outline.centroid.buffer(2)) if not outline.is_empty else outline
    places = np.array([shape for shape in (outline, holed, outline.boundary) if not shape.is_empty], dtype=object)
    if len(pieces):
        assert_nearest(places, pieces)


@settings(deadline=None, max_examples=200)
@given(st.lists(WHOLE | LOOSE, min_size=4, max_size=4), CORNER)
def test_distance_between_two_pieces(ends, corner):
    a, b, c, d = np.array(ends, dtype=float) + corner
    if (c != d).any():
        two = (*c.tolist(), *d.tolist())
        assert point_gap(*a.tolist(), two) == shapely.distance(shapely.Point(a), shapely.LineString([c, d]))
        if (a != b).any():
            expected = shapely.distance(shapely.LineString([a, b]), shapely.LineString([c, d]))
            assert piece_gap((*a.tolist(), *b.tolist()), two) == expected


def test_a_whole_province_of_roads():
    rng = np.random.default_rng(2)
    begin = rng.uniform(0, 60_000, (1500, 1, 2))
    lines = shapely.linestrings(np.cumsum(np.concatenate([begin, rng.normal(0, 90, (1500, 6, 2))], axis=1), axis=1))
    long = shapely.linestrings([[[0, 0], [60_000, 61_000]], [[-9e5, 5], [9e5, 7]]])
    pieces, _ = segments(np.concatenate([lines, long]))
    places = shapely.buffer(shapely.points(rng.uniform(-5000, 65_000, (150, 2))), rng.uniform(1, 200, 150))
    assert_nearest(places, pieces)


def test_places_that_lie_on_many_pieces_take_the_first():
    star = [shapely.LineString([(0, 0), (np.cos(a), np.sin(a))]) for a in np.linspace(0, 6, 40)]
    pieces, _ = segments(np.array(star + star, dtype=object))
    found, metres, along = nearest_segment(np.array([shapely.Point(0, 0), shapely.box(-2, -2, 2, 2)]), pieces)
    assert (found.tolist(), metres.tolist()) == ([0, 0], [0.0, 0.0])
    assert along[0] in (0.0, 1.0)


def test_missing_and_empty_places_have_no_piece():
    pieces, _ = segments(np.array([shapely.LineString([(0, 0), (5, 0)])]))
    places = np.array(
        [None, shapely.Point(), shapely.Polygon(), shapely.Point(2, 3), shapely.MultiPolygon()], dtype=object
    )
    found, metres, along = nearest_segment(places, pieces)
    assert found.tolist() == [-1, -1, -1, 0, -1]
    np.testing.assert_array_equal(metres, [np.nan, np.nan, np.nan, 3.0, np.nan])
    np.testing.assert_array_equal(along, [np.nan, np.nan, np.nan, 2.0, np.nan])


def test_piece_in_a_hole_is_not_inside():
    ring = shapely.box(0, 0, 10, 10).difference(shapely.box(2, 2, 8, 8))
    both = np.array([ring, shapely.MultiPolygon([ring, shapely.box(4, 4, 6, 6)])])
    pieces = np.array([[[4.5, 5.0], [5.5, 5.0]]])
    assert distance_to_segments_m(both, pieces).tolist() == [2.5, 0.0]
