"""A scan that is written for recipients alone: nothing readable in the output folder, at no moment."""

from __future__ import annotations

import datetime as dt
import tempfile

import pytest

from geo_risico.catalog import definitions_folder, load_catalog
from geo_risico.core.errors import OutputError
from geo_risico.io.age_files import decrypt_folder, make_identity, recipients_of
from geo_risico.io.manifest_file import read_manifest
from geo_risico.scan.record import Asked
from geo_risico.scan.sealed import Seal, save_sealed
from geo_risico.scan.verify import check_files

PHRASE = "paard batterij nietje correct"
CREATED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def memory(tmp_path_factory, monkeypatch):
    """Folder that stands for the memory of the machine."""
    folder = tmp_path_factory.mktemp("geheugen")
    monkeypatch.setenv("GEO_RISICO_GEHEUGEN", str(folder))
    return folder


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def asked_for(result, folder):
    catalog = load_catalog(definitions_folder() / "layers", definitions_folder() / "scans" / "themes")
    return Asked(command="scan", scan=result.scan, folder=folder, catalog=catalog)


def test_only_encrypted_files_come_into_the_folder(sample_result, result_with, tmp_path, memory):
    result, uit = result_with(sample_result, toezicht_selection=2), tmp_path / "uit"
    uit.mkdir()
    seen = []
    key = tmp_path / "ik.txt"
    seal = Seal(recipients=recipients_of([make_identity(key)]), passphrase=PHRASE)
    _, files = save_sealed(
        result,
        uit,
        seal,
        created=CREATED,
        step=lambda _: seen.append((names(uit), len(names(memory)))),
        asked=asked_for(result, tmp_path),
    )
    assert len(seen) > 3
    assert not any(readable for readable, _ in seen)
    assert seen[-1][1] > 20
    assert names(uit) == ["proefscan.age", "proefscan_kaart_beveiligd.html"] == [path.name for path in files]
    label = result.locations.frame["label"].iloc[0].encode()
    assert not [path for path in files if label in path.read_bytes() or b"Gebiedsscan" in path.read_bytes()]
    assert names(memory) == []
    assert tempfile.tempdir is None or not tempfile.tempdir.startswith(str(memory))
    opened = uit / "proefscan"
    decrypt_folder(uit / "proefscan.age", opened, key)
    facts = read_manifest(opened / "manifest.json")
    assert {one.verdict for one in check_files(opened, facts, strict=True)} == {"goed"}
    assert {"kaart.html", "locaties.gpkg", "locatiebladen.pdf"} <= {path.name for path in opened.iterdir()}
    assert facts.command is not None
    assert facts.command.definition_folder == "../.."


def test_without_a_folder_in_memory_nothing_is_written(sample_result, tmp_path, monkeypatch):
    monkeypatch.setenv("GEO_RISICO_GEHEUGEN", str(tmp_path / "bestaat_niet"))
    with pytest.raises(OutputError, match="geen map in het geheugen"):
        save_sealed(
            sample_result, tmp_path / "uit", Seal(passphrase=PHRASE), created=CREATED, step=lambda _: None,
            asked=asked_for(sample_result, tmp_path),
        )  # fmt: skip
    assert names(tmp_path) == []


def test_a_fault_leaves_nothing_readable(sample_result, result_with, tmp_path, memory):
    def stop(text):
        if text == "Versleutelen":
            raise OutputError("vol")

    result = result_with(sample_result, profile="open")
    with pytest.raises(OutputError, match="vol"):
        save_sealed(
            result, tmp_path / "uit", Seal(passphrase=PHRASE), created=CREATED, step=stop,
            asked=asked_for(result, tmp_path),
        )  # fmt: skip
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert names(memory) == []
