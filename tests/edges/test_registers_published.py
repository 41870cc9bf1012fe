"""The day of the register itself, from what the service says and nothing else."""

import importlib.util
from pathlib import Path

import pytest

from geo_risico.core.errors import SourceError


def module(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


servers, sample = module("services_servers"), module("registers_features_server")
MODIFIED = {"Last-Modified": "Tue, 03 Mar 2026 23:30:00 GMT"}


@pytest.fixture(scope="module")
def server():
    with servers.served(None) as found:
        yield found


@pytest.fixture
def api(server, tmp_path):
    return sample.Case(*server, tmp_path)


@pytest.mark.parametrize(
    ("updated", "temporal", "headers", "published"),
    [
        ("2026-05-04T03:02:01Z", ("2020-01-01", "2025-12-31"), MODIFIED, "2026-05-04"),
        (None, ("2020-01-01T00:00:00Z", "2025-12-31T00:00:00Z"), MODIFIED, "2025-12-31"),
        (None, ("2020-01-01", None), MODIFIED, "2026-03-03"),
        (None, ("2020-01-01", "9999-12-31"), {}, ""),
        ("onlangs", None, {"Last-Modified": "gisteren"}, ""),
        (None, None, {}, ""),
    ],
)
def test_the_day_is_what_the_service_says_first(api, updated, temporal, headers, published):
    api.api.updated, api.api.temporal, api.api.headers = updated, temporal, headers
    assert api.fetch(tile_m=None).published == published


def test_where_the_address_has_the_year_the_day_stays_empty(api):
    api.api.updated = "2026-05-04"
    own = {"endpoint": None, "index": f"{api.address}/index.json", "api": "*/bag/ogc/v{jaar}"}
    api.api.public = sample.PUBLIC.replace("v2", "v2025")
    got = api.fetch(tile_m=None, **own)
    assert got.published == ""
    assert "v2025" in got.url


def test_the_day_of_the_first_page_survives_a_run_that_broke_off(api):
    api.api.headers = MODIFIED
    api.gateway.plan({"status": 403}, match="cursor=200")
    with pytest.raises(SourceError, match="403"):
        api.fetch(tile_m=None)
    api.gateway.calm()
    api.api.headers = {}
    assert api.fetch(tile_m=None).published == "2026-03-03"
