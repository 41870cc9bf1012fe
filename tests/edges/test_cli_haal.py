"""The command haal as an analyst types it: what it says, what it keeps, and what it refreshes."""

import importlib.util
import json
import re
import shutil
from pathlib import Path

import pytest

from geo_risico.catalog import load_scan
from geo_risico.cli import console

_SPEC = importlib.util.spec_from_file_location("snapshots", Path(__file__).with_name("snapshot_service.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)

BAG = ("kadaster/bag/ogc/v2", "pand")
LATER = sample.NOW.replace(day=20)


@pytest.fixture(autouse=True)
def wide(monkeypatch):
    """Lines are not folded; definitions are read once."""
    monkeypatch.setattr(console.out, "_width", 240)
    monkeypatch.setattr(console.err, "_width", 240)
    monkeypatch.setattr("geo_risico.cli.haal.catalog_of", sample.definitions)


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with sample.fictief_service(tmp_path_factory.mktemp("fictief")) as found:
        yield found


@pytest.fixture(scope="module")
def fetched(service, tmp_path_factory):
    """Snapshot as it was fetched; tests work on a copy."""
    folder = tmp_path_factory.mktemp("haal") / "opname"
    sample.fetched(folder, service[2], "Nieuwpolder")
    return folder


@pytest.fixture
def snapshot(fetched, tmp_path):
    return shutil.copytree(fetched, tmp_path / "opname")


def record_of(folder, register):
    content = json.loads((folder / "snapshot.json").read_text(encoding="utf-8"))
    return next(one for records in content["layers"].values() for one in records if one["register"] == register)


def test_the_first_haal_says_what_came_and_writes_a_scan_that_loads(service, run, tmp_path):
    folder = tmp_path / "opname"
    words = [
        "haal",
        "gm9999",
        "--naar",
        folder,
        "--index",
        service[2],
        "--cache",
        tmp_path,
        "--lagen",
        "panden,landgebied",
    ]
    code, said, _ = run(*words, "--doel", "Proef met de methode")
    assert (code, "Nieuwpolder (GM9999)" in said, "bag_panden: 714 rijen" in said) == (0, True, True), said
    scan = load_scan(folder / "scan.yaml")
    assert (scan.area.gemeenten, scan.doel, scan.profile) == (("GM9999",), "Proef met de methode", "partner")
    assert scan.grondslag.startswith("IN TE VULLEN")
    kept = record_of(folder, "bag_panden")
    assert kept["url"].endswith("/kadaster/bag/ogc/v2/collections/pand/items")
    assert kept["licence"] == "Public Domain Mark 1.0"
    assert re.fullmatch(r"[0-9a-f]{64}", kept["sha256"])


def test_what_is_whole_is_not_fetched_again(service, snapshot, run, tmp_path):
    before = service[0].count
    code, said, _ = run("haal", "--naar", snapshot, "--index", service[2], "--cache", tmp_path)
    assert (code, service[0].count) == (0, before), said
    assert "stond er al" in said


def test_a_haul_that_stopped_before_its_area_was_known_goes_on_without_names(service, snapshot):
    path = snapshot / "snapshot.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**content, "gemeenten": [], "bounds": None}), encoding="utf-8")
    done = sample.fetched(snapshot, service[2], names=())
    assert [one.code for one in done.snapshot.gemeenten] == ["GM9999"]


def test_a_damaged_file_is_fetched_again(service, snapshot, run, tmp_path):
    path = snapshot / "lagen" / "bag_panden.parquet"
    digest = record_of(snapshot, "bag_panden")["sha256"]
    path.write_bytes(path.read_bytes()[:-100])
    code, said, _ = run("haal", "--naar", snapshot, "--index", service[2], "--cache", tmp_path)
    assert (code, record_of(snapshot, "bag_panden")["sha256"]) == (0, digest), said
    assert "bag_panden: 714 rijen (bestand heeft" in said


def test_alleen_nieuw_refreshes_what_is_old_and_says_what_changed(service, snapshot):
    plain = service[0].frames[BAG]
    status = plain["status"].where(plain.index != 3, "Pand gesloopt")
    bouwjaar = plain["bouwjaar"].where(plain.index != 5, 1777)
    new = plain.iloc[[10]].assign(identificatie="9999100000999999")
    changed = plain.assign(status=status, bouwjaar=bouwjaar)
    same = (snapshot / "lagen" / "bag_adressen_standplaatsen.parquet").read_bytes()
    try:
        service[0].frames[BAG] = sample.gpd.GeoDataFrame(sample.pd.concat([changed, new], ignore_index=True), crs=28992)
        done = sample.fetched(snapshot, service[2], now=LATER, refresh="stale", names=())
    finally:
        service[0].frames[BAG] = plain
    panden = done.registers["bag_panden"].changes
    inside = set(plain["identificatie"])
    assert (panden.added, panden.removed_count, panden.changed_count) == (("9999100000999999",), 1, 1)
    assert panden.removed[0] in inside
    assert panden.removed == (plain["identificatie"][3],)
    assert panden.changed == (plain["identificatie"][5],)
    assert done.registers["bag_adressen_standplaatsen"].is_same
    assert (snapshot / "lagen" / "bag_adressen_standplaatsen.parquet").read_bytes() == same
    assert not done.registers["gemeenten"].reason
    told = json.loads((snapshot / "wijzigingen.json").read_text(encoding="utf-8"))["registers"]
    assert told["bag_panden"]["wijzigingen"]["verdwenen"]["aantal"] == 1
    assert not told["bag_adressen_standplaatsen"]["veranderd"]


def test_a_register_that_fails_leaves_the_others(service, run, tmp_path):
    folder = tmp_path / "opname"
    words = ["haal", "Nieuwpolder", "--naar", folder, "--index", service[2], "--cache", tmp_path]
    code, said, wrong = run(*words, "--lagen", "panden,top10_plaatsen_multivlak")
    assert code == 3
    assert "top10_plaatsen_multivlak: MISLUKT" in said
    assert "Niet gelukt: top10_plaatsen_multivlak (laag plaatsen)" in wrong
    assert record_of(folder, "bag_panden")["rows"] == 714
    assert load_scan(folder / "scan.yaml").layers["panden"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["Nergenshuizen"], "Nergenshuizen"),
        (["Nieuwpolder", "--lagen", "pandjes"], "bedoelt u 'panden'?"),
        (["Nieuwpolder", "--thema", "buitengebeid"], "bedoelt u 'buitengebied'?"),
        ([], "Noem een of meer gemeenten"),
    ],
)
def test_wrong_words_get_a_dutch_answer(service, run, tmp_path, words, expected):
    code, _, wrong = run("haal", *words, "--naar", tmp_path / "o", "--index", service[2], "--cache", tmp_path)
    assert (code, expected in wrong, "Traceback" in wrong) == (2, True, False), wrong


def test_texts_of_people_stay(service, snapshot):
    path = snapshot / "scan.yaml"
    text = path.read_text(encoding="utf-8").replace("IN TE VULLEN: de juridische grondslag", "Wet X, artikel 1")
    path.write_text(text.replace("name: nieuwpolder", "name: eigen_naam"), encoding="utf-8")
    sample.fetched(snapshot, service[2], now=LATER, refresh="stale", names=())
    scan = load_scan(path)
    assert (scan.grondslag, scan.name, f"{scan.peildatum}") == ("Wet X, artikel 1", "eigen_naam", "2026-03-20")
