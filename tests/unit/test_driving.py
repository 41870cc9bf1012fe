"""Times and lengths over roads against a brute-force oracle on small networks."""

from __future__ import annotations

import itertools

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import LineString

from geo_risico.core.driving import ACCESS_KMH, DELAY_FACTOR, SPEED_KMH, UNKNOWN_KMH
from geo_risico.core.terms import CRS_RD
from geo_risico.spatial.driving import drivable_roads, drives_between

KINDS = ("straat", "lokale weg", "hoofdweg")


def roads(lines, kinds=None, motor=None):
    count = len(lines)
    frame = {"wegtype": kinds or ["straat"] * count, "is_motor_accessible": motor or [True] * count}
    return gpd.GeoDataFrame(frame, geometry=[LineString(line) for line in lines], crs=CRS_RD)


def grid(seed, size=4):
    """Streets of 100 m between the points of a square, some left out, each of its own kind."""
    rng = np.random.default_rng(seed)
    points = list(itertools.product(range(size), range(size)))
    pairs = [(a, b) for a in points for b in points if a < b and abs(a[0] - b[0]) + abs(a[1] - b[1]) == 1]
    kept = [pair for pair in pairs if rng.random() < 0.8]
    kinds = [KINDS[i] for i in rng.integers(0, len(KINDS), len(kept))]
    return [tuple((x * 100.0, y * 100.0) for x, y in pair) for pair in kept], kinds


def minutes_of(length_m, kind):
    return length_m / 1000 / SPEED_KMH[kind] * 60 * DELAY_FACTOR


def oracle(lines, kinds, nodes):
    """Least minutes between nodes by relaxing all edges until nothing changes."""
    best = np.full((len(nodes), len(nodes)), np.inf)
    np.fill_diagonal(best, 0.0)
    for (begin, end), kind in zip(lines, kinds, strict=True):
        a, b = nodes.index(begin), nodes.index(end)
        best[a, b] = best[b, a] = min(best[a, b], minutes_of(100, kind))
    for middle in range(len(nodes)):
        best = np.minimum(best, best[:, [middle]] + best[[middle], :])
    return best


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 5, 7])
def test_times_equal_the_oracle(seed):
    lines, kinds = grid(seed)
    nodes = sorted({point for line in lines for point in line})
    drives = drives_between(drivable_roads(roads(lines, kinds)), np.array(nodes))
    assert np.allclose(drives.minutes, oracle(lines, kinds, nodes), atol=1e-6)
    assert np.allclose(drives.minutes, drives.minutes.T)


@pytest.mark.parametrize("seed", range(3))
def test_the_line_is_as_long_as_the_drive(seed):
    lines, kinds = grid(seed)
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, 300, (8, 2))
    drives = drives_between(drivable_roads(roads(lines, kinds)), places)
    for a, b in itertools.permutations(range(8), 2):
        if np.isfinite(drives.minutes[a, b]):
            line = drives.line(a, b)
            assert LineString(line).length == pytest.approx(drives.length_m[a, b], abs=0.01)
            assert line[0] == pytest.approx(tuple(places[a]))
            assert line[-1] == pytest.approx(tuple(places[b]))


def test_the_fast_road_wins_from_the_short_one():
    around = [(0, 0), (0, 1000), (1000, 1000), (1000, 0)]
    frame = roads([[(0, 0), (1000, 0)], around], ["straat", "autosnelweg"])
    drives = drives_between(drivable_roads(frame), np.array([(0.0, 0.0), (1000.0, 0.0)]))
    assert drives.minutes[0, 1] == pytest.approx(minutes_of(3000, "autosnelweg"))
    assert drives.length_m[0, 1] == pytest.approx(3000)


def test_a_place_beside_the_road_drives_to_it_and_never_onto_a_motorway():
    frame = roads([[(0, 0), (1000, 0)], [(0, 40), (1000, 40)], [(0, 0), (0, 40)]], ["straat", "autosnelweg", "oprit"])
    drives = drives_between(drivable_roads(frame), np.array([(200.0, 30.0), (700.0, 0.0)]))
    assert drives.length_m[0, 1] == pytest.approx(530)
    assert drives.minutes[0, 1] == pytest.approx(minutes_of(500, "straat") + 0.03 / ACCESS_KMH * 60)


def test_no_way_is_infinite_and_a_lone_road_gives_way_to_the_network():
    far = [[(0, 0), (1000, 0)], [(5000, 0), (5200, 0)]]
    drives = drives_between(drivable_roads(roads(far)), np.array([(100.0, 0.0), (5100.0, 0.0), (90_000.0, 0.0)]))
    assert np.isinf(drives.minutes[0, 1:]).all()
    assert np.isinf(drives.length_m[2, :2]).all()
    near = [[(0, 0), (1000, 0)], [(100, 50), (150, 50)]]
    drives = drives_between(drivable_roads(roads(near)), np.array([(120.0, 60.0), (900.0, 0.0)]))
    assert drives.length_m[0, 1] == pytest.approx(60 + 780)


def test_paths_are_not_driven_and_an_unknown_kind_is_slow():
    frame = roads([[(0, 0), (500, 0)], [(0, 0), (500, 0.5)]], ["fietspad", None], [None, None])
    drives = drives_between(drivable_roads(frame), np.array([(0.0, 0.0), (500.0, 0.5)]))
    assert drives.minutes[0, 1] == pytest.approx(0.5 / UNKNOWN_KMH * 60 * DELAY_FACTOR, rel=1e-3)


def test_without_any_road_nothing_is_reached():
    frame = roads([[(0, 0), (1, 0)]]).iloc[:0]
    drives = drives_between(drivable_roads(frame), np.array([(0.0, 0.0), (5.0, 0.0)]))
    assert np.isinf(drives.minutes[0, 1])
    assert shapely.length(LineString(drives.line(0, 1))) == pytest.approx(5)
