"""Fences and gates as the registers deliver them: TOP10NL, BGT and OpenStreetMap."""

import datetime as dt
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo_risico.catalog import load_catalog
from geo_risico.core.source_specs import LayerUse
from geo_risico.io.read import read_layer
from geo_risico.io.request import ReadRequest

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
CATALOG = load_catalog(ROOT / "layers", ROOT / "scans" / "themes")


def read(source, path, folder):
    spec = CATALOG.sources[source]
    request = ReadRequest(folder=folder, bounds=None, peildatum=dt.date(2024, 1, 1), fictief_folder=None)
    return read_layer(CATALOG.layers[spec.layer], ((LayerUse(source=source, path=str(path)), spec),), request)[0]


@pytest.mark.parametrize("quoted", [False, True])
def test_top10_lines_and_points_are_read_together(tmp_path, quoted):
    given = ["hekwerk", "hek, haag", "muur", "wegafsluiting", "aanlegsteiger", "hoogspanningsmast"]
    words = [f"(1:{word})" for word in given] if quoted else given
    lines = [shapely.LineString([(200_000, 500_000 + y), (200_010, 500_000 + y)]) for y in range(len(words))]
    frame = gpd.GeoDataFrame({"lokaalid": [f"L{n}" for n in range(6)], "typeinrichtingselement": words}, geometry=lines)
    frame.set_crs("EPSG:28992").to_file(tmp_path / "top10.gpkg", layer="top10nl_inrichtingselement_lijn")
    point = frame.iloc[[3]].assign(lokaalid="P1", geometry=[shapely.Point(200_005, 500_005)])
    point.set_crs("EPSG:28992").to_file(tmp_path / "top10.gpkg", layer="top10nl_inrichtingselement_punt")
    hekken = read("top10_hekken", "top10.gpkg", tmp_path)
    assert sorted(hekken["soort"]) == ["hek", "hek", "muur", "slagboom", "slagboom"]
    assert set(hekken["register"]) == {"TOP10NL"}


def test_bgt_scheidingen_of_otterlo_without_quay_walls():
    path = DATA / "otterlo" / "bgt_otterlo_2020.zip"
    if not path.exists():
        pytest.skip("de gegevens van Otterlo staan niet naast deze map")
    hekken = read("bgt_hekken", path, path.parent)
    assert len(hekken) > 100
    assert set(hekken["soort"]) <= {"hek", "muur"}
    assert set(hekken["register"]) == {"BGT"}
    assert hekken["hek_id"].is_unique


def test_osm_of_kampen_has_gates_and_barriers():
    path = DATA / "kampen" / "kampen.osm.pbf"
    if not path.exists():
        pytest.skip("de gegevens van Kampen staan niet naast deze map")
    hekken = read("osm_hekken", path, path.parent)
    counts = hekken["soort"].value_counts()
    assert counts["poort"] == 52
    assert counts["slagboom"] == 4
    assert counts["haag"] == 42
    assert counts["hek"] == 19
    assert hekken.geom_type.isin(["Point", "LineString", "MultiPolygon", "Polygon"]).all()
