"""A scan is checked by its manifest: files, inputs, software, and the same bytes when it is done again."""

import hashlib
import importlib.util
import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from geo_risico.cli.app import app
from geo_risico.core.errors import SourceError
from geo_risico.io.manifest_file import read_manifest
from geo_risico.scan.record import way_to

_SPEC = importlib.util.spec_from_file_location("snapshots", Path(__file__).with_name("snapshot_service.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)


def run(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Snapshot of the fictitious gemeente and the output of a scan on it, side by side."""
    place = tmp_path_factory.mktemp("controle")
    with sample.fictief_service(tmp_path_factory.mktemp("fictief")) as (_, _, index):
        sample.fetched(place / "opname", index, "Nieuwpolder")
    words = ("scan", "--snapshot", place / "opname", "--offline", "--uit", place / "uit", "--cache", place / "cache")
    done = run(*words)
    assert done.exit_code == 0, done.output
    return place


@pytest.fixture
def scan(made, tmp_path):
    """Own copy of the snapshot and the output; the folder of the output."""
    for name in ("opname", "uit"):
        shutil.copytree(made / name, tmp_path / name)
    return tmp_path / "uit" / "nieuwpolder"


def said(*words, code):
    done = run("controleer", *words)
    assert done.exit_code == code, done.output
    return done.output


def content_of(scan):
    return json.loads((scan / "manifest.json").read_text(encoding="utf-8"))


def rewrite(scan, change):
    """Change the manifest as someone would who wants to hide something."""
    content = content_of(scan)
    change(content)
    (scan / "manifest.json").write_text(json.dumps(content), encoding="utf-8")


def test_the_manifest_is_complete(scan):
    content = content_of(scan)
    panden = next(one for one in content["inputs"] if one["layer"] == "panden")
    assert panden["fetched"]["parameters"]["limit"] == "1000"
    assert {"url", "register", "fetched_at"} <= set(panden["fetched"])
    assert {"sha256", "peildatum", "licence", "attribution", "repairs", "rows_read"} <= set(panden)
    assert content["seeds"] == {"blokken": 1, "gewichtsruis": 1, "hotspots": 1}
    assert content["software"]["lock"] == "requirements.lock"
    assert {"numpy", "shapely", "python", "gdal"} <= set(content["software"]["versions"])
    assert {"laag/panden", "bron/bag_panden", "scan/nieuwpolder"} <= set(content["definitions"])
    assert content["command"]["snapshot"] == "."
    written = {path.relative_to(scan).as_posix() for path in scan.rglob("*") if path.is_file()} - {"manifest.json"}
    assert set(content["files"]) == written
    for name, facts in content["files"].items():
        body = (scan / name).read_bytes()
        assert (facts["sha256"], facts["bytes"]) == (hashlib.sha256(body).hexdigest(), len(body)), name
    assert content["files"]["locaties.parquet"]["rows"] == len(pd.read_parquet(scan / "locaties.parquet"))
    assert content["files"]["locaties.gpkg"]["rows"]["locaties"] == content["counts"]["locaties"]


def test_a_scan_done_again_is_the_same_to_the_byte(scan):
    text = said(scan / "manifest.json", "--offline", code=0)
    count = len(content_of(scan)["files"])
    assert f"{count} van {count} bestanden zijn opnieuw gemaakt en tot op de byte gelijk" in text
    assert "KLOPT: " in text
    assert "Tijden: " in text


def test_an_output_that_the_scan_does_not_give_is_told_with_its_column(scan):
    table = pd.read_csv(scan / "gemeenten.csv", dtype=str)
    table.loc[0, "mean_score"] = "0.999"
    table.to_csv(scan / "gemeenten.csv", index=False)
    body = (scan / "gemeenten.csv").read_bytes()
    facts = {"sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body)}
    rewrite(scan, lambda content: content["files"]["gemeenten.csv"].update(facts) or content.update(doel="Iets anders"))
    text = said(scan, "--offline", code=1)
    assert "FOUT    gemeenten.csv: kolom mean_score: 1 van" in text
    assert "FOUT    manifest.json: anders bij doel" in text
    assert "KLOPT NIET: 2 fouten" in text


def test_changed_missing_and_extra_files_are_named(scan):
    body = bytearray((scan / "kaart.html").read_bytes())
    body[-20] ^= 1
    (scan / "kaart.html").write_bytes(bytes(body))
    (scan / "wijken.csv").unlink()
    (scan / "verantwoording" / "erbij.txt").write_text("x")
    text = said(scan, "--alleen-bestanden", code=1)
    assert "FOUT    kaart.html: veranderd: sha256" in text
    assert "FOUT    wijken.csv: ontbreekt" in text
    assert "let op  verantwoording/erbij.txt: staat niet in het manifest" in text
    assert "niet overgedaan (--alleen-bestanden)" in text


def test_an_extra_file_is_told_and_is_a_fault_when_asked(scan):
    (scan / "erbij.csv").write_text("a\n1\n")
    assert "erbij.csv: staat niet in het manifest" in said(scan, "--alleen-bestanden", code=0)
    said(scan, "--alleen-bestanden", "--streng", code=1)


def test_a_lost_row_is_counted(scan):
    lines = (scan / "gemeenten.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (scan / "gemeenten.csv").write_text("".join(lines[:-1]), encoding="utf-8")
    rows = len(lines) - 1
    assert f"rijen: {rows - 1}, verwacht {rows}" in said(scan, "--alleen-bestanden", code=1)


def test_changed_and_missing_inputs_are_named_and_the_scan_is_not_done_again(scan):
    folder = scan.parents[1] / "opname" / "lagen"
    (folder / "bag_panden.parquet").write_bytes(b"anders")
    (folder / "cbs_wijken.parquet").unlink()
    text = said(scan, code=1)
    assert "laag panden: lagen/bag_panden.parquet: veranderd: sha256" in text
    assert "laag wijken: lagen/cbs_wijken.parquet: bestand bestaat niet" in text
    assert "niet overgedaan: de invoer is niet meer die van toen" in text


def test_a_snapshot_that_moved_is_found_when_it_is_named(scan, tmp_path):
    (tmp_path / "opname").rename(tmp_path / "elders")
    assert "noem met --map" in said(scan, "--alleen-bestanden", code=1)
    said(scan, "--alleen-bestanden", "--snapshot", tmp_path / "elders", code=0)
    said(scan, "--alleen-bestanden", "--map", tmp_path / "elders", code=0)


def test_other_software_and_definitions_are_told_and_decide_nothing(scan):
    def change(content):
        content["software"]["code_sha256"] = "0" * 64
        content["software"]["versions"]["numpy"] = "1.0"
        content["definitions"]["laag/panden"] = "0" * 64

    rewrite(scan, change)
    text = said(scan, "--alleen-bestanden", code=0)
    for line in ("code (sha256): was 000000000000...", "pakket numpy: was 1.0, nu", "definitie laag/panden: was 0000"):
        assert f"let op  {line}" in text


def test_a_scan_definition_that_was_changed_in_the_manifest_is_a_fault(scan):
    rewrite(scan, lambda content: content["scan"].update(seed=99))
    assert "de scandefinitie in het manifest is niet die van de scan" in said(scan, "--alleen-bestanden", code=1)


def test_an_edition_in_the_archive_is_checked_for_what_it_keeps(scan):
    edition = next((scan.parents[0] / "archief" / "nieuwpolder").glob("peildatum=*/uitgave=1"))
    text = said(edition, "--alleen-bestanden", "--map", scan.parents[1] / "opname", code=0)
    assert "bestanden bewaart het archief niet" in text
    (edition / "locaties.parquet").write_bytes(b"x")
    assert "locaties.parquet: veranderd" in said(edition, "--alleen-bestanden", code=1)


@pytest.mark.parametrize("name", ["../buiten.csv", "/etc/passwd", "a/../../b", "a\\b", "c:x", ""])
def test_a_manifest_that_points_outside_its_folder_is_refused(scan, name):
    rewrite(scan, lambda content: content["files"].update({name: {"sha256": "0" * 64, "bytes": 1}}))
    with pytest.raises(SourceError, match=r"niet na te gaan(.|\n)*files\."):
        read_manifest(scan / "manifest.json")


@pytest.mark.parametrize("text", ["", "[]", "{}", "[" * 100_000, '{"files": 1}'])
def test_what_is_no_manifest_is_told(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(SourceError, match=r"manifest\.json"):
        read_manifest(tmp_path / "manifest.json")


def test_the_place_of_the_input_tells_no_home_folders_of_others(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path / "home" / "jan"))
    assert way_to(tmp_path / "home" / "jan" / "scans", tmp_path / "home" / "jan" / "uit" / "x") == "../../scans"
    assert way_to(tmp_path / "home" / "piet" / "scans", tmp_path / "home" / "jan" / "uit" / "x") is None


def again(made, path, uit, *more):
    done = run("scan", path, "--offline", "--uit", uit, "--cache", made / "cache", *more)
    assert done.exit_code == 0, done.output


def test_the_earlier_scan_is_an_input_and_is_used_again(scan, made):
    path = scan.parents[1] / "opname" / "later.yaml"
    definition = path.with_name("scan.yaml").read_text(encoding="utf-8")
    path.write_text(re.sub(r"(?m)^peildatum: .*", "peildatum: 2027-03-02", definition), encoding="utf-8")
    again(made, path, scan.parents[0])
    others = [(one["purpose"], one["file"].rpartition("/")[2]) for one in content_of(scan)["other_inputs"]]
    assert others == [("vorige scan", "gebieden.parquet")]
    assert "tot op de byte gelijk" in said(scan, "--offline", "--cache", made / "cache", code=0)


def test_the_workbook_is_an_input(scan, made):
    workbook = Path(shutil.copy(scan / "werkboek.xlsx", scan.parents[1] / "ingevuld.xlsx"))
    again(made, scan.parents[1] / "opname" / "scan.yaml", scan.parents[0], "--invulblad", workbook)
    assert [one["purpose"] for one in content_of(scan)["other_inputs"]] == ["werkboek"]
    said(scan, "--alleen-bestanden", code=0)
    workbook.unlink()
    assert "werkboek ../../ingevuld.xlsx: ontbreekt" in said(scan, "--alleen-bestanden", code=1)
