"""The audit log: every run leaves two lines, and no line can be taken away, moved or changed without being noticed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_risico.core.chain import OWN, START
from geo_risico.core.errors import DataError, OutputError, SourceError
from geo_risico.io.logbook import HEAD, LOG, add_entry, read_entries, read_head
from geo_risico.scan.logbook import log_state, logged


def filled(folder, count):
    for number in range(count):
        add_entry(folder, {"wat": "gelukt", "run": str(number)})
    return folder


def lines_of(folder):
    return (folder / LOG).read_text(encoding="ascii").splitlines(keepends=True)


def write(folder, lines):
    (folder / LOG).write_text("".join(lines), encoding="ascii")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return filled(tmp_path_factory.mktemp("log"), 8)


CHANGES = {
    "veranderd": lambda lines, at: [*lines[:at], lines[at].replace('"gelukt"', '"mislukt"'), *lines[at + 1 :]],
    "weg": lambda lines, at: [*lines[:at], *lines[at + 1 :]],
    "tweemaal": lambda lines, at: [*lines[: at + 1], lines[at], *lines[at + 1 :]],
    "verplaatst": lambda lines, at: [*lines[:at], *lines[at + 1 : at + 2], lines[at], *lines[at + 2 :]],
    "einde weg": lambda lines, at: lines[:at],
    "onleesbaar": lambda lines, at: [*lines[:at], "{]\n", *lines[at + 1 :]],
}


@settings(deadline=None, max_examples=60)
@given(at=st.integers(0, 7), how=st.sampled_from(sorted(CHANGES)))
def test_every_change_of_a_line_is_noticed(whole, at, how):
    lines = lines_of(whole)
    changed = CHANGES[how](lines, at)
    if changed == lines:
        return
    try:
        write(whole, changed)
        assert log_state(whole).problems, (how, at)
    finally:
        write(whole, lines)
    assert log_state(whole).problems == ()


def test_a_log_that_was_made_again_lacks_the_hash_that_was_kept_elsewhere(tmp_path):
    kept = log_state(filled(tmp_path, 5)).last
    assert log_state(tmp_path, kept.upper()).problems == ()
    for name in (LOG, HEAD):
        (tmp_path / name).unlink()
    filled(tmp_path, 5)
    assert log_state(tmp_path).problems == () or log_state(tmp_path).last == kept
    add_entry(tmp_path, {"wat": "anders"})
    (tmp_path / LOG).write_text("", encoding="ascii")
    (tmp_path / HEAD).unlink()
    add_entry(tmp_path, {"wat": "begonnen"})
    assert "ingekort of vervangen" in log_state(tmp_path, kept).problems[0]


def test_nothing_is_added_to_a_log_whose_end_is_gone(tmp_path):
    filled(tmp_path, 4)
    write(tmp_path, lines_of(tmp_path)[:2])
    before = (tmp_path / LOG).read_bytes()
    with pytest.raises(SourceError, match="er zijn regels weg of veranderd"):
        add_entry(tmp_path, {"wat": "begonnen"})
    assert (tmp_path / LOG).read_bytes() == before


def test_a_half_line_and_a_head_that_is_behind_are_mended(tmp_path):
    filled(tmp_path, 3)
    head = (tmp_path / HEAD).read_text(encoding="ascii")
    add_entry(tmp_path, {"wat": "gelukt"})
    (tmp_path / HEAD).write_text(head, encoding="ascii")
    with (tmp_path / LOG).open("a", encoding="ascii") as stream:
        stream.write('{"nr": 5, "wat": "be')
    state = log_state(tmp_path)
    assert state.problems == ()
    assert len(state.notes) == 2
    add_entry(tmp_path, {"wat": "begonnen"})
    lines, rest = read_entries(tmp_path)
    assert (len(lines), rest) == (5, "")
    assert "halve regel" in lines[-1]["hersteld"]
    assert log_state(tmp_path).notes == ()


def test_processes_that_add_at_once_lose_no_line(tmp_path):
    code = (
        "import sys; from pathlib import Path; from geo_risico.io.logbook import add_entry\n"
        "for n in range(25): add_entry(Path(sys.argv[1]), {'wat': 'gelukt', 'run': sys.argv[2] + str(n)})"
    )
    with ThreadPoolExecutor() as pool:
        done = list(pool.map(lambda n: subprocess.run([sys.executable, "-c", code, tmp_path, n]), "ab"))  # noqa: PLW1510
    assert [one.returncode for one in done] == [0, 0]
    lines, _ = read_entries(tmp_path)
    assert {line["run"] for line in lines} == {f"{name}{n}" for name in "ab" for n in range(25)}
    assert log_state(tmp_path).problems == ()
    assert read_head(tmp_path)["regels"] == 50


def test_a_killed_process_leaves_a_log_that_goes_on(tmp_path):
    code = (
        "import sys; from pathlib import Path; from geo_risico.io.logbook import add_entry\n"
        "while True: add_entry(Path(sys.argv[1]), {'wat': 'gelukt', 'run': 'x' * 3000})"
    )
    for _ in range(3):
        process = subprocess.Popen([sys.executable, "-c", code, tmp_path])
        before = (tmp_path / LOG).stat().st_size if (tmp_path / LOG).is_file() else 0
        while not (tmp_path / LOG).is_file() or (tmp_path / LOG).stat().st_size == before:
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        add_entry(tmp_path, {"wat": "begonnen"})
        assert log_state(tmp_path).problems == ()


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, "gelukt"),
        (DataError("x"), "geweigerd"),
        (KeyboardInterrupt(), "afgebroken"),
        (RuntimeError("naam van iemand"), "mislukt"),
    ],
)
def test_a_run_has_a_line_before_and_a_line_after(tmp_path, error, outcome):
    def work():
        with logged("proef", {"uit": tmp_path}, "Provincie Voorbeeld"):
            (tmp_path / "uitkomst.csv").write_text("a\n", encoding="utf-8")
            if error is not None:
                raise error

    if error is None:
        work()
    else:
        with pytest.raises(type(error)):
            work()
    begin, end = read_entries(tmp_path)[0]
    assert (begin["wat"], begin["aanvrager"], begin["vorige"]) == ("begonnen", "Provincie Voorbeeld", START)
    assert (end["wat"], end["run"], end["bestanden"]) == (outcome, begin["run"], 1)
    assert "naam van iemand" not in json.dumps(end)
    run = log_state(tmp_path).runs[0]
    assert (run.outcome, run.file_count) == (outcome, 1)


def test_without_a_log_nothing_is_done(tmp_path):
    (tmp_path / LOG).mkdir()
    done = []
    with pytest.raises(OutputError, match="Zonder logboek gaat de opdracht niet door"), logged("x", {"uit": tmp_path}):
        done.append(1)
    assert done == []


def test_the_command_line_logs_and_tells(run, tmp_path, monkeypatch):
    monkeypatch.setenv("GEO_RISICO_AANVRAGER", "Team toezicht")
    uit = tmp_path / "uit"
    code, _, error = run("logboek", "--uit", uit)
    assert (code, "er is nog geen logboek" in " ".join(error.split())) == (2, True)
    uit.mkdir()
    assert run("opruimen", "--uit", uit)[0] == 0  # only shows
    assert run("opruimen", "--ja", "--uit", uit)[0] == 0
    assert run("--aanvrager", "Provincie X", "opruimen", "--ja", "--uit", uit)[0] == 0
    code, shown, _ = run("logboek", "--uit", uit)
    told = " ".join(shown.split())
    assert code == 0
    assert "Het logboek is heel: 4 regels." in told
    assert "Team toezicht" in told
    assert "Provincie X" in told
    last = read_entries(uit)[0][-1][OWN]
    assert run("logboek", "--controleer", "--laatste", last, "--uit", uit)[0] == 0
    write(uit, lines_of(uit)[:-1])
    code, shown, _ = run("logboek", "--controleer", "--uit", uit)
    assert code == 1
    assert "aan het einde zijn er 1 weg" in " ".join(shown.split())


def test_who_asks_for_an_explanation_stands_in_the_log_without_the_place(run, tmp_path):
    uit = tmp_path / "uit"
    assert run("uitleg", "ERF-geheim", "--uit", uit)[0] == 2
    assert not uit.exists()  # nothing was there to look at, and nothing was made
    (uit / "proef").mkdir(parents=True)
    about = {"name": "proef", "profile": "partner", "doel": "Een doel", "grondslag": "Een wet", "is_fictief": True}
    (uit / "proef" / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
    assert run("--aanvrager", "RIEC", "uitleg", "ERF-geheim", "--uit", uit)[0] == 2
    begun, ended = lines_of(uit)
    assert '"opdracht": "uitleg"' in begun
    assert '"scan": "proef"' in begun
    assert '"aanvrager": "RIEC"' in begun
    assert '"wat": "geweigerd"' in ended
    assert "ERF-geheim" not in begun + ended
