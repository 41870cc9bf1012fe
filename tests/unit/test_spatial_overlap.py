"""Shared areas against shapely, one pair at a time."""

import numpy as np
import pytest
import shapely

from geo_risico.spatial.overlap import as_polygons, covered_m2, disc_area_m2, flattened, without

CIRCLE = 2048
"""Segments per quarter circle of the polygon that stands in for a circle."""


def blobs(rng, count, size=120):
    """Star-shaped polygons with a hole, overlapping each other."""
    angle = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    result = []
    for middle in rng.uniform(0, 1000, (count, 2)):
        reach = rng.uniform(0.4, 1, 24)[:, None] * size
        rim = middle + reach * np.column_stack([np.cos(angle), np.sin(angle)])
        hole = middle + 0.2 * (rim - middle)
        result.append(shapely.Polygon(rim, [hole]))
    return np.array(result)


@pytest.mark.parametrize("radius_m", [5, 60, 250, 3000])
def test_disc_area_matches_a_fine_polygon(radius_m):
    rng = np.random.default_rng(4)
    polygons, centres = blobs(rng, 25), rng.uniform(-100, 1100, (40, 2))
    discs = shapely.buffer(shapely.points(centres), radius_m, quad_segs=CIRCLE)
    expected = [sum(disc.intersection(polygon).area for polygon in polygons) for disc in discs]
    np.testing.assert_allclose(disc_area_m2(centres, radius_m, polygons), expected, rtol=1e-5, atol=1e-4)


def test_disc_area_of_clockwise_and_multi_polygons():
    clockwise = shapely.Polygon([(0, 0), (0, 10), (10, 10), (10, 0)])
    multi = shapely.MultiPolygon([clockwise, shapely.box(20, 0, 30, 10)])
    area = disc_area_m2(np.array([[5.0, 5.0], [500.0, 500.0]]), 100, np.array([multi]))
    np.testing.assert_allclose(area, [200, 0], atol=1e-9)


def test_without_matches_one_difference_at_a_time():
    rng = np.random.default_rng(6)
    first, second = blobs(rng, 20), blobs(rng, 30)
    second[3] = first[3]
    expected = [shape.difference(shapely.union_all(second)).area for shape in first]
    np.testing.assert_allclose(shapely.area(without(first, second)), expected, atol=1e-6)


def test_covered_area_counts_overlapping_cover_once():
    rng = np.random.default_rng(9)
    areas, cover = blobs(rng, 30), blobs(rng, 60)
    wood = shapely.buffer(shapely.Point(500, 500), 300, quad_segs=500)
    cover = np.append(cover, wood)
    union = shapely.union_all(cover)
    expected = [area.intersection(union).area for area in areas]
    np.testing.assert_allclose(covered_m2(areas, flattened(cover)), expected, atol=1e-6)


def test_nothing_covers_nothing():
    none = np.array([], dtype=object)
    assert covered_m2(blobs(np.random.default_rng(1), 2), flattened(none)).tolist() == [0, 0]
    assert covered_m2(none, none).tolist() == []


def test_lines_get_a_width_and_points_fall_away():
    shapes = np.array([shapely.LineString([(0, 0), (10, 0)]), shapely.Point(0, 0), shapely.box(0, 0, 2, 2)])
    assert sorted(shapely.area(as_polygons(shapes, 6))) == pytest.approx([4, 60])
