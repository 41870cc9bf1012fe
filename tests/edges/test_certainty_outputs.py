"""How sure a class is stands in every file, and a low class that nobody checked is unknown in all of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib.util
import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest

from geo_risico.cli.certainty import count_line
from geo_risico.cli.console import out
from geo_risico.cli.explain import explain
from geo_risico.core.certainty import (
    LOW_BUT_BLIND,
    area_certainty,
    certainty_counts,
    described,
    is_low_but_blind,
    place_text,
    rank_counts,
    without_low_words,
)
from geo_risico.governance import manifest
from geo_risico.governance.release import release
from geo_risico.io.invulblad.write import write_invulblad
from geo_risico.io.write import write_outputs
from geo_risico.reports import write_informatiebeeld, write_risicomatrix

FOLDER = Path(__file__).parent
CREATED = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)


def _module(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


matrix_sample = _module(FOLDER / "invulblad_sample.py")
evidence_sample = _module(FOLDER.parent / "sample_evidence.py")


@pytest.fixture(scope="module")
def result(sample_result):
    return evidence_sample.with_evidence(sample_result)


@pytest.fixture(scope="module")
def shown(result):
    return release(result, version="0.1.0+proef")


@pytest.fixture(scope="module")
def hidden(shown):
    names = shown.locations.index[is_low_but_blind(shown.locations)]
    assert len(names)
    return names


@pytest.fixture(scope="module")
def folder(tmp_path_factory, shown, result):
    path = tmp_path_factory.mktemp("uit") / shown.meta.name
    write_outputs(shown, {}, manifest(shown, result, seeds={}, created=CREATED), path)
    return path


def test_a_hidden_class_had_a_low_one_and_nobody_looked(shown, hidden):
    frame = shown.locations
    assert set(frame.loc[hidden, "class"]) == {"onbekend"}
    assert set(frame.loc[hidden, "class_seen"]) <= {"A", "B"}
    assert set(frame.loc[hidden, "witte_vlek"]) == {"witte vlek"}
    others = frame.index.difference(hidden)
    assert not (frame.loc[others, "class"].isin(["A", "B"]) & frame.loc[others, "witte_vlek"].eq("witte vlek")).any()


def test_interval_of_the_rank_lies_within_its_group(shown):
    frame = described(shown)
    ranked = frame["rank_low"].notna()
    assert frame.loc[ranked, "rank_count"].notna().all()
    assert frame.loc[~ranked, "rank_count"].isna().all()
    assert (frame.loc[ranked, "rank_high"] <= frame.loc[ranked, "rank_count"]).all()
    assert (frame.loc[ranked, "rank_low"] <= frame.loc[ranked, "rank_high"]).all()


def test_small_groups_are_counted_together(sample_release):
    theme = sample_release.theme.model_copy(update={"peers": ("kind",), "minimum_peers": 3})
    frame = pd.DataFrame({"kind": ["a", "a", "a", "b", "c"], "rank_low": [1.0, 2.0, float("nan"), 1.0, 2.0]})
    assert rank_counts(frame, theme).fillna(0).tolist() == [2, 2, 0, 2, 2]


def test_files_say_how_sure_in_one_sentence(folder, hidden):
    for frame in (
        pyogrio.read_dataframe(folder / "locaties.gpkg", layer="locaties").set_index("location_id"),
        gpd.read_parquet(folder / "locaties.parquet").set_index("location_id"),
    ):
        assert set(frame.loc[hidden, "zekerheid"]) == {LOW_BUT_BLIND}
        assert set(frame.loc[hidden, "class_expert"]) == {"onbekend"}
        known = frame.index[frame["robustness"].isin(["robust", "grensgeval"])][0]
        row = frame.loc[known]
        assert place_text(row["rank_low"], row["rank_high"], row["rank_count"]) in row["zekerheid"]
        assert row["zekerheid"].lower().startswith({"robust": "robuust"}.get(row["robustness"], row["robustness"]))
        assert not frame["zekerheid"].str.contains(r"\blaag\b").any()


def test_areas_count_what_is_sure(folder, shown):
    table = pd.read_csv(folder / "buurten.csv", index_col="code")
    places = shown.locations
    for name, column, value in (
        ("count_robust", "robustness", "robust"),
        ("count_grensgeval", "robustness", "grensgeval"),
        ("count_witte_vlek", "witte_vlek", "witte vlek"),
    ):
        expected = places[places[column] == value].groupby("buurt_code").size().reindex(table.index, fill_value=0)
        assert table[name].tolist() == expected.tolist()
    assert not (table["count_robust"] + table["count_grensgeval"] > table["location_count"]).any()


def test_hot_spots_are_a_styled_layer(tmp_path, shown, result):
    grid = shown.hotspots.assign(gi_score=3.0, p_score=0.001, is_hot_score="geen")
    grid.loc[grid.index[:3], "is_hot_score"] = ["hot", "cold", "te weinig"]
    given = dataclasses.replace(shown, hotspots=grid)
    write_outputs(given, {}, manifest(given, result, seeds={}, created=CREATED), tmp_path / "uit")
    read = pyogrio.read_dataframe(tmp_path / "uit" / "locaties.gpkg", layer="hotspots")
    assert read["is_hot_score"].tolist() == grid["is_hot_score"].tolist()
    with closing(sqlite3.connect(tmp_path / "uit" / "locaties.gpkg")) as file:
        style = file.execute("SELECT styleQML FROM layer_styles WHERE f_table_name = 'hotspots'").fetchone()[0]
        titles = dict(file.execute("SELECT column_name, title FROM gpkg_data_columns WHERE table_name = 'hotspots'"))
    assert "&quot;is_hot_score&quot; = 'hot'" in style
    assert style.count("LinePatternFill") == 2
    assert not [name for name, title in titles.items() if name == title]


@pytest.mark.parametrize("profile", ["open", "toezicht"])
def test_other_profiles_tell_no_cases(profile, result, result_with):
    other = result_with(result, profile=profile)
    if profile == "open":
        other = dataclasses.replace(other, evidence=None, calibration=None)
    given = release(other, version="0.1.0+proef")
    assert area_certainty(given, "buurten") is None
    assert certainty_counts(given) is None
    frame = described(given)
    if profile == "open":
        assert frame is None
        return
    assert not {"case_count", "case_history", "rank_count"} & set(frame)
    assert frame["zekerheid"].str.contains("plaats").all()
    assert "onbekend" not in set(frame["class"])


def test_explanation_in_the_terminal(folder, shown, hidden):
    with out.capture() as shown_text:
        explain(hidden[0], folder.parent, None)
    text = " ".join(shown_text.get().split())
    assert LOW_BUT_BLIND in text
    assert "zou de klasse" not in text
    assert "klasse A" not in text
    assert "klasse B" not in text
    assert "inspanning rondom in groep" in text
    known = shown.locations.index[shown.locations["visit_count"] > 0][0]
    with out.capture() as shown_text:
        explain(known, folder.parent, None)
    text = " ".join(shown_text.get().split())
    row = described(shown).loc[known]
    assert place_text(row["rank_low"], row["rank_high"], row["rank_count"]) in text
    assert "laatste bezoek" in text
    assert "FICTIEF: 1 bezoek" in text
    assert f"experts: klasse {row['class_expert']}; na ijking: klasse {row['class']}" in text


def test_counts_agree_between_terminal_and_report(shown):
    counts = certainty_counts(shown)
    assert counts.robust + counts.border + counts.too_little + counts.hidden_low == len(shown.locations)
    assert f"{counts.robust} robuust, {counts.border} grensgeval" in count_line(shown)
    page = write_informatiebeeld(shown)
    assert f"{counts.robust} erven zijn robuust; {counts.border} zijn grensgevallen" in page
    assert f"liggen er {counts.blind}" in page
    assert "Ro\u00adbuust / grens\u00adgeval / witte vlek" in page


def test_without_a_log_nobody_is_called_a_witte_vlek(sample_release):
    assert certainty_counts(sample_release).blind is None
    assert "niet bekend waar is gekeken" in count_line(sample_release)
    page = write_informatiebeeld(sample_release)
    assert "Ro\u00adbuust / grens\u00adgeval<" in page
    assert "In een witte vlek" not in page


def test_matrix_and_workbook_never_call_a_hidden_place_low(result):
    matrix = matrix_sample.matrix_result(result)
    scores = matrix.scores.assign(kans_level=1.0)
    first = scores.index[0]
    scores.loc[first, ["class", "class_all", "robustness", "class_seen", "witte_vlek"]] = [
        "onbekend", "onbekend", "onbekend", "A", "witte vlek",
    ]  # fmt: skip
    given = release(dataclasses.replace(matrix, scores=scores), version="0.1.0+proef")
    assert without_low_words(given.locations).loc[first, "kans_level"] != 1.0
    book = openpyxl.load_workbook(pd.io.common.BytesIO(write_invulblad(given, dict(given.theme.weights))))
    sheet = book["Locaties"]
    heads = [cell.value for cell in sheet[1]]
    row = {name: cell.value for name, cell in zip(heads, sheet[2], strict=True)}
    assert row["location_id"] == first
    assert {row[name] for name in ("klasse", "zekerheid", "plaats", "kans", "kans_trede")} == {"onbekend"}
    assert row["uitleg_zekerheid"] == LOW_BUT_BLIND
    page = write_risicomatrix(given)
    label = given.locations.loc[first, "label"].split()[-1]
    assert "Zekerheid" in page
    assert label in page
