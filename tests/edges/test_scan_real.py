"""The scans of the project on real data: they end, they say what is missing, and nothing is silently zero."""

import dataclasses
import datetime as dt
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pytest

from geo_risico.catalog import load_catalog, load_scan
from geo_risico.core.results import Release, ScanResult
from geo_risico.scan.run import run_scan
from geo_risico.scan.save import save_scan

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data staat niet naast de repository")
SMALL = {"otterlo_erven": 817, "amsterdam_buurt": 210, "amsterdam_westerdok": 4, "waterland_vierkanten": 328}
SCANS = ["kampen_buitengebied", "nederland_gemeenten", *SMALL]
FILES = {
    "kaart.html", "informatiebeeld.html", "locaties.gpkg", "locaties.parquet", "gemeenten.csv", "buurten.csv",
    "manifest.json",
}  # fmt: skip
LOADS = re.compile(
    r"""<(?:script|img|iframe|link|source|embed|use|image)\b[^>]*?\s(?:src|href|xlink:href)\s*=\s*["']?(?!data:|\#)[^"'\s>]"""
    r"""|@import\s|url\(\s*["']?(?!data:|\#)[a-z]|\b(?:fetch|importScripts|sendBeacon)\(|XMLHttpRequest|WebSocket\("""
)


@dataclasses.dataclass(frozen=True)
class Done:
    """One scan that ran and was saved."""

    result: ScanResult
    release: Release
    folder: Path

    def repairs(self, layer, kind):
        items = [item for item in self.result.provenance if item.layer == layer]
        return [repair for item in items for repair in item.repairs if repair.kind == kind]

    def notice(self, text):
        return any(text in line for line in self.release.meta.notices)


@pytest.fixture(scope="module")
def scanned(tmp_path_factory):
    """Function that runs and saves a scan, once per name."""
    catalog, done = load_catalog(ROOT / "layers", ROOT / "scans" / "themes"), {}
    cache, out = tmp_path_factory.mktemp("cache"), tmp_path_factory.mktemp("uit")

    def run(name):
        if name not in done:
            spec = load_scan(ROOT / "scans" / f"{name}.yaml")
            result = run_scan(spec, catalog, ROOT / "scans", cache=cache, step=lambda _: None)
            created = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
            released, _ = save_scan(result, out, created=created, step=lambda _: None)
            done[name] = Done(result=result, release=released, folder=out / name)
        return done[name]

    return run


@pytest.mark.parametrize("name", SCANS)
def test_scores_add_up(name, scanned):
    result = scanned(name).result
    scores = result.scores
    assert len(scores) > 0
    np.testing.assert_allclose(result.contributions.sum(axis=1), scores["score"] - scores["base"], atol=1e-9)
    known = scores[scores["score"].notna()]
    assert (known["score_low"] <= known["score"] + 1e-12).all()
    assert (known["score"] <= known["score_high"] + 1e-12).all()
    assert scores["coverage"].between(0, 1).all()
    for frame in result.aggregates.values():
        letters = frame[[column for column in frame if column.startswith("count_")]]
        assert (letters.sum(axis=1) == frame["location_count"]).all()
    assert result.aggregates["gemeenten"]["location_count"].sum() == len(scores)


@pytest.mark.parametrize("name", SCANS)
def test_absent_is_unknown_and_said(name, scanned):
    done = scanned(name)
    for fact in done.result.facts:
        if fact.status == "absent":
            assert done.result.indicators[fact.name].isna().all()
            assert done.result.contributions[fact.name].isna().all()
    for item in done.result.provenance:
        if item.status == "absent":
            assert done.notice(item.title)


@pytest.mark.parametrize("name", SCANS)
def test_saved_files_are_whole_and_open_anywhere(name, scanned):
    done = scanned(name)
    assert {path.name for path in done.folder.iterdir()} >= FILES
    for page in ("kaart.html", "informatiebeeld.html"):
        text = (done.folder / page).read_text(encoding="utf-8")
        assert LOADS.findall(text) == []
        assert done.release.meta.title in text
    manifest = json.loads((done.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["counts"]["locaties"] == len(done.result.scores)
    present = [item for item in manifest["inputs"] if item["status"] == "present"]
    assert all(re.fullmatch(r"[0-9a-f]{64}", item["sha256"]) for item in present)
    table = pd.read_parquet(done.folder / "locaties.parquet")
    assert len(table) == len(done.result.scores)
    assert "/home/" not in json.dumps(manifest)
    assert str(DATA.parent.resolve()) not in json.dumps(manifest)


def test_kampen_scores_the_erven_in_view(scanned):
    done = scanned("kampen_buitengebied")
    result = done.result
    assert 650 < len(result.scores) < 770
    assert set(result.locations.frame["gemeente_code"]) == {"GM0166"}
    assert done.notice("Van Kampen is 42% in beeld")
    assert result.aggregates["gemeenten"]["known_share"].loc["GM0166"] == pytest.approx(0.42, abs=0.01)
    assert set(result.scores["class"]) - {"onbekend"} == set("ABCDE")


def test_kampen_says_what_it_does_not_know(scanned):
    done = scanned("kampen_buitengebied")
    indicators = done.result.indicators
    assert indicators[["bouwval_count", "sloopvergunning_overdue_count", "vacancy_years"]].isna().all(axis=None)
    assert indicators["gewas_loss_share"].isna().all()
    assert done.result.scores["coverage"].max() < 1
    assert done.notice("Percelen")
    assert done.notice("De status van panden is onbekend")
    assert done.notice("De bebouwde kom is afgeleid")
    assert done.notice("Zonder verblijfsobjecten")
    assert done.repairs("panden", "missing_column")
    for name in ("neighbour_distance_m", "motorway_exit_distance_m", "navigable_water_distance_m"):
        values = indicators[name]
        assert values.notna().mean() > 0.9, name
        assert values.between(0, 30_000).sum() == values.notna().sum(), name
    assert 20 < indicators["neighbour_distance_m"].median() < 400
    assert indicators["border_distance_m"].min() > 40_000


def test_kampen_ids_keep_their_zeros(scanned):
    ids = scanned("kampen_buitengebied").result.locations.frame.index.to_series()
    from_bag = ids[ids.str.match(r"ERF-\d")]
    assert len(from_bag) > 0.95 * len(ids)
    assert from_bag.str.fullmatch(r"ERF-0\d{15}(?:-\d+)?").all()


def test_nederland_has_every_gemeente_once(scanned):
    result = scanned("nederland_gemeenten").result
    assert len(result.scores) == 342
    assert "GM0998" not in result.scores.index
    assert result.locations.frame.index.str.fullmatch(r"GM\d{4}").all()
    assert result.locations.frame.geometry.is_valid.all()
    assert len(result.aggregates["gemeenten"]) == 342
    assert result.aggregates["gemeenten"]["score_per_gemeente"].between(0, 100).all()


def test_nederland_reports_the_known_faults(scanned):
    done = scanned("nederland_gemeenten")
    (buitenland,) = done.repairs("gemeenten", "filtered")
    assert (buitenland.count, "GM0998" in buitenland.message) == (1, True)
    invalid = done.repairs("gemeenten", "invalid_geometry")
    assert sum(repair.count for repair in invalid) in {7, 8}
    (suspect,) = done.repairs("gemeenten", "suspect")
    assert "Drugs- en drankmisdrijven" in suspect.message
    (persons,) = done.repairs("gemeenten", "personal_column")
    assert "pct_herkomst_nl" in persons.message
    text = (done.folder / "kaart.html").read_text(encoding="utf-8")
    assert all(repair.message in text for repair in (buitenland, *invalid, suspect, persons))
    columns = list(pd.read_parquet(done.folder / "locaties.parquet"))
    for name, _ in pyogrio.list_layers(done.folder / "locaties.gpkg"):
        columns += list(pyogrio.read_info(done.folder / "locaties.gpkg", layer=name)["fields"])
    columns += (done.folder / "gemeenten.csv").read_text(encoding="utf-8-sig").splitlines()[:1]
    assert not [name for name in columns if re.search("herkomst|mannen|vrouwen|background", name)]


def test_nederland_cultuurgrond_is_in_hectare(scanned):
    result = scanned("nederland_gemeenten").result
    farm = result.indicators["farm_size_ha"].dropna()
    assert 20 < farm.median() < 60
    assert farm.max() < 250
    density = result.indicators["resident_density_km2"]
    assert 250 < density.median() < 700
    assert result.indicators["border_distance_m"].max() < 200_000
    share = result.indicators["agricultural_land_share"].dropna()
    assert 0.3 < share.median() < 0.8


@pytest.mark.parametrize("name", SMALL)
def test_small_scans_say_something(name, scanned):
    result = scanned(name).result
    assert len(result.scores) == pytest.approx(SMALL[name], rel=0.1)
    known = result.indicators.notna().any()
    assert known.sum() >= 2, known
    assert result.scores["score"].notna().any()
    assert set(result.scores["class"]) != {"onbekend"}


def test_outside_the_bounds_nothing_is_counted_as_zero(scanned):
    for name in ("amsterdam_westerdok", "amsterdam_buurt"):
        aggregates = scanned(name).result.aggregates
        assert aggregates["gemeenten"]["known_share"].max() < 0.02
        assert len(aggregates["wijken"]) < 12
        assert (aggregates["wijken"]["known_share"] < 1).any()
