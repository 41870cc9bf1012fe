"""Command leer and the call at the end of verwerk: from sealed choice and log to pages, figures and weights."""

import datetime as dt
import importlib.util
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from geo_risico.cli.app import app
from geo_risico.core.errors import DataError, ReleaseError, SourceError
from geo_risico.core.findings import FOUND
from geo_risico.core.visit_choice import VALUE
from geo_risico.io.choices import seal_choice, write_choice
from geo_risico.io.findings import log_path
from geo_risico.io.weights_file import read_weights
from geo_risico.scan.learn import LessonsAsked, learn, save_weights, write_lessons
from geo_risico.scan.learn_subject import own_catalog

_SPEC = importlib.util.spec_from_file_location("learn_sample", Path(__file__).parents[1] / "learn_sample.py")
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)

NOW = dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC)
NAMES = ("vacancy_years", "barn_area_m2", "kom_distance_m", "is_dead_end")


@pytest.fixture(scope="module")
def catalog():
    return own_catalog()


@pytest.fixture(scope="module")
def uit(tmp_path_factory):
    """Two sealed rounds; the findings of the first are in the log, a closed gate now and then."""
    folder = tmp_path_factory.mktemp("uit")
    rng = np.random.default_rng(6)
    told = []
    for number in range(2):
        rows = sample.make_rows(rng, top=40, drawn=40)
        rows = rows.rename(columns={f"{VALUE}v{k}": VALUE + name for k, name in enumerate(NAMES)})
        choice = sample.make_choice(rows, "", sample.DAY + dt.timedelta(days=60 * number))
        sealed = seal_choice(choice, {})
        write_choice(sealed, folder, {})
        if not number:
            told = [(sealed.choice.keuze_id, finding) for _, finding in sample.answers(rows, rng, 0.1)]
    path = log_path(folder, "proef")
    path.parent.mkdir()
    path.write_text("".join(f"{json.dumps(line(*pair))}\n" for pair in told), encoding="utf-8")
    return folder


def line(keuze_id, finding):
    """A line of the log."""
    return {
        "location_id": finding.location_id,
        "thema": finding.theme,
        "uitkomst": finding.outcome,
        "bevindingen": list(finding.codes),
        "gezien": [],
        "vervolg": "",
        "op": finding.moment.isoformat(),
        "lijst": "standaard",
        "aanleiding": "selectie",
        "keuze_id": keuze_id,
        "is_fictief": True,
        "bestand": "tablet.json",
        "sha256": "0" * 64,
        "ingelezen_op": NOW.isoformat(),
    }


@pytest.fixture(scope="module")
def learnt(uit, catalog):
    return learn(uit, "proef", LessonsAsked(catalog=catalog), NOW)


def test_files_of_the_newest_round_with_results_and_of_all(learnt, uit):
    folders = sorted({path.parent.name for path in learnt.files})
    assert folders == [learnt.one.rounds[0].keuze_id, "alle_ronden"]
    assert sorted(path.name for path in learnt.files if path.parent.name == "alle_ronden") == [
        "lessen.json",
        "wat_leerden.html",
        "wat_leerden.pdf",
    ]
    assert [item.keuze_id for item in learnt.every.rounds] == [
        path.name for path in sorted((uit / "keuzes" / "proef").glob("2026*"))
    ]
    assert learnt.one.missing.no_access == learnt.one.missing.count > 0
    assert learnt.every.missing.pending == learnt.every.rounds[1].chosen
    assert len(learnt.one.indicators) == len(NAMES)


def test_figures_name_no_place(learnt):
    path = next(path for path in learnt.files if path.name == "lessen.json")
    text = path.read_text(encoding="utf-8")
    content = json.loads(text)
    assert content["is_confidential"] is True
    assert content["is_fictief"] is True
    assert content["everywhere"]["low"] < content["everywhere"]["share"] < content["everywhere"]["high"]
    assert not any(f'"{name}"' in text for name in ("location_id", "E0001", "x", "y"))


def test_same_input_gives_the_same_files(learnt, uit, catalog):
    before = {path: path.read_bytes() for path in learnt.files}
    again = learn(uit, "proef", LessonsAsked(catalog=catalog), NOW)
    assert {path: path.read_bytes() for path in again.files} == before


def test_weights_only_when_asked_and_as_scan_reads_them(learnt, uit):
    assert not (uit / "gewichten").exists()
    (path,) = save_weights(learnt, uit)
    weights = read_weights(path)
    assert (weights.scan, weights.theme, weights.background) == ("proef", "buitengebied", "bezoeken")
    assert weights.access == "restricted"
    assert sum(row.calibrated for row in weights.weights.values()) == pytest.approx(1)
    path.unlink()
    path.parent.rmdir()


def test_command_tells_names_and_refuses(uit):
    done = CliRunner().invoke(app, ["leer", "proef", "--uit", str(uit)], catch_exceptions=False)
    assert done.exit_code == 0
    for words in ("FICTIEF", "Van de", "Zonder uitslag", "Volgende ronde", "geo-risico kies proef.yaml --bezoeken"):
        assert words in done.output
    wrong = CliRunner().invoke(app, ["leer", "proef", "--uit", str(uit), "--ronde", "2020-01-01-ffffff"])
    assert isinstance(wrong.exception, DataError)
    assert "2020-01-01-ffffff" in str(wrong.exception)
    nothing = CliRunner().invoke(app, ["leer", "anders", "--uit", str(uit)])
    assert isinstance(nothing.exception, SourceError)
    assert "geo-risico kies" in str(nothing.exception)


def test_verwerk_without_a_choice_writes_nothing(tmp_path, catalog):
    assert write_lessons(tmp_path, "proef", catalog.fieldwork["standaard"], NOW) is None
    assert list(tmp_path.iterdir()) == []


def test_a_changed_choice_is_refused(uit, tmp_path, catalog):
    shutil.copytree(uit, tmp_path / "uit")
    path = next((tmp_path / "uit" / "keuzes" / "proef").glob("*/verzegeld/locaties.parquet"))
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(SourceError, match="veranderd"):
        learn(tmp_path / "uit", "proef", LessonsAsked(catalog=catalog), NOW)


def test_open_tells_totals_only(uit, catalog, learnt):
    manifest = {"scan": {"title": "Open proef", "profile": "open", "peildatum": "2026-01-01"}}
    path = uit / "proef" / "manifest.json"
    path.parent.mkdir()
    path.write_text(json.dumps(manifest), encoding="utf-8")
    shown = learn(uit, "proef", LessonsAsked(catalog=catalog), NOW)
    page = next(item for item in shown.files if item.name == "wat_leerden.html").read_text(encoding="utf-8")
    path.unlink()
    path.parent.rmdir()
    assert shown.one is None
    assert shown.every.everywhere == learnt.every.everywhere
    assert "VERTROUWELIJK" not in page
    assert "Bijlage" not in page
    assert "zone 1" not in page
    with pytest.raises(ReleaseError, match="open"):
        save_weights(shown, uit)


def test_codes_get_their_title(uit, catalog):
    fieldwork = catalog.fieldwork["standaard"]
    rows = [json.loads(text) for text in log_path(uit, "proef").read_text(encoding="utf-8").splitlines()]
    code = fieldwork.findings[0].code
    text = "".join(
        f"{json.dumps({**row, 'bevindingen': [code] if row['uitkomst'] == FOUND else []})}\n" for row in rows
    )
    log_path(uit, "proef").write_text(text, encoding="utf-8")
    found = learn(uit, "proef", LessonsAsked(fieldwork=fieldwork, catalog=catalog), NOW)
    assert found.one.found_codes == ((fieldwork.findings[0].title, found.one.hits),)
