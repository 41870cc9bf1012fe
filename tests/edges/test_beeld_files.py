"""What a scan with candidates writes, that marks outlive it, and what the command line says of it."""

from __future__ import annotations

import csv
import datetime as dt
import importlib.util
import io
import json
import sys
from pathlib import Path

import pandas as pd
import pyogrio
import pytest
import yaml

from geo_risico.cli import console, main
from geo_risico.cli.beeld import _keep, _print_candidates, _print_history
from geo_risico.cli.explain import explain
from geo_risico.io.marks import read_marks
from geo_risico.scan.save import save_scan

_SPEC = importlib.util.spec_from_file_location("beeld_sample", Path(__file__).parents[1] / "beeld_sample.py")
beeld = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(beeld)
ROOT = Path(__file__).parents[2]
NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
LAYERS = ("gemeenten", "landgebied", "wijken", "buurten", "panden", "adressen", "verblijfsobjecten")


@pytest.fixture(autouse=True)
def wide(monkeypatch):
    """Lines are not folded."""
    monkeypatch.setattr(console.out, "_width", 240)
    monkeypatch.setattr(console.err, "_width", 240)


@pytest.fixture(scope="module")
def result(sample_result):
    return beeld.build_beeld(sample_result)


@pytest.fixture(scope="module")
def saved(result, tmp_path_factory):
    folder = tmp_path_factory.mktemp("uit")
    released, _ = save_scan(result, folder, created=NOW, step=lambda _: None)
    return folder, released


def rows_of(folder):
    text = (folder / "proefscan" / "beeld" / "kandidaten.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def write_marks(path, result, marks):
    ids = [item.location_id for item in result.candidates.items]
    rows = [{"location_id": name, "oordeel": mark} for name, mark in zip(ids, marks, strict=False)]
    path.write_text(json.dumps({"scan": "proefscan", "oordelen": rows}), encoding="utf-8")
    return path


def test_the_list_holds_every_candidate_with_room_for_a_mark(saved, result):
    rows = rows_of(saved[0])
    assert [row["location_id"] for row in rows] == [item.location_id for item in result.candidates.items]
    assert [int(row["rang"]) for row in rows] == list(range(1, beeld.CHANGED + 1))
    assert {row["oordeel"] for row in rows} == {""}
    first = rows[0]
    assert (float(first["waarde"]), float(first["standaardfout"]), float(first["sterkte"])) == (-0.4, 0.03, 4.0)
    assert (first["voor"], first["na"], first["sensor"]) == ("2019-06-12", "2023-06-03", "Sentinel-2")
    assert "beeldpunt 10 m" in first["kwaliteit"]
    assert next(row["label"] for row in rows if "HYPERLINK" in row["label"]).startswith("'=")


def test_the_places_open_as_a_geopackage(saved, result):
    frame = pyogrio.read_dataframe(saved[0] / "proefscan" / "beeld" / "kandidaten.gpkg")
    assert list(frame["location_id"]) == [item.location_id for item in result.candidates.items]
    assert frame.crs.to_epsg() == 28992
    shapes = result.locations.frame.geometry.loc[frame["location_id"]]
    assert frame.geometry.centroid.distance(shapes.set_axis(frame.index).centroid).max() < 1e-6


def test_the_same_scan_twice_gives_the_same_files(saved, result, tmp_path):
    save_scan(result, tmp_path, created=NOW, step=lambda _: None)
    for path in (saved[0] / "proefscan").rglob("*"):
        if path.is_file():
            assert (tmp_path / path.relative_to(saved[0])).read_bytes() == path.read_bytes(), path.name


def test_marks_outlive_a_new_run_and_give_precision(result, tmp_path, capsys):
    save_scan(result, tmp_path, created=NOW, step=lambda _: None)
    files = [read_marks(write_marks(tmp_path / "m.json", result, ["echt", "echt", "onjuist", "onzeker"]))]
    _print_history(_keep(result, files, tmp_path, NOW))
    released, _ = save_scan(result, tmp_path, created=NOW, step=lambda _: None)
    _print_candidates(released, tmp_path / "proefscan")
    said = capsys.readouterr().out
    assert "Oordelen: 4 toegevoegd" in said
    assert "Gemeten precisie: 2 van 3 echt (67%, tussen 21 en 94%); 1 onzeker." in said
    assert [row["oordeel"] for row in rows_of(tmp_path)][:5] == ["echt", "echt", "onjuist", "onzeker", ""]
    found = json.loads((tmp_path / "proefscan" / "beeld" / "precisie.json").read_text(encoding="utf-8"))
    assert found["groepen"][0] == {
        "groep": "alle", "titel": "alle kandidaten", "echt": 2, "onjuist": 1, "onzeker": 1,
        "precisie": 0.666667, "laag": 0.20766, "hoog": 0.938508,
    }  # fmt: skip
    assert "2 van 3 echt" in (tmp_path / "proefscan" / "kaart.html").read_text(encoding="utf-8")
    assert "2 van 3 echt" in (tmp_path / "proefscan" / "beeld" / "beeldbladen.html").read_text(encoding="utf-8")
    assert (tmp_path / "oordelen" / "proefscan.csv").is_file()
    _print_history(_keep(result, files, tmp_path, NOW))
    assert "Oordelen: 0 toegevoegd; 4 waren al bekend" in capsys.readouterr().out


def test_the_filled_in_list_comes_back(result, tmp_path, capsys):
    save_scan(result, tmp_path, created=NOW, step=lambda _: None)
    path = tmp_path / "proefscan" / "beeld" / "kandidaten.csv"
    table = pd.read_csv(path, dtype=str)
    table.loc[[0, 3], "oordeel"] = ["onjuist", "echt"]
    table.to_csv(tmp_path / "ingevuld.csv", index=False)
    _print_history(_keep(result, [read_marks(tmp_path / "ingevuld.csv")], tmp_path, NOW))
    assert "Oordelen: 2 toegevoegd" in capsys.readouterr().out


def test_the_table_tells_rank_place_change_and_dates(saved, capsys):
    _print_candidates(saved[1], saved[0] / "proefscan")
    said = capsys.readouterr().out
    assert "FICTIEF" in said
    assert "Verandering van het groen: -0,40 ±0,03" in said
    assert "12-6-2019" in said
    assert "te klein 15, bewolkt 5" in said
    assert "geen bewijs" in said


def test_a_limit_is_told(sample_result, tmp_path, capsys):
    whole = beeld.with_changes(sample_result)
    few = beeld.dataclasses.replace(whole, scan=whole.scan.model_copy(update={"beeld_selection": 5}))
    few = beeld.add_candidates([few], {}, lambda _: None)[0]
    released, _ = save_scan(few, tmp_path, created=NOW, step=lambda _: None)
    _print_candidates(released, tmp_path / "proefscan")
    said = capsys.readouterr().out
    assert "Hier staan de 5 sterkste van 12" in said
    assert len(rows_of(tmp_path)) == beeld.CHANGED
    assert (tmp_path / "proefscan" / "beeld" / "beeldbladen.html").read_text(encoding="utf-8").count("<section") == 6


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"profile": "open"}, "In profiel open worden geen locaties getoond"),
        ({"profile": "toezicht", "hide_score": True}, "De score is in deze uitgave verborgen"),
    ],
)
def test_profiles_without_candidates_say_so(result, result_with, tmp_path, capsys, changes, told):
    released, _ = save_scan(result_with(result, **changes), tmp_path, created=NOW, step=lambda _: None)
    _print_candidates(released, tmp_path / "proefscan")
    assert told in capsys.readouterr().out
    assert not (tmp_path / "proefscan" / "beeld").exists()
    assert not (tmp_path / "proefscan" / "beeldkwaliteit.parquet").exists()


def test_no_credible_change_is_a_sentence(result, tmp_path, capsys):
    none = beeld.dataclasses.replace(result.candidates, items=())
    released, _ = save_scan(
        beeld.dataclasses.replace(result, candidates=none), tmp_path, created=NOW, step=lambda _: None
    )
    _print_candidates(released, tmp_path / "proefscan")
    assert "Er is geen geloofwaardige verandering gevonden" in capsys.readouterr().out
    assert rows_of(tmp_path) == []
    assert "geen geloofwaardige" in (tmp_path / "proefscan" / "beeld" / "beeldbladen.html").read_text(encoding="utf-8")


def test_explanation_tells_what_a_value_rests_on(saved, result, capsys):
    explain(result.locations.frame.index[0], saved[0], None)
    known = capsys.readouterr().out
    assert "±3%; 52 beeldpunten; 7 heldere beelden" in known
    explain(result.locations.frame.index[25], saved[0], None)
    assert f"onbekend; {beeld.SMALL}" in capsys.readouterr().out


def run(monkeypatch, capsys, *words):
    monkeypatch.setattr(sys, "argv", ["geo-risico", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        main()
    shown = capsys.readouterr()
    return ended.value.code or 0, shown.out, shown.err


def test_a_scan_without_images_says_so(tmp_path, monkeypatch, capsys):
    content = yaml.safe_load((ROOT / "scans" / "nieuwpolder.yaml").read_text(encoding="utf-8"))
    content |= {"name": "klein", "themes": ["buitengebied"], "fictief": {"panden_count": 500, "seed": 3}}
    content["layers"] = {key: content["layers"][key] for key in LAYERS}
    content.pop("rasters", None)
    path = tmp_path / "klein.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    words = ["beeld", path, "--uit", tmp_path / "uit", "--cache", tmp_path / "cache"]
    code, out, err = run(monkeypatch, capsys, *words)
    assert (code, "Fout" in err) == (0, False)
    assert "Deze scan heeft geen beelden die een verandering kunnen laten zien" in out
    marks = tmp_path / "m.csv"
    marks.write_text("location_id,oordeel\nERF-0,echt\n", encoding="utf-8")
    code, _, err = run(monkeypatch, capsys, *words, "--oordelen", marks)
    assert code == 2
    assert "location_id 'ERF-0' staat niet in deze scan" in err
    assert not (tmp_path / "uit" / "oordelen").exists()
