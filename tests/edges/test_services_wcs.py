"""Heights through a real WCS (MapServer): cells, limits, scaling, and every way in which a service can fail."""

import importlib.util
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import rasterio

from geo_risico.core.errors import SourceError
from geo_risico.io.services import fetch

SMALL = (196_000, 460_000, 196_400, 460_400)
EXCEPTION = (
    b'<?xml version="1.0"?><ows:ExceptionReport><ows:Exception exceptionCode="NoApplicableCode">'
    b"<ows:ExceptionText>server is moe</ows:ExceptionText></ows:Exception></ows:ExceptionReport>"
)


def module(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


servers, sample = module("services_servers"), module("services_sample")
pytestmark = pytest.mark.skipif(shutil.which("mapserv") is None, reason="mapserv ontbreekt (scripts/servers.sh)")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Gateway and address of a WCS that gives at most 150 cells at a side."""
    folder = tmp_path_factory.mktemp("wcs")
    with servers.served(servers.mapserver(sample.mapfile(folder, maxsize=150))) as found:
        yield found


@pytest.fixture
def wcs(server):
    gateway, address = server
    gateway.calm()
    yield gateway, f"{address}/ows"
    gateway.calm()


@pytest.fixture(scope="module")
def spec():
    return sample.service("ahn_dsm")


def dsm(folder):
    with rasterio.open(next(folder.glob("scan/beelden/*/dsm.tif"))) as data:
        return data.read(1), data.bounds, data.nodata, data.tags()


def test_cells_are_those_of_the_coverage(wcs, spec, tmp_path):
    bounds = (196_003, 460_004, 196_396, 460_397)
    fetched = fetch(sample.wish_of(spec, wcs[1], bounds=bounds), sample.request_in(tmp_path))
    values, found, nodata, _ = dsm(tmp_path)
    assert tuple(found) == (196_000, 460_000, 196_400, 460_400)
    rows, columns = np.mgrid[240:320, 120:200]
    assert (values == rows * 1000 + columns).all()
    assert nodata == -9999
    assert (fetched.new_count, fetched.retries_count) == (1, 0)


def test_hole_without_measurement_stays_a_hole(wcs, spec, tmp_path):
    fetch(sample.wish_of(spec, wcs[1], bounds=(195_850, 461_000, 196_000, 461_150)), sample.request_in(tmp_path))
    values, _, nodata, _ = dsm(tmp_path)
    assert (values == nodata).sum() == 100


def test_request_over_the_limit_is_split(wcs, spec, tmp_path):
    fetch(sample.wish_of(spec, wcs[1]), sample.request_in(tmp_path))
    values, _, _, _ = dsm(tmp_path)
    rows, columns = np.mgrid[120:320, 120:360]
    assert (values == rows * 1000 + columns).all()
    assert sum("GetCoverage" in line for line in wcs[0].log) > 4


def test_coarser_cells_are_asked_of_the_service(wcs, spec, tmp_path):
    wish = sample.wish_of(spec, wcs[1], pixel_m=20, date="2023-03-01")
    fetch(wish, sample.request_in(tmp_path))
    values, found, _, tags = dsm(tmp_path)
    assert values.shape == (50, 60)
    assert tuple(found) == sample.AREA
    assert tags["TIFFTAG_DATETIME"] == "2023:03:01 00:00:00"
    assert abs(values[0, 0] - 120_120) < 4100


def test_area_beyond_the_coverage_is_told(wcs, spec, tmp_path):
    with pytest.raises(SourceError, match=r"buiten het gebied; verwacht een coverage"):
        fetch(sample.wish_of(spec, wcs[1], bounds=(10_000, 400_000, 11_000, 401_000)), sample.request_in(tmp_path))


def test_unknown_coverage_is_told_in_the_words_of_the_service(wcs, spec, tmp_path):
    wish = sample.wish_of(spec, wcs[1], parts={"dsm": "dsm_9m"})
    with pytest.raises(SourceError, match=r"AHN .*/ows: status 4\d\d, melding van de dienst: .*\(1 poging\); verwacht"):
        fetch(wish, sample.request_in(tmp_path))


FAULTS = {
    "429 met Retry-After": {"status": 429, "headers": {"Retry-After": "1"}},
    "503": {"status": 503, "body": b"busy"},
    "afgebroken": {"share": 0.5},
    "afgebroken maar met kloppende lengte": {"share": 0.5, "honest": True},
    "XML met status 200": {"body": EXCEPTION, "type": "text/xml"},
    "webpagina": {"body": b"<html><head><title>Onderhoud</title></head></html>", "type": "text/html"},
    "leeg": {"body": b"", "type": "image/tiff"},
    "traag": {"delay": 3.5},
    "verbroken": {"reset": True},
    "ander soort": {"share": 1, "type": "text/plain"},
}


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_once_still_gives_the_heights(wcs, spec, tmp_path, name):
    wcs[0].plan(FAULTS[name], match="GetCoverage")
    wish = sample.wish_of(spec, wcs[1], bounds=SMALL)
    fetched = fetch(wish, sample.request_in(tmp_path))
    assert dsm(tmp_path)[0][0, 0] == 240_120
    assert fetched.retries_count == (0 if name == "ander soort" else 1)
    assert not sample.left_over(tmp_path)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("429 met Retry-After", "status 429"),
        ("503", "status 503"),
        ("afgebroken maar met kloppende lengte", "GeoTIFF is niet heel"),
        ("XML met status 200", "melding van de dienst: server is moe"),
        ("webpagina", r"webpagina \(Onderhoud\)"),
        ("leeg", "leeg antwoord"),
        ("verbroken", "verbinding verbroken"),
    ],
)
def test_lasting_fault_is_told_and_leaves_nothing(wcs, spec, tmp_path, name, words):
    wcs[0].plan(FAULTS[name] | {"once": False}, match="GetCoverage")
    with pytest.raises(SourceError, match=rf"AHN .*{words}.*\(3 pogingen\); verwacht een GeoTIFF") as error:
        fetch(sample.wish_of(spec, wcs[1], bounds=SMALL), sample.request_in(tmp_path))
    assert "/ows" in str(error.value)
    assert not (tmp_path / "scan").exists()
    assert not sample.left_over(tmp_path)


def test_wait_of_an_hour_is_not_waited(wcs, spec, tmp_path):
    wcs[0].plan({"status": 429, "headers": {"Retry-After": "3600"}}, match="DescribeCoverage")
    with pytest.raises(SourceError, match=r"vraagt 3600 s te wachten, probeer het later opnieuw \(1 poging\)"):
        fetch(sample.wish_of(spec, wcs[1]), sample.request_in(tmp_path))


def test_broken_off_fetch_goes_on_where_it_was(wcs, spec, tmp_path):
    asked = sample.wish_of(spec.model_copy(update={"max_tile_pixels": 100, "parallel": 1}), wcs[1])
    wcs[0].plan({"status": 404, "body": b"weg", "once": False}, match="x%28197000")
    with pytest.raises(SourceError, match="status 404"):
        fetch(asked, sample.request_in(tmp_path))
    before = sum("GetCoverage" in line for line in wcs[0].log)
    wcs[0].calm()
    fetch(asked, sample.request_in(tmp_path))
    assert before + sum("GetCoverage" in line for line in wcs[0].log) == 7
    assert dsm(tmp_path)[0].shape == (200, 240)


def test_same_wish_asks_nothing_and_a_damaged_file_is_fetched_again(wcs, spec, tmp_path):
    wish = sample.wish_of(spec, wcs[1], bounds=SMALL)
    fetch(wish, sample.request_in(tmp_path))
    wcs[0].calm()
    assert fetch(wish, sample.request_in(tmp_path)).requests_count == 0
    assert wcs[0].log == []
    path = next(tmp_path.glob("scan/beelden/*/dsm.tif"))
    path.write_bytes(path.read_bytes()[:-10])
    assert fetch(wish, sample.request_in(tmp_path)).new_count == 1
    assert fetch(wish, sample.request_in(tmp_path, refresh=True)).new_count == 1


def test_too_much_is_asked_or_refused(wcs, spec, tmp_path):
    wish = sample.wish_of(spec, wcs[1])
    with pytest.raises(SourceError, match=r"ophalen.proef: ongeveer 1 MB, hoogstens 0 MB .*--max-mb 1"):
        fetch(wish, sample.request_in(tmp_path, most_mb=0))
    asked = []
    fetch(wish, sample.request_in(tmp_path, most_mb=0, may_exceed=lambda size: asked.append(size) or True))
    assert asked == [1]


def test_snapshot_tells_where_it_came_from(wcs, spec, tmp_path):
    secret = wcs[1].replace("http://", "http://jan:geheim@") + "?token=sesam-open"
    wish = sample.wish_of(spec, secret, bounds=SMALL, date="2023-03-01")
    fetch(wish, sample.request_in(tmp_path))
    text = (tmp_path / "scan/beelden/20230301/snapshot.json").read_text(encoding="utf-8")
    record = json.loads(text)
    assert record["fetched_at"] == "2026-01-02T03:04:00+00:00"
    assert record["licence"] == "CC0"
    assert record["date"] == "2023-03-01"
    assert record["parameters"]["dsm"]["coverage"] == "dsm_05m"
    assert set(record["files"]["dsm.tif"]) == {"sha256", "bytes"}
    everything = "".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.json"))
    assert "geheim" not in everything
    assert "sesam" not in everything
