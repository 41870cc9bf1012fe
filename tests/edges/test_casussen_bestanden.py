"""Files of cases and visits as people deliver them: any form, with gaps, faults and columns that may not be read."""

import importlib.util
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo_risico.core.errors import DataError

_SPEC = importlib.util.spec_from_file_location("casussen_sample", Path(__file__).with_name("casussen_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)
read_cases, read = sample.read_cases, sample.read


def messages(provenance):
    return " ".join(repair.message for repair in provenance.repairs)


def test_semicolons_decimal_commas_windows_text_and_rows_without_a_point(tmp_path):
    rows = ["Casus_ID;Datum;Soort;Bron;Zekerheid;X;Y;Adres", "C1;12-03-2024;hennep;tip;zeker;190100,5;505020,25;"]
    rows += ["C2;2024-05-01;drugslab;controle;mogelijk;;;Caféstraat 3, Kampen", "C3;;;;;0;0;"]
    frame, provenance = read_cases(tmp_path, "\n".join(rows), encoding="cp1252")
    assert frame.geometry.iloc[0].equals(shapely.Point(190100.5, 505020.25))
    assert list(frame.geometry.isna()) == [False, True, True]
    assert frame["adres"].iloc[1] == "Caféstraat 3, Kampen"
    assert list(frame["soort"])[:2] == ["hennepkwekerij", "synthetische drugs"]
    assert list(frame["bron"])[:2] == ["reported", "discovered"]
    assert "2 keer geen bruikbare coördinaten" in messages(provenance)


def test_degrees_under_their_own_names_and_under_x_and_y(tmp_path):
    for names in ("lon,lat", "lengtegraad,breedtegraad", "x,y"):
        frame, _ = read_cases(tmp_path, f"id,{names}\n1,5.9139,52.5551\n2,,")
        assert frame.geometry.iloc[0].distance(shapely.Point(190_900, 507_500)) < 1500, names
        assert frame.geometry.isna().iloc[1]


def test_a_workbook_with_numbers_and_dates(tmp_path):
    table = pd.DataFrame({"id": [1, 2], "datum": pd.to_datetime(["2024-03-01", None]), "pc": ["8261 AB", None]})
    table.assign(huisnr=[12.0, None], x=[None, 190_000.0], y=[None, 505_000.0]).to_excel(
        tmp_path / "c.xlsx", index=False
    )
    frame, _ = read(tmp_path, "casussen_tabel", "c.xlsx")
    assert frame["huisnummer"].iloc[0] == "12"
    assert frame["date"].iloc[0] == pd.Timestamp("2024-03-01")
    assert list(frame.geometry.isna()) == [True, False]


@pytest.mark.parametrize("crs", ["EPSG:28992", "EPSG:4326"])
def test_a_geopackage_with_empty_and_polygon_shapes(tmp_path, crs):
    shapes = gpd.GeoSeries([shapely.Point(190_000, 505_000), None, shapely.box(190_100, 505_000, 190_110, 505_010)])
    frame = gpd.GeoDataFrame({"bezoek_id": ["1", "2", "3"], "resultaat": ["raak", "niets", "niet thuis"]})
    frame.set_geometry(shapes.set_crs("EPSG:28992").to_crs(crs)).to_file(tmp_path / "b.gpkg")
    visits, _ = read(tmp_path, "bezoeken_tabel", "b.gpkg")
    assert list(visits["resultaat"]) == ["aangetroffen", "niets aangetroffen", "geen toegang"]
    assert visits.geometry.iloc[0].distance(shapely.Point(190_000, 505_000)) < 1
    assert visits.geometry.iloc[2].distance(shapely.box(190_100, 505_000, 190_110, 505_010)) < 1
    assert visits.geometry.isna().iloc[1]


def test_without_ids_rows_get_a_number_and_that_is_said(tmp_path):
    frame, provenance = read_cases(tmp_path, "datum,x,y\n2024-01-01,190000,505000\n2024-01-01,190000,505000")
    assert frame["casus_id"].is_unique
    assert "2 rijen zonder identificatie kregen een volgnummer" in messages(provenance)


def test_double_ids_unknown_words_and_unreadable_dates_are_told(tmp_path):
    text = "id,datum,soort,x,y\nA,2024-13-45,tovenarij,190000,505000\nA,2024-01-01,hennep,190000,505000"
    frame, provenance = read_cases(tmp_path, text)
    assert list(frame["casus_id"]) == ["A"]
    assert frame[["date", "soort"]].isna().all(axis=None)
    said = messages(provenance)
    assert "vaker voor" in said
    assert "waardelijst" in said
    assert "geen datum" in said
    assert any("tovenarij" in repair.examples for repair in provenance.repairs)


def test_tips_are_told_apart_by_the_trigger_or_by_a_column(tmp_path):
    visits, _ = read_cases(
        tmp_path, "id,adres,aanleiding\n1,,MMA\n2,,steekproef\n3,,melding\n4,,iets anders", source="bezoeken_tabel"
    )
    assert list(visits["is_tip"]) == [True, False, True, False]
    visits, _ = read_cases(
        tmp_path, "id,adres,aanleiding,is_tip\n1,,gepland,ja\n2,,gepland,nee", source="bezoeken_tabel"
    )
    assert list(visits["is_tip"]) == [True, False]


REFUSED = "naam Verdachte betrokkene dader subject BSN geboortedatum kenteken telefoon e-mail KvK-nummer naam_verdachte"
ALLOWED = (
    "straatnaam plaatsnaam havennaam naam_haven naam_straat gemeentenaam projectnaam locatienaam zaaknummer status"
)


@pytest.mark.parametrize("column", REFUSED.split())
@pytest.mark.parametrize("source", ["casussen_tabel", "bezoeken_tabel"])
def test_columns_about_persons_are_refused_by_name_with_the_reason(tmp_path, column, source):
    with pytest.raises(DataError, match=column) as caught:
        read_cases(tmp_path, f"id,x,y,{column}\n1,190000,505000,abc", source=source)
    assert "casussen.csv" in str(caught.value)
    assert len(caught.value.problems[0].split(": ", 1)[1]) > 3


@pytest.mark.parametrize("column", ALLOWED.split())
def test_names_of_places_are_not_refused(tmp_path, column):
    frame, _ = read_cases(tmp_path, f"id,x,y,{column}\n1,190000,505000,abc")
    assert len(frame) == 1


def test_numbers_that_are_citizen_numbers_are_refused_under_any_name(tmp_path):
    with pytest.raises(DataError, match="elfproef"):
        read_cases(tmp_path, "id,x,y,code\n1,1,1,111222333\n2,1,1,123456782\n3,1,1,999990019")


def test_free_text_is_not_read_and_that_is_said(tmp_path):
    frame, provenance = read_cases(tmp_path, "id,x,y,Toelichting\n1,190000,505000,Jan Jansen deed het")
    assert "Vrije tekst is niet gelezen" in messages(provenance)
    assert "Toelichting" in messages(provenance)
    assert not frame.astype(str).apply(lambda column: column.str.contains("Jansen")).to_numpy().any()


def test_coordinates_outside_the_country_do_not_throw_the_row_away(tmp_path):
    rows = [f"{n},190000,505000,\n" for n in range(5)]
    frame, provenance = read_cases(tmp_path, "id,x,y,adres\n" + "".join(rows) + '9,9000000,5,"Dorpsstraat 14, Kampen"')
    assert len(frame) == 6
    assert frame.geometry.isna().sum() == 1
    assert "verliest haar punt" in messages(provenance)
    with pytest.raises(DataError, match="buiten Nederland"):
        read_cases(tmp_path, "id,x,y\n1,9000000,5\n2,9000000,6")


def test_empty_tables_stay_empty(tmp_path):
    frame, _ = read_cases(tmp_path, "id,datum,x,y\n")
    assert len(frame) == 0
    assert np.array_equal(frame.columns[:2], ["casus_id", "date"])
