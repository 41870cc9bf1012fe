"""Whatever a service does wrong, the rows that come in are those of the file: none lost, none double, none changed."""

import importlib.util
import json
import time
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo_risico.core.errors import SourceError
from geo_risico.io.sources.fictief import generate


def module(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


servers, rows = module("registers_servers"), module("registers_rows")
contents, fetch, patient, rows_of = rows.contents, rows.fetch, rows.patient, rows.rows_of
API = "kadaster/bag/ogc/v2"
PAGE = b"<!doctype html><title>Onderhoud</title><p>De dienst is even weg."
FAULTS = {
    "429": {"status": 429, "headers": {"Retry-After": "0"}, "body": b"Too many requests"},
    "503": {"status": 503, "type": "text/html", "body": PAGE},
    "502": {"status": 502, "body": b""},
    "truncated": {"share": 0.6},
    "cut off": {"share": 0.5, "honest": True},
    "slow": {"delay": 1.2},
    "html": {"status": 200, "type": "text/html", "body": PAGE},
    "html as json": {"status": 200, "type": "application/geo+json", "body": PAGE},
    "error as page": {"status": 200, "type": "application/geo+json", "body": b'{"title": "Internal error"}'},
    "empty": {"status": 200, "type": "application/geo+json", "body": b""},
    "half a page": {"change": lambda page: page | {"features": page.get("features", [])[::2]}},
    "reset": {"reset": True},
}
RATHER = [name for name in FAULTS if name != "slow"]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Fictitious panden at a service in the manner of PDOK that gives at most 30 features, its gateway, an
    area of about 150 panden and their rows."""
    folder = tmp_path_factory.mktemp("pdok")
    generate(folder / "fictief", panden_count=500, seed=3)
    file = folder / "fictief" / "bag.gpkg"
    tables = {"pand": (file, "pand"), "standplaats": (file, "standplaats")}
    with servers.pdok(folder, tables, {API: {name: name for name in tables}}, clamp=30) as (service, gateway, address):
        whole = rows_of(file, "pand")
        minx, miny, _, maxy = whole.total_bounds
        bounds = (minx, miny, float(whole.bounds["minx"].quantile(0.2)), maxy)
        wanted = contents(rows_of(file, "pand", bounds))
        assert 120 < len(wanted) < 180
        yield service, gateway, f"{address}/{API}", bounds, wanted


@pytest.fixture
def pand(world):
    """The same, calm."""
    service, gateway, *_ = world
    gateway.calm()
    service.overlap, service.ignores_crs, service.clamp = 0, False, 30
    return world


def test_pages_of_a_service_that_clamps_in_silence(pand, tmp_path):
    service, gateway, address, bounds, wanted = pand
    got = fetch(address, "pand", tmp_path, bounds)
    assert contents(got.frame) == wanted
    assert got.doubles_count == 0
    assert sum("cursor=" in line for line in gateway.log) == -(-len(wanted) // service.clamp) - 1


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault(pand, tmp_path, name):
    _, gateway, address, bounds, wanted = pand
    gateway.plan(FAULTS[name], match="/items")
    gateway.plan(FAULTS[name], match="cursor=")
    got = fetch(address, "pand", tmp_path, bounds, manners=patient(timeout_s=0.8 if name == "slow" else 10))
    assert not gateway.faults
    assert contents(got.frame) == wanted
    assert got.retries_count >= 2


@pytest.mark.parametrize("seed", range(4))
def test_a_mixture_of_faults(pand, tmp_path, seed):
    service, gateway, address, bounds, wanted = pand
    rng = np.random.default_rng(seed)
    service.overlap = int(rng.integers(0, 15))
    service.clamp = int(rng.integers(20, 50))
    for name in rng.choice(RATHER, size=8):
        gateway.plan(FAULTS[name], match=str(rng.choice(["", "/items", "cursor="])))
    got = fetch(
        address, "pand", tmp_path, bounds, manners=patient(tries=10), tile_m=[None, 2000.0][seed % 2], parallel=3
    )
    assert got.retries_count >= 4
    assert contents(got.frame) == wanted


def test_features_that_come_again_on_the_next_page(pand, tmp_path):
    service, _, address, bounds, wanted = pand
    service.overlap = 12
    got = fetch(address, "pand", tmp_path, bounds)
    assert contents(got.frame) == wanted
    assert got.doubles_count >= 12
    assert got.rows_served - got.doubles_count == len(wanted)


def test_squares_beside_each_other_give_each_pand_once(pand, tmp_path):
    _, _, address, bounds, wanted = pand
    got = fetch(address, "pand", tmp_path, bounds, tile_m=1500.0, parallel=4)
    assert contents(got.frame) == wanted


def test_a_service_that_answers_in_degrees_though_rd_was_asked(pand, tmp_path):
    service, _, address, bounds, wanted = pand
    service.ignores_crs = True
    got = fetch(address, "pand", tmp_path, bounds)
    plain = [json.loads(row[: row.rindex(" ")])["identificatie"] for row in wanted]
    assert sorted(got.frame["identificatie"]) == sorted(plain)
    assert got.frame.crs == "EPSG:28992"
    assert got.frame.total_bounds == pytest.approx(bounds_of(wanted), abs=0.02)


def bounds_of(rows):
    return shapely.total_bounds(shapely.from_wkb([row.rpartition(" ")[2] for row in rows]))


def test_a_fetch_that_failed_goes_on_with_the_pages_it_has(pand, tmp_path):
    _, gateway, address, bounds, wanted = pand
    gateway.plan({"status": 503, "body": b"", "once": False}, match="cursor=MTIw")
    with pytest.raises(SourceError, match="status 503"):
        fetch(address, "pand", tmp_path, bounds, manners=patient(tries=2))
    gateway.calm()
    got = fetch(address, "pand", tmp_path, bounds)
    assert contents(got.frame) == wanted
    assert sum("cursor=" in line for line in gateway.log) < -(-len(wanted) // 30) - 1


def test_a_service_that_keeps_failing_is_named_with_its_answer(pand, tmp_path):
    _, gateway, address, bounds, _ = pand
    gateway.plan({"status": 200, "type": "text/html", "body": PAGE, "once": False}, match="/items")
    with pytest.raises(SourceError, match=r"Proefregister: http.*verwacht"):
        fetch(address, "pand", tmp_path, bounds, manners=patient(tries=2))


def test_a_wait_that_the_service_asks_for_is_kept(pand, tmp_path):
    _, gateway, address, bounds, wanted = pand
    gateway.plan({"status": 429, "headers": {"Retry-After": "1"}, "body": b""}, match="/items")
    begin = time.monotonic()
    got = fetch(address, "pand", tmp_path, bounds, manners=patient(longest_wait_s=5))
    assert time.monotonic() - begin >= 1
    assert contents(got.frame) == wanted


def test_an_altered_cursor_or_unknown_parameter_is_refused_in_dutch(pand, tmp_path):
    _, _, address, bounds, _ = pand
    with pytest.raises(SourceError, match="unknown query parameter"):
        fetch(address, "pand", tmp_path, bounds, params={"status": "Pand in gebruik"})


def test_an_area_with_nothing_in_it_is_no_error(pand, tmp_path):
    _, _, address, _, _ = pand
    got = fetch(address, "pand", tmp_path, (10_000.0, 350_000.0, 11_000.0, 351_000.0))
    assert got.frame.empty
    assert {"identificatie", "status", "bouwjaar"} <= set(got.frame.columns)
