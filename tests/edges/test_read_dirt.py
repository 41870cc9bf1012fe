"""Dirt in registers: repaired or dropped, always counted, and every row accounted for."""

import datetime as dt
import importlib.util
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo_risico.core.errors import DataError
from geo_risico.io.columns import find_column
from geo_risico.io.values import as_date, as_number, as_text, tag_text

_SPEC = importlib.util.spec_from_file_location("reading_sample", Path(__file__).with_name("reading_sample.py"))
_sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_sample)
read, make_panden, counts = _sample.read, _sample.make_panden, _sample.counts
BOWTIE = shapely.Polygon([(200_000, 500_000), (200_010, 500_010), (200_010, 500_000), (200_000, 500_010)])


def written(tmp_path, frame):
    frame.to_file(tmp_path / "p.gpkg", layer="pand")
    return read(tmp_path, "bag_panden", "p.gpkg")


@pytest.mark.filterwarnings("ignore:Geometry column contains mixed")
def test_geometries_are_repaired_or_dropped(tmp_path):
    frame = make_panden()
    frame.loc[0, "geometry"] = BOWTIE
    frame.loc[1, "geometry"] = None
    frame.loc[2, "geometry"] = shapely.Polygon()
    frame.loc[3, "geometry"] = shapely.Polygon([(200_000, 500_000), (200_010, 500_010), (200_000, 500_000)])
    frame.loc[4, "geometry"] = shapely.force_3d(frame.geometry[4], 5.0)
    result, provenance = written(tmp_path, frame)
    assert len(result) == 5
    assert result.is_valid.all()
    assert not result.has_z.any()
    assert counts(provenance) | {"missing_column": 0} == {
        "invalid_geometry": 1, "empty_geometry": 2, "dropped": 1, "sentinel": 2, "missing_column": 0
    }  # fmt: skip
    assert result.area.iloc[0] == pytest.approx(50)


def test_null_geometry_is_counted_when_only_an_area_is_read(tmp_path):
    frame = make_panden()
    frame.loc[1, "geometry"] = None
    frame.to_file(tmp_path / "p.gpkg", layer="pand")
    _, provenance = read(tmp_path, "bag_panden", "p.gpkg", (199_000.0, 500_000.0, 202_000.0, 501_000.0))
    assert counts(provenance)["empty_geometry"] == 1


def test_double_and_blank_keys(tmp_path):
    frame = make_panden()
    frame.loc[5, "identificatie"] = frame.loc[4, "identificatie"]
    frame.loc[6, "identificatie"] = None
    result, provenance = written(tmp_path, frame)
    assert len(result) == 6
    assert counts(provenance)["duplicate"] == 1
    assert counts(provenance)["dropped"] == 1
    double = next(r for r in provenance.repairs if r.kind == "duplicate")
    assert double.examples == ("0166100000000004",)


def test_unknown_words_become_unknown_and_are_reported(tmp_path):
    frame = make_panden()
    frame.loc[[0, 1], "status"] = ["Pand verdwenen", "PAND IN GEBRUIK"]
    result, provenance = written(tmp_path, frame)
    assert result["status"].isna().tolist() == [True] + [False] * 7
    assert result.loc[1, "status"] == "Pand in gebruik"
    repair = next(r for r in provenance.repairs if r.kind == "unknown_value")
    assert (repair.count, repair.examples) == (1, ("Pand verdwenen",))


def test_cbs_code_for_unknown_and_suspect_zeros_and_are(tmp_path):
    frame = gpd.GeoDataFrame(
        {"gemeentecode": ["GM0166", 998, "34", "GM0999"], "gemeentenaam": list("abcd"),
         "aantal_inwoners": [-99997, 5, 7, 8],
         "cr_drugs_drank": [0, 1, 0, 0], "lbt_totaal_cultuurgrond_ha": [100, 200, 300, 400], "pct_herkomst_nl": 1},
        geometry=make_panden(4).geometry,
    )  # fmt: skip
    frame["gemeentecode"] = frame["gemeentecode"].astype(str)
    frame.to_file(tmp_path / "g.gpkg", layer="gemeenten")
    result, provenance = read(tmp_path, "gemeenten_geoinzicht", "g.gpkg")
    assert result["gemeente_code"].tolist() == ["GM0166", "GM0998", "GM0034", "GM0999"]
    assert result["inwoners_count"].isna().tolist() == [True, False, False, False]
    assert result["drugs_misdrijven_count"].isna().all()
    assert result["cultuurgrond_ha"].tolist() == [1, 2, 3, 4]
    assert counts(provenance)["suspect"] == 3
    assert counts(provenance)["personal_column"] == 1


def history(tmp_path, rows, peildatum):
    frame = gpd.GeoDataFrame(rows, columns=["identificatie", "beginGeldigheid", "eindGeldigheid", "status"],
                             geometry=make_panden(len(rows)).geometry)  # fmt: skip
    frame.to_file(tmp_path / "p.gpkg", layer="pand")
    return read(tmp_path, "bag_panden", "p.gpkg", peildatum=peildatum)


def test_version_of_the_peildatum_is_taken(tmp_path):
    rows = [
        ["1", "2010-01-01", "2015-06-01", "Bouw gestart"],
        ["1", "2015-06-01", "2020-06-01", "Pand in gebruik"],
        ["1", "2020-06-01", None, "Sloopvergunning verleend"],
        ["2", "2010-01-01", "2016-01-01", "Pand in gebruik"],
        ["3", "2023-01-01", None, "Bouw gestart"],
    ]
    result, provenance = history(tmp_path, rows, dt.date(2018, 1, 1))
    assert dict(zip(result["pand_id"].str[-1], result["status"], strict=True)) == {
        "1": "Pand in gebruik", "3": "Bouw gestart"
    }  # fmt: skip
    assert counts(provenance)["history"] == 3
    assert counts(provenance)["assumption"] == 1


def test_two_files_together_count_what_they_share(tmp_path):
    spec = _sample.load(_sample.SourceSpec, "sources/bag_panden.yaml")
    make_panden().to_file(tmp_path / "a.gpkg", layer="pand")
    make_panden().iloc[5:].to_file(tmp_path / "b.gpkg", layer="pand")
    uses = [(_sample.LayerUse(source="bag_panden", path=name), spec) for name in ("a.gpkg", "b.gpkg")]
    request = _sample.ReadRequest(folder=tmp_path, bounds=None, peildatum=_sample.PEILDATUM)
    frame, (_, second) = _sample.read_layer(_sample.load(_sample.LayerSpec, "panden.yaml"), uses, request)
    assert len(frame) == 8
    assert (second.rows_read, second.rows_kept, counts(second)["duplicate"]) == (3, 0, 3)


@pytest.mark.parametrize("column", ["bsn", "achternaam", "Geboortedatum", "E-mail"])
def test_personal_columns_are_refused(tmp_path, column):
    make_panden().assign(**{column: "x"}).to_file(tmp_path / "p.gpkg", layer="pand")
    with pytest.raises(DataError, match=column):
        read(tmp_path, "bag_panden", "p.gpkg")


def test_personal_columns_are_dropped_when_the_source_says_so(tmp_path):
    make_panden().assign(bsn="x", herkomst="y").to_file(tmp_path / "p.gpkg", layer="pand")
    result, provenance = read(tmp_path, "bag_panden", "p.gpkg", personal_columns="drop")
    assert len(result) == 8
    assert counts(provenance)["personal_column"] == 2


def bsn_numbers(count):
    digits = np.arange(100_000_000, 100_000_000 + 20 * count)
    weights = np.array([9, 8, 7, 6, 5, 4, 3, 2, -1])
    table = np.array([list(map(int, str(d))) for d in digits])
    return [str(d) for d in digits[(table @ weights) % 11 == 0]][:count]


def test_values_that_are_citizen_numbers_are_refused(tmp_path):
    (tmp_path / "m.csv").write_text(
        "melding_id,x,y\n" + "".join(f"{b},200100,500100\n" for b in bsn_numbers(30)), "utf-8"
    )
    with pytest.raises(DataError, match="elfproef"):
        read(tmp_path, "meldingen_tabel", "m.csv")
    result, provenance = read(tmp_path, "meldingen_tabel", "m.csv", personal_columns="drop")
    assert result["melding_id"].str.startswith("meldingen_tabel-").sum() + result["melding_id"].isna().sum() == 30
    assert counts(provenance)["personal_column"] == 1


def test_identifiers_that_a_spreadsheet_rounded_are_unknown(tmp_path):
    (tmp_path / "l.csv").write_text("verblijfsobject_id;leegstand_type\n1,93E+14;administratief\n", "utf-8")
    result, provenance = read(tmp_path, "leegstand_tabel", "l.csv")
    assert result["verblijfsobject_id"].isna().all()
    assert counts(provenance)["unknown_value"] == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(min_value=-(10**15), max_value=10**15), min_size=1, max_size=20))
def test_numbers_survive_text(values):
    text = as_text(pd.Series([float(v) for v in values]))
    assert as_number(text).tolist() == values


@settings(deadline=None)
@given(
    st.dates(dt.date(1800, 1, 1), dt.date(2200, 1, 1)),
    st.sampled_from(["%Y-%m-%d", "%d-%m-%Y", "%Y%m%d", "%Y-%m-%dT00:00:00+01:00"]),
)
def test_every_notation_gives_the_same_day(day, notation):
    text = pd.Series([f"{day:{notation}}" if day.year > 999 else "x"])
    assert as_date(text).iloc[0] == pd.Timestamp(day)


@settings(deadline=None)
@given(st.text(alphabet="ab:_", min_size=1, max_size=8), st.text(max_size=12))
def test_a_tag_is_found_whatever_its_value(key, value):
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    other = pd.Series([f'"zz"=>"1","{key}"=>"{escaped}"', None])
    found, expected = tag_text(other, key), as_text(pd.Series([value, None], dtype="str"))
    assert found.fillna("").tolist() == expected.fillna("").tolist()
    assert pd.isna(found.iloc[1])


@settings(deadline=None)
@given(st.text(alphabet="abcdef", min_size=1, max_size=6), st.text(alphabet="abcdef", min_size=1, max_size=6))
def test_case_and_underscores_do_not_matter(first, second):
    assert find_column(f"{first}_{second}", ["gid", (first + second.capitalize())]) == first + second.capitalize()
