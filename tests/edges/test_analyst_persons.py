"""Persons in files: in columns that nobody asked for, and under names that registers and spreadsheets use."""

import importlib.util
from pathlib import Path

import pytest

from geo_risico.core.errors import DataError
from geo_risico.governance.personal_data import find_personal

_SPEC = importlib.util.spec_from_file_location("reading_sample", Path(__file__).with_name("reading_sample.py"))
_sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_sample)
counts, make_panden, read = _sample.counts, _sample.make_panden, _sample.read

BSNS = ["111222333", "123456782", "999990019", "999990020", "", "999990032", "111222333", "123456782"]


def write(folder, name):
    frame = make_panden().assign(opmerking=BSNS)
    if name.endswith("csv"):
        frame.assign(geom=frame.geometry.to_wkt()).drop(columns="geometry").to_csv(folder / name, index=False)
    elif name.endswith("parquet"):
        frame.to_parquet(folder / name)
    else:
        frame.to_file(folder / name, **({"layer": "pand"} if name.endswith("gpkg") else {}))
    return {"wkt": "geom"} if name.endswith("csv") else {}


@pytest.mark.filterwarnings("ignore:Column names longer than 10", "ignore:Normalized/laundered")
@pytest.mark.parametrize("name", ["p.gpkg", "p.geojson", "p.shp", "p.parquet", "p.csv"])
def test_citizen_numbers_in_a_column_that_is_not_read_are_refused(tmp_path, name):
    changes = write(tmp_path, name)
    with pytest.raises(DataError, match="opmerking: waarden voldoen aan de elfproef"):
        read(tmp_path, "bag_panden", name, **changes)


def test_they_are_counted_when_the_source_drops_them(tmp_path):
    write(tmp_path, "p.gpkg")
    panden, provenance = read(tmp_path, "bag_panden", "p.gpkg", personal_columns="drop")
    assert "opmerking" not in panden
    assert counts(provenance)["personal_column"] == 1


@pytest.mark.parametrize(
    "name",
    ["persoonsNr", "eig_naam", "erfpachter", "naam_houder", "gebruiker_naam", "tenaamgestelde", "NAW", "naw_gegevens",
     "Vreemdelingennummer", "BRP_nummer", "IBAN", "relatienaam", "echtgenoot"],
)  # fmt: skip
def test_names_of_columns_about_persons(name):
    assert name in find_personal([name])


@pytest.mark.parametrize("name", ["houderverjonging", "naam", "beheerder", "gebruiksdoel", "wegbehnaam", "nat_gebied"])
def test_names_of_columns_about_places(name):
    assert find_personal([name]) == {}
