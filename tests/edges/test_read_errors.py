"""Every wrong file is refused in Dutch, with file, key, value and what was expected."""

import importlib.util
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from geo_risico.core.errors import DataError, GeoRisicoError, SourceError

_SPEC = importlib.util.spec_from_file_location("reading_sample", Path(__file__).with_name("reading_sample.py"))
_sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_sample)
read, make_panden = _sample.read, _sample.make_panden


def refused(kind, folder, source, path, *words, **changes):
    with pytest.raises(kind) as caught:
        read(folder, source, path, **changes)
    message = str(caught.value)
    assert path in message
    for word in words:
        assert word in message, message


def test_missing_file_names_the_nearest(tmp_path):
    make_panden().to_file(tmp_path / "panden.gpkg", layer="pand")
    refused(SourceError, tmp_path, "bag_panden", "pandem.gpkg", "bestaat niet", "panden.gpkg")


def test_missing_folder(tmp_path):
    refused(SourceError, tmp_path, "bag_panden", "weg/panden.gpkg", "map 'weg' bestaat ook niet")


def test_folder_instead_of_file(tmp_path):
    (tmp_path / "panden.gpkg").mkdir()
    refused(SourceError, tmp_path, "bag_panden", "panden.gpkg", "is een map", "verwacht een bestand")


def test_fictief_path_without_fictief(tmp_path):
    refused(SourceError, tmp_path, "bag_panden", "fictief/bag.gpkg", "fictieve gemeente")


@pytest.mark.parametrize("name", ["p.gpkg", "p.geojson", "p.fgb", "p.parquet", "p.gml", "p.xlsx", "p.zip", "p.pbf"])
@pytest.mark.parametrize("content", [b"", b"geen geo", bytes(range(256)) * 20])
def test_nonsense_in_any_format(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    source = "osm_panden" if name.endswith("pbf") else "bag_panden"
    with pytest.raises(GeoRisicoError, match=name):
        read(tmp_path, source, name)


@pytest.mark.parametrize("name", ["p.gpkg", "p.geojson", "p.fgb", "p.parquet", "p.shp"])
@pytest.mark.parametrize("share", [0.1, 0.6, 0.98])
@pytest.mark.parametrize("bounds", [None, (200_000.0, 500_000.0, 200_300.0, 501_000.0)])
def test_broken_off_file(tmp_path, name, share, bounds):
    frame = pd.concat([make_panden()] * 200, ignore_index=True).drop(
        columns=["gebruiksdoel", "aantal_verblijfsobjecten"]
    )
    whole = tmp_path / name
    frame = frame.rename(columns={"identificatie": "identifica"}) if name.endswith("shp") else frame
    frame.to_parquet(whole) if name.endswith("parquet") else frame.to_file(whole)
    whole.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * share)])
    with pytest.raises(SourceError, match=name):
        read(tmp_path, "bag_panden", name, bounds, dataset=None)


def test_shapefile_without_dbf(tmp_path):
    make_panden()[["status", "geometry"]].to_file(tmp_path / "p.shp")
    (tmp_path / "p.dbf").unlink()
    refused(SourceError, tmp_path, "bag_panden", "p.shp", ".dbf")


def test_unknown_layer_lists_those_present(tmp_path):
    make_panden().to_file(tmp_path / "p.gpkg", layer="gebouw")
    make_panden().to_file(tmp_path / "p.gpkg", layer="woning")
    refused(DataError, tmp_path, "bag_panden", "p.gpkg", "'pand'", "gebouw, woning")


def test_missing_required_column_names_the_nearest(tmp_path):
    make_panden().rename(columns={"identificatie": "identficatie"}).to_file(tmp_path / "p.gpkg", layer="pand")
    refused(
        DataError,
        tmp_path,
        "bag_panden",
        "p.gpkg",
        "'identificatie'",
        "aanwezig:",
        "bedoeld is misschien 'identficatie'",
    )


def test_wrong_geometry_type(tmp_path):
    frame = make_panden()
    frame.set_geometry(frame.centroid).to_file(tmp_path / "p.gpkg", layer="pand")
    refused(DataError, tmp_path, "bag_panden", "p.gpkg", "punt", "verwacht vlak")


def test_table_without_geometry(tmp_path):
    (tmp_path / "p.csv").write_text("identificatie\n0166100000000001\n", "utf-8")
    refused(DataError, tmp_path, "bag_panden", "p.csv", "geen crs")


def test_csv_without_coordinate_column(tmp_path):
    (tmp_path / "m.csv").write_text("melding_id,xx,y\na,1,2\n", "utf-8")
    refused(DataError, tmp_path, "meldingen_tabel", "m.csv", "kolom 'x'", "melding_id, xx, y")


def test_zip_without_member(tmp_path):
    with zipfile.ZipFile(tmp_path / "bgt.zip", "w") as archive:
        archive.writestr("bgt_wegdeel.gml", "<a/>")
    refused(SourceError, tmp_path, "bgt_panden", "bgt.zip", "bgt_pand.gml", "aanwezig: bgt_wegdeel.gml")


def test_rd_coordinates_without_crs_in_geojson_are_understood(tmp_path):
    frame = make_panden()
    text = frame.to_json(drop_id=True)
    (tmp_path / "p.geojson").write_text(text[: text.rindex(', "crs"')] + "}" if '"crs"' in text else text, "utf-8")
    result, provenance = read(tmp_path, "bag_panden", "p.geojson")
    assert result.geometry.iloc[0].bounds[:2] == (200_000, 500_100)
    assert any(r.kind == "assumption" and "RD" in r.message for r in provenance.repairs)


@pytest.mark.parametrize(
    ("crs", "shift"), [("EPSG:4326", (0.0, 0.0)), ("EPSG:28992", (5e6, 5e6)), ("EPSG:32631", (0.0, 0.0))]
)
def test_coordinates_outside_the_netherlands_are_refused(tmp_path, crs, shift):
    frame = make_panden()
    moved = frame.set_geometry(frame.translate(*shift)).set_crs(crs, allow_override=True)
    moved.to_file(tmp_path / "p.gpkg", layer="pand")
    refused(DataError, tmp_path, "bag_panden", "p.gpkg", "buiten Nederland", "gevonden x", "verwacht in")


def test_swapped_axes_are_named(tmp_path):
    frame = make_panden().to_crs(4326)
    swapped = frame.set_geometry(shapely.transform(frame.geometry.values, lambda xy: xy[:, ::-1]))
    swapped.to_file(tmp_path / "p.gpkg", layer="pand")
    refused(DataError, tmp_path, "bag_panden", "p.gpkg", "assen lijken verwisseld")


def test_single_stray_row_is_dropped_and_counted(tmp_path):
    frame = make_panden()
    frame.loc[3, "geometry"] = shapely.box(-1, -1, 1, 1)
    frame.to_file(tmp_path / "p.gpkg", layer="pand")
    result, provenance = read(tmp_path, "bag_panden", "p.gpkg")
    assert len(result) == 7
    assert _sample.counts(provenance)["dropped"] == 1


def test_empty_layer_is_reported_not_refused(tmp_path):
    make_panden().iloc[:0].to_file(tmp_path / "p.gpkg", layer="pand", geometry_type="Polygon")
    frame, provenance = read(tmp_path, "bag_panden", "p.gpkg")
    assert len(frame) == 0
    assert frame.crs.to_epsg() == 28992
    assert "Leeg" in provenance.note
    assert frame["bouwjaar"].dtype == np.float64


def test_no_rows_in_the_area_is_reported(tmp_path):
    make_panden().to_file(tmp_path / "p.gpkg", layer="pand")
    frame, provenance = read(tmp_path, "bag_panden", "p.gpkg", (100_000.0, 400_000.0, 101_000.0, 401_000.0))
    assert len(frame) == 0
    assert "gebied van de scan" in provenance.note


def test_source_folder_may_be_read_only(tmp_path):
    folder = tmp_path / "bron"
    folder.mkdir()
    make_panden().to_file(folder / "p.gpkg", layer="pand")
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    folder.chmod(0o555)
    read(folder, "bag_panden", "p.gpkg")
    folder.chmod(0o755)
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("result", "word"), [("null", "'None'"), ('"x"', "'x'"), ("[1, 2]", "een lijst met iets anders dan rijen")]
)
def test_json_that_holds_no_records(tmp_path, result, word):
    (tmp_path / "fis.json").write_text(f'{{"Result": {result}}}', "utf-8")
    refused(DataError, tmp_path, "fis_terminal", "fis.json", "sleutel 'Result'", word, "verwacht een lijst met rijen")
