"""The row set equals that of the server under every fault, or the fetch ends in a Dutch error."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import shapely

from geo_risico.core.errors import SourceError


def module(name):
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


servers, sample = module("services_servers"), module("registers_features_server")
names, everything = sample.names, sample.everything
HTML = b"<!DOCTYPE html><html><head><title>Onderhoud</title></head></html>"
AGAIN = {"Retry-After": "0"}
PASSING = {
    "429": {"status": 429, "headers": AGAIN},
    "503": {"status": 503},
    "truncated": {"share": 0.7},
    "truncated with a fitting length": {"share": 0.7, "honest": True},
    "html": {"status": 200, "body": HTML, "type": "text/html"},
    "html as json": {"status": 200, "body": HTML, "type": "application/geo+json"},
    "empty body": {"status": 200},
    "other json": {"status": 200, "body": b'{"type":"exception"}', "type": "application/json"},
    "half a page": {"status": 200, "type": "application/json"},
    "connection lost": {"reset": True},
}
PASSING["half a page"]["body"] = b'{"type":"FeatureCollection","features":[],"numberReturned":100,"links":[]}'


@pytest.fixture(scope="module")
def server():
    """Gateway and address on loopback."""
    with servers.served(None) as found:
        yield found


@pytest.fixture
def api(server, tmp_path):
    """Server with 350 panden and a way to fetch from it."""
    return sample.Case(*server, tmp_path)


def fetched(api, **changes):
    got = api.fetch(**changes)
    assert names(got) == everything(api)
    return got


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_a_fault_that_passes_costs_no_row_and_doubles_none(api, fault):
    api.gateway.plan(fault, match="/items?")
    api.gateway.plan(fault, match="cursor=")
    got = fetched(api, tile_m=None)
    assert (got.retries_count, got.rows_served, got.doubles_count) == (2, 350, 0)


@pytest.mark.parametrize("name", ["503", "html", "half a page"])
def test_a_fault_that_stays_ends_the_fetch(api, name):
    api.gateway.plan(PASSING[name] | {"once": False}, match="cursor=200")
    with pytest.raises(SourceError, match=r"BAG: http.*\(3 pogingen\); verwacht een hele pagina"):
        api.fetch()


def altered(api, change):
    """Let the server change each answer; ``change`` gets the body and the number of the answer."""
    count = iter(range(1000))
    api.api.alter = lambda body: change(body, next(count)) or body


def test_a_next_link_to_itself_is_an_error(api):
    def change(body, _):
        own = body["links"][-1]["href"] if body["links"] else api.last
        api.last, body["links"] = own, [{"rel": "next", "href": own}]

    altered(api, change)
    with pytest.raises(SourceError, match=r"leidt terug naar een pagina die er al is"):
        api.fetch()


def test_a_next_link_to_itself_ends_where_the_count_proves_that_all_is_in(api):
    def change(body, _):
        own = body["links"][-1]["href"] if body["links"] else api.last
        api.last, body["links"] = own, [{"rel": "next", "href": own}]

    api.api.matched = True
    altered(api, change)
    fetched(api)


def test_endless_pages_without_anything_new_are_an_error(api):
    def change(body, number):
        query = f"?f=json&limit=1000&cursor=0%7Cx&n={number}"
        body["links"] = [{"rel": "next", "href": f"{api.api.public}/collections/pand/items{query}"}]

    altered(api, change)
    api.api.place = lambda _: 0
    api.api.queryables = ("n",)
    with pytest.raises(SourceError, match=r"20 pagina's zonder nieuwe objecten"):
        api.fetch()


def test_fewer_features_than_the_service_counts_is_an_error(api):
    api.api.matched = True
    altered(api, lambda body, _: body.update(links=[]))
    with pytest.raises(SourceError, match=r"geen vervolg na 100 objecten, terwijl numberMatched 350 is"):
        api.fetch()


def test_a_count_is_the_total_of_the_progress(api):
    api.api.matched = True
    fetched(api)
    assert api.said[-1] == ("BAG", 350, 350)


def test_an_empty_page_with_a_next_link_is_no_end(api):
    def change(body, number):
        if number == 0:
            api.kept = body["features"]
            body.update(features=[], numberReturned=0)
        elif number == 1:
            body["features"] = api.kept + body["features"]
            body["numberReturned"] = len(body["features"])

    altered(api, change)
    fetched(api)


def test_features_that_come_on_two_pages_count_once(api):
    def change(body, number):
        if number == 1:
            body["features"] = [*api.api.features[90:100], *body["features"]]
            body["numberReturned"] = len(body["features"])

    altered(api, change)
    got = fetched(api)
    assert (got.rows_served, got.doubles_count, got.notes) == (360, 10, ())


def test_of_one_id_with_other_content_the_newest_answer_counts(api):
    def change(body, number):
        body["timeStamp"] = f"2026-07-01T00:00:{number:02d}Z"
        if number == 1:
            old = api.api.features[5]
            body["features"].append(old | {"properties": old["properties"] | {"status": "Pand gesloopt"}})
            body["numberReturned"] += 1

    altered(api, change)
    got = fetched(api)
    assert got.frame["status"].tolist()[5] == "Pand gesloopt"
    assert got.doubles_count == 1
    assert got.notes == ("1 objecten kwamen met verschillende inhoud; de nieuwste geldt (u000005)",)


def test_without_ids_the_content_says_what_is_the_same(api):
    def change(body, _):
        body["features"] = [{k: v for k, v in one.items() if k != "id"} for one in body["features"]]

    altered(api, change)
    got = api.fetch(tile_m=1000)
    assert sorted(names(got)) == everything(api)
    assert got.doubles_count >= 3
    assert got.frame["id"].isna().all()


def test_absent_mixed_and_high_geometries_stay(api):
    shapes = [None, {"type": "Point", "coordinates": [155_100, 463_100]}]
    shapes += [{"type": "Point", "coordinates": [155_100, 463_100, 4.5]}]
    shapes += [{"type": "MultiPolygon", "coordinates": [api.api.features[3]["geometry"]["coordinates"]]}]
    own = [one | {"geometry": shape} for one, shape in zip(api.api.features, shapes, strict=False)]
    api.gateway.app = sample.Api(own)
    found = fetched(api, extent="nederland").frame.geometry
    assert found.isna().tolist() == [True, False, False, False]
    assert found.geom_type.tolist()[1:] == ["Point", "Point", "MultiPolygon"]
    assert found.iloc[2].z == 4.5


@pytest.mark.parametrize(
    ("header", "numbers", "is_right"),
    [
        ("http://www.opengis.net/def/crs/EPSG/0/4258", "lat", True),
        ("http://www.opengis.net/def/crs/EPSG/0/4326", "lat", True),
        ("http://www.opengis.net/def/crs/EPSG/0/28992", "rd", True),
        ("", "lon", True),
        ("", "rd", True),
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", "rd", False),
        ("http://www.opengis.net/def/crs/EPSG/0/28992", "lon", False),
        ("http://voorbeeld/raar", "rd", False),
    ],
)
def test_the_header_says_what_the_coordinates_are(api, header, numbers, is_right):
    x, y = sample.TO_DEGREES.transform(155_000, 463_000)
    place = {"lat": [y, x], "lon": [x, y], "rd": [155_000, 463_000]}[numbers]
    one = {"type": "Feature", "id": 1, "properties": {}, "geometry": {"type": "Point", "coordinates": place}}
    body = json.dumps({"type": "FeatureCollection", "features": [one]}).encode()
    headers = {"Content-Crs": f"<{header}>"} if header else {}
    api.gateway.plan({"status": 200, "body": body, "type": "application/json", "headers": headers}, match="/items?")
    if is_right:
        assert api.fetch().frame.geometry.iloc[0].distance(shapely.Point(155_000, 463_000)) < 0.01
    else:
        with pytest.raises(SourceError, match=r"Content-Crs"):
            api.fetch()


def test_a_fetch_goes_on_after_the_last_whole_page(api):
    api.gateway.plan({"status": 403}, match="cursor=200")
    with pytest.raises(SourceError, match=r"status 403"):
        api.fetch()
    api.gateway.calm()
    got = fetched(api)
    assert [line.partition("cursor=")[2][:3] for line in api.asked()] == ["200", "300"]
    api.folder /= "ongestoord"
    assert api.fetch().frame.equals(got.frame)


def test_a_broken_part_is_fetched_again(api):
    fetched(api)
    part = sorted((api.folder / "werk" / "delen").rglob("*.zst"))[1]
    part.write_bytes(part.read_bytes()[:100])
    api.gateway.calm()
    fetched(api)
    assert [line.partition("cursor=")[2][:3] for line in api.asked()] == ["100", "200", "300"]


def test_another_question_or_old_parts_begin_anew(api):
    fetched(api)
    mark = api.folder / "werk" / "gevraagd.json"
    for change in ({"params": {"f": "json"}, "page_size": 50}, {"old": True}):
        api.gateway.calm()
        if change.pop("old", False):
            mark.write_text(mark.read_text("utf-8").replace('"begonnen": "2', '"begonnen": "1'), "utf-8")
        fetched(api, **change)
        assert len(api.asked()) == (7 if change else 4)


def test_a_service_that_forgot_its_link_begins_anew(api):
    api.gateway.plan({"status": 403}, match="cursor=200")
    with pytest.raises(SourceError, match=r"403"):
        api.fetch()
    api.gateway.calm()
    api.gateway.plan({"status": 400, "body": b"cursor is weg"}, match="cursor=200")
    fetched(api)


RUN = """
import importlib.util, pathlib, sys
spec = importlib.util.spec_from_file_location("sample", sys.argv[1])
sample = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sample)
case = sample.Case(None, sys.argv[2], pathlib.Path(sys.argv[3]))
case.fetch(tile_m=1000, page_size=10)
"""


def test_a_run_that_was_killed_gives_the_rows_of_an_undisturbed_run(api):
    api.gateway.plan({"delay": 0.01, "share": 1, "once": False}, match="/items?")
    words = [sys.executable, "-c", RUN, str(Path(sample.__file__)), api.address, str(api.folder)]
    with subprocess.Popen(words) as process:
        while len(api.asked()) < 15:
            assert process.poll() is None
            time.sleep(0.005)
        os.kill(process.pid, signal.SIGKILL)
    kept = len(list((api.folder / "werk" / "delen").rglob("*.zst")))
    api.gateway.calm()
    got = fetched(api, tile_m=1000, page_size=10)
    assert kept > 5
    assert len(api.asked()) < 44 - kept
    api.folder /= "ongestoord"
    assert api.fetch(tile_m=1000, page_size=10).frame.equals(got.frame)
