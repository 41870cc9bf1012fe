"""Mixtures of faults, dates to wait for, packed bodies that break off, and how many requests the server has at once."""

import datetime as dt
import gzip
import importlib.util
import io
import tempfile
import threading
import time
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_risico.core.errors import SourceError
from geo_risico.io.services.connection import Manners


def module(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


servers, sample = module("services_servers"), module("registers_features_server")
names, everything = sample.names, sample.everything
HALF = b'{"type":"FeatureCollection","features":[],"numberReturned":100,"links":[]}'
FAULTS = {
    "429": {"status": 429, "headers": {"Retry-After": "0"}},
    "503": {"status": 503},
    "cut": {"share": 0.5},
    "cut, fitting length": {"share": 0.8, "honest": True},
    "html": {"status": 200, "body": b"<html>even geduld</html>", "type": "text/html"},
    "half": {"status": 200, "body": HALF, "type": "application/json"},
    "reset": {"reset": True},
}


@pytest.fixture(scope="module")
def server():
    with servers.served(None) as found:
        yield found


@pytest.fixture
def api(server, tmp_path):
    return sample.Case(*server, tmp_path)


@settings(max_examples=12, derandomize=True, deadline=None, database=None)
@given(
    mixture=st.lists(st.tuples(st.sampled_from(sorted(FAULTS)), st.sampled_from(["/items?", "cursor="])), max_size=6),
    tile_m=st.sampled_from([None, 1000]),
    parallel=st.integers(1, 4),
)
def test_any_mixture_of_faults_gives_all_rows_once_or_a_dutch_error(server, mixture, tile_m, parallel):
    with tempfile.TemporaryDirectory() as folder:
        api = sample.Case(*server, Path(folder))
        for name, match in mixture:
            api.gateway.plan(FAULTS[name], match=match)
        try:
            got = api.fetch(tile_m=tile_m, parallel=parallel)
        except SourceError as error:
            assert "(3 pogingen); verwacht een hele pagina" in f"{error}"  # noqa: PT017 - either end is right
            assert len(mixture) >= 3
            api.gateway.calm()
            got = api.fetch(tile_m=tile_m, parallel=parallel)
        assert sorted(names(got)) == everything(api)
        assert got.frame["identificatie"].is_unique


@pytest.mark.parametrize(("later_s", "is_waited"), [(2, True), (-3600, False)])
def test_a_date_to_wait_for_is_waited_for_and_one_that_passed_is_not(api, monkeypatch, later_s, is_waited):
    monkeypatch.setattr(sample, "FAST", Manners(tries=3, timeout_s=5, backoff_s=0.001, longest_wait_s=10))
    until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=later_s)
    header = {"Retry-After": format_datetime(until, usegmt=True)}
    api.gateway.plan({"status": 503, "headers": header}, match="cursor=")
    begun = time.monotonic()
    assert names(api.fetch(tile_m=None)) == everything(api)
    assert (time.monotonic() - begun > 0.9) == is_waited


def test_a_date_too_far_off_ends_the_fetch(api):
    until = dt.datetime.now(dt.UTC) + dt.timedelta(hours=2)
    api.gateway.plan({"status": 503, "headers": {"Retry-After": format_datetime(until, usegmt=True)}}, match="cursor=")
    with pytest.raises(SourceError, match=r"vraagt 7[12]\d\d s te wachten, probeer het later opnieuw"):
        api.fetch(tile_m=None)


class Packed:
    """Gives every answer of an app as gzip; of the first ``cuts`` pages only the first half, with a fitting length."""

    def __init__(self, app, cuts):
        self.app, self.cuts, self.features = app, cuts, app.features

    def __call__(self, environ, start_response):
        kept = {}
        body = b"".join(self.app(environ, lambda status, headers, *_: kept.update(status=status, headers=headers)))
        packed = gzip.compress(body)
        if "cursor=" in environ.get("QUERY_STRING", "") and self.cuts:
            self.cuts -= 1
            packed = packed[: len(packed) // 2]
            assert 0 < len(gunzipped(packed)) < len(body)
        headers = [(key, value) for key, value in kept["headers"] if key.lower() != "content-length"]
        start_response(kept["status"], [*headers, ("Content-Encoding", "gzip"), ("Content-Length", f"{len(packed)}")])
        return [packed]


def gunzipped(packed):
    """What can be read of a packed body that breaks off."""
    read = bytearray()
    with gzip.GzipFile(fileobj=io.BytesIO(packed)) as stream:
        try:
            while piece := stream.read1(256):
                read += piece
        except EOFError:
            pass
    return bytes(read)


def test_a_packed_body_that_breaks_off_is_asked_again(api):
    api.gateway.app = Packed(api.api, cuts=2)
    got = api.fetch(tile_m=None)
    assert names(got) == everything(api)
    assert got.retries_count == 2


def test_a_packed_body_that_keeps_breaking_off_ends_the_fetch(api):
    api.gateway.app = Packed(api.api, cuts=99)
    with pytest.raises(SourceError, match=r"\(3 pogingen\); verwacht een hele pagina"):
        api.fetch(tile_m=None)


class Counted:
    """Counts how many requests for pages an app has at the same time; each takes a little while."""

    def __init__(self, app):
        self.app, self.features, self.lock, self.now, self.most = app, app.features, threading.Lock(), 0, 0

    def __call__(self, environ, start_response):
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            threading.Event().wait(0.004)
            return self.app(environ, start_response)
        finally:
            with self.lock:
                self.now -= 1


@pytest.mark.parametrize("parallel", [1, 3])
def test_the_server_never_has_more_requests_than_the_bound(api, parallel):
    api.gateway.app = Counted(api.api)
    api.gateway.plan(FAULTS["503"], FAULTS["half"], match="cursor=")
    got = api.fetch(tile_m=1000, page_size=10, parallel=parallel)
    assert sorted(names(got)) == everything(api)
    assert api.gateway.app.most == parallel
