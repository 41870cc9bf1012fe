"""Lines of sight against one line at a time."""

import time

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo_risico.indicators.visible_adressen_count import visible_adressen_count
from geo_risico.spatial.sight import is_blocked

CRS = "EPSG:28992"


def houses(rng, count, side):
    """Rectangles of 6 to 30 m at any angle."""
    middle, half = rng.uniform(0, side, (count, 2)), rng.uniform(3, 15, (count, 2))
    angle = rng.uniform(0, np.pi, count)
    corner = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half[:, None, :]
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]).transpose(2, 0, 1)
    return shapely.polygons(middle[:, None, :] + np.einsum("nij,nkj->nki", turn, corner))


def brute_blocked(begin, end, obstacles):
    """Whether more than a hair of the line lies inside an obstacle in which it does not begin."""
    line = shapely.LineString([begin, end])
    others = obstacles[~shapely.intersects(obstacles, shapely.Point(begin))]
    return bool((shapely.length(shapely.intersection(others, line)) > 1e-9).any())


@pytest.mark.parametrize("count", [5, 60, 400])
@pytest.mark.parametrize("seed", range(3))
def test_sight_matches_one_line_at_a_time(seed, count):
    rng = np.random.default_rng(seed)
    obstacles = houses(rng, count, 1000.0)
    begin, end = rng.uniform(0, 1000, (200, 2)), rng.uniform(0, 1000, (200, 2))
    begin[:20] = shapely.get_coordinates(shapely.centroid(obstacles))[np.arange(20) % count]
    expected = [brute_blocked(*pair, obstacles) for pair in zip(begin, end, strict=True)]
    result = is_blocked(begin, end, obstacles)
    assert result.tolist() == expected
    assert 0 < result.sum() < len(result) or count == 400


def test_touching_a_corner_or_a_wall_is_free_and_a_long_way_through_is_not():
    house = np.array([shapely.box(100, 0, 160, 10)])
    begin = np.array([[0.0, 10], [0, 5], [90, 0], [130, 5], [0, 5]])
    end = np.array([[300.0, 10], [300, 5], [110, 20], [300, 5], [100, 5]])
    assert is_blocked(begin, end, house).tolist() == [False, True, False, False, False]


def test_nothing_in_the_way_and_nobody_looking():
    begin = np.zeros((3, 2))
    assert not is_blocked(begin, begin + 10.0, np.empty(0, dtype=object)).any()
    assert is_blocked(np.empty((0, 2)), np.empty((0, 2)), np.array([shapely.box(0, 0, 1, 1)])).shape == (0,)
    assert not is_blocked(begin, begin, np.array([shapely.box(5, 5, 6, 6)])).any()


def test_many_sites_take_seconds():
    rng = np.random.default_rng(8)
    side = 12_000.0
    panden = gpd.GeoDataFrame(
        {"pand_id": pd.Series(range(100_000), dtype="str")}, geometry=list(houses(rng, 100_000, side)), crs=CRS
    )
    at = shapely.points(rng.uniform(0, side, (50_000, 2)))
    adressen = gpd.GeoDataFrame(
        {"gebruiksdoel": "woonfunctie", "status": None}, geometry=list(at), crs=CRS, index=range(len(at))
    )
    corner = rng.uniform(0, side, (500, 2))
    sites = shapely.box(*corner.T, *(corner + 100).T)
    locations = gpd.GeoDataFrame({"kind": "jachthaven"}, geometry=list(sites), crs=CRS, index=range(len(sites)))
    begin = time.perf_counter()
    count = visible_adressen_count(locations, adressen=adressen, panden=panden, within_m=250.0)
    assert count.sum() > 100
    assert time.perf_counter() - begin < 30
