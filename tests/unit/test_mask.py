import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point, box

from geo_risico.spatial.mask import beyond_border, domestic_share

LAND = gpd.GeoDataFrame(geometry=[box(0, 0, 5_000, 10_000), box(5_000, 0, 10_000, 10_000)], crs=28992)


def _points(*xy):
    return gpd.GeoSeries([Point(*p) for p in xy], index=list("abcdefgh")[: len(xy)], crs=28992)


def test_share_is_one_inside_half_on_the_border_and_zero_outside():
    points = _points((5_000, 5_000), (10_000, 5_000), (12_000, 5_000), (10_000, 10_000))
    share = domestic_share(points, 1_000, LAND)
    assert list(share.index) == list("abcd")
    np.testing.assert_allclose(share, [1.0, 0.5, 0.0, 0.25], atol=1e-9)


def test_share_matches_the_circle_segment():
    distance, radius = 400.0, 1_000.0
    segment = radius**2 * np.arccos(distance / radius) - distance * np.sqrt(radius**2 - distance**2)
    expected = 1 - segment / (np.pi * radius**2)
    share = domestic_share(_points((10_000 - distance, 5_000)), radius, LAND)
    assert share.iloc[0] == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("land", [None, LAND.iloc[:0]])
def test_without_landgebied_nothing_is_masked(land):
    points = _points((10_000, 5_000))
    assert domestic_share(points, 500, land).tolist() == [1.0]
    assert beyond_border(points, pd.Series([900.0], index=points.index), land).tolist() == [False]


def test_beyond_border_compares_with_the_nearest_edge():
    points = _points((9_800, 5_000), (9_800, 5_000), (9_800, 5_000), (5_000, 5_000), (11_000, 5_000))
    distance = pd.Series([150.0, 250.0, np.nan, 4_000.0, 10.0], index=points.index)
    assert beyond_border(points, distance, LAND).tolist() == [False, True, True, False, True]


def test_zero_points():
    empty = gpd.GeoSeries([], crs=28992)
    assert len(domestic_share(empty, 500, LAND)) == 0
    assert len(beyond_border(empty, pd.Series(dtype="float64"), LAND)) == 0


def test_distance_is_aligned_by_index():
    points = _points((9_800, 5_000), (5_000, 5_000))
    distance = pd.Series([100.0, 900.0], index=["b", "a"])
    assert beyond_border(points, distance, LAND).tolist() == [True, False]
