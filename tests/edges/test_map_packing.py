"""Packed columns and coordinates come out as they went in."""

from __future__ import annotations

import gzip
import importlib.util
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Point, Polygon, box

from geo_risico.core.terms import CRS_RD
from geo_risico.maps.geometry import STEP, bounds_degrees, grid_of, lowest_zoom, on_grid, pack
from geo_risico.maps.letters import written
from geo_risico.maps.packing import ESCAPE, Block, small_and_large, varints
from geo_risico.maps.places import place_columns
from geo_risico.maps.projection import to_web

_SPEC = importlib.util.spec_from_file_location("map_reader", Path(__file__).parents[1] / "map_reader.py")
reader = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(reader)
read_signs, read_numbers, read_serials = reader.read_signs, reader.read_numbers, reader.read_serials


def read_varints(content):
    values, value, shift = [], 0, 0
    for byte in content:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            values.append((value >> 1) ^ -(value & 1))
            value, shift = 0, 0
    return values


def read_small_and_large(small, large):
    rest = iter(read_varints(large))
    zigzag = [byte if byte < ESCAPE else ESCAPE + next(rest) for byte in small]
    return [(value >> 1) ^ -(value & 1) for value in zigzag]


def content(block):
    return gzip.decompress(read_signs(block.text()))


@given(st.lists(st.integers(min_value=-(2**31) + 1, max_value=2**31 - 1)))
def test_varints_come_back(values):
    assert read_varints(varints(np.array(values, dtype=np.int64))) == values


@given(st.lists(st.integers(min_value=-(2**30), max_value=2**30)))
def test_small_and_large_numbers_come_back(values):
    assert read_small_and_large(*small_and_large(np.array(values, dtype=np.int64))) == values


@given(st.binary(max_size=200))
def test_bytes_come_back_from_signs_that_mean_nothing_in_html(given_bytes):
    text = written(given_bytes)
    assert read_signs(text) == given_bytes
    assert not set(text) & set("<>&")
    assert len(text) <= 1.231 * len(given_bytes) + 24


@given(st.lists(st.one_of(st.none(), st.floats(min_value=-1e6, max_value=1e6)), min_size=1))
def test_numbers_come_back_rounded_and_unknown_stays_unknown(values):
    block = Block()
    series = pd.Series([np.nan if v is None else v for v in values], dtype=float)
    entry = block.numbers(series, 10)
    np.testing.assert_allclose(read_numbers(content(block), entry), np.rint(series * 10) / 10, rtol=0, atol=1e-9)


def test_zero_is_not_unknown():
    block = Block()
    entry = block.numbers(pd.Series([0.0, np.nan, -127.0, 127.0]))
    np.testing.assert_array_equal(read_numbers(content(block), entry), [0, np.nan, -127, 127])


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
    count = entry["piece_count"]
    start, length = entry["firsts"]
    planes = np.frombuffer(raw[start : start + length], dtype=np.uint8).reshape(4, 2 * count)
    firsts = np.ascontiguousarray(planes.T).view(np.int32).reshape(2, count).T
    steps = read_small_and_large(*(raw[entry[name][0] : sum(entry[name])] for name in ("small", "large")))
    assert pieces == [2, 2]
    assert points == [4, 3, 4, 4]
    rest = iter(np.reshape(steps, (-1, 2)))
    rings = [
        np.cumsum([first, *(next(rest) for _ in range(n - 1))], 0) for first, n in zip(firsts, points, strict=True)
    ]
    found = np.concatenate(rings) * STEP + [grid.x, grid.y]
    expected = shapes.to_crs("EPSG:3857").get_coordinates().to_numpy()
    nearest = np.abs(expected[:, None] - found[None]).max(axis=2).min(axis=1)
    assert nearest.max() <= STEP / 2 + 1e-6


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["Weg ", "", "ERF-", "a\n", "🚜 <b>"]).flatmap(
            lambda head: st.from_regex(r"[0-9]{0,14}", fullmatch=True).map(lambda digits: head + digits)
        ),
        min_size=1,
    )
)
def test_texts_that_end_in_a_number_come_back(texts):
    block = Block()
    entry = block.serials(pd.Series(texts, dtype="str"))
    raw = content(block)
    if entry["type"] == "text":
        start, length = entry["at"]
        assert raw[start : start + length].decode().split("\x1f") == texts
    else:
        assert read_serials(raw, entry) == texts


def test_repeated_roads_are_written_once():
    block = Block()
    texts = pd.Series([f"Polderweg {i}" for i in range(100)] + [f"ERF-{i:010d}" for i in range(100)])
    entry = block.serials(texts)
    assert entry["type"] == "serial"
    assert read_serials(content(block), entry) == list(texts)


def test_a_column_that_another_decides_is_written_as_that():
    buurt = pd.Series(["b1", "b2", "b1", "b3"], name="buurt")
    gemeente = pd.Series(["x", "y", "x", "x"])
    entry = Block().categories(gemeente, buurt)
    assert (entry["type"], entry["by"], entry["codes"], entry["values"]) == ("via", "buurt", [0, 1, 0], ["x", "y"])
    assert Block().categories(pd.Series(["x", "y", "y", "x"]), buurt)["type"] == "int8"


def test_coordinates_of_a_point_come_back_exactly():
    rng = np.random.default_rng(4)
    xy = rng.uniform((20_000, 310_000), (270_000, 610_000), (300, 2))
    shapes = frame(*(box(x, y, x + 40, y + 20) for x, y in xy))
    points = shapes.geometry.representative_point()
    grid, block = grid_of([shapes]), Block()
    on = on_grid(shapes.geometry, grid)
    entries = place_columns(block, points, on, grid)
    raw = content(block)
    offset = np.column_stack([read_numbers(raw, entries[name]) for name in ("anchor_x", "anchor_y")])
    world = points.to_crs("EPSG:4326")
    for name, expected in (("rd_x", points.x), ("rd_y", points.y), ("latitude", world.y), ("longitude", world.x)):
        entry = entries[name]
        x, y = ((on.middles + offset - entry["curve"]["begin"]) / 65536).T
        terms = [x**i * y**j for i, j in [(t - j, j) for t in range(4) for j in range(t + 1)]]
        curve = sum(factor * term for factor, term in zip(entry["curve"]["factors"], terms, strict=True))
        missed = read_numbers(raw, {**entry, "scale": 1})
        found = (missed + np.floor(curve + 0.5)) / entry["scale"]
        np.testing.assert_allclose(found, np.rint(expected * entry["scale"]) / entry["scale"], rtol=0, atol=1e-9)


def test_bounds_lie_around_the_frame():
    (south, west), (north, east) = bounds_degrees(frame(box(190_000, 500_000, 195_000, 503_000)))
    assert 52.4 < south < north < 52.6
    assert 5.9 < west < east < 6.1


def test_lowest_zoom_is_where_squares_no_longer_cover_each_other():
    rng = np.random.default_rng(3)
    spread = gpd.GeoSeries([Point(x, y) for x, y in rng.uniform(200_000, 210_000, (400, 2))], crs=CRS_RD)
    dense = gpd.GeoSeries([Point(x, y) for x, y in rng.uniform(200_000, 201_000, (400, 2))], crs=CRS_RD)
    assert 9 <= lowest_zoom(spread) < lowest_zoom(dense) <= 17


def test_many_points_are_projected_within_a_centimetre():
    rng = np.random.default_rng(8)
    for box_rd in ([(20_000, 310_000), (280_000, 620_000)], [(150_000, 450_000), (160_000, 455_000)]):
        xy = rng.uniform(*box_rd, (30_000, 2))
        exact = gpd.GeoSeries(gpd.points_from_xy(*xy.T), crs=CRS_RD).to_crs("EPSG:3857")
        off = np.abs(to_web(xy) - np.column_stack([exact.x, exact.y]))
        assert off.max() < 0.02
