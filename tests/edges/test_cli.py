"""The commands as an analyst types them: exit codes, Dutch answers, nothing half-written."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml

from geo_risico.cli import console

ROOT = Path(__file__).parents[2]
LAYERS = (
    "gemeenten",
    "landgebied",
    "wijken",
    "buurten",
    "panden",
    "adressen",
    "percelen",
    "verblijfsobjecten",
    "leegstand",
)
ENGLISH = re.compile(r"\b(?:error|file|missing|unexpected|usage|such|invalid|does not|not found)\b", re.IGNORECASE)


@pytest.fixture(autouse=True)
def wide(monkeypatch):
    """Lines are not folded."""
    monkeypatch.setattr(console.out, "_width", 240)
    monkeypatch.setattr(console.err, "_width", 240)


def write_scan(folder, name="klein", **changes):
    """Definition of a scan of 500 panden with few layers."""
    content = yaml.safe_load((ROOT / "scans" / "nieuwpolder.yaml").read_text(encoding="utf-8"))
    content |= {"name": name, "themes": ["buitengebied"], "fictief": {"panden_count": 500, "seed": 3}}
    content["layers"] = {key: content["layers"][key] for key in LAYERS}
    path = folder / f"{name}.yaml"
    path.write_text(yaml.safe_dump(content | changes, allow_unicode=True), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Folder with a definition, a cache and the output of its scan."""
    folder = tmp_path_factory.mktemp("plek")
    words = ["scan", str(write_scan(folder)), "--uit", str(folder / "uit"), "--cache", str(folder / "cache")]
    done = subprocess.run([sys.executable, "-m", "geo_risico", *words], capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    (folder / "gezegd.txt").write_text(done.stdout, encoding="utf-8")
    return folder


OUTPUT = ["archief", "klein", "logboek.jsonl", "logboek.kop.json"]


def bytes_of(folder):
    files = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("logboek")]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_scan_tells_what_it_made(place):
    said = (place / "gezegd.txt").read_text(encoding="utf-8")
    assert "profiel partner" in said
    assert "FICTIEF" in said
    assert "Ontbrekende lagen" in said
    assert re.search(r"klasse E \d+, D \d+, C \d+, B \d+, A \d+, onbekend \d+", said)
    written = {path.name for path in (place / "uit" / "klein").iterdir()}
    assert {"kaart.html", "informatiebeeld.html", "locaties.gpkg", "locaties.parquet", "manifest.json"} <= written
    assert all(name in said for name in written)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["onzin"], "Deze opdracht bestaat niet: 'onzin'"),
        (["scna"], "Bedoelt u 'scan'"),
        (["scan"], "Noem een scandefinitie (BESTAND), of een momentopname met --snapshot"),
        (["scan", "--fout"], "Deze optie bestaat niet: --fout"),
        (["uitleg", "ERF-1", "--uit"], "vraagt om een waarde"),
        (["schema", "een", "twee"], "Te veel woorden: (een twee)"),
        (["schema", "--toets=ja"], "neemt geen waarde"),
        (["scan", "nergens.yaml"], "bestand 'nergens.yaml' bestaat niet"),
        (["lagen", "nergens.yaml"], "bestand 'nergens.yaml' bestaat niet"),
        (["uitleg", "ERF-1", "--uit", "nergens"], "nergens: geen scan met locaties gevonden"),
        (["nieuwe-indicator"], "Dit ontbreekt: 'naam'"),
        ([], "Geef een opdracht"),
    ],
)
def test_mistakes_on_the_command_line(words, expected, run):
    code, _, said = run(*words)
    assert code == 2
    assert said.startswith("Fout ")
    assert expected in said
    assert "Traceback" not in said
    assert not ENGLISH.search(said), said


def test_help_is_dutch(run):
    for words in (["--help"], ["scan", "--help"], ["nieuwe-indicator", "--help"]):
        code, said, _ = run(*words)
        assert code == 0
        assert "Gebruik:" in said
        assert "Toon deze hulp." in said
        assert not re.search(r"Usage|Options|Arguments|Commands|required|default:", said), said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name: [\n", "geen geldige YAML"),
        ("- een\n- twee\n", "sleutels met waarden verwacht"),
        ("name: x\n", "doel: verplichte sleutel ontbreekt"),
    ],
)
def test_bad_yaml(text, expected, run, tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    code, _, said = run("scan", path, "--uit", tmp_path / "uit")
    assert code == 2
    assert expected in said
    assert "x.yaml" in said
    assert not (tmp_path / "uit").exists()


def test_every_missing_reason_is_named_at_once(run, tmp_path):
    path = write_scan(tmp_path, doel="kort", thema="x", profile="geheim", opdrachtgever=None)
    code, _, said = run("scan", path)
    assert code == 2
    for key in ("doel", "thema", "profile", "opdrachtgever"):
        assert f"{key}:" in said or f"'{key}'" in said, key
    assert "theme" in said  # de bedoelde sleutel


def corrupt(folder, cache):
    panden = next(cache.glob("fictief-*/bag.gpkg")).parent
    broken = folder / "bag.gpkg"
    broken.write_bytes((panden / "bag.gpkg").read_bytes()[:5000])
    return {"path": str(broken), "source": "bag_panden"}


def columnless(folder, _):
    path = folder / "leeg.csv"
    path.write_text("iets,anders\n1,2\n", encoding="utf-8")
    return {"path": str(path), "source": "leegstand_tabel"}


@pytest.mark.parametrize(("layer", "plant"), [("panden", corrupt), ("leegstand", columnless)])
def test_a_bad_file_leaves_the_previous_output_alone(layer, plant, run, place, tmp_path):
    before = bytes_of(place / "uit")
    content = yaml.safe_load((place / "klein.yaml").read_text(encoding="utf-8"))
    use = plant(tmp_path, place / "cache")
    path = write_scan(tmp_path, layers=content["layers"] | {layer: use})
    code, _, said = run("scan", path, "--uit", place / "uit", "--cache", place / "cache")
    assert code == 2
    assert Path(use["path"]).name in said
    assert "Traceback" not in said
    assert bytes_of(place / "uit") == before
    assert sorted(item.name for item in (place / "uit").iterdir()) == OUTPUT


def test_refused_release_leaves_the_previous_output_alone(run, place, tmp_path):
    before = bytes_of(place / "uit")
    path = write_scan(tmp_path, profile="open")
    code, _, said = run("scan", path, "--uit", place / "uit", "--cache", place / "cache")
    assert code == 2
    assert "mag niet in profiel open" in said
    assert "leegstand" in said
    assert bytes_of(place / "uit") == before


def test_a_fault_of_ours_is_exit_1(run, place, monkeypatch):
    """An indicator that breaks its contract is not the analyst's mistake."""

    def broken(locations, *, panden):
        return list(locations.index) + list(panden.index)

    monkeypatch.setattr("geo_risico.indicators.bouwval_count.bouwval_count", broken)
    before = bytes_of(place / "uit")
    words = ["scan", place / "klein.yaml", "--uit", place / "uit", "--cache", place / "cache"]
    code, _, said = run(*words)
    assert code == 1
    assert "Fout in geo-risico zelf (TypeError): indicator bouwval_count" in said
    assert "Traceback" not in said
    assert "--debug" in said
    code, _, said = run("--debug", *words)
    assert code == 1
    assert "Traceback" in said
    assert "compute.py" in said
    assert bytes_of(place / "uit") == before


def test_debug_shows_where_wrong_input_was_found(run):
    code, _, said = run("uitleg", "ERF-1", "--uit", "nergens", "--debug")
    assert code == 2
    assert "Traceback" in said
    assert "saved.py" in said


def test_lagen_shows_each_file(run, place):
    code, said, _ = run("lagen", place / "klein.yaml", "--cache", place / "cache")
    assert code == 0
    for heading in ("Laag", "Bron", "Peildatum", "Ouderdom", "Licentie", "Toegang", "Rijen", "Meldingen"):
        assert heading in said
    (panden,) = [line for line in said.splitlines() if "BAG panden" in line]
    assert re.search(r"panden\b.*0?1-0?1-2026|1 januari 2026", panden)
    assert "Public Domain Mark 1.0" in panden
    assert "openbaar" in panden
    assert re.search(r"│ +[\d.]+ +│ +[\d.]+ +│", panden)
    assert any("leegstand" in line and "beperkt" in line for line in said.splitlines())
    assert any("wegen" in line and "niet in deze scan" in line for line in said.splitlines())
    assert "rijen" in said.split("└")[-1]


def test_uitleg_of_a_known_place(run, place):
    rows = pd.read_parquet(place / "uit" / "klein" / "locaties.parquet").set_index("location_id")
    erf = rows["score"].idxmax()
    code, said, _ = run("uitleg", erf, "--uit", place / "uit")
    assert code == 0
    assert said.startswith(" FICTIEF ")
    assert erf in said
    assert rows.loc[erf, "label"] in said
    assert f"{100 * rows.loc[erf, 'score']:.1f}".replace(".", ",") in said
    assert "zeer hoog" in said
    assert "geen bewijs" in said
    assert "onbekend" in said
    code, _, said = run("uitleg", "ERF-0", "--uit", place / "uit")
    assert code == 2
    assert "'ERF-0' staat niet in klein" in said
    code, _, said = run("uitleg", erf, "--uit", place / "uit", "--scan", "anders")
    assert code == 2
    assert "geen scan 'anders' gevonden" in said


def test_an_interrupted_scan_says_so(place, tmp_path):
    before = bytes_of(place / "uit")
    words = ["scan", str(place / "klein.yaml"), "--uit", str(place / "uit"), "--cache", str(tmp_path / "cache")]
    # a runner in the background ignores interrupts, and what it starts would too
    command = ["env", "--default-signal=INT", sys.executable, "-m", "geo_risico", *words]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        first = process.stderr.readline()
        os.kill(process.pid, signal.SIGINT)
        rest = process.stderr.read()
    assert first.startswith("klein: ")
    assert process.returncode == 130
    assert "Afgebroken; de vorige uitvoer staat er nog." in rest
    assert "Traceback" not in rest
    assert bytes_of(place / "uit") == before
    assert sorted(item.name for item in (place / "uit").iterdir()) == OUTPUT
    left = [item.name for item in (tmp_path / "cache").rglob("*")] if (tmp_path / "cache").exists() else []
    assert not [name for name in left if name.startswith(".")]


def test_uitleg_of_a_place_without_class_and_of_an_indicator_that_is_gone(run, place, tmp_path):
    shutil.copytree(place / "uit" / "klein", tmp_path / "oud")
    table = pd.read_parquet(tmp_path / "oud" / "locaties.parquet")
    erf = table["location_id"].iloc[0]
    changed = table.assign(**{"class": "onbekend", "percentile": float("nan"), "silo_m": 1.0, "bijdrage_silo_m": 0.1})
    changed.to_parquet(tmp_path / "oud" / "locaties.parquet")
    path = tmp_path / "oud" / "manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["indicators"].append(content["indicators"][0] | {"name": "silo_m"})
    path.write_text(json.dumps(content), encoding="utf-8")
    code, said, _ = run("uitleg", erf, "--uit", tmp_path)
    assert code == 0
    assert "klasse onbekend: er is te weinig bekend om te vergelijken" in said
    assert "hoger dan" not in said
    assert "silo" not in said
