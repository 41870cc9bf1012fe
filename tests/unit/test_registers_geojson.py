"""The parser of pages: every kind of geometry, absent and odd values, and text that breaks off."""

import io
import json

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import mapping

from geo_risico.io.registers.geojson import read_geojson

NUMBER = st.floats(-1e6, 1e6, allow_subnormal=False).map(lambda value: value + 0.0)


@st.composite
def geometries(draw, size=None):
    size = size or draw(st.sampled_from([2, 3]))
    kind = draw(st.sampled_from(["Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"]))
    point = st.tuples(*[NUMBER] * size)
    line = st.lists(point, min_size=2, max_size=5)
    ring = st.lists(point, min_size=3, max_size=5).map(lambda points: [*points, points[0]])
    polygon = st.lists(ring, min_size=1, max_size=3)
    simple = {"Point": point, "LineString": line, "Polygon": polygon}
    many = {f"Multi{name}": st.lists(inner, min_size=1, max_size=3) for name, inner in simple.items()}
    return {"type": kind, "coordinates": draw({**simple, **many}[kind])}


def page(features, **more):
    return json.dumps({"type": "FeatureCollection", "features": features, **more}, ensure_ascii=False).encode()


def feature(geometry=None, properties=None, **more):
    return {"type": "Feature", "geometry": geometry, "properties": properties, **more}


def one(geometry):
    return read_geojson(page([feature(geometry)])).geometry[0]


@given(st.lists(st.one_of(st.none(), geometries()), max_size=8))
def test_geometries_equal_those_of_shapely(shapes):
    found = read_geojson(page([feature(shape) for shape in shapes]))
    expected = [None if shape is None else shapely.geometry.shape(shape) for shape in shapes]
    assert found.broken_count == 0
    assert shapely.equals_identical(found.geometry, np.array([*expected, None], dtype=object)[:-1]).tolist() == [
        shape is not None for shape in shapes
    ]
    assert [shape is None for shape in found.geometry] == [shape is None for shape in shapes]


@given(st.lists(geometries(size=2), min_size=1, max_size=6))
def test_geometries_equal_those_of_geopandas(shapes):
    body = page([feature(shape, {"nummer": number}) for number, shape in enumerate(shapes)])
    frame = gpd.read_file(io.BytesIO(body))
    found = read_geojson(body)
    assert shapely.equals_exact(found.geometry, frame.geometry.array, tolerance=0).all()
    assert found.columns["nummer"].to_pylist() == frame["nummer"].tolist()


@pytest.mark.parametrize(
    "wkt",
    [
        "POINT EMPTY",
        "POLYGON EMPTY",
        "MULTIPOLYGON EMPTY",
        "LINESTRING EMPTY",
        "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (0 0, 3 4))",
        "GEOMETRYCOLLECTION EMPTY",
    ],
)
def test_empty_geometries_and_collections(wkt):
    expected = shapely.from_wkt(wkt)
    assert shapely.equals_identical(one(mapping(expected)), expected)


def test_flat_and_high_features_in_one_page_keep_their_own_positions():
    found = read_geojson(page([feature({"type": "Point", "coordinates": c}) for c in ([1, 2], [1, 2, 3])])).geometry
    assert [shapely.get_coordinate_dimension(shape) for shape in found] == [2, 3]


def test_positions_with_and_without_height_in_one_geometry_lose_the_height():
    assert one({"type": "LineString", "coordinates": [[1, 2, 3], [4, 5]]}).wkt == "LINESTRING (1 2, 4 5)"
    assert one({"type": "Point", "coordinates": [1, 2, 3, 4]}).wkt == "POINT Z (1 2 3)"


@pytest.mark.parametrize(
    "shape",
    [
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
        {"type": "Polygon", "coordinates": [[0, 0], [1, 1]]},
        {"type": "Point", "coordinates": ["a", "b"]},
        {"type": "Point", "coordinates": [None, 2]},
        {"type": "Point"},
        {"type": "Cirkel", "coordinates": [1, 2]},
        {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": ["x"]}]},
    ],
)
def test_one_broken_geometry_is_counted_and_leaves_the_others_alone(shape):
    good = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    found = read_geojson(page([feature(good), feature(shape), feature(good)]))
    assert found.broken_count == 1
    assert [None if shape is None else shape.area for shape in found.geometry] == [0.5, None, 0.5]


def test_properties_stay_what_they_are():
    values = {"tekst": "a|b", "datum": "2020-01-01", "groot": "9007199254740993", "getal": 9007199254740993, "é": 1.5}
    values |= {"ja": True, "niets": None, "genest": {"b": [1, None]}, "lijst": ["x"]}
    found = read_geojson(page([feature(None, values, id=7), feature(None, None, id="7a"), feature(None, {})]))
    assert found.ids == ["7", "7a", None]
    assert found.properties(0) == {name: value for name, value in values.items() if value is not None}
    assert set(found.columns) == set(values)
    assert found.properties(1) == found.properties(2) == {}


def test_columns_are_the_union_in_whatever_order_rows_name_them():
    found = read_geojson(page([feature(None, {"a": 1, "b": 2}), feature(None, {"b": 3, "a": 4, "c": 5})]))
    assert [found.properties(row) for row in (0, 1)] == [{"a": 1, "b": 2}, {"a": 4, "b": 3, "c": 5}]


def test_pages_of_another_register_leave_no_columns_behind():
    for names in ("ab", "ab", "abc", "abc", "a", "xy", "xy", ""):
        rows = [feature(None, dict.fromkeys(names, "t")), feature(None, None)]
        found = read_geojson(page(rows))
        assert found.properties(0) == dict.fromkeys(names, "t")
        assert set(found.columns) == set(names)
        assert read_geojson(page([])).columns == {}
    odd = read_geojson(page([feature(None, {'a"b': 1, "null": None})]))
    assert (odd.properties(0), set(odd.columns)) == ({'a"b': 1}, {'a"b', "null"})


def test_a_column_of_unlike_values_keeps_each_of_them():
    values = ["t", None, 1, 2.5, True, [1], {"b": None}, 2**70]
    found = read_geojson(page([feature(None, {"x": value}) for value in values]))
    assert [found.properties(row).get("x") for row in range(8)] == values


def test_what_the_answer_says_of_itself():
    found = read_geojson(b"\xef\xbb\xbf" + page([], numberReturned=0, numberMatched="onbekend", timeStamp="2026"))
    assert (len(found), found.returned, found.matched, found.stamp, dict(found.columns)) == (0, 0, None, "2026", {})


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_text_that_breaks_off_is_refused(share):
    body = page([feature({"type": "Point", "coordinates": [1, 2]}, {"a": "x"}, id=str(row)) for row in range(50)])
    with pytest.raises(ValueError, match=r"."):
        read_geojson(body[: int(len(body) * share)])


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"[]", b'{"type":"Feature","features":[]}', b'{"type":"x"}'])
def test_anything_else_is_refused(body):
    with pytest.raises(ValueError, match=r"."):
        read_geojson(body)
