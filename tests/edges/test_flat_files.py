"""FlatGeobuf and GeoParquet hold what the GeoPackage holds."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest

from geo_risico.io.write_gpkg import write_gpkg
from geo_risico.io.write_tables import (
    AREA_KINDS,
    area_table,
    location_table,
    write_areas,
    write_flatgeobuf,
    write_parquet,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, sample_release):
    path = tmp_path_factory.mktemp("plat")
    write_gpkg(sample_release, path / "locaties.gpkg")
    write_parquet(sample_release, path / "locaties.parquet")
    write_areas(sample_release, path / "gebieden.parquet")
    write_flatgeobuf(location_table(sample_release), path / "locaties.fgb")
    write_flatgeobuf(area_table(sample_release), path / "gebieden.fgb")
    return path


def same(one, other, key):
    """Both frames hold the same rows and values, whatever their order."""
    one, other = one.set_index(key).sort_index(), other.set_index(key).sort_index()
    assert one.crs == other.crs == "EPSG:28992"
    assert one.index.tolist() == other.index.tolist()
    for name in one.columns.drop("geometry"):
        left, right = one[name], other[name]
        if pd.api.types.is_numeric_dtype(left) and pd.api.types.is_numeric_dtype(right):
            np.testing.assert_allclose(left.astype(float), right.astype(float), err_msg=name)
        else:
            assert left.fillna("").astype(str).tolist() == right.fillna("").astype(str).tolist(), name
    assert one.geometry.geom_equals_exact(other.geometry, 0.001).all()


def read(path, **layer):
    frame = pyogrio.read_dataframe(path, **layer)
    return frame.set_geometry(frame.geometry.normalize())


def test_flatgeobuf_is_the_geopackage(folder):
    package, flat = read(folder / "locaties.gpkg", layer="locaties"), read(folder / "locaties.fgb")
    assert list(flat.columns) == list(package.columns)
    same(package, flat, "location_id")


def test_flatgeobuf_reads_a_corner_by_its_index(folder, sample_release):
    assert pyogrio.read_info(folder / "locaties.fgb")["capabilities"]["fast_spatial_filter"]
    minx, miny, maxx, maxy = sample_release.locations.total_bounds
    corner = (minx, miny, (minx + maxx) / 2, (miny + maxy) / 2)
    part = pyogrio.read_dataframe(folder / "locaties.fgb", bbox=corner)
    assert 0 < len(part) < len(sample_release.locations)


def test_parquet_holds_the_columns_of_the_geopackage(folder):
    package = read(folder / "locaties.gpkg", layer="locaties")
    frame = gpd.read_parquet(folder / "locaties.parquet")
    assert set(package.columns) <= set(frame.columns)
    assert package.set_index("location_id")["score"].equals(frame.set_index("location_id")["score"])


@pytest.mark.parametrize("name", ["locaties", "gebieden"])
def test_parquet_says_its_version_crs_and_boxes(folder, name):
    geo = json.loads(pq.read_metadata(folder / f"{name}.parquet").metadata[b"geo"])
    column = geo["columns"][geo["primary_column"]]
    assert geo["version"] == "1.1.0"
    assert column["crs"]["id"] == {"authority": "EPSG", "code": 28992}
    assert column["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    assert column["encoding"] == "WKB"


@pytest.mark.parametrize("kind", AREA_KINDS)
def test_areas_are_those_of_the_geopackage(folder, kind):
    package = read(folder / "locaties.gpkg", layer=kind)
    for path in (folder / "gebieden.fgb", folder / "gebieden.parquet"):
        whole = read(path) if path.suffix == ".fgb" else gpd.read_parquet(path)
        part = whole[whole["soort"] == kind]
        part = gpd.GeoDataFrame(part[package.columns], crs=whole.crs)
        part = part.set_geometry(part.geometry.normalize())
        if path.suffix == ".parquet":
            package = package.set_geometry(package.geometry.apply(lambda shape: shape.geoms[0]))
        same(package.set_geometry(package.geometry.normalize()), part, "code")


def test_profile_open_has_areas_alone_and_hides_what_the_release_hides(tmp_path, open_release):
    assert not write_flatgeobuf(location_table(open_release), tmp_path / "locaties.fgb")
    assert list(tmp_path.iterdir()) == []
    assert write_areas(open_release, tmp_path / "gebieden.parquet")
    table = gpd.read_parquet(tmp_path / "gebieden.parquet")
    buurten = table[table["soort"] == "buurten"].set_index("code")
    assert buurten["count_A"].isna().tolist() == open_release.aggregates["buurten"]["count_A"].isna().tolist()
    assert buurten["count_A"].isna().any()


def test_nothing_to_write_writes_nothing(tmp_path, sample_release):
    assert not write_flatgeobuf(location_table(sample_release).iloc[:0], tmp_path / "x.fgb")
    assert list(tmp_path.iterdir()) == []
