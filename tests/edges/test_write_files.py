"""What stands in the files: columns, styles, titles, sources, values."""

import dataclasses
import datetime as dt
import json
import sqlite3
import xml.etree.ElementTree as ET
from contextlib import closing

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest

from geo_risico.governance import manifest, release
from geo_risico.io.write import write_outputs
from geo_risico.io.write_style import CLASS_STYLE, area_style, column_titles

AREA_COLUMNS = [
    "code", "naam", "gemeente_code", "location_count", "count_A", "count_B", "count_C", "count_D", "count_E",
    "count_onbekend", "barn_200_500_m2", "barn_500_1000_m2", "barn_1000_2500_m2", "barn_2500_m2", "mean_score",
    "mean_score_low", "mean_score_high", "coverage",
]  # fmt: skip
LOCATION_COLUMNS = [
    "location_id", "label", "kind", "buurt_code", "pand_count", "perceel_ids", "gemeente_code", "wijk_code", "gemeente",
    "wijk", "buurt", "vierkant", "area_m2", "score", "score_low", "score_high", "base", "coverage", "percentile",
    "class", "percentile_all", "class_all", "p10", "p90", "rank_low", "rank_high", "top_share", "robustness",
    "reasons_for", "reasons_against", "counterfactual_indicator", "counterfactual_class",
]  # fmt: skip
SHOWN_AREA_COLUMNS = [*AREA_COLUMNS, "count_robust", "count_grensgeval"]
"""Where all locations are shown; with a visit log also count_witte_vlek."""
CREATED = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)


def test_a_geopackage_does_not_tell_how_often_it_was_written_to(tmp_path, open_release, sample_result):
    """The driver commits more often on one file system than on another; an auditor uses another."""
    path = write(open_release, sample_result, tmp_path / "a") / "locaties.gpkg"
    header = path.read_bytes()[:100]
    assert header[24:28] == header[92:96] == (1).to_bytes(4, "big")
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert file.execute("SELECT count(*) FROM gpkg_contents").fetchone()[0] > 3


def write(released, result, folder):
    write_outputs(released, {}, manifest(released, result, seeds={}, created=CREATED), folder)
    return folder


@pytest.fixture(scope="module")
def partner(tmp_path_factory, sample_release, sample_result):
    return write(sample_release, sample_result, tmp_path_factory.mktemp("uit") / "partner")


@pytest.fixture(scope="module")
def opened(tmp_path_factory, open_release, sample_result):
    return write(open_release, sample_result, tmp_path_factory.mktemp("uit") / "open")


def location_columns(released):
    """Columns of the locations: those above, what evidence adds, and the words about certainty."""
    added = [name for name in released.locations.columns.drop("geometry") if name not in LOCATION_COLUMNS]
    return [*LOCATION_COLUMNS, *added, "rank_count", "zekerheid"]


def rows(folder, query):
    with closing(sqlite3.connect(folder / "locaties.gpkg")) as file:
        return file.execute(query).fetchall()


def parse(qml):
    return ET.fromstring(qml.encode())  # noqa: S314 - our own output


def test_layers_of_the_geopackage(partner, opened):
    tables = {"bronnen", "toelichting", "layer_styles"}
    areas = {"gemeenten", "wijken", "buurten", "vierkanten"}
    assert {name for name, _ in pyogrio.list_layers(partner / "locaties.gpkg")} == {"locaties"} | areas | tables
    assert {name for name, _ in pyogrio.list_layers(opened / "locaties.gpkg")} == areas | tables


def test_golden_columns_and_crs(partner, sample_release):
    info = pyogrio.read_info(partner / "locaties.gpkg", layer="locaties")
    assert list(info["fields"]) == [*location_columns(sample_release), *sample_release.indicators.columns]
    assert info["crs"] == "EPSG:28992"
    assert list(pyogrio.read_info(partner / "locaties.gpkg", layer="buurten")["fields"])[:20] == SHOWN_AREA_COLUMNS


def test_geopackage_values_are_the_release(partner, sample_release):
    read = pyogrio.read_dataframe(partner / "locaties.gpkg", layer="locaties").set_index("location_id")
    assert read.index.tolist() == sample_release.locations.index.tolist()
    assert read["label"].tolist() == sample_release.locations["label"].tolist()
    np.testing.assert_allclose(read["score"], sample_release.locations["score"])
    np.testing.assert_allclose(read["barn_area_m2"], sample_release.indicators["barn_area_m2"])
    np.testing.assert_allclose(read.area, sample_release.locations.area)


def test_parquet_is_geoparquet_with_contributions(partner, sample_release):
    meta = pq.read_metadata(partner / "locaties.parquet")
    geo = json.loads(meta.metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    assert meta.row_group(0).column(0).compression == "ZSTD"
    read = gpd.read_parquet(partner / "locaties.parquet").set_index("location_id")
    assert read.crs == "EPSG:28992"
    np.testing.assert_allclose(read["bijdrage_barn_area_m2"], sample_release.contributions["barn_area_m2"])
    assert read["class"].tolist() == sample_release.locations["class"].tolist()


def test_every_column_has_its_own_dutch_title(partner, sample_release):
    titles = dict(rows(partner, "SELECT column_name, title FROM gpkg_data_columns WHERE table_name = 'locaties'"))
    assert set(titles) == {*location_columns(sample_release), *sample_release.indicators.columns}
    assert titles["class"] == "Klasse binnen de gemeente"
    assert titles["barn_area_m2"] == "Schuren zonder adres (m2)"
    assert not [name for name, title in titles.items() if name == title]
    assert len(set(titles.values())) == len(titles)


def test_titles_stay_unique(sample_release):
    specs = sample_release.indicator_specs
    same = dict.fromkeys(("a", "b"), specs["barn_share"])
    assert len(set(column_titles(["a", "b"], same).values())) == 2


def test_styles_are_default_and_well_formed(partner):
    styles = rows(partner, "SELECT f_table_name, styleQML, useAsDefault, f_geometry_column FROM layer_styles")
    assert {name for name, *_ in styles} == {"locaties", "gemeenten", "wijken", "buurten", "vierkanten"}
    for name, qml, default, column in styles:
        tree = parse(qml)
        assert (tree.tag, default) == ("qgis", 1)
        assert (name, column) in rows(partner, "SELECT table_name, column_name FROM gpkg_geometry_columns")
        symbols = {item.get("name") for item in tree.findall("renderer-v2/symbols/symbol")}
        used = {item.get("symbol") for item in tree.iter() if item.tag in {"category", "rule"}}
        assert used == symbols
        assert "[%" in tree.findtext("mapTip")


def test_classes_are_coloured_and_unknown_is_hatched(partner):
    ((qml,),) = rows(partner, "SELECT styleQML FROM layer_styles WHERE f_table_name = 'locaties'")
    tree = parse(qml)
    categories = {item.get("value"): item.get("symbol") for item in tree.iter("category")}
    assert list(categories) == ["A", "B", "C", "D", "E", "onbekend"]
    symbols = {item.get("name"): item for item in tree.findall("renderer-v2/symbols/symbol")}
    kinds = {value: [part.get("class") for part in symbols[key].findall("layer")] for value, key in categories.items()}
    assert kinds["onbekend"] == ["SimpleFill", "LinePatternFill"]
    for value, colour, _ in CLASS_STYLE[:5]:
        assert kinds[value] == ["SimpleFill"]
        assert symbols[categories[value]].find("layer/Option/Option[@name='color']").get("value") == f"{colour},255"


@pytest.mark.parametrize("values", [[], [0.4], [0.4, 0.4], list(np.linspace(0, 1, 30))])
def test_every_known_mean_falls_in_one_group(values):
    tree = parse(area_style({"naam": "Naam"}, pd.Series(values, dtype=float)))
    rules = [item.get("filter") for item in tree.iter("rule")]
    assert rules[-1] == '"mean_score" IS NULL'
    for value in values:
        with closing(sqlite3.connect(":memory:")) as file:
            query = f"SELECT {'+'.join(f'({rule})' for rule in rules)} FROM (SELECT ? AS mean_score)"  # noqa: S608
            assert file.execute(query, (value,)).fetchone() == (1,)


def test_a_hidden_score_gives_one_plain_symbol(tmp_path, sample_result, result_with):
    hidden = release(result_with(sample_result, profile="toezicht", hide_score=True), version="1")
    folder = write(hidden, sample_result, tmp_path / "uit")
    ((qml,),) = rows(folder, "SELECT styleQML FROM layer_styles WHERE f_table_name = 'locaties'")
    assert parse(qml).find("renderer-v2").get("type") == "singleSymbol"
    columns = pq.read_schema(folder / "locaties.parquet").names
    assert not [name for name in columns if "score" in name or "bijdrage" in name or name.startswith("class")]


def test_sources_and_explanation_travel_along(partner):
    sources = pyogrio.read_dataframe(partner / "locaties.gpkg", layer="bronnen", read_geometry=False)
    assert sources.set_index("laag").loc["leegstand", "status"] == "ontbreekt"
    assert sources.set_index("laag").loc["panden", "reparaties"].startswith("bouwjaar 9999")
    text = pyogrio.read_dataframe(partner / "locaties.gpkg", layer="toelichting", read_geometry=False)
    assert text.set_index("onderwerp").loc["Fictief", "tekst"].startswith("FICTIEF")
    assert any("geen bewijs" in line for line in text["tekst"])


def test_dates_in_the_file_are_the_peildatum(partner):
    assert {row[0] for row in rows(partner, "SELECT last_change FROM gpkg_contents")} == {"2026-01-01T00:00:00.000Z"}
    assert rows(partner, "PRAGMA integrity_check") == [("ok",)]
    assert rows(partner, "PRAGMA foreign_key_check") == []


def test_csv_shows_missing_as_missing(opened, open_release):
    table = pd.read_csv(opened / "buurten.csv", index_col="code")
    expected = open_release.aggregates["buurten"]
    assert [table.index.name, *table.columns] == AREA_COLUMNS
    assert table["count_A"].isna().tolist() == expected["count_A"].isna().tolist()
    np.testing.assert_allclose(table["mean_score"], expected["mean_score"], rtol=1e-5)
    assert "60," in (opened / "buurten.csv").read_text(encoding="utf-8")


def test_csv_runs_no_formulas(tmp_path, sample_release, sample_result):
    wijken = sample_release.aggregates["wijken"].copy()
    wijken["naam"] = ["=1+1", "+1", "@x", "-gewoon"]
    wijken["mean_score"] = -0.5
    wijken["barn_2500_m2"] = 1_234_567.8
    aggregates = {**sample_release.aggregates, "wijken": wijken}
    folder = write(dataclasses.replace(sample_release, aggregates=aggregates), sample_result, tmp_path / "uit")
    table = pd.read_csv(folder / "wijken.csv")
    assert table["naam"].tolist() == ["'=1+1", "'+1", "'@x", "'-gewoon"]
    assert (table["mean_score"] == -0.5).all()
    assert (table["barn_2500_m2"] == 1_234_567.8).all()


def test_a_kind_that_the_scan_lacks_gives_a_header(tmp_path, sample_release, sample_result):
    aggregates = {"gemeenten": sample_release.aggregates["gemeenten"]}
    folder = write(dataclasses.replace(sample_release, aggregates=aggregates), sample_result, tmp_path / "uit")
    assert (folder / "buurten.csv").read_text(encoding="utf-8").startswith("code,naam,gemeente_code")
