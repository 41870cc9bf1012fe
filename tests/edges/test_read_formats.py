"""The same rows come out of every format, in RD, with identifiers as text."""

import importlib.util
import json
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

_SPEC = importlib.util.spec_from_file_location("reading_sample", Path(__file__).with_name("reading_sample.py"))
_sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_sample)
read = _sample.read
AREA = (200_000.0, 500_000.0, 201_000.0, 501_000.0)


@pytest.fixture
def panden():
    return _sample.make_panden()


WRITERS = {
    "panden.gpkg": lambda f, p: f.to_file(p, layer="pand"),
    "panden.fgb": lambda f, p: f.to_file(p, driver="FlatGeobuf"),
    "panden.geojson": lambda f, p: f.to_crs(4326).to_file(p, driver="GeoJSON"),
    "panden.parquet": lambda f, p: f.to_parquet(p),
    "panden.shp": lambda f, p: f.rename(columns={"aantal_verblijfsobjecten": "aantal_ver", "gebruiksdoel": "gebruiksdo",
                                                 "identificatie": "identifica"}).to_file(p),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_gives_the_same_panden(tmp_path, panden, name):
    WRITERS[name](panden, tmp_path / name)
    read_frame, provenance = read(tmp_path, "bag_panden", name)
    frame = read_frame.sort_values("pand_id", ignore_index=True)  # FlatGeobuf keeps its own order
    assert frame["pand_id"].tolist() == panden["identificatie"].tolist()
    assert frame["bouwjaar"].isna().tolist() == [False, False, True, False, True, False, False, False]
    assert frame.loc[0, "gebruiksdoel"] == "woonfunctie|winkelfunctie"
    assert frame["verblijfsobject_count"].tolist() == panden["aantal_verblijfsobjecten"].tolist()
    assert frame.crs.to_epsg() == 28992
    assert shapely.distance(frame.geometry.values, panden.geometry.values).max() < 0.1
    assert {r.kind: r.count for r in provenance.repairs}["sentinel"] == 2
    assert len(provenance.sha256) == 64


@pytest.mark.parametrize("name", WRITERS)
def test_only_the_area_is_read(tmp_path, panden, name):
    WRITERS[name](panden, tmp_path / name)
    frame, _ = read(tmp_path, "bag_panden", name, bounds=(200_150.0, 500_000.0, 200_450.0, 500_200.0))
    assert sorted(frame["pand_id"]) == panden["identificatie"].tolist()[2:5]


def test_numeric_identifiers_get_their_zeros_back(tmp_path, panden):
    panden["identificatie"] = panden["identificatie"].astype("int64")
    panden.to_file(tmp_path / "p.gpkg", layer="PAND")
    assert read(tmp_path, "bag_panden", "p.gpkg")[0]["pand_id"].str.len().eq(16).all()


def test_upper_case_and_camel_case_columns_are_found(tmp_path, panden):
    renamed = panden.rename(
        columns={"identificatie": "IDENTIFICATIE", "aantal_verblijfsobjecten": "aantalVerblijfsobjecten"}
    )
    renamed.to_file(tmp_path / "p.gpkg", layer="pand")
    frame, _ = read(tmp_path, "bag_panden", "p.gpkg")
    assert frame["verblijfsobject_count"].notna().all()


@pytest.mark.parametrize(("separator", "decimal"), [(",", "."), (";", ","), ("\t", ".")])
def test_csv_with_x_and_y_in_rd(tmp_path, separator, decimal):
    rows = [
        ["M-1", "2023-05-06", "tip", "reported", "200100.5", "500100"],
        ["M-2", "07-08-2023", "tip", "reported", "", ""],
    ]
    text = "\n".join(separator.join(row) for row in [["melding_id", "datum", "soort", "bron", "X", "Y"], *rows])
    (tmp_path / "m.csv").write_text(text.replace("200100.5", f"200100{decimal}5"), "utf-8")
    frame, provenance = read(tmp_path, "meldingen_tabel", "m.csv", bounds=AREA)
    assert frame.geometry.iloc[0].equals(shapely.Point(200_100.5, 500_100))
    assert frame["date"].tolist() == [pd.Timestamp(2023, 5, 6)]
    assert provenance.access == "restricted"
    assert [r.count for r in provenance.repairs if r.kind == "empty_geometry"] == [1]


def test_csv_with_longitude_and_latitude(tmp_path):
    (tmp_path / "m.csv").write_text("melding_id,lon,lat\nM-1,5.9,52.55\n", "utf-8")
    frame, _ = read(tmp_path, "meldingen_tabel", "m.csv", x="lon", y="lat", crs="EPSG:4326")
    assert 180_000 < frame.geometry.iloc[0].x < 200_000


def test_xlsx_with_codes_only(tmp_path):
    table = pd.DataFrame({"verblijfsobject_identificatie": [166010000000001, 166010000000002],
                          "leegstand_type": "Administratief",
                          "leeg_sinds": pd.to_datetime(["2020-01-02", "2021-03-04"])})  # fmt: skip
    table.to_excel(tmp_path / "l.xlsx", index=False)
    frame, _ = read(tmp_path, "leegstand_tabel", "l.xlsx", bounds=AREA)
    assert frame["verblijfsobject_id"].tolist() == ["0166010000000001", "0166010000000002"]
    assert frame["leegstand_type"].tolist() == ["administratief"] * 2
    assert frame["vacant_since_date"].iloc[1] == pd.Timestamp(2021, 3, 4)
    assert not isinstance(frame, gpd.GeoDataFrame)


def test_json_records_by_code(tmp_path):
    content = {"Gemeente": {"GM0166": {"Naam": "X", "Housing": {"Vacancy rate (%)": 4.0, "Avg WOZ value (x€1k)": 271}}}}
    (tmp_path / "k.json").write_text(json.dumps(content), "utf-8")
    frame, _ = read(tmp_path, "kerncijfers_nlstat", "k.json")
    assert frame.loc[0].to_dict() == {"gemeente_code": "GM0166", "dwelling_vacancy_pct": 4.0, "woz_value_keur": 271.0}


def test_fis_envelope_with_wkt(tmp_path):
    content = {
        "Offset": 0,
        "Count": 1,
        "TotalCount": 1,
        "Result": [{"Id": 7, "Name": "Haven", "Geometry": "POINT (5.9 52.55)"}],
    }
    (tmp_path / "h.json").write_text(json.dumps(content), "utf-8")
    spec = {"json_record": "Result", "wkt": "Geometry", "crs": "EPSG:4326", "x": None, "y": None}
    frame, _ = read(tmp_path, "meldingen_tabel", "h.json", **spec)
    assert frame["melding_id"].tolist() == ["7"]
    assert frame.crs.to_epsg() == 28992


@pytest.mark.parametrize("source", ["fis_touristharbour", "fis_terminal", "fis_lock", "fis_berth"])
def test_a_fis_page_without_results_has_no_rows(tmp_path, source):
    (tmp_path / "leeg.json").write_text('{"Offset": 100, "Count": 0, "TotalCount": 40, "Result": []}', "utf-8")
    frame, _ = read(tmp_path, source, "leeg.json")
    assert len(frame) == 0
    assert frame.crs.to_epsg() == 28992


def test_fis_pages_in_one_list_are_read_together(tmp_path):
    pages = [{"Result": [{"Id": k, "Name": "Haven", "Geometry": f"POINT (5.9 52.{k})"}]} for k in (4, 5)]
    (tmp_path / "havens.json").write_text(json.dumps([*pages, {"Result": []}]), "utf-8")
    frame, _ = read(tmp_path, "fis_vinharbour", "havens.json")
    assert frame["object_id"].tolist() == ["FIS-H4", "FIS-H5"]


PERCEEL = """<?xml version="1.0" encoding="UTF-8"?>
<kk:DKK xmlns:kk="urn:kk" xmlns:oz="urn:oz" xmlns:ko="urn:ko" xmlns:gml="http://www.opengis.net/gml/3.2"><kk:perceelMember>
<oz:Perceel gml:id="a"><ko:identificatie>0084920229870000</ko:identificatie><oz:sectie>B</oz:sectie>
<oz:plaats><gml:Point srsName="urn:ogc:def:crs:EPSG::28992"><gml:pos>200005 500005</gml:pos></gml:Point></oz:plaats>
<oz:begrenzingPerceel><gml:Polygon srsName="urn:ogc:def:crs:EPSG::28992">
<gml:exterior>{ring}</gml:exterior></gml:Polygon>
</oz:begrenzingPerceel></oz:Perceel></kk:perceelMember></kk:DKK>"""
TRIANGLE = "200000 500000 200010 500000 200010 500010 200000 500000"
STRAIGHT = f"<gml:LinearRing><gml:posList>{TRIANGLE}</gml:posList></gml:LinearRing>"
ARC = """<gml:Ring><gml:curveMember><gml:Curve><gml:segments>
<gml:Arc><gml:posList>200000 500000 200005 500005 200010 500000</gml:posList></gml:Arc>
<gml:LineStringSegment><gml:posList>200010 500000 200000 500000</gml:posList></gml:LineStringSegment>
</gml:segments></gml:Curve></gml:curveMember></gml:Ring>"""


@pytest.mark.parametrize(("ring", "area"), [(STRAIGHT, 50.0), (ARC, np.pi * 25 / 2)])
def test_gml_polygon_is_taken_and_nothing_is_written_beside_it(tmp_path, ring, area):
    (tmp_path / "perceel.gml").write_text(PERCEEL.format(ring=ring), "utf-8")
    frame, _ = read(tmp_path, "brk_percelen_gml", "perceel.gml", bounds=AREA)
    assert frame["perceel_id"].tolist() == ["0084920229870000"]
    assert frame.area.iloc[0] == pytest.approx(area, rel=0.01)
    assert [p.name for p in tmp_path.iterdir()] == ["perceel.gml"]


def test_gml_inside_a_zip(tmp_path):
    with zipfile.ZipFile(tmp_path / "brk.zip", "w") as archive:
        archive.writestr("map/kadastralekaart_perceel.gml", PERCEEL.format(ring=STRAIGHT))
        archive.writestr("map/anders.gml", "<a/>")
    assert len(read(tmp_path, "brk_percelen_gml", "brk.zip")[0]) == 1
