"""Writing is all or nothing, and shows no more than the release."""

import datetime as dt
import errno
import hashlib
import json
import os
from pathlib import Path

import pytest

from geo_risico.core.errors import OutputError
from geo_risico.governance import manifest
from geo_risico.io import write as writing
from geo_risico.io.write import write_outputs

TEXTS = {"kaart.html": "<!doctype html>kaart é", "informatiebeeld.html": "<!doctype html>beeld"}
CREATED = dt.datetime(2026, 2, 1, 12, 0, tzinfo=dt.UTC)
TABLES = ["buurten.csv", "gebieden.fgb", "gebieden.parquet", "gemeenten.csv", "informatiebeeld.html", "kaart.html",
          "locaties.gpkg", "locaties.qgs", "manifest.json", "vierkanten.csv", "wijken.csv"]  # fmt: skip


def about(released, result):
    return manifest(released, result, seeds={"gewichtsruis": 1}, created=CREATED)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def written(tmp_path, sample_release, sample_result):
    """A folder with a whole output of the partner release."""
    folder = tmp_path / "nieuw" / "proefscan"
    write_outputs(sample_release, TEXTS, about(sample_release, sample_result), folder)
    return folder


def test_every_file_is_there_and_nothing_else(written, sample_release, sample_result):
    assert sorted(path.name for path in written.iterdir()) == sorted([*TABLES, "locaties.fgb", "locaties.parquet"])
    assert [path.name for path in written.parent.iterdir()] == ["proefscan"]
    assert (written / "kaart.html").read_text(encoding="utf-8") == TEXTS["kaart.html"]
    made = json.loads((written / "manifest.json").read_text(encoding="utf-8"))
    files = made.pop("files")
    assert made == json.loads(json.dumps(about(sample_release, sample_result)))
    assert sorted(files) == sorted(path.name for path in written.iterdir() if path.name != "manifest.json")
    assert files["kaart.html"] == {
        "sha256": hashlib.sha256(TEXTS["kaart.html"].encode()).hexdigest(), "bytes": 23, "rows": None
    }  # fmt: skip
    assert files["locaties.parquet"]["rows"] == files["locaties.fgb"]["rows"] == len(sample_release.locations)
    assert files["gemeenten.csv"]["rows"] == files["locaties.gpkg"]["rows"]["gemeenten"] == 2


def test_the_folder_has_ordinary_rights(written, tmp_path):
    plain = tmp_path / "gewoon"
    plain.mkdir()
    assert written.stat().st_mode == plain.stat().st_mode


def test_open_output_holds_no_location(tmp_path, open_release, sample_result):
    paths = write_outputs(open_release, TEXTS, about(open_release, sample_result), tmp_path / "open")
    assert [path.name for path in paths] == TABLES
    frame = sample_result.locations.frame
    secrets = [*frame.index, *(i.removeprefix("ERF-") for i in frame.index)]
    secrets += [*frame["perceel_ids"].str.split("|").explode()]
    secrets += [label for label in frame["label"] if label.startswith("Polderweg")]
    for path in paths:
        content = path.read_bytes()
        assert not [text for text in secrets if text.encode() in content], path.name


def test_a_second_time_gives_the_same_bytes(written, tmp_path, sample_release, sample_result):
    again = tmp_path / "nogmaals" / "proefscan"
    write_outputs(sample_release, TEXTS, about(sample_release, sample_result), again)
    first, second = contents(written), contents(again)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


def test_new_output_takes_the_place_of_the_old(written, open_release, sample_result):
    (written / "verouderd.txt").write_text("oud")
    paths = write_outputs(open_release, TEXTS, about(open_release, sample_result), written)
    assert [path.name for path in paths] == TABLES
    assert [path.name for path in written.parent.iterdir()] == ["proefscan"]


def full_disk(*_args, **_kwargs):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("step", ["write_gpkg", "write_parquet", "write_csv", "_swap"])
def test_a_full_disk_leaves_the_previous_output(written, monkeypatch, step, open_release, sample_result):
    before = contents(written)
    monkeypatch.setattr(writing, step, full_disk)
    with pytest.raises(OutputError, match="de schijf is vol") as caught:
        write_outputs(open_release, TEXTS, about(open_release, sample_result), written)
    assert str(written) in str(caught.value)
    assert contents(written) == before
    assert [path.name for path in written.parent.iterdir()] == ["proefscan"]


def test_a_failed_last_rename_brings_the_previous_output_back(written, monkeypatch, open_release, sample_result):
    before = contents(written)
    rename = Path.rename

    def failing(self, target):
        if self.name.endswith(".nieuw"):
            raise PermissionError(errno.EACCES, "geweigerd")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OutputError, match="geen schrijfrechten"):
        write_outputs(open_release, TEXTS, about(open_release, sample_result), written)
    monkeypatch.undo()
    assert contents(written) == before
    assert [path.name for path in written.parent.iterdir()] == ["proefscan"]


def test_an_interrupted_scan_leaves_the_previous_output(written, monkeypatch, open_release, sample_result):
    def interrupted(*_args):
        raise KeyboardInterrupt

    before = contents(written)
    monkeypatch.setattr(writing, "write_gpkg", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_outputs(open_release, TEXTS, about(open_release, sample_result), written)
    assert contents(written) == before
    assert [path.name for path in written.parent.iterdir()] == ["proefscan"]


def test_a_driver_fault_is_an_output_error(tmp_path, monkeypatch, open_release, sample_result):
    def broken(*_args):
        raise writing.DataSourceError("database or disk is full")

    monkeypatch.setattr(writing, "write_gpkg", broken)
    with pytest.raises(OutputError, match="disk is full"):
        write_outputs(open_release, TEXTS, about(open_release, sample_result), tmp_path / "uit")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_named(tmp_path, open_release, sample_result):
    (tmp_path / "uit").write_text("x")
    for folder in (tmp_path / "uit", tmp_path / "uit" / "scan"):
        with pytest.raises(OutputError, match=str(tmp_path)):
            write_outputs(open_release, TEXTS, about(open_release, sample_result), folder)
    assert (tmp_path / "uit").read_text() == "x"


@pytest.mark.skipif(os.geteuid() == 0, reason="root mag overal schrijven")
def test_no_rights_is_an_output_error(tmp_path, open_release, sample_result):
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="geen schrijfrechten"):
        write_outputs(open_release, TEXTS, about(open_release, sample_result), tmp_path / "uit")
    tmp_path.chmod(0o700)
