"""Packed columns and coordinates come out as they went in."""

from __future__ import annotations

import base64
import gzip

import geopandas as gpd
import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon, box

from geo_risico.core.terms import CRS_RD
from geo_risico.maps.geometry import STEP, bounds_degrees, grid_of, lowest_zoom, pack
from geo_risico.maps.packing import Block, varints


def read_varints(content):
    values, value, shift = [], 0, 0
    for byte in content:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            values.append((value >> 1) ^ -(value & 1))
            value, shift = 0, 0
    return values


def content(block):
    return gzip.decompress(base64.b64decode(block.base64()))


def read_numbers(raw, entry, count):
    start, length = entry["at"]
    dtype = np.dtype(entry["type"])
    planes = np.frombuffer(raw[start : start + length], dtype=np.uint8).reshape(dtype.itemsize, count)
    whole = np.ascontiguousarray(planes.T).view(dtype).ravel()
    return np.where(whole == np.iinfo(dtype).min, np.nan, whole / entry["scale"])


@given(st.lists(st.integers(min_value=-(2**31) + 1, max_value=2**31 - 1)))
def test_varints_come_back(values):
    assert read_varints(varints(np.array(values, dtype=np.int64))) == values


@given(st.lists(st.one_of(st.none(), st.floats(min_value=-1e6, max_value=1e6)), min_size=1))
def test_numbers_come_back_rounded_and_unknown_stays_unknown(values):
    block = Block()
    series = pd.Series([np.nan if v is None else v for v in values], dtype=float)
    entry = block.numbers(series, 10)
    np.testing.assert_allclose(
        read_numbers(content(block), entry, len(series)), np.rint(series * 10) / 10, rtol=0, atol=1e-9
    )


def test_zero_is_not_unknown():
    block = Block()
    entry = block.numbers(pd.Series([0.0, np.nan, -127.0, 127.0]))
    np.testing.assert_array_equal(read_numbers(content(block), entry, 4), [0, np.nan, -127, 127])


def test_texts_keep_every_character_but_the_separator():
    block = Block()
    entry = block.texts(pd.Series(["<b>&\u2028", None, "a\x1fb", "🚜"], dtype="str"))
    start, length = entry["at"]
    assert content(block)[start : start + length].decode().split("\x1f") == ["<b>&\u2028", "", "a b", "🚜"]


def frame(*shapes):
    return gpd.GeoDataFrame(geometry=list(shapes), crs=CRS_RD)


def test_coordinates_come_back_within_the_grid():
    hole = Polygon([(0, 0), (90, 0), (90, 90), (0, 90)], [[(10, 10), (20, 10), (20, 20)]])
    shapes = frame(
        *(gpd.GeoSeries([hole, MultiPolygon([box(200, 0, 210, 9), box(300, 0, 310, 9)])]).translate(190_000, 500_000))
    )
    block, grid = Block(), grid_of([shapes])
    entry = pack(block, shapes.geometry, grid)
    raw = content(block)
    pieces = read_varints(raw[entry["pieces"][0] : sum(entry["pieces"])])
    points = read_varints(raw[entry["points"][0] : sum(entry["points"])])
    steps = read_varints(raw[entry["steps"][0] : sum(entry["steps"])])
    assert pieces == [2, 2]
    assert points == [4, 3, 4, 4]
    found = np.cumsum(np.reshape(steps, (-1, 2)), axis=0) * STEP + [grid.x, grid.y]
    expected = shapes.to_crs("EPSG:3857").get_coordinates().to_numpy()
    nearest = np.abs(expected[:, None] - found[None]).max(axis=2).min(axis=1)
    assert nearest.max() <= STEP / 2 + 1e-6


def test_bounds_lie_around_the_frame():
    (south, west), (north, east) = bounds_degrees(frame(box(190_000, 500_000, 195_000, 503_000)))
    assert 52.4 < south < north < 52.6
    assert 5.9 < west < east < 6.1


def test_lowest_zoom_is_where_squares_no_longer_cover_each_other():
    rng = np.random.default_rng(3)
    spread = gpd.GeoSeries([Point(x, y) for x, y in rng.uniform(200_000, 210_000, (400, 2))], crs=CRS_RD)
    dense = gpd.GeoSeries([Point(x, y) for x, y in rng.uniform(200_000, 201_000, (400, 2))], crs=CRS_RD)
    assert 9 <= lowest_zoom(spread) < lowest_zoom(dense) <= 17
