"""The log of findings stays whole: changed lines, lost ends, a lost slot, old logs and two writers."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest

from geo_risico.catalog import load_catalog
from geo_risico.cli import console
from geo_risico.scan.verwerk import FindingsAsked, process_findings

_SPEC = importlib.util.spec_from_file_location("findings_sample", Path(__file__).with_name("findings_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)
entry = sample.entry
OWN = ("vorige", "sha256_regel")


@pytest.fixture(autouse=True)
def wide(monkeypatch):
    """Lines are not folded."""
    monkeypatch.setattr(console.out, "_width", 240)
    monkeypatch.setattr(console.err, "_width", 240)


@pytest.fixture
def kept(run, tmp_path):
    """A log with three lines, and the function that processes once more."""
    uit = sample.save_scan(tmp_path / "uit")
    made = sample.write_json(tmp_path / "a.json", entry(), entry("ERF-2"), entry("ERF-3", "geen toegang"))
    assert run("verwerk", made, "--uit", uit)[0] == 0
    more = sample.write_json(tmp_path / "b.json", entry("HAV-1"))
    return uit / "bevindingen" / "proefscan.jsonl", lambda *words: run("verwerk", more, "--uit", uit, *words)


def test_a_changed_moved_or_removed_line_is_named(kept):
    log, again = kept
    whole = log.read_text(encoding="ascii").splitlines()
    swapped = whole[1].replace("ERF-2", "ERF-1")
    for lines, words in [
        ([whole[0], swapped, whole[2]], "regel 2"),
        ([whole[1], whole[0], whole[2]], "regel 1"),
        ([whole[0], whole[2]], "regel 2"),
        (whole[:2], "er zijn regels weg van het einde; proefscan.slot kent 3 regels, er staan er 2"),
        ([], "er zijn regels weg van het einde"),
    ]:
        log.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
        before = log.read_bytes()
        code, _, said = again()
        assert (code, words in said, log.read_bytes() == before) == (2, True, True)
    log.unlink()
    assert "er zijn regels weg van het einde" in again()[2]


def test_a_lost_slot_is_made_again_when_asked(kept):
    log, again = kept
    log.with_suffix(".slot").unlink()
    code, _, said = again()
    assert (code, "--nieuw-slot" in said) == (2, True)
    assert again("--nieuw-slot")[0] == 0
    assert json.loads(log.with_suffix(".slot").read_text(encoding="ascii"))["regels"] == 4


def test_an_old_log_is_chained_once_and_told(kept):
    log, again = kept
    lines = [json.loads(line) for line in log.read_text(encoding="ascii").splitlines()]
    old = [{key: value for key, value in line.items() if key not in OWN} for line in lines]
    log.write_text("".join(f"{json.dumps(line)}\n" for line in old), encoding="ascii")
    log.with_suffix(".slot").unlink()
    assert "had nog geen keten" in again()[1]
    code, said, _ = again()
    assert (code, "had nog geen keten" in said, "1 waren al bekend" in said) == (0, False, True)
    assert len(log.read_text(encoding="ascii").splitlines()) == 4


def test_a_correction_counts_and_is_shown(run, tmp_path):
    uit = sample.save_scan(tmp_path / "uit")
    assert run("verwerk", sample.write_json(tmp_path / "a.json", entry()), "--uit", uit)[0] == 0
    better = sample.write_csv(
        tmp_path / "b.csv",
        "ERF-1;Aangetroffen;asbest;1-3-2026;proefscan;standaard",
        "ERF-2;;;;proefscan;standaard",
        head="location_id;uitkomst;bevindingen;datum;scan;lijst",
    )
    said = run("verwerk", better, "--uit", uit, "--correctie")[1]
    assert "Verbeterd: 1" in said
    assert "niets aangetroffen [a.json], dan aangetroffen (asbest) [b.csv]" in said
    assert "1 regels zijn niet ingevuld" in said
    visits = pd.read_csv(uit / "bevindingen" / "bezoeken_proefscan.csv", sep=";")
    assert list(visits["resultaat"]) == ["aangetroffen"]


def test_two_writers_lose_no_line(tmp_path):
    root = Path(__file__).parents[2]
    lists = load_catalog(root / "layers", root / "scans" / "themes").fieldwork
    uit = sample.save_scan(tmp_path / "uit")
    paths = [sample.write_json(tmp_path / f"{name}.json", entry(name)) for name in sample.IDS]
    now = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda path: process_findings(FindingsAsked(paths=(path,), uit=uit), lists, now), paths))
    visits = pd.read_csv(uit / "bevindingen" / "bezoeken_proefscan.csv", sep=";")
    assert sorted(visits["location_id"]) == sorted(sample.IDS)
