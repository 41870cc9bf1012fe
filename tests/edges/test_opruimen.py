"""Output past its end date goes, with proof; everything else stays."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from geo_risico.cli.app import app
from geo_risico.core.errors import DefinitionError, SourceError
from geo_risico.io.chain_file import read_chain
from geo_risico.io.retention import PROOF, output_folders


def _folder(place, expires, **more):
    place.mkdir(parents=True)
    (place / "manifest.json").write_text(json.dumps({"expires": expires, **more}), encoding="utf-8")
    (place / "kaart.html").write_text("kaart", encoding="utf-8")
    (place / "blad").mkdir()
    (place / "blad" / "een.pdf").write_bytes(b"%PDF")


@pytest.fixture
def uit(tmp_path):
    place = tmp_path / "uit"
    _folder(place / "oud", "2025-12-31")
    _folder(place / "laatste_dag", "2026-01-01")
    _folder(place / "archief" / "oud" / "peildatum=2024-01-01" / "uitgave=1", "2025-01-01")
    _folder(place / "nieuw", "2027-01-01")
    (place / "eigen").mkdir()
    (place / "eigen" / "notities.json").write_text('{"tekst": 1}', encoding="utf-8")
    (place / "eigen" / "stuk.json").write_text('{"expires"', encoding="utf-8")
    return place


def _run(*words):
    return CliRunner().invoke(app, ["opruimen", *words], catch_exceptions=False)


def test_it_only_shows_without_yes(uit):
    before = sorted(uit.rglob("*"))
    said = _run("--uit", str(uit), "--op", "2026-01-01").output
    assert "4 mappen met een einddatum, 2 over tijd" in said
    assert "Er is niets verwijderd" in said
    assert sorted(uit.rglob("*")) == before


def test_what_is_past_its_day_goes_and_is_proved(uit):
    sizes = {item.folder.name: item for item in output_folders(uit)}
    assert sizes["oud"].file_count == 3
    _run("--uit", str(uit), "--op", "2026-01-01", "--ja")
    assert not (uit / "oud").exists()
    assert not list((uit / "archief").rglob("manifest.json"))
    assert (uit / "laatste_dag" / "blad" / "een.pdf").is_file()
    assert (uit / "nieuw" / "kaart.html").is_file()
    assert (uit / "eigen" / "notities.json").is_file()
    lines = read_chain(uit / PROOF)
    assert [line["map"] for line in lines] == ["archief/oud/peildatum=2024-01-01/uitgave=1", "oud"]
    assert lines[1]["sha256_record"] == sizes["oud"].sha256
    assert all(line["weg"] for line in lines)
    assert "0 over tijd" in _run("--uit", str(uit), "--op", "2026-01-01", "--ja").output
    text = (uit / PROOF).read_text(encoding="utf-8")
    (uit / PROOF).write_text(text.replace('"map": "oud"', '"map": "ander"'), encoding="utf-8")
    with pytest.raises(SourceError, match="regel 2: de keten klopt"):
        read_chain(uit / PROOF)


def test_a_link_is_not_followed(uit, tmp_path):
    elsewhere = tmp_path / "elders"
    _folder(elsewhere, "2020-01-01")
    (uit / "link").symlink_to(elsewhere, target_is_directory=True)
    _run("--uit", str(uit), "--op", "2026-01-01", "--ja")
    assert (elsewhere / "kaart.html").is_file()


def test_wrong_words(uit, tmp_path):
    with pytest.raises(DefinitionError, match="--op 'morgen': geen datum"):
        _run("--uit", str(uit), "--op", "morgen")
    with pytest.raises(DefinitionError, match="deze map bestaat niet"):
        _run("--uit", str(tmp_path / "nergens"))
