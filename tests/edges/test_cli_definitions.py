"""Commands about definitions: check, schema and nieuwe-indicator, in a copy of the checkout."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from geo_risico.cli import console, definitions, main

ROOT = Path(__file__).parents[2]
NAME = "hedge_count"


@pytest.fixture
def copy(tmp_path):
    """The definitions alone: layers and scans."""
    for name in ("layers", "scans"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("geo_risico/indicators", "tests/tables"):
        (tmp_path / name).mkdir(parents=True)
    return tmp_path


@pytest.fixture
def run(monkeypatch, capsys, copy):
    """Function that runs the command line on the copy and gives exit code, output and errors."""
    monkeypatch.setattr(definitions, "definitions_folder", lambda: copy)
    monkeypatch.setattr(console.out, "_width", 240)

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["geo-risico", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        shown = capsys.readouterr()
        return ended.value.code or 0, shown.out, shown.err

    return call


def plant(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name}: {old}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_check_of_the_project_is_in_order(run, copy):
    scans = [path for path in (copy / "scans").glob("*.yaml") if "../shared" in path.read_text(encoding="utf-8")]
    for path in scans:
        path.unlink()
    code, said, _ = run("check")
    assert code == 0
    assert said.startswith("In orde: ")


def test_check_names_every_problem_at_once(run, copy):
    plant(copy / "layers" / "plaatsen.yaml", "geometry:", "geometri:")
    plant(copy / "layers" / "panden.yaml", "{value} aan schuren", "iets aan schuren")
    plant(copy / "layers" / "sources" / "bag_panden.yaml", "bouwjaar:", "bouwjaren:")
    plant(copy / "scans" / "themes" / "buitengebied.yaml", "barn_share: 4", "barn_shar: 4")
    plant(copy / "scans" / "nieuwpolder.yaml", "doel: Voorbeeld", "doell: Voorbeeld")
    plant(copy / "scans" / "fictieve_gemeenten.yaml", "themes: [gemeenten]", "theme: gemeente")
    plant(copy / "scans" / "nieuwpolder_open.yaml", "source: top10_kassen", "source: top10_kasen")
    plant(copy / "layers" / "schema.json", '"title"', '"titel"')
    code, _, said = run("check")
    assert code == 2
    assert "Traceback" not in said
    for text in (
        "plaatsen.yaml: geometri",
        "barn_area_m2: reason_for",
        "'bouwjaren' is geen kolom van panden; bedoelt u 'bouwjaar'",
        "'barn_shar' is geen indicator; bedoelt u 'barn_share'",
        "nieuwpolder.yaml: doel",
        "fictieve_gemeenten.yaml: themes: 'gemeente' bestaat niet; bedoelt u 'gemeenten'",
        "'top10_kasen' bestaat niet; bedoelt u 'top10_kassen'",
        "schema.json: verschilt van de modellen",
    ):
        assert text.lower() in said.lower(), f"{text}\n{said}"
    assert "layers: 'plaatsen' is geen laag" not in said


def test_schema_says_and_writes_what_is_old(run, copy):
    plant(copy / "layers" / "schema.json", '"title"', '"titel"')
    code, _, said = run("schema", "--toets")
    assert code == 2
    assert "layers/schema.json" in said
    assert '"titel"' in (copy / "layers" / "schema.json").read_text(encoding="utf-8")
    code, said, _ = run("schema")
    assert (code, "Geschreven: layers/schema.json" in said) == (0, True)
    assert (copy / "layers" / "schema.json").read_bytes() == (ROOT / "layers" / "schema.json").read_bytes()
    code, said, _ = run("schema", "--toets")
    assert (code, said.strip()) == (0, "Alle schema's zijn bij")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["Silo"], "kleine letters en liggende streepjes verwacht"),
        (["../silo_m"], "kleine letters en liggende streepjes verwacht"),
        (["distance_to_silo"], "een eenheid als einde verwacht"),
        (["barn_area_m2"], "'barn_area_m2' bestaat al, in layers/panden.yaml"),
        ([NAME, "--laag", "paden"], "--laag: 'paden' bestaat niet; bedoelt u 'panden'"),
        ([NAME, "--laag", "leegstand"], "'leegstand' heeft geen geometrie"),
    ],
)
def test_names_that_are_refused(words, expected, run, copy):
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    code, _, said = run("nieuwe-indicator", *words)
    assert code == 2
    assert expected in said
    assert {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()} == before


def test_an_indicator_that_is_there_is_not_overwritten(run, copy):
    table = copy / "tests" / "tables" / f"{NAME}.yaml"
    table.write_text("van mij\n", encoding="utf-8")
    code, _, said = run("nieuwe-indicator", NAME)
    assert code == 2
    assert "bestaat al" in said
    assert table.read_text(encoding="utf-8") == "van mij\n"
    assert not (copy / "geo_risico" / "indicators" / f"{NAME}.py").exists()


def test_outside_a_checkout_it_says_so(run, copy):
    shutil.rmtree(copy / "tests")
    code, _, said = run("nieuwe-indicator", NAME)
    assert code == 2
    assert "draai dit in een checkout" in said


def test_a_new_indicator_passes_its_own_table(tmp_path):
    """The three files work as they come: contract, table and check."""
    for name in ("geo_risico", "layers", "scans", "tests/contract", "tests/tables"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "vendor"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}

    def python(*words):
        return subprocess.run(
            [sys.executable, "-m", *words], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    made = python("geo_risico", "nieuwe-indicator", NAME, "--laag", "beplanting")
    assert made.returncode == 0, made.stderr
    for path in (f"geo_risico/indicators/{NAME}.py", f"tests/tables/{NAME}.yaml", "layers/beplanting.yaml"):
        assert (tmp_path / path).is_file()
        assert str(tmp_path / path) in made.stdout
    tested = python("pytest", "-q", "-p", "no:cacheprovider", "tests/contract/test_indicators.py", "-k", NAME)
    assert tested.returncode == 0, tested.stdout
    assert " passed" in tested.stdout
    linted = python("ruff", "check", f"geo_risico/indicators/{NAME}.py")
    assert linted.returncode == 0, linted.stdout
