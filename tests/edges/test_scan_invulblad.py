"""A filled-in workbook put into a scan: weights and schouw change the scores, an untouched one changes nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib.util
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from geo_risico.cli.app import app
from geo_risico.core.errors import DataError, ReleaseError
from geo_risico.core.specs import DimensionSpec
from geo_risico.governance.release import release
from geo_risico.io.invulblad.read import read_invulblad
from geo_risico.scan.invulblad import check_fits
from geo_risico.scan.run import scan_layers
from geo_risico.scan.save import save_scan

_SPEC = importlib.util.spec_from_file_location("invulblad_sample", Path(__file__).with_name("invulblad_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)

SUPERVISION = DimensionSpec(
    name="toezicht",
    title="Toezicht",
    summary="Weinig toezicht maakt gebruik onzichtbaar.",
    axis="barriere",
    weights={"isps_status": 2, "presence_hours": 3, "camera_count": 2},
)
MOMENT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def silent(_):
    return None


@pytest.fixture(scope="module")
def world(fictief_scan):
    """Scan of a few erven under a theme with a matrix: plan, catalog, layers without schouw and result."""
    theme = fictief_scan.plan.theme
    dims = (*(dim.model_copy(update={"axis": "kans", "side": "land"}) for dim in theme.dimensions), SUPERVISION)
    theme = theme.model_copy(update={"dimensions": dims, "matrix": sample.MATRIX})
    spec = fictief_scan.plan.scan.model_copy(update={"themes": (theme.name,)})
    plan = dataclasses.replace(fictief_scan.plan, scan=spec, themes=(theme,))
    frames = {name: frame for name, frame in fictief_scan.layers.frames.items() if name not in {"schouw", "cameras"}}
    provenance = {name: items for name, items in fictief_scan.layers.provenance.items() if name in frames}
    layers = dataclasses.replace(fictief_scan.layers, frames=frames, provenance=provenance)
    return plan, fictief_scan.catalog, layers, scan_layers(plan, fictief_scan.catalog, layers, silent)


@pytest.fixture
def book(world):
    return sample.opened(sample.workbook_bytes(world[3]))


def again(world, book, tmp_path):
    plan, catalog, layers, _ = world
    filled = read_invulblad(sample.saved(book, tmp_path / "risicomatrix.xlsx"))
    check_fits(filled, plan)
    return scan_layers(plan, catalog, layers, silent, filled)


def fill(book, **answers):
    sheet = book["Locaties"]
    for name, value in answers.items():
        sheet.cell(2, sample.column_of(sheet, name)).value = value
    return sheet["A2"].value


def test_untouched_workbook_gives_the_same_scores(world, book, tmp_path):
    result = again(world, book, tmp_path)
    pd.testing.assert_frame_equal(result.scores, world[3].scores)
    pd.testing.assert_frame_equal(result.risks, world[3].risks)
    assert result.scan.weights == world[3].scan.weights


def test_schouw_values_count_for_their_location_only(world, book, tmp_path):
    place = fill(book, isps="ja", aanwezigheid_uren_week="168", cameras=4)
    before, after = world[3], again(world, book, tmp_path)
    assert after.indicators.loc[place, ["isps_status", "presence_hours", "camera_count"]].tolist() == [1, 168, 4]
    assert after.scores.loc[place, "barriere"] == 1
    assert after.scores.loc[place, "barriere_level"] == 5
    assert np.isnan(before.scores.loc[place, "barriere_level"])
    others = after.scores.index != place
    pd.testing.assert_series_equal(after.scores["score"][others], before.scores["score"][others])
    item = next(p for p in after.provenance if p.source == "invulblad")
    assert (item.layer, item.access, item.path, len(item.sha256)) == ("schouw", "restricted", "risicomatrix.xlsx", 64)


def test_what_was_filled_in_stands_on_the_next_workbook(world, book, tmp_path):
    fill(book, isps="nee", cameras=0)
    first = again(world, book, tmp_path)
    next_book = sample.opened(sample.workbook_bytes(first))
    sheet = next_book["Locaties"]
    assert sheet.cell(2, sample.column_of(sheet, "isps")).value == "nee"
    assert sheet.cell(2, sample.column_of(sheet, "cameras")).value == 0
    second = again(world, next_book, tmp_path)
    pd.testing.assert_frame_equal(second.scores, first.scores)


def test_the_workbook_goes_before_the_files_of_the_scan(world, book, tmp_path):
    plan, catalog, layers, _ = world
    place = fill(book, cameras=1)
    other = book["Locaties"]["A3"].value
    rows = pd.DataFrame({"location_id": [place, other], "cameras": [9.0, 7.0], "isps": ["ja", "ja"]})
    spec = catalog.layers["schouw"]
    given = rows.reindex(columns=list(spec.columns)).assign(peildatum=pd.Timestamp("2030-01-01"))
    given = given.astype(
        {n: "float64" if c.dtype == "number" else "str" for n, c in spec.columns.items() if c.dtype != "date"}
    )
    with_schouw = dataclasses.replace(layers, frames={**layers.frames, "schouw": given})
    result = again((plan, catalog, with_schouw, None), book, tmp_path)
    assert result.indicators.loc[place, "camera_count"] == 1
    assert result.indicators.loc[place, "isps_status"] == 1, "een lege cel verandert niets"
    assert result.indicators.loc[other, "camera_count"] == 7


def test_changed_weights_are_used_and_told(world, book, tmp_path):
    sheet = book["Gewichten"]
    sheet.cell(2, sample.column_of(sheet, "gewicht")).value = "40,5"
    name = sheet["A2"].value
    result = again(world, book, tmp_path)
    assert result.weights[name] > world[3].weights[name]
    assert result.scan.weights == {**world[3].scan.weights, name: 40.5}
    title = result.indicator_specs[name].title.lower()
    notices = release(result, version="0").meta.notices
    assert any("wijken af" in notice and title in notice for notice in notices)


def test_a_location_that_the_scan_no_longer_has(world, book, tmp_path):
    place = fill(book, cameras=1)
    plan, catalog, layers, _ = world
    filled = read_invulblad(sample.saved(book, tmp_path / "blad.xlsx"))
    gone = dataclasses.replace(filled, schouw=filled.schouw.assign(location_id=f"{place}-WEG"))
    with pytest.raises(DataError, match="-WEG"):
        scan_layers(plan, catalog, layers, silent, gone)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"scan": "andere"}, "scan 'andere'"),
        ({"theme": "gemeenten"}, "thema 'gemeenten'"),
        ({"peildatum": dt.date(2020, 1, 1)}, "peildatum 2020-01-01"),
        ({"weights": {"niets": 1.0}}, "gewicht van 'niets'"),
    ],
)
def test_a_workbook_of_another_scan(world, book, tmp_path, changes, expected):
    filled = read_invulblad(sample.saved(book, tmp_path / "blad.xlsx"))
    with pytest.raises(DataError, match=expected):
        check_fits(dataclasses.replace(filled, **changes), world[0])


def test_filled_in_values_never_leave_in_profile_open(world, book, tmp_path):
    fill(book, cameras=2)
    result = again(world, book, tmp_path)
    opened = dataclasses.replace(result, scan=result.scan.model_copy(update={"profile": "open"}))
    with pytest.raises(ReleaseError, match="camera_count"):
        release(opened, version="0")


def test_files_of_the_matrix_are_written_and_recorded(world, book, tmp_path):
    fill(book, isps="ja")
    result = again(world, book, tmp_path)
    released, files = save_scan(result, tmp_path / "uit", created=MOMENT, step=silent)
    names = {path.name for path in files}
    assert {"risicomatrix.xlsx", "risicomatrix.html"} <= names
    folder = tmp_path / "uit" / result.scan.name
    record = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (item,) = [entry for entry in record["inputs"] if entry["source"] == "invulblad"]
    assert item["file"] == "risicomatrix.xlsx"
    assert released.schouw is not None
    assert read_invulblad(folder / "risicomatrix.xlsx").row_count == len(result.scores)


def test_command_line_names_the_wrong_cells_and_exits_2(tmp_path, book, monkeypatch, capsys):
    fill(book, cameras="veel")
    path = sample.saved(book, tmp_path / "blad.xlsx")
    root = Path(__file__).parents[2]
    monkeypatch.setattr(
        "sys.argv", ["geo-risico", "scan", str(root / "scans" / "nieuwpolder.yaml"), "--invulblad", str(path)]
    )
    from geo_risico.cli.app import main  # noqa: PLC0415 - reads sys.argv

    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 2
    assert "Locaties!" in capsys.readouterr().err


def test_command_line_explains_the_option():
    shown = CliRunner().invoke(app, ["scan", "--help"], env={"COLUMNS": "200"})
    assert "--invulblad" in shown.output
