"""Roads with fewer vertices that still meet: against a brute-force count of what touches what."""

import numpy as np
import pytest
import shapely

from geo_risico.spatial.connected import simplify_connected


def lines(*texts):
    return np.asarray(shapely.from_wkt(texts), dtype=object)


def meeting(shapes):
    """Pairs of lines that share a vertex."""
    vertices = [{(round(x, 2), round(y, 2)) for x, y in shapely.get_coordinates(shape)} for shape in shapes]
    return {(a, b) for a in range(len(shapes)) for b in range(a) if vertices[a] & vertices[b]}


def test_a_bend_goes_and_a_crossing_stays():
    thin = simplify_connected(lines("LINESTRING (0 0, 50 1, 100 0, 150 1, 200 0)", "LINESTRING (50 1, 50 90)"), 3)
    assert shapely.to_wkt(thin[0]) == "LINESTRING (0 0, 50 1, 200 0)"


def test_an_end_on_a_road_becomes_a_vertex_of_it():
    thin = simplify_connected(lines("LINESTRING (0 0, 200 0)", "LINESTRING (170 0, 171 120)"), 3)
    assert shapely.to_wkt(thin[0]) == "LINESTRING (0 0, 170 0, 200 0)"


def test_parts_stay_parts_and_others_stay_as_they_are():
    given = lines("MULTILINESTRING ((0 0, 9 0), (20 0, 30 0))", "POLYGON ((0 0, 1 0, 1 1, 0 0))", "LINESTRING EMPTY")
    assert [shapely.to_wkt(shape) for shape in simplify_connected(given, 3)] == [shapely.to_wkt(g) for g in given]
    assert len(simplify_connected(lines(), 3)) == 0


@pytest.mark.parametrize("seed", range(5))
def test_a_random_net_keeps_its_meetings_and_its_shape(seed):
    rng = np.random.default_rng(seed)
    grid = [[(100 * i + rng.normal(0, 8), 100 * j + rng.normal(0, 8)) for j in range(6)] for i in range(6)]
    across = [shapely.linestrings(row) for row in grid]
    along = [shapely.linestrings([row[j] for row in grid]) for j in range(6)]
    given = np.asarray([*across, *along], dtype=object)
    thin = simplify_connected(given, 15)
    assert meeting(thin) == meeting(given)
    assert len(meeting(thin)) == 36
    assert shapely.hausdorff_distance(thin, given).max() <= 15
    again = simplify_connected(given, 15)
    assert [shapely.to_wkt(shape) for shape in thin] == [shapely.to_wkt(shape) for shape in again]
