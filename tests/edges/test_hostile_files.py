"""Files made to break the reader: bombs, DTDs, names that lead elsewhere; each ends in a clear error at once."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import sqlite3
import zipfile
from pathlib import Path

import geopandas as gpd
import openpyxl
import pytest
import shapely

from geo_risico.catalog.yaml_files import parse
from geo_risico.core.errors import DefinitionError, SourceError
from geo_risico.core.specs import LayerSpec
from geo_risico.io.invulblad.read import read_invulblad

_SPEC = importlib.util.spec_from_file_location("reading_sample", Path(__file__).with_name("reading_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)
CSV, PAND, BGT, FIS = "meldingen_tabel", "bag_panden", "bgt_panden", "fis_terminal"
ENTITIES = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
LAUGHS = f'<!DOCTYPE l [<!ENTITY a0 "ha">{ENTITIES}]><l><featureMember><p><i>&a11;</i></p></featureMember></l>'
XXE = '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><l><featureMember><p><i>&a;</i></p></featureMember></l>'
DEEP = f"<l><featureMember><p>{'<a>' * 5000}{'</a>' * 5000}</p></featureMember></l>"
KINDS = "".join(f"<a{i}/>" for i in range(20_001))
OGR_VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="pand"><SrcDataSource>/etc/x</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
)
GDALG = json.dumps({"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read x ! write streamed"})


def refused(folder, source, name, *words, **changes):
    with pytest.raises(SourceError) as caught:
        sample.read(folder, source, name, **changes)
    text = str(caught.value)
    assert name.rpartition("/")[2][:20] in text
    for word in words:
        assert word in text


@pytest.mark.parametrize(
    ("name", "source", "text", "word"),
    [
        ("b.gml", BGT, LAUGHS, "DTD"),
        ("b.gml", BGT, XXE, "DTD"),
        ("b.gml", BGT, DEEP, "hoogstens 200"),
        ("b.gml", BGT, f"<l><featureMember><p>{KINDS}</p></featureMember></l>", "hoogstens 20000"),
        ("f.json", FIS, "[" * 100_000, "te veel lagen"),
        ("f.json", FIS, '{"Result":[' + '{"a":' * 900 + "1" + "}" * 900 + "]}", "te veel lagen"),
        ("p.geojson", PAND, OGR_VRT, "geen .geojson"),
        ("p.geojson", PAND, "<OGRWFSDataSource><URL>http://127.0.0.1:9/</URL></OGRWFSDataSource>", "geen .geojson"),
        ("p.vrt", PAND, OGR_VRT, "verwijst naar andere gegevens"),
        ("p.gdalg.json", PAND, GDALG, "verwijst naar andere gegevens"),
        ("p.json", PAND, GDALG, "niet te lezen"),
        ("m.csv", CSV, "melding_id,x,y\n" + "a" * 70_000_000 + ",1,2\n", "regel van een csv"),
        ("m.csv", CSV, ",".join(f"c{i}" for i in range(6_000)) + "\n", "hoogstens 5000"),
    ],
)
def test_text_that_would_explode_or_lead_elsewhere(tmp_path, name, source, text, word):
    (tmp_path / name).write_text(text, "utf-8")
    refused(tmp_path, source, name, word)


@pytest.mark.parametrize(
    "path",
    ["/vsicurl/http://127.0.0.1:9/a.gpkg", "/vsizip/a.zip/b.gpkg", "PG:dbname=x", "http://127.0.0.1:9/a.gpkg",
     "<OGRVRTDataSource/>", '{"type":"x"}', "a\0b.gpkg", "a\nb.gpkg", "\u202egpj.gpkg", "a" * 5000],
)  # fmt: skip
def test_a_path_is_only_a_path(tmp_path, path):
    with pytest.raises(SourceError, match="geen pad van een bestand"):
        sample.read(tmp_path, PAND, path)


def test_devices_pipes_and_system_folders_are_no_files(tmp_path):
    os.mkfifo(tmp_path / "m.csv")
    for path in ("m.csv", "/dev/zero", "/proc/self/environ"):
        refused(tmp_path, CSV, path, "geen gewoon bestand")


def test_zip_bomb_and_names_that_climb(tmp_path):
    with zipfile.ZipFile(tmp_path / "bom.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("m.csv", b"0" * 60_000_000)
    refused(tmp_path, CSV, "bom.zip", "verdacht veel groter")
    with zipfile.ZipFile(tmp_path / "klim.zip", "w") as archive:
        archive.writestr("../../m.csv", "melding_id,x,y\n")
    refused(tmp_path, CSV, "klim.zip", "buiten zijn map")


def test_geopackage_with_a_view_or_a_virtual_table(tmp_path):
    for number, sql in enumerate((
        "CREATE VIEW eindeloos AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT x FROM c",
        "CREATE VIRTUAL TABLE v USING fts3(inhoud)",
    )):  # fmt: skip
        path = tmp_path / f"p{number}.gpkg"
        sample.make_panden().to_file(path, layer="pand")
        with sqlite3.connect(path) as file:
            file.execute(sql)
        refused(tmp_path, PAND, path.name, "verwacht gewone tabellen")


def test_sql_in_the_names_of_tables_and_columns_is_only_a_name(tmp_path):
    frame = sample.make_panden().rename(columns={"status": 'a"; DROP TABLE pand; --'})
    frame.to_file(tmp_path / "p.gpkg", layer='p"; DROP TABLE gpkg_contents; --')
    result, _ = sample.read(tmp_path, PAND, "p.gpkg", (1e5, 4e5, 3e5, 6e5), dataset='p"; DROP TABLE gpkg_contents; --')
    assert len(result) == 8
    assert len(sample.read(tmp_path, PAND, "p.gpkg", dataset="p*")[0]) == 8


def test_parquet_that_unpacks_to_far_more(tmp_path):
    shape = shapely.box(200_000, 500_000, 200_010, 500_010)
    frame = gpd.GeoDataFrame({"identificatie": ["x" * 20_000] * 4_000}, geometry=[shape] * 4_000, crs=28992)
    frame.to_parquet(tmp_path / "p.parquet", compression="zstd", use_dictionary=False)
    refused(tmp_path, PAND, "p.parquet", "hoogstens 250")


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def workbook(path, content):
    """A workbook whose first sheet is this XML."""
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == "xl/worksheets/sheet1.xml" else old.read(name))


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ('<row r="1"><c r="XFD1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>', "30000000"),
        ('<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>', "1048576"),
        (f'<row><c t="inlineStr"><is><t>{"x" * 40_000}</t></is></c></row>', "32767"),
        ("<a>" * 300 + "</a>" * 300, "hoogstens 200"),
    ],
)
def test_workbooks_that_would_fill_the_memory(tmp_path, rows, word):
    workbook(tmp_path / "m.xlsx", SHEET.format(rows))
    refused(tmp_path, CSV, "m.xlsx", word)
    with pytest.raises(SourceError, match=word):
        read_invulblad(tmp_path / "m.xlsx")


def test_workbook_with_a_dtd(tmp_path):
    workbook(tmp_path / "m.xlsx", '<!DOCTYPE a [<!ENTITY b "c">]>' + SHEET.format("<row><c><v>&b;</v></c></row>"))
    refused(tmp_path, CSV, "m.xlsx", "DTD")


@pytest.mark.parametrize(
    "text",
    ["a: &a [1]\nb: *a\n", "[" * 5000, "name: 2001-99-99\n", "? [a]\n: b\n", "a: !!int x\n", "a: 1" + ":59" * 3000,
     "a: !!python/object/apply:os.system [id]\n", "a: " + "9" * 100_000, 'title: "\\e[31m"\n', 'title: "a\\u202eb"\n',
     "a: 1\na: 2\n", "a" * 1_000_001, "\n".join(f"k{i}: 1" for i in range(5000))],
)  # fmt: skip
def test_yaml_that_explodes_runs_or_steers(tmp_path, text):
    path = tmp_path / "l.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(DefinitionError, match=r"l\.yaml") as caught:
        parse(path, LayerSpec)
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 20_000


def test_control_and_turning_characters_in_values_are_made_visible(tmp_path):
    (tmp_path / "m.csv").write_text("melding_id,x,y\na\x1b[2J\u202eb,200000,500000\n", "utf-8")
    frame, _ = sample.read(tmp_path, CSV, "m.csv")
    assert frame["melding_id"].tolist() == ["a\ufffd[2J\ufffdb"]
