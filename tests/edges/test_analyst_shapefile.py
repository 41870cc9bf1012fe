"""Shapefiles cut names at ten characters: what is not certain is unknown, never another column."""

import importlib.util
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo_risico.core.errors import DataError
from geo_risico.io.columns import cut_columns

_SPEC = importlib.util.spec_from_file_location("reading_sample", Path(__file__).with_name("reading_sample.py"))
_sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_sample)
read = _sample.read
pytestmark = pytest.mark.filterwarnings("ignore:Column names longer than 10", "ignore:Normalized/laundered")


def written(tmp_path, shapes, columns):
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:28992")
    frame.to_file(tmp_path / "t.shp")


def roads(**columns):
    lines = [shapely.LineString([(200_000, 500_000 + y), (200_100, 500_000 + y)]) for y in (0, 10)]
    return lines, {"lokaal_id": ["W1", "W2"], "typeweg": ["straat", "straat"], **columns}


def test_words_tell_which_of_two_cut_columns_is_meant(tmp_path):
    columns = {"verhardingsbreedteklasse": ["2 - 4 meter", "> 7 meter"], "verhardingstype": ["onverhard", "verhard"]}
    written(tmp_path, *roads(**columns))
    wegen, _ = read(tmp_path, "top10_wegen", "t.shp")
    assert wegen["verharding"].tolist() == ["onverhard", "verhard"]


def test_a_whole_name_is_not_taken_for_a_cut_one(tmp_path):
    columns = {"identificatie": ["0166010000000001"], "huisnummer": [7], "status": ["Verblijfsobject in gebruik"]}
    written(tmp_path, [shapely.Point(200_000, 500_000)], columns)
    adressen, _ = read(tmp_path, "bag_adressen", "t.shp")
    assert adressen["huisnummer"].tolist() == ["7"]
    assert adressen["toevoeging"].isna().all()


def test_two_cut_columns_without_words_are_unknown(tmp_path):
    columns = {
        "lokaal_id": ["A1"],
        "kadastrale_gemeente_waarde": ["Otterlo"],
        "kadastrale_grootte_waarde": [1200.0],
    }
    written(tmp_path, [shapely.box(200_000, 500_000, 200_030, 500_040)], columns)
    percelen, provenance = read(tmp_path, "brk_percelen", "t.shp")
    assert percelen[["kadastrale_gemeente", "area_m2"]].isna().all(axis=None)
    missing = next(r for r in provenance.repairs if r.kind == "missing_column")
    assert missing.count >= 2


def test_a_key_that_is_not_certain_is_refused(tmp_path):
    columns = {"identificatie_namespace": ["NL.IMKAD"] * 2, "identificatie_lokaal_id": ["A1", "A2"]}
    written(tmp_path, [shapely.box(x, 500_000, x + 30, 500_040) for x in (200_000, 200_050)], columns)
    with pytest.raises(DataError, match=r"perceel_id ontbreekt; aanwezig: identifica, identifi_1"):
        read(tmp_path, "brk_percelen", "t.shp")


def test_one_cut_column_is_the_one_that_is_meant(tmp_path):
    columns = {"identificatie": ["0166100000000001"], "oorspronkelijk_bouwjaar": [1950]}
    written(tmp_path, [shapely.box(200_000, 500_000, 200_030, 500_040)], columns)
    panden, _ = read(tmp_path, "bag_panden", "t.shp")
    assert panden["bouwjaar"].tolist() == [1950.0]
    assert cut_columns("bouwjaar", ["BOUWJAAR"]) == ()
