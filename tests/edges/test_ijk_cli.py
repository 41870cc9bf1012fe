"""The command ijk as an analyst types it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from geo_risico.cli import console
from geo_risico.io.weights_file import read_weights

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def wide(monkeypatch):
    """Lines are not folded."""
    monkeypatch.setattr(console.out, "_width", 240)
    monkeypatch.setattr(console.err, "_width", 240)


@pytest.fixture
def scan_file(tmp_path):
    """Function that writes the fictitious scan, small and without images, with other keys."""

    def write(**changes):
        content = yaml.safe_load((ROOT / "scans" / "nieuwpolder.yaml").read_text(encoding="utf-8"))
        content["fictief"]["panden_count"] = 1500
        content.pop("rasters", None)
        content |= changes
        path = tmp_path / "scan.yaml"
        path.write_text(yaml.safe_dump(content), encoding="utf-8")
        return path

    return write


def test_profile_open_is_refused_before_anything_is_read(run, scan_file, tmp_path):
    code, _, said = run("ijk", scan_file(profile="open"), "--uit", tmp_path)
    assert code == 2
    assert "profiel open" in said
    assert not (tmp_path / "gewichten").exists()


def test_a_scan_without_cases_is_refused(run, scan_file, tmp_path):
    layers = yaml.safe_load((ROOT / "scans" / "nieuwpolder.yaml").read_text(encoding="utf-8"))["layers"]
    bare = {name: uses for name, uses in layers.items() if name not in {"casussen", "bezoeken"}}
    code, _, said = run("ijk", scan_file(layers=bare), "--uit", tmp_path)
    assert code == 2
    assert "geen laag casussen" in said


def test_an_unknown_theme_is_told(run, scan_file, tmp_path):
    code, _, said = run("ijk", scan_file(), "--thema", "buitengebeid", "--uit", tmp_path)
    assert code == 2
    assert "--thema buitengebeid" in said


def test_weights_that_are_not_there_are_told(run, scan_file, tmp_path):
    code, _, said = run("scan", scan_file(), "--gewichten", tmp_path / "weg.yaml", "--uit", tmp_path)
    assert code == 2
    assert "weg.yaml" in said


def test_a_scan_is_calibrated_and_what_cannot_be_is_named(run, scan_file, tmp_path, fictief_world):
    path = scan_file(themes=["buitengebied", "luchthavens"])
    code, told, said = run("ijk", path, "--uit", tmp_path, "--naar", tmp_path / "g", "--cache", fictief_world.cache)
    files = list((tmp_path / "g").iterdir())
    assert code == 0, said
    assert "Overgeslagen: Thema luchthavens" in said
    assert "minstens 15" in said
    assert [file.name.rsplit("_", 1)[0] for file in files] == ["nieuwpolder_buitengebied"]
    weights = read_weights(files[0])
    assert weights.case_count >= 15
    assert all(word in told for word in ("Experts", "Geijkt", "90 %-interval", "lambda", files[0].name, "--gewichten"))
    code, _, said = run("ijk", path, "--thema", "luchthavens", "--uit", tmp_path, "--cache", fictief_world.cache)
    assert code == 2
    assert "niet geijkt" in said
    assert not (tmp_path / "gewichten").exists()
