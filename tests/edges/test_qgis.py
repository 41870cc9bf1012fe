"""GeoPackage and project in real QGIS: valid, styled, named and grouped, without a remark in the log."""

import dataclasses
import json
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from geo_risico.catalog import definitions_folder, load_catalog
from geo_risico.governance import release
from geo_risico.io.write_gpkg import write_gpkg
from geo_risico.io.write_qgis import PROJECT, qgis_project

ROOT = Path(__file__).parents[2]
PYTHON = "/usr/bin/python3"
QUIET = ("XDG_RUNTIME_DIR",)
"""Remarks of the machine, not of the files."""


def _has_qgis():
    try:
        return subprocess.run([PYTHON, "-c", "import qgis.core"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.fixture(scope="module")
def fieldwork():
    folder = definitions_folder()
    return load_catalog(folder / "layers", folder / "scans" / "themes").fieldwork["standaard"]


def _write(result, folder, fieldwork, **changes):
    scan = result.scan.model_copy(update=changes)
    other = result.theme.model_copy(update={"name": "water", "title": "Tweede <thema> & meer"})
    beside = dataclasses.replace(result, scan=scan, theme=other, fieldwork=fieldwork)
    whole = dataclasses.replace(result, scan=scan, fieldwork=fieldwork, beside=(beside,))
    released = release(whole, version="1")
    folder.mkdir()
    layers = write_gpkg(released, folder / "locaties.gpkg")
    (folder / PROJECT).write_text(qgis_project(released, layers), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def partner(tmp_path_factory, sample_result, fieldwork):
    return _write(sample_result, tmp_path_factory.mktemp("qgis") / "partner", fieldwork)


@pytest.fixture(scope="module")
def opened(tmp_path_factory, sample_result, fieldwork):
    return _write(sample_result, tmp_path_factory.mktemp("qgis") / "open", fieldwork, profile="open")


def _facts(path, *words):
    if not _has_qgis():
        pytest.skip("QGIS ontbreekt: installeer python3-qgis om de bestanden in echte QGIS te openen")
    command = [PYTHON, ROOT / "scripts" / "qgis_facts.py", path, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=240)
    remarks = [line for line in done.stderr.splitlines() if line.strip() and not any(q in line for q in QUIET)]
    answer = json.loads(done.stdout)
    return answer["found"], answer["log"], remarks


@pytest.fixture(scope="module")
def project(partner):
    return _facts(partner / PROJECT)


def test_the_project_opens_without_a_remark(project):
    found, log, remarks = project
    assert found["is_read"]
    assert (found["error"], log, remarks) == ("", [], [])
    assert all(layer["is_valid"] for layer in found["layers"].values())
    assert found["crs"] == "EPSG:28992"
    assert found["title"].startswith("FICTIEF - Proefscan <b>buitengebied</b>")
    assert found["layouts"] == ["Kaart op A4"]


def test_groups_order_and_what_is_shown(project, sample_result):
    found, _, _ = project
    first, second, tables = found["groups"]
    assert (first, second, tables) == (sample_result.theme.title, "Tweede <thema> & meer", "Tabellen")
    assert found["groups"][first] == ["Erven", "Vakken van 500 m", "Buurten", "Wijken", "Gemeenten"]
    assert found["groups"][tables] == ["Bevindingen", "Bronnen", "Toelichting"]
    assert found["shown"] == ["Erven"]


def test_layers_are_styled_and_read_in_dutch(project, partner):
    for name, layer in project[0]["layers"].items():
        if layer["crs"] == "EPSG:28992":
            assert layer["renderer"] in {"categorizedSymbol", "RuleRenderer"}, name
            assert "[%" in layer["map_tip"]
            assert all(alias for field, alias in layer["aliases"].items() if field != "fid")
            assert layer["is_read_only"]
    alone, log, remarks = _facts(partner / "locaties.gpkg", "locaties", "buurten", "bevindingen")
    assert (log, remarks) == ([], [])
    assert all(layer["has_default_style"] for layer in alone.values())
    assert alone["locaties"]["classes"][:2] == ["A zeer laag", "B laag"]


def test_findings_have_a_form_and_belong_to_locations(project):
    found, _, _ = project
    table = found["layers"]["bevindingen_geo_risico"]
    assert (table["count"], table["is_read_only"]) == (0, False)
    kinds = {name: table["widgets"][name] for name in ("uitkomst", "bevinding", "vervolg", "op")}
    assert kinds == {"uitkomst": "ValueMap", "bevinding": "ValueMap", "vervolg": "ValueMap", "op": "DateTime"}
    assert found["relations"] == [True, True]


def test_the_extent_holds_all_areas(project, sample_result):
    minx, miny, maxx, maxy = sample_result.aggregates["gemeenten"].total_bounds
    west, south, east, north = project[0]["extent"]
    assert west <= minx < maxx <= east
    assert south <= miny < maxy <= north


def test_profile_open_has_areas_and_no_findings(opened):
    found, log, remarks = _facts(opened / PROJECT)
    assert (found["is_read"], log, remarks) == (True, [], [])
    assert "Erven" not in next(iter(found["groups"].values()))
    assert found["groups"]["Tabellen"] == ["Bronnen", "Toelichting"]
    assert found["relations"] == []


def test_the_project_names_its_neighbour_only(partner):
    text = (partner / PROJECT).read_text(encoding="utf-8")
    tree = ET.fromstring(text)  # noqa: S314 - our own output
    sources = {item.text for item in tree.iter("datasource")}
    assert all(source.startswith("./locaties.gpkg|layername=") for source in sources)
    assert str(partner) not in text
    assert "<script>alert(1)</script>" not in text
    keys = [item.text for item in tree.findall("projectlayers/maplayer/id")]
    assert len(keys) == len(set(keys))
    assert min(map(len, keys)) >= 10
