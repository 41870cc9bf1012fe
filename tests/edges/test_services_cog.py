"""A file at an address read in parts, and the command that fetches what a scan asks and then runs without a network."""

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import pytest
import rasterio
import yaml

from geo_risico.catalog import load_catalog, load_scan, make_plan
from geo_risico.cli import console, main
from geo_risico.core.errors import DefinitionError, SourceError
from geo_risico.io.services import fetch

ROOT = Path(__file__).parents[2]


def module(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


servers, sample = module("services_servers"), module("services_sample")
SMALL = (196_000, 460_000, 196_400, 460_400)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Gateway and address of a folder with a COG of 8 million cells that does not compress."""
    folder = tmp_path_factory.mktemp("cog")
    noise = np.random.default_rng(1).integers(1, 60_000, (1, 2000, 4000), dtype=np.uint16)
    sample.write_tif(folder / "groot.tif", noise, 190_000, 465_000, 5, cog=True, nodata=0)
    sample.heights(folder)
    (folder / "kapot.tif").write_bytes(b"II*\0" + b"\7" * 5000)
    with servers.served(servers.files(folder)) as (gateway, address):
        yield gateway, address, noise[0]


@pytest.fixture
def cog(store):
    store[0].calm()
    yield store
    store[0].calm()


@pytest.fixture(scope="module")
def spec():
    return sample.service("losse_cog")


@pytest.fixture
def run(monkeypatch, capsys):
    """Function that runs the command line and gives exit code, output and errors."""
    monkeypatch.setattr(console.out, "_width", 240)
    monkeypatch.setattr(console.err, "_width", 240)

    def call(*words):
        monkeypatch.setattr(sys, "argv", ["geo-risico", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        shown = capsys.readouterr()
        return ended.value.code or 0, shown.out, shown.err

    return call


def beeld(folder):
    with rasterio.open(next(folder.glob("scan/beelden/*/beeld.tif"))) as data:
        return data.read(1), data.bounds, data.nodata


def test_part_of_a_large_file_takes_a_part_of_its_bytes(cog, spec, tmp_path):
    fetched = fetch(sample.wish_of(spec, f"{cog[1]}/groot.tif", bounds=SMALL), sample.request_in(tmp_path))
    values, bounds, nodata = beeld(tmp_path)
    assert tuple(bounds) == SMALL
    assert (values == cog[2][920:1000, 1200:1280]).all()
    assert nodata == 0
    assert fetched.bytes_count < 3_000_000


def test_coarser_cells_come_from_the_overviews(cog, spec, tmp_path):
    wish = sample.wish_of(spec, f"{cog[1]}/groot.tif", bounds=(190_000, 455_000, 210_000, 465_000), pixel_m=40)
    fetched = fetch(wish, sample.request_in(tmp_path))
    values, _, _ = beeld(tmp_path)
    assert values.shape == (250, 500)
    assert abs(float(values.mean()) - float(cog[2].mean())) < 300
    assert fetched.bytes_count < 3_000_000


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("weg.tif", "status 404, text/plain: not here"),
        ("kapot.tif", r"niet te lezen \(.*\); verwacht een hele GeoTIFF"),
    ],
)
def test_file_that_is_no_geotiff_is_told(cog, spec, tmp_path, name, words):
    with pytest.raises(SourceError, match=words):
        fetch(sample.wish_of(spec, f"{cog[1]}/{name}"), sample.request_in(tmp_path))


def test_file_elsewhere_is_told(cog, spec, tmp_path):
    with pytest.raises(SourceError, match="bestand ligt buiten het gebied"):
        fetch(
            sample.wish_of(spec, f"{cog[1]}/dsm.tif", bounds=(10_000, 400_000, 11_000, 401_000)),
            sample.request_in(tmp_path),
        )


def test_file_that_changes_on_the_way_is_not_mixed(cog, spec, tmp_path):
    answer = {"status": 206, "body": b"x" * 262_144, "headers": {"Content-Range": "bytes 262144-524287/9999999"}}
    whole = sample.wish_of(spec, f"{cog[1]}/groot.tif", bounds=(190_000, 455_000, 210_000, 465_000))
    cog[0].plan(answer | {"once": False}, match="groot.tif")
    with pytest.raises(SourceError, match=r"ander deel dan gevraagd|veranderd tijdens het lezen"):
        fetch(whole, sample.request_in(tmp_path))


def scan_of(folder, address):
    """Scan of the fictitious gemeente that fetches heights of its own area."""
    content = yaml.safe_load((ROOT / "scans" / "nieuwpolder.yaml").read_text(encoding="utf-8"))
    names = ("gemeenten", "landgebied", "wijken", "panden", "adressen", "percelen", "verblijfsobjecten")
    content |= {"name": "klein", "themes": ["buitengebied"], "fictief": {"panden_count": 500, "seed": 3}}
    content["layers"] = {key: content["layers"][key] for key in names}
    content["rasters"] = {}
    use = {"service": "losse_cog", "folder": "beelden/dtm", "layer": "hoogten", "source": "ahn_maaiveld"}
    content["ophalen"] = {"maaiveld": use | {"endpoint": address, "date": "2023-01-01", "margin_m": 0}}
    path = folder / "klein.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def heights_everywhere(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dtm")
    values = np.full((1, 600, 600), 1.5, dtype=np.float32)
    sample.write_tif(folder / "dtm.tif", values, -300_000, 1_000_000, 2000, cog=True, nodata=-9999)
    with servers.served(servers.files(folder)) as (gateway, address):
        yield gateway, f"{address}/dtm.tif"


def test_scan_says_fetch_first_then_runs_without_the_service(heights_everywhere, run, tmp_path):
    gateway, address = heights_everywhere
    path = scan_of(tmp_path, address)
    code, _, err = run("scan", path, "--uit", tmp_path / "uit", "--cache", tmp_path / "cache")
    assert code == 2
    assert "ophalen.maaiveld" in err
    assert "draai eerst geo-risico ophalen" in err
    code, out, err = run("ophalen", path, "--cache", tmp_path / "cache")
    assert (code, "1 van 1 beeld(en) opgehaald" in out) == (0, True), err
    record = json.loads((tmp_path / "beelden/dtm/20230101/snapshot.json").read_text(encoding="utf-8"))
    assert record["url"] == address
    gateway.calm()
    code, out, _ = run("ophalen", path, "--cache", tmp_path / "cache")
    assert (code, "stond er al" in out, gateway.log) == (0, True, [])
    catalog = load_catalog(ROOT / "layers", ROOT / "scans" / "themes")
    plan = make_plan(load_scan(path), catalog, tmp_path)
    assert [use.path for use, _ in plan.rasters["hoogten"][1]] == ["beelden/dtm/20230101"]
    code, out, err = run("scan", path, "--uit", tmp_path / "uit", "--cache", tmp_path / "cache")
    assert (code, gateway.log) == (0, []), err


def test_wrong_wishes_are_told_at_once(run, tmp_path):
    path = scan_of(tmp_path, "http://127.0.0.1:9/x.tif")
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    use = content["ophalen"]["maaiveld"]
    content["ophalen"] = {
        "a": use | {"service": "losse_kog"},
        "b": use | {"source": None, "folder": "b"},
        "c": use | {"source": "ahn_maaiveld", "layer": "luchtfotos", "folder": "c", "parts": {"dsm": "x"}},
    }
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    code, _, err = run("ophalen", path, "--cache", tmp_path / "cache")
    assert code == 2
    for words in ("bedoelt u 'losse_cog'", "source ontbreekt", "vult hoogten", "'dsm' is geen deel van losse_cog"):
        assert words in err
    catalog = load_catalog(ROOT / "layers", ROOT / "scans" / "themes")
    with pytest.raises(DefinitionError, match="losse_kog"):
        make_plan(load_scan(path), catalog, tmp_path)


@pytest.mark.parametrize("folder", ["../weg", "/tmp/weg", "a/../../b", "c:/weg", "beelden/*"])
def test_folder_stays_below_that_of_the_scan(run, tmp_path, folder):
    path = scan_of(tmp_path, "http://127.0.0.1:9/x.tif")
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["ophalen"]["maaiveld"]["folder"] = folder
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    code, _, err = run("ophalen", path, "--cache", tmp_path / "cache")
    assert (code, "folder" in err) == (2, True)
