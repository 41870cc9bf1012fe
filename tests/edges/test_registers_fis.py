"""Vaarweginformatie in pages: the rows equal those of the register, whatever goes wrong on the way."""

import importlib.util
import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo_risico.core.errors import SourceError

_SPEC = importlib.util.spec_from_file_location("bestanden", Path(__file__).with_name("registers_bestanden_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)
ROWS = sample.harbours()


@pytest.fixture(scope="module")
def server():
    app = sample.Fis({"touristharbour": ROWS, "terminal": []})
    with sample.servers.served(app) as (gateway, address):
        yield app, gateway, address


@pytest.fixture
def fis(server, tmp_path):
    """App, gateway and a function that fetches; all is calm before each test."""
    app, gateway, address = server
    gateway.calm()
    app.generation, app.largest, app.hooks, app.entities = 4951, 100, [], {"touristharbour": ROWS, "terminal": []}

    def fetch(register="fis_touristharbour", **changes):
        return sample.fetch(register, tmp_path, endpoint=f"{address}/dataservice/1.4", **changes)

    return app, gateway, fetch


def expected(rows=ROWS):
    """Rows that touch the area, by a path of its own: geopandas."""
    placed = [row for row in rows if row["Geometry"]]
    points = gpd.GeoSeries(shapely.from_wkt([row["Geometry"] for row in placed]), crs=4326).to_crs(28992)
    return [row for row, inside in zip(placed, points.intersects(shapely.box(*sample.BOUNDS)), strict=True) if inside]


def rows_of(got):
    return json.loads(got.file.read_text())["Result"]


def test_rows_in_the_area_equal_those_of_the_register(fis, tmp_path):
    _, gateway, fetch = fis
    got = fetch()
    assert rows_of(got) == expected()
    assert 0 < len(expected()) < len(ROWS)
    assert got.rows_served - got.doubles_count == len(expected())
    assert got.published == "2026-10-07T00:00:00 (generatie 4951)"
    assert got.url.endswith("/4951/touristharbour")
    assert sum("touristharbour" in one for one in gateway.log) == 3
    assert "5 rijen zonder plaats zijn niet meegenomen." in got.notes
    frame, _ = sample.reading.read(tmp_path, "fis_touristharbour", str(got.file))
    assert set(frame["object_id"]) == {f"FIS-T{row['Id']}" for row in expected()}


def test_the_whole_country_keeps_rows_without_a_place(fis):
    assert rows_of(fis[2](extent="nederland")) == ROWS


def test_an_entity_without_rows_is_empty(fis, tmp_path):
    got = fis[2]("fis_terminal")
    assert rows_of(got) == []
    frame, _ = sample.reading.read(tmp_path, "fis_terminal", str(got.file))
    assert frame.empty


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 429, "headers": {"Retry-After": "0"}},
        {"status": 503},
        {"share": 0.5},
        {"share": 0.5, "honest": True},
        {"reset": True},
        {"body": b"<html><title>Onderhoud</title></html>", "type": "text/html"},
        {"body": b'{"Offset": 100, "TotalCount": 257, "Result": []}', "type": "application/json"},
        {"body": b'{"Offset": 0, "TotalCount": 257, "Result": [{"Id": 1}]}', "type": "application/json"},
    ],
    ids=["429", "503", "cut", "cut honest", "reset", "page", "empty", "other page"],
)
def test_no_fault_loses_or_doubles_a_row(fis, fault):
    _, gateway, fetch = fis
    gateway.plan(fault, match="offset=100")
    gateway.plan({"status": 500}, match="geogeneration")
    got = fetch()
    assert rows_of(got) == expected()
    assert got.retries_count >= 2


def test_a_server_that_gives_shorter_pages_loses_nothing(fis):
    app, _, fetch = fis
    app.largest = 60
    assert rows_of(fetch()) == expected()


def test_half_a_page_is_completed(fis):
    app, gateway, fetch = fis
    half = json.dumps({"Offset": 100, "Count": 100, "TotalCount": 257, "Result": ROWS[100:130]})
    gateway.plan({"body": half.encode(), "type": "application/json"}, match="offset=100")
    gateway.plan({"body": half.replace("100", "0", 1).encode(), "type": "application/json"}, match="offset=0")
    del app
    assert rows_of(fetch()) == expected()


def test_a_new_generation_while_paging_starts_again(fis):
    app, _, fetch = fis
    newer = [row | {"Name": "nieuw"} for row in ROWS[:240]]

    def publish(app, query):
        if query["offset"] == 200:
            app.generation, app.entities, app.hooks = 4952, {"touristharbour": newer}, []

    app.hooks = [publish]
    got = fetch()
    assert rows_of(got) == expected(newer)
    assert "generatie 4952" in got.published


def test_a_total_that_changes_starts_again(fis):
    app, _, fetch = fis

    def shrink(app, query):
        if query["offset"] == 200:
            app.entities, app.hooks = {"touristharbour": ROWS[:210]}, []

    app.hooks = [shrink]
    assert rows_of(fetch()) == expected(ROWS[:210])


def test_a_register_that_never_rests_is_told(fis):
    app, _, fetch = fis

    def publish(app, query):
        app.generation += query["offset"] == 0

    app.hooks = [publish]
    with pytest.raises(SourceError, match="nieuwe generatie"):
        fetch()


def test_doubles_count_and_stand_once(fis):
    app, _, fetch = fis
    app.entities = {"touristharbour": [*ROWS[:150], ROWS[3], *ROWS[150:]]}
    got = fetch()
    assert rows_of(got) == expected()
    assert got.doubles_count == 1


def test_pages_that_are_in_survive_a_kill(fis):
    _, gateway, fetch = fis
    gateway.plan({"status": 404}, match="offset=200")
    with pytest.raises(SourceError, match="status 404"):
        fetch(parallel=1)
    gateway.calm()
    assert rows_of(fetch(parallel=1)) == expected()
    assert [one for one in gateway.log if "touristharbour" in one and "offset=200" not in one] == []


def test_an_unknown_entity_is_told_with_its_address(fis):
    with pytest.raises(SourceError, match=r"4951/jachthaven.*status 404"):
        fis[2](collection=("jachthaven",))
