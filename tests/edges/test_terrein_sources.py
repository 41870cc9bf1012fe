"""Delivery forms of terreinen: IBIS as ArcGIS gives it, and TOP10NL and OpenStreetMap with their own words."""

import datetime as dt
import json
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import LineString, Point, box, mapping

from geo_risico.catalog import load_catalog
from geo_risico.core.source_specs import LayerUse
from geo_risico.io.read import read_layer
from geo_risico.io.request import ReadRequest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def catalog():
    return load_catalog(ROOT / "layers", ROOT / "scans" / "themes")


def read(catalog, folder, source, name):
    """Rows of functionele_gebieden from one file, by identification."""
    request = ReadRequest(folder=folder, bounds=None, peildatum=dt.date(2026, 1, 1), fictief_folder=None)
    use = LayerUse(source=source, path=name)
    spec = catalog.layers["functionele_gebieden"]
    frame, _ = read_layer(spec, ((use, catalog.sources[source]),), request, folder / "cache")
    return frame.set_index("gebied_id")


def test_ibis_as_arcgis_exports_it(catalog, tmp_path):
    rows = [("07001", "Haatland", 2019), ("07001", "Haatland I", 2022), ("07002", "Melmerpark", 2022)]
    features = [
        {
            "type": "Feature",
            "geometry": mapping(box(5.88 + n / 100, 52.55, 5.885 + n / 100, 52.555)),
            "properties": {"OBJECTID": n, "RIN_NUMMER": rin, "PLAN_NAAM": plan, "JAAR": year},
        }
        for n, (rin, plan, year) in enumerate(rows)
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (tmp_path / "ibis.geojson").write_text(text, encoding="utf-8")
    frame = read(catalog, tmp_path, "ibis_bedrijventerreinen", "ibis.geojson")
    assert frame.index.tolist() == ["IBIS-07001", "IBIS-07001", "IBIS-07002"]
    assert frame["naam"].tolist() == ["Haatland", "Haatland I", "Melmerpark"]
    assert frame["jaar"].tolist() == [2019, 2022, 2022]
    assert set(frame["functie"]) == {"bedrijventerrein"}
    assert frame.total_bounds[0] == pytest.approx(187_900, abs=3_000)


def test_words_of_top10nl_stay_and_runways_come_from_roads(catalog, tmp_path):
    path = tmp_path / "top10.gpkg"
    shapes = [box(190_000 + 500 * n, 500_000, 190_100 + 500 * n, 500_100) for n in range(2)]
    words = ["camping, kampeerterrein|recreatiegebied", "vliegveld, luchthaven"]
    areas = gpd.GeoDataFrame({"lokaal_id": ["a", "b"], "typefunctioneelgebied": words}, geometry=shapes, crs=28992)
    areas.to_file(path, layer="functioneel_gebied_vlak")
    roads = {"lokaal_id": ["c", "d"], "typeweg": ["startbaan, landingsbaan", "straat"], "verhardingstype": "onverhard"}
    gpd.GeoDataFrame(roads, geometry=shapes, crs=28992).to_file(path, layer="wegdeel_vlak")
    found = read(catalog, tmp_path, "top10_functionele_gebieden", "top10.gpkg")
    assert found["functie"].to_dict() == dict(zip("ab", words, strict=True))
    runways = read(catalog, tmp_path, "top10_banen", "top10.gpkg")
    assert runways[["functie", "verharding"]].to_numpy().tolist() == [["start- en landingsbaan", "onverhard"]]


def test_openstreetmap_airfields_as_areas_points_and_lines(catalog, tmp_path):
    path = tmp_path / "osm.gpkg"
    shapes = [box(6 + n / 50, 52.5, 6.01 + n / 50, 52.51) for n in range(4)]
    tags = {
        "osm_way_id": ["1", "2", "3", "4"],
        "aeroway": ["aerodrome", "aerodrome", "heliport", None],
        "sport": ["gliding", None, None, None],
        "tourism": [None, None, None, "caravan_site"],
    }
    gpd.GeoDataFrame(tags, geometry=shapes, crs=4326).to_file(path, layer="multipolygons")
    point = {"osm_id": ["5"], "other_tags": ['"aeroway"=>"airstrip"'], "name": ["De Wei"]}
    gpd.GeoDataFrame(point, geometry=[Point(6.2, 52.5)], crs=4326).to_file(path, layer="points")
    line = {"osm_id": ["6"], "aeroway": ["runway"], "other_tags": ['"surface"=>"grass"']}
    gpd.GeoDataFrame(line, geometry=[LineString([(6.3, 52.5), (6.31, 52.5)])], crs=4326).to_file(path, layer="lines")
    found = read(catalog, tmp_path, "osm_functionele_gebieden", "osm.gpkg")["functie"].to_dict()
    assert found == {
        "OSM-W1": "zweefvliegterrein",
        "OSM-W2": "vliegveld",
        "OSM-W3": "helihaven",
        "OSM-W4": "camperplaats",
    }
    assert read(catalog, tmp_path, "osm_terreinpunten", "osm.gpkg")["functie"].to_dict() == {"OSM-N5": "landingsstrip"}
    assert read(catalog, tmp_path, "osm_banen", "osm.gpkg")["verharding"].to_dict() == {"OSM-W6": "grass"}
