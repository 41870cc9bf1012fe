"""OpenStreetMap extracts: the right provinces, checked by their sum, and cut without losing what touches the area."""

import hashlib
import importlib.util
import json
from pathlib import Path

import pyogrio
import pytest
import shapely

from geo_risico.core.errors import SourceError

osmium = pytest.importorskip("osmium", reason="osmium ontbreekt")
_SPEC = importlib.util.spec_from_file_location("bestanden", Path(__file__).with_name("registers_bestanden_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)
AREA = (190_500.0, 507_500.0, 191_500.0, 508_500.0)
"""A square of a kilometre in Kampen, in the province of Overijssel."""


def feature(name, parent, box, pbf=True):  # noqa: FBT002 - reads well below
    urls = {"pbf": f"https://download.geofabrik.de/europe/netherlands/{name}-latest.osm.pbf"} if pbf else {}
    geometry = json.loads(shapely.to_geojson(shapely.MultiPolygon([shapely.box(*box)])))
    properties = {"id": name, "parent": parent, "name": name.title(), "urls": urls}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def town(path, columns):
    """A small extract: columns of one grid of cameras with a building in each, and an area of two of them."""
    node, way = osmium.osm.mutable.Node, osmium.osm.mutable.Way
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for i in [40 * row + column for row in range(20) for column in columns]:
            place = (5.80 + 0.0025 * (i % 40), 52.50 + 0.0025 * (i // 40))
            writer.add_node(node(id=1000 + i, version=1, location=place, tags={"man_made": "surveillance"}))
        for i in columns[:-1]:
            refs = [1000 + i + k for k in (0, 1, 41, 40, 0)]
            writer.add_way(way(id=1000 + i, version=1, nodes=refs, tags={"building": "yes", "name": f"{i}"}))
        members = [("w", 1000 + columns[i], "outer") for i in (12, 14)]
        tags = {"type": "multipolygon", "landuse": "industrial"}
        writer.add_relation(osmium.osm.mutable.Relation(id=1000 + columns[0], version=1, members=members, tags=tags))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Folder of a server of extracts: two provinces that share a border, and the index with what else is on Earth."""
    folder = tmp_path_factory.mktemp("geofabrik")
    base = folder / "europe/netherlands"
    base.mkdir(parents=True)
    town(base / "flevoland-latest.osm.pbf", range(25))
    town(base / "overijssel-latest.osm.pbf", range(15, 40))
    for path in base.glob("*.pbf"):
        digest = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
        path.with_name(f"{path.name}.md5").write_text(f"{digest}  {path.name}\n")
    features = [
        feature("netherlands", "europe", (3, 50, 8, 54)),
        feature("flevoland", "netherlands", (5.0, 52.2, 5.85, 52.9)),
        feature("overijssel", "netherlands", (5.85, 52.1, 7.1, 52.9)),
        feature("zeeland", "netherlands", (3.3, 51.2, 4.3, 51.8)),
        feature("niedersachsen", "germany", (5.5, 51, 11, 54)),
        feature("leeg", "netherlands", (5, 51, 7, 54), pbf=False),
    ]
    (folder / "index-v1.json").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return folder


@pytest.fixture
def osm(folder, tmp_path):
    """Gateway and a function that fetches a register of OpenStreetMap."""
    with sample.servers.served(sample.servers.files(folder)) as (gateway, address):

        def fetch(register="osm_cameras", bounds=AREA, **changes):
            return sample.fetch(register, tmp_path, bounds=bounds, endpoint=f"{address}/index-v1.json", **changes)

        yield gateway, fetch


def at(lon, lat, half=100):
    x, y = sample.Transformer.from_crs(4326, 28992, always_xy=True).transform(lon, lat)
    return (x - half, y - half, x + half, y + half)


def ids(path, layer, box=None):
    """Identifiers of a layer as GDAL reads it, all or those that touch a box in degrees."""
    column = "osm_way_id" if layer == "multipolygons" else "osm_id"
    frame = pyogrio.read_dataframe(path, layer=layer)
    inside = frame if box is None else frame[frame.intersects(shapely.box(*box))]
    return set(inside[column].fillna(inside["osm_id"]))


def test_one_province_is_fetched_and_cut_whole_in_its_references(osm, folder):
    gateway, fetch = osm
    bounds = at(5.88, 52.51)
    got = fetch(bounds=bounds)
    assert got.parameters["extracts"] == ["overijssel"]
    assert not any("flevoland" in one or "niedersachsen" in one for one in gateway.log)
    whole = folder / "europe/netherlands/overijssel-latest.osm.pbf"
    assert ids(got.file, "points") < ids(whole, "points")
    box = sample.TO_DEGREES.transform_bounds(*bounds)
    for layer in ("points", "multipolygons"):
        assert ids(got.file, layer, box) == ids(whole, layer, box)
    assert "ODbL" in got.notes[0]
    assert got.rows_served == len(pyogrio.read_dataframe(got.file, layer="points")) + sum(
        1 for item in osmium.FileProcessor(str(got.file)) if not item.is_node() and len(item.tags)
    )


def test_two_provinces_become_one_file_without_doubles(osm, folder):
    _, fetch = osm
    bounds = at(5.85, 52.505, half=1500)
    got = fetch(bounds=bounds)
    assert got.parameters["extracts"] == ["flevoland", "overijssel"]
    box = sample.TO_DEGREES.transform_bounds(*bounds)
    for layer in ("points", "multipolygons"):
        wanted = [ids(path, layer, box) for path in sorted(folder.rglob("*.pbf"))]
        assert ids(got.file, layer, box) == set.union(*wanted)
    seen = [(item.type_str(), item.id) for item in osmium.FileProcessor(str(got.file))]
    assert len(seen) == len(set(seen))


def test_layers_share_one_download_and_one_cut(osm):
    gateway, fetch = osm
    first, second = fetch("osm_cameras"), fetch("osm_hekken")
    assert first.file.read_bytes() == second.file.read_bytes()
    assert first.file.name == second.file.name
    assert first.file.parent != second.file.parent
    assert sum(one.startswith("/europe") and ".md5" not in one for one in gateway.log) == 1


@pytest.mark.parametrize(
    "fault",
    [{"status": 503}, {"share": 0.5}, {"reset": True}, {"status": 429, "headers": {"Retry-After": "0"}}],
    ids=["503", "cut", "reset", "429"],
)
def test_no_fault_changes_a_byte(osm, folder, fault, tmp_path):
    gateway, fetch = osm
    gateway.plan(fault, match="latest.osm.pbf?")
    gateway.plan({"status": 502}, match="index")
    fetch()
    kept = tmp_path / "_gedeeld/overijssel-latest.osm.pbf"
    assert kept.read_bytes() == (folder / "europe/netherlands/overijssel-latest.osm.pbf").read_bytes()


def test_a_file_that_is_cut_off_honestly_is_asked_again(osm):
    gateway, fetch = osm
    gateway.plan({"share": 0.5, "honest": True}, match="latest.osm.pbf?")
    assert ids(fetch().file, "points")


def test_a_file_that_differs_from_its_sum_is_refused(osm):
    gateway, fetch = osm
    gateway.plan({"body": b"0" * 32 + b"  x.osm.pbf\n", "once": False}, match=".md5")
    with pytest.raises(SourceError, match="md5-som"):
        fetch()


def test_an_area_without_an_extract_is_told(osm):
    with pytest.raises(SourceError, match="geen uittreksel"):
        osm[1](bounds=(-100_000.0, 900_000.0, -90_000.0, 910_000.0))


def test_a_cut_of_kampen_reads_as_the_whole_file_does(tmp_path):
    source = sample.shared("kampen/kampen.osm.pbf")
    features = [feature("overijssel", "netherlands", (5.5, 52.1, 7.1, 52.9))]
    features[0]["properties"]["urls"]["pbf"] = "kampen.osm.pbf"
    (tmp_path / "index-v1.json").write_text(json.dumps({"features": features}))
    (tmp_path / "kampen.osm.pbf").write_bytes(source.read_bytes())
    with sample.servers.served(sample.servers.files(tmp_path)) as (_, address):
        where = {"endpoint": f"{address}/index-v1.json", "bounds": AREA}
        got = sample.fetch("osm_hekken", tmp_path / "werk", **where)
    assert got.published == "2023-01-30T01:00:12Z"
    assert got.file.stat().st_size < source.stat().st_size
    for name in ("osm_hekken",):
        whole, _ = sample.reading.read(source.parent, name, source.name, AREA)
        part, _ = sample.reading.read(got.file.parent, name, got.file.name, AREA)
        key = whole.columns[0]
        assert sorted(part[key]) == sorted(whole[key])
        assert len(whole)
