"""Quay and land side of sites, against one site at a time with plain shapely."""

import time

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo_risico.indicators.drivable_quay_m import drivable_quay_m
from geo_risico.spatial.along import length_m
from geo_risico.spatial.perimeter import land_side, outline, water_shapes
from geo_risico.spatial.quay import quay

CRS = "EPSG:28992"
FINE = 128
REACH = (15.0, 100.0)
WATER = (*REACH, 6.0)


def frame(shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS, index=pd.RangeIndex(len(shapes)))


def turned_boxes(rng, count, size, side=3000.0):
    """Rectangles at any angle."""
    middle, half = rng.uniform(0, side, (count, 2)), rng.uniform(*size, (count, 2))
    angle = rng.uniform(0, np.pi, count)
    corner = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half[:, None, :]
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]).transpose(2, 0, 1)
    return shapely.polygons(middle[:, None, :] + np.einsum("nij,nkj->nki", turn, corner))


def area(seed, sites=40):
    rng = np.random.default_rng(seed)
    water = frame(turned_boxes(rng, 60, (20, 200)), typewater=None)
    line = rng.uniform(0, 3000, (400, 2))
    roads = [shapely.LineString([p, p + step]) for p, step in zip(line, rng.uniform(-150, 150, (400, 2)), strict=True)]
    kind = rng.choice(["straat", "fietspad", "overig", "autosnelweg"], 400, p=[0.5, 0.2, 0.2, 0.1])
    motor = pd.Series(np.where(kind == "fietspad", False, True), dtype="object").mask(rng.random(400) < 0.2)  # noqa: FBT003
    return (
        frame(turned_boxes(rng, sites, (15, 80)), kind="jachthaven"),
        water,
        frame(roads, weg_id="NWB-1", wegtype=kind, is_motor_accessible=motor),
    )


def brute_quay(site, water, roads):
    """Water's edge of one site and the part near roads, from whole geometries."""
    near = water.geometry[water.distance(site) < 120].to_numpy()
    shore = shapely.boundary(shapely.union_all(near)) if len(near) else shapely.LineString()
    for reach in REACH:
        edge = shapely.intersection(shore, site.buffer(reach, quad_segs=FINE))
        if not edge.is_empty:
            break
    motor = roads["is_motor_accessible"].eq(True) | (  # noqa: FBT003
        roads["is_motor_accessible"].isna() & ~roads["wegtype"].isin(["fietspad", "voetpad"])
    )
    used = roads[motor & (roads["wegtype"] != "autosnelweg") & (roads.distance(site) < 120)]
    lanes = shapely.union_all(shapely.buffer(used.geometry.to_numpy(), 15.0, quad_segs=FINE))
    return edge.length, edge.intersection(lanes).length


@pytest.mark.parametrize("seed", range(3))
def test_drivable_quay_matches_one_site_at_a_time(seed):
    sites, water, roads = area(seed)
    edge, notes = quay(sites, water, None, REACH, 6.0)
    drivable = drivable_quay_m(sites, wegen=roads, waterdelen=water, within_m=15.0, water_m=WATER)
    expected = np.array([brute_quay(site, water, roads) for site in sites.geometry])
    np.testing.assert_allclose(edge.total_m(len(sites)), expected[:, 0], atol=0.3)
    near = drivable.notna()
    np.testing.assert_allclose(drivable[near], expected[near, 1], atol=0.3)
    assert near.sum() > 10
    assert (expected[~near, 0] == 0).any()
    assert notes == ()


@pytest.mark.parametrize("seed", range(3))
def test_land_side_matches_points_along_the_perimeter(seed):
    sites, water, _ = area(seed)
    shapes, pools = sites.geometry.to_numpy(), water_shapes(water, 6.0)
    edge, is_basin = land_side(shapes, pools, 5.0)
    lake = shapely.union_all(pools)
    basin = edge.total_m(len(shapes), np.where(is_basin, length_m(edge.pieces), 0.0))
    for row, site in enumerate(shapes):
        ring = shapely.orient_polygons(site).exterior
        at = np.arange(0.05, ring.length, 0.1)
        here, ahead = (shapely.get_coordinates(ring.interpolate(at + step)) for step in (0.0, 0.01))
        along = (ahead - here) / np.hypot(*(ahead - here).T)[:, None]
        right = np.column_stack([along[:, 1], -along[:, 0]]) * 5.0
        wet_out, wet_in = (shapely.intersects_xy(lake, *(here + side * right).T) for side in (1, -1))
        assert abs((~wet_out).mean() * ring.length - edge.total_m(len(shapes))[row]) < 1.5
        assert abs((~wet_out & wet_in).mean() * ring.length - basin[row]) < 1.5


def test_perimeter_without_water_is_whole():
    sites, _, _ = area(1)
    edge, is_basin = land_side(sites.geometry.to_numpy(), np.empty(0, dtype=object), 5.0)
    np.testing.assert_allclose(edge.total_m(len(sites)), sites.length)
    assert not is_basin.any()


def test_outline_leaves_out_holes_and_takes_all_parts():
    ring = shapely.box(0, 0, 30, 30).difference(shapely.box(10, 10, 20, 20))
    two = shapely.MultiPolygon([shapely.box(50, 0, 60, 10), shapely.box(70, 0, 80, 10)])
    np.testing.assert_allclose(outline(np.array([ring, two], dtype=object)).total_m(2), [120, 80])


def test_many_sites_take_seconds():
    rng = np.random.default_rng(5)
    sites = frame(turned_boxes(rng, 500, (20, 150), side=60_000.0), kind="binnenhaven")
    water = frame(turned_boxes(rng, 20_000, (10, 400), side=60_000.0), typewater=None)
    p = rng.uniform(0, 60_000, (100_000, 2))
    lines = shapely.linestrings(np.stack([p, p + rng.uniform(-80, 80, p.shape)], axis=1))
    roads = frame(lines, weg_id="NWB-1", wegtype="straat", is_motor_accessible=True)
    begin = time.perf_counter()
    known = drivable_quay_m(sites, wegen=roads, waterdelen=water, within_m=15.0, water_m=WATER).notna()
    land_side(sites.geometry.to_numpy(), water_shapes(water, 6.0), 5.0)
    assert known.sum() > 250
    assert time.perf_counter() - begin < 20


def test_water_that_touches_the_edge_of_what_is_looked_at_keeps_its_shore():
    site = frame([shapely.box(0, 0, 100, 50)], kind="jachthaven")
    hook = shapely.Polygon(
        [(0, 50), (100, 50), (100, 80), (200, 80), (200, 30), (125, 30), (125, 25), (300, 25), (300, 90), (0, 90)]
    )
    edge, _ = quay(site, frame([hook], typewater=None), None, REACH, 6.0)
    assert edge.total_m(1)[0] > 100
