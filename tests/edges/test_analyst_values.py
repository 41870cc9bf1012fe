"""Identifiers, dates and counts in the clothes that spreadsheets and older deliveries give them."""

import importlib.util
from pathlib import Path

import pandas as pd
import pytest

from geo_risico.io.values import as_date, as_text, bare_identifier

_SPEC = importlib.util.spec_from_file_location("reading_sample", Path(__file__).with_name("reading_sample.py"))
_sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_sample)
counts, make_panden, read = _sample.counts, _sample.make_panden, _sample.read

EXPECTED = [f"0166100000{i:06d}" for i in range(8)]


@pytest.mark.parametrize(
    "dress",
    [
        lambda code: f"{int(code)}.0",
        lambda code: f"'{code}",
        lambda code: f"NL.IMBAG.Pand.{code}",
        lambda code: f"  {code}\t",
        int,
        float,
    ],
    ids=["decimal", "apostrophe", "register", "blanks", "integer", "float"],
)
def test_every_dress_of_an_identifier_gives_the_same_pand(tmp_path, dress):
    frame = make_panden()
    frame["identificatie"] = pd.Series([dress(code) for code in frame["identificatie"]])
    frame.to_file(tmp_path / "p.gpkg", layer="pand")
    panden, _ = read(tmp_path, "bag_panden", "p.gpkg")
    assert panden["pand_id"].tolist() == EXPECTED


@pytest.mark.parametrize("name", ["osm_way 12.5", "OSM-W12", "B 2298"])
def test_other_identifiers_stay_as_they_are(name):
    assert bare_identifier(pd.Series([name])).tolist() == [name]


def test_decimal_numbers_beyond_exact_are_unusable_and_counted(tmp_path):
    frame = make_panden()
    frame["identificatie"] = pd.Series([9999100000000001.0 + 3 * i for i in range(8)])
    frame.to_file(tmp_path / "p.gpkg", layer="pand")
    panden, provenance = read(tmp_path, "bag_panden", "p.gpkg")
    assert panden.empty
    assert counts(provenance)["unknown_value"] == 8
    assert as_text(pd.Series([2.0**53 - 1])).tolist() == ["9007199254740991"]


def test_pand_of_a_low_gemeente_code_without_leading_zeros_is_found(tmp_path):
    header, row = "identificatie;pand_identificatie;x;y", "14010000000001;14100000000001;200000;500000"
    (tmp_path / "vbo.csv").write_text(f"{header}\n{row}\n")
    objects, _ = read(tmp_path, "bag_verblijfsobjecten", "vbo.csv", x="x", y="y")
    assert objects[["verblijfsobject_id", "pand_id"]].to_numpy().tolist() == [["0014010000000001", "0014100000000001"]]


@pytest.mark.parametrize(
    "text",
    ["2021-03-04", "04-03-2021", "4/3/2021", "04.03.2021", "20210304", "20210304093000", "2021030409300000"],
)
def test_every_notation_of_a_date_is_the_same_day(text):
    assert as_date(pd.Series([text])).dt.date.astype(str).tolist() == ["2021-03-04"]


@pytest.mark.parametrize("text", ["0001-01-01", "1011-01-01", "9999-12-31", "31-02-2020"])
def test_impossible_years_and_days_are_no_date(text):
    assert as_date(pd.Series([text])).isna().all()


def test_a_count_below_zero_is_unknown(tmp_path):
    frame = make_panden().assign(aantal_verblijfsobjecten=[-1, 0, 1, 1, 1, 1, 1, 1])
    frame.to_file(tmp_path / "p.gpkg", layer="pand")
    panden, provenance = read(tmp_path, "bag_panden", "p.gpkg")
    assert panden["verblijfsobject_count"].isna().tolist() == [True] + [False] * 7
    assert counts(provenance)["unknown_value"] == 1


def test_gaps_and_nonsense_in_wkt_are_dropped_and_counted(tmp_path):
    frame = make_panden()
    shapes = ["", "POLYGON((a b))", *("SRID=28992;" + shape.wkt for shape in frame.geometry[2:])]
    pd.DataFrame(frame.drop(columns="geometry")).assign(geom=shapes).to_csv(tmp_path / "p.csv", index=False)
    panden, provenance = read(tmp_path, "bag_panden", "p.csv", wkt="geom")
    assert panden["pand_id"].tolist() == EXPECTED[2:]
    assert counts(provenance)["empty_geometry"] == 2


@pytest.mark.parametrize("code", ["gm0166", "GM0166", "166", "166.0", " 0166 "])
def test_gemeente_code_in_any_spelling(tmp_path, code):
    frame = make_panden()[["geometry"]].head(1).assign(code=code, naam="Kampen")
    frame.to_file(tmp_path / "g.gpkg", layer="gemeenten")
    gemeenten, _ = read(tmp_path, "gemeenten_bestuurlijk", "g.gpkg")
    assert gemeenten["gemeente_code"].tolist() == ["GM0166"]
