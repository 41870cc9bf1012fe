"""Addresses around the outline of sites, against a full matrix of distances."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo_risico.indicators.adressen_250m_count import adressen_250m_count
from geo_risico.indicators.neighbour_distance_m import neighbour_distance_m
from geo_risico.spatial.around import count_around, has_outline, known_ring_share, nearest_outside_m
from geo_risico.spatial.coverage import is_covered, is_delivered, is_outside

CRS = "EPSG:28992"
NOBODY = np.empty(0, dtype=object)


def drawn(seed, sites=30, points=300, side=4000.0):
    rng = np.random.default_rng(seed)
    low = rng.uniform(0, side, (sites, 2))
    high = low + rng.uniform(10, 600, (sites, 2))
    return shapely.box(*low.T, *high.T), shapely.points(rng.uniform(0, side, (points, 2)))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("points", [1, 10, 300])
def test_around_matches_the_full_matrix(seed, points):
    sites, at = drawn(seed, points=points)
    distance = shapely.distance(sites[:, None], at[None, :])
    np.testing.assert_array_equal(count_around(sites, at, 250.0), ((distance > 0) & (distance <= 250)).sum(axis=1))
    nearest = np.where(distance > 0, distance, np.inf).min(axis=1)
    np.testing.assert_allclose(nearest_outside_m(sites, at), np.where(np.isinf(nearest), np.nan, nearest))


def test_nobody_at_all_is_unknown_not_far():
    sites, _ = drawn(1)
    assert np.isnan(nearest_outside_m(sites, NOBODY)).all()
    assert (count_around(sites, NOBODY, 250.0) == 0).all()
    assert nearest_outside_m(sites[:0], shapely.points([[0.0, 0]])).shape == (0,)


def test_known_ring_share_is_the_share_of_the_ring():
    sites = np.array([shapely.box(0, 0, 100, 100), shapely.box(900, 0, 1000, 100), shapely.box(3000, 0, 3100, 100)])
    known = gpd.GeoDataFrame(geometry=[shapely.box(-1000, -1000, 950, 1000)], crs=CRS)
    share = known_ring_share(sites, known, 250.0)
    assert share[0] == 1
    assert share[1] == pytest.approx(0.5)
    assert share[2] == 0
    assert (known_ring_share(sites, None, 250.0) == 1).all()


def test_a_site_counts_from_its_outline_and_an_erf_from_its_middle():
    shape = [shapely.box(0, 0, 1000, 1000)]
    adressen = gpd.GeoDataFrame(
        {"gebruiksdoel": "woonfunctie", "status": None, "location_id": pd.Series([np.nan] * 3, dtype="str")},
        geometry=[shapely.Point(500, 520), shapely.Point(1100, 500), shapely.Point(-260, 500)],
        crs=CRS,
        index=range(3),
    )
    for kind, count, nearest in (("camping", 1, 100.0), ("erf", 1, 20.0)):
        locations = gpd.GeoDataFrame({"kind": [kind]}, geometry=shape, crs=CRS, index=pd.Index(["A"]))
        assert adressen_250m_count(locations, adressen=adressen, radius_m=250).tolist() == [count]
        assert neighbour_distance_m(locations, adressen=adressen).tolist() == [nearest]
        assert has_outline(locations) == (kind == "camping")


def test_a_layer_is_delivered_near_its_rows_and_inside_its_bounds():
    rows = [shapely.Point(0, 0), shapely.Point(8000, 8000)]
    layer = gpd.GeoDataFrame({"register": ["TOP10NL", "OSM"]}, geometry=rows, crs=CRS)
    places = [(900, 0), (3000, 3000), (-3000, 0), (100_000, 0)]
    locations = gpd.GeoDataFrame(geometry=[shapely.box(x, y, x + 10, y + 10) for x, y in places], crs=CRS)
    assert is_delivered(locations, layer).tolist() == [True, True, False, False]
    assert not is_delivered(locations, layer.iloc[:0]).any()
    assert is_covered(locations, layer, ("TOP10NL",), 5000.0).tolist() == [True, True, True, False]
    assert not is_covered(locations, layer, ("BGT",), 5000.0).any()
    assert not is_outside(locations, None).any()
    known = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 5000, 5000)], crs=CRS)
    assert is_outside(locations, known).tolist() == [False, False, True, True]
