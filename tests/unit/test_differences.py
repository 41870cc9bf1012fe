"""What differs between two files is told in words, and the hash of the code follows the code."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from geo_risico.io.differences import SAME, differs, table_differences
from geo_risico.io.software import PACKAGE, code_sha256, package_versions
from geo_risico.scan.verify_again import differing_keys


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ({"a": [1.0, 2.0]}, {"a": [1.0, 2.0]}, ""),
        ({"a": [1.0, None]}, {"a": [1.0, None]}, ""),
        ({"a": [1.0, 2.0]}, {"a": [1.5, 1.75]}, "kolom a: 2 van 2 rijen anders, grootste verschil 0.5"),
        ({"a": [1.0, None]}, {"a": [1.0, 3.0]}, "kolom a: 1 van 2 rijen anders, bekend tegen onbekend"),
        ({"a": [1, 2]}, {"a": [1]}, "2 rijen, nu 1"),
        ({"a": [1], "b": [1]}, {"a": [1], "c": [1]}, "kolommen weg: b; kolommen erbij: c"),
        ({"a": ["x"]}, {"a": ["y"]}, "kolom a: 1 van 1 rijen anders"),
        ({"a": [True]}, {"a": [False]}, "kolom a: 1 van 1 rijen anders"),
    ],
)
def test_tables(old, new, said):
    assert table_differences(pd.DataFrame(old), pd.DataFrame(new)) == said


def test_many_columns_are_counted():
    old, new = (pd.DataFrame({f"k{i}": [value] for i in range(9)}) for value in (1, 2))
    assert table_differences(old, new).endswith("en 3 kolommen meer")


@pytest.mark.parametrize("ending", ["parquet", "gpkg", "fgb"])
def test_shapes_and_values_in_every_form(tmp_path, ending):
    frame = gpd.GeoDataFrame({"n": [1.0, 2.0]}, geometry=[Point(0, 0), Point(1, 1)], crs=28992)
    moved = frame.assign(n=[1.0, 2.25]).set_geometry([Point(0, 0), Point(1, 2)], crs=28992)
    paths = [tmp_path / f"{name}.{ending}" for name in ("oud", "nieuw")]
    for one, path in zip((frame, moved), paths, strict=True):
        one.to_parquet(path) if ending == "parquet" else one.to_file(path, layer="plek")
    said = differs(*paths)
    assert "kolom n: 1 van 2 rijen anders, grootste verschil 0.25" in said
    assert "kolom geometry: 1 van 2 rijen anders" in said
    assert differs(paths[0], paths[0]) == ""


@pytest.mark.parametrize(
    ("ending", "old", "new", "said"),
    [
        ("json", '{"a": {"b": [1, 2]}, "c": 1}', '{"a": {"b": [1, 3]}, "d": 1}', "anders bij a.b[1], c, d"),
        ("json", '{"a": 1}', '{"a":1}', SAME),
        ("html", "een\ntwee", "een\ndrie", "anders vanaf regel 2"),
        ("pdf", "kort", "langer", "4 bytes, nu 6 bytes"),
        ("parquet", "stuk", "ook stuk", "4 bytes tegen 8 bytes; niet verder te vergelijken (ArrowInvalid)"),
        ("csv", "a;b\n1;2\n", "a;b\n1;3\n", "kolom b: 1 van 1 rijen anders"),
    ],
)
def test_texts(tmp_path, ending, old, new, said):
    paths = [tmp_path / f"{name}.{ending}" for name in ("oud", "nieuw")]
    for path, text in zip(paths, (old, new), strict=True):
        path.write_text(text)
    assert differs(*paths) == said


def test_the_hash_of_the_code_follows_the_code_and_nothing_else(tmp_path):
    (tmp_path / "deel").mkdir()
    (tmp_path / "deel" / "a.py").write_text("a = 1\n")
    (tmp_path / "blad.html.j2").write_text("<p>")
    first = code_sha256(tmp_path)
    (tmp_path / "deel" / "__pycache__").mkdir()
    (tmp_path / "deel" / "__pycache__" / "a.pyc").write_bytes(b"x")
    (tmp_path / "definitions").mkdir()
    (tmp_path / "definitions" / "laag.yaml").write_text("x")
    assert code_sha256(tmp_path) == first
    (tmp_path / "blad.html.j2").write_text("<b>")
    second = code_sha256(tmp_path)
    (tmp_path / "deel" / "a.py").rename(tmp_path / "deel" / "b.py")
    assert len({first, second, code_sha256(tmp_path), code_sha256(PACKAGE)}) == 4


def test_the_versions_go_down_to_what_packages_need_themselves():
    found = package_versions()
    assert {"geopandas", "shapely", "llvmlite", "pyyaml"} <= set(found)
    assert "pytest" not in found


@pytest.mark.parametrize(
    ("then", "now", "code", "said"),
    [
        ({"a": 50}, {"a": 50.0}, "x", []),
        ({"a": 1, "b": {"c": 2}}, {"a": 2, "b": {"c": 3}}, "x", ["a", "b"]),
        ({"b": [{"c": 2}]}, {"b": [{"c": 2, "later": 1}], "later": 1}, "x", ["b", "later"]),
        ({"b": [{"c": 2}]}, {"b": [{"c": 2, "later": 1}], "later": 1}, "y", []),
        ({"b": {"c": 2, "d": 1}}, {"b": {"c": 2}}, "y", ["b"]),
        (
            {"inputs": [{"fetched_at": 1, "rows": 1}]},
            {"inputs": [{"fetched_at": 2, "sha256": "q"}]},
            "x",
            ["inputs"],
        ),
        ({"inputs": [{"fetched_at": 1}], "command": 1}, {"inputs": [{"fetched_at": 2}], "command": 2}, "x", []),
    ],
)
def test_manifests_differ_where_the_outcome_does(then, now, code, said):
    before, after = {**then, "software": {"code_sha256": "x"}}, {**now, "software": {"code_sha256": code}}
    assert differing_keys(before, after) == said
