"""The command verwerk as somebody at a desk types it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pandas as pd
import pytest

from geo_risico.cli import console

_SPEC = importlib.util.spec_from_file_location("findings_sample", Path(__file__).with_name("findings_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)
entry = sample.entry
ROOT = Path(__file__).parents[2]
LATER = "2026-03-01T14:00:00.000Z"


@pytest.fixture(autouse=True)
def wide(monkeypatch):
    """Lines are not folded."""
    monkeypatch.setattr(console.out, "_width", 240)
    monkeypatch.setattr(console.err, "_width", 240)


def test_files_of_two_devices_become_visits_once(run, tmp_path):
    uit = sample.save_scan(tmp_path / "uit")
    first = sample.write_json(tmp_path / "a.json", entry(), entry("ERF-2", "aangetroffen", ["asbest"]))
    second = sample.write_csv(
        tmp_path / "b.csv", f"ERF-1;;;aangetroffen;milieu;;;{LATER}", f"ERF-3;;;niet bezocht;;;;{LATER}"
    )
    code, said, _ = run("verwerk", first, second, "--uit", uit)
    assert code == 0
    assert "FICTIEF" in said
    assert "Bevindingen: 4 toegevoegd" in said
    assert "2 bezoeken tot nu toe" in said
    assert "aangetroffen: Mogelijk asbest" in said
    assert "ERF-1, 1 maart 2026: niets aangetroffen [a.json], dan aangetroffen (milieu) [b.csv]" in said
    visits = uit / "bevindingen" / "bezoeken_proefscan.csv"
    assert f"bezoeken: {{source: bezoeken_tabel, path: {visits.resolve()}, peildatum: 2026-03-01}}" in said
    assert list(pd.read_csv(visits, sep=";")["location_id"]) == ["ERF-2", "ERF-1"]
    before = [path.read_bytes() for path in sorted((uit / "bevindingen").iterdir())]
    code, said, _ = run("verwerk", second, first, "--uit", uit)
    assert "Bevindingen: 0 toegevoegd; 4 waren al bekend" in said
    assert [path.read_bytes() for path in sorted((uit / "bevindingen").iterdir())] == before


def test_nothing_is_kept_when_one_file_is_wrong(run, tmp_path):
    uit = sample.save_scan(tmp_path / "uit")
    good = sample.write_json(tmp_path / "a.json", entry())
    wrong = sample.write_json(tmp_path / "b.json", entry("ERF-99"), entry(uitkomst="ja"))
    code, _, said = run("verwerk", good, wrong, "--uit", uit)
    assert code == 2
    assert "Er is geen bevinding opgenomen: 2 probleem(en)" in said
    assert "b.json, bevinding 1: location_id 'ERF-99' staat niet in scan 'proefscan'" in said
    assert not (uit / "bevindingen").exists()


def test_without_output_findings_are_kept_and_the_missing_visits_told(run, tmp_path):
    code, said, _ = run("verwerk", sample.write_json(tmp_path / "a.json", entry()), "--uit", tmp_path / "leeg")
    assert code == 0
    assert "er zijn geen bezoeken geschreven" in said
    assert (tmp_path / "leeg" / "bevindingen" / "proefscan.jsonl").is_file()


def test_the_definition_says_which_scan_it_is(run, tmp_path):
    path = sample.write_csv(tmp_path / "a.csv", f"ERF-1;;;geen toegang;;;;{LATER}")
    code, _, said = run("verwerk", path, "--uit", tmp_path)
    assert code == 2
    assert "noem de scandefinitie met --scan" in said
    code, said, _ = run("verwerk", path, "--uit", tmp_path, "--scan", ROOT / "scans" / "nieuwpolder.yaml")
    assert code == 0
    assert (tmp_path / "bevindingen" / "nieuwpolder.jsonl").is_file()
    other = sample.write_json(tmp_path / "b.json", entry())
    code, _, said = run("verwerk", other, "--uit", tmp_path, "--scan", ROOT / "scans" / "nieuwpolder.yaml")
    assert (code, "scan 'proefscan'; verwacht 'nieuwpolder'" in said) == (2, True)


@pytest.mark.parametrize("name", ["../elders", "A", "x/../../y", "x" * 80])
def test_a_scan_name_that_is_a_path_is_refused(run, tmp_path, name):
    code, _, said = run(
        "verwerk", sample.write_json(tmp_path / "a.json", entry(), scan=name), "--uit", tmp_path / "uit"
    )
    assert code == 2
    assert "is geen naam van een scan" in said
    assert not (tmp_path / "uit").exists()


def test_two_scans_at_once_and_an_unknown_list_are_refused(run, tmp_path):
    one = sample.write_json(tmp_path / "a.json", entry())
    other = sample.write_json(tmp_path / "b.json", entry(), scan="elders")
    assert "verwacht een waarde in alle bestanden, gevonden: elders, proefscan" in run("verwerk", one, other)[2]
    unknown = sample.write_json(tmp_path / "c.json", entry(), lijst="eigen")
    assert "lijst 'eigen' bestaat niet; verwacht standaard" in run("verwerk", unknown, "--uit", tmp_path)[2]


def test_a_reason_for_the_visits_is_kept(run, tmp_path):
    uit = sample.save_scan(tmp_path)
    made = sample.write_json(tmp_path / "a.json", entry())
    assert run("verwerk", made, "--uit", uit, "--aanleiding", "steekproef")[0] == 0
    assert list(pd.read_csv(uit / "bevindingen" / "bezoeken_proefscan.csv", sep=";")["aanleiding"]) == ["steekproef"]
    code, _, said = run("verwerk", made, "--uit", uit, "--aanleiding", "zomaar")
    assert (code, "zomaar" in said) == (2, True)
