"""The address of a register comes from the index: the highest version, of the latest year that counts."""

import datetime as dt
import importlib.util
import json
from pathlib import Path

import pytest
from werkzeug.wrappers import Response

from geo_risico.core.errors import SourceError
from geo_risico.core.register_specs import RegisterSpec
from geo_risico.io.registers.index import find_endpoint
from geo_risico.io.registers.task import Task
from geo_risico.io.services.connection import Connection, Manners


def module(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


servers = module("services_servers")
HOST = "https://api.pdok.example"
LISTED = (
    "/kadaster/bag/ogc/v1?f=json",
    "/kadaster/bag/ogc/v10/",
    "/kadaster/bag/ogc/v9_2",
    "/kadaster/bag/ogc/v10/api",
    "/lv/bag/wfs/v2_0",
    "/cbs/wijken-en-buurten-2023/ogc/v1",
    "/cbs/wijken-en-buurten-2025/ogc/v1",
    "/cbs/wijken-en-buurten-2025/ogc/v2",
    "/cbs/wijken-en-buurten-2026/ogc/v1",
    "/cbs/wijken-en-buurten-historisch/ogc/v1",
    "/kadaster/kadastrale-kaart-2027/v1",
)


@pytest.fixture(scope="module")
def server():
    """Gateway and address of an index."""
    links = [{"title": "x", "links": [{"rel": "root", "href": HOST + path}]} for path in LISTED]
    body = json.dumps({"apis": [*links, {"links": [{"rel": "leeg"}]}, {}]})
    with servers.served(Response(body, mimetype="application/json")) as found:
        yield found


def found(server, api, path="/index.json", **changes):
    words = {"name": "x", "title": "Dienst", "kind": "features", "layer": "panden", "source": "bag_panden"}
    words |= {"index": server[1] + path, "api": api, "collection": ("pand",)} | changes
    spec = RegisterSpec.model_validate(words)
    task = Task(
        spec=spec,
        source=None,
        bounds=(0, 0, 1, 1),
        peildatum=dt.date(2025, 12, 31),
        work=Path("werk"),
        report=lambda *_: None,
    )
    with Connection("Dienst", Manners(tries=2, backoff_s=0.001)) as connection:
        return find_endpoint(task, connection).removeprefix(server[1])


@pytest.mark.parametrize(
    ("api", "path"),
    [
        ("*/kadaster/bag/ogc/v*", "/kadaster/bag/ogc/v10"),
        ("*/bag/ogc/v9*", "/kadaster/bag/ogc/v9_2"),
        ("*/cbs/wijken-en-buurten-{jaar}/ogc/v*", "/cbs/wijken-en-buurten-2025/ogc/v2"),
        ("*/cbs/wijken-en-buurten-historisch/ogc/v?", "/cbs/wijken-en-buurten-historisch/ogc/v1"),
    ],
)
def test_the_highest_version_of_the_latest_year(server, api, path):
    assert found(server, api) == path


def test_a_gateway_with_a_path_of_its_own(server):
    assert found(server, "*/kadaster/bag/ogc/v*", "/poort/index.json") == "/poort/kadaster/bag/ogc/v10"


def test_a_fixed_address_needs_no_index(server):
    assert found(server, None, endpoint="http://voorbeeld.nl/ogc/v1/") == "http://voorbeeld.nl/ogc/v1"


def test_nothing_that_fits_is_told(server):
    with pytest.raises(SourceError, match=r"Dienst: http.*geen dienst past bij '\*/brk/v\*' \(10 adressen\)"):
        found(server, "*/brk/v*")


def test_only_later_years_is_told(server):
    with pytest.raises(SourceError, match=r"staat er alleen voor \[2027\]; verwacht 2025 of eerder"):
        found(server, "*/kadastrale-kaart-{jaar}/v*")


def test_an_index_without_apis_is_told(server):
    server[0].plan({"status": 200, "body": b"{}", "type": "application/json", "once": False}, match="/ander")
    with pytest.raises(SourceError, match=r"overzicht zonder 'apis' \(2 pogingen\)"):
        found(server, "*", "/ander/index.json")
