"""Downloads and ATOM feeds: bytes and rows equal those of the file, also after a cut, a change or a kill."""

import hashlib
import importlib.util
import io
import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from werkzeug.wrappers import Request, Response

from geo_risico.core.errors import SourceError

_SPEC = importlib.util.spec_from_file_location("bestanden", Path(__file__).with_name("registers_bestanden_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)
AREA = (200_100.0, 500_000.0, 200_410.0, 501_000.0)
LINK = '<link rel="alternate" href="{href}" type="{type}"{more}/>'


def feed(own, *entries):
    rows = [
        f"<entry><title>{title}</title><id>{href}</id><updated>2026-11-0{i}T00:00:00Z</updated>"
        f"{LINK.format(href=href, type=kind, more=more)}</entry>"
        for i, (title, href, kind, more) in enumerate(entries, start=1)
    ]
    head = f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="{own}"/>'
    return f"{head}{''.join(rows)}</feed>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Folder of a web server: panden as gpkg, the same in a zip, and the feeds that lead to them."""
    folder = tmp_path_factory.mktemp("web")
    panden = sample.reading.make_panden()
    panden.to_file(folder / "bag-light.gpkg", layer="pand", engine="pyogrio")
    panden.iloc[:1].to_file(folder / "bag-light.gpkg", layer="ligplaats", engine="pyogrio", mode="a")
    with zipfile.ZipFile(folder / "panden.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(folder / "bag-light.gpkg", "map/bag-light.gpkg")
    public, atom = "https://service.pdok.nl/kadaster/bag", "application/atom+xml"
    (folder / "atom").mkdir()
    (folder / "atom/index.xml").write_text(feed(f"{public}/index.xml", ("BAG", "bag.xml", atom, "")))
    size = (folder / "bag-light.gpkg").stat().st_size
    whole = ("BAG panden", "https://service.pdok.nl/bag-light.gpkg", "application/geopackage+sqlite3")
    page = ("Uitleg", "https://www.kadaster.nl/bag", "text/html", "")
    offers = [page, (*whole, f' length="{size}"'), ("BAG extract", "../other.zip", "application/zip", "")]
    (folder / "atom/bag.xml").write_text(feed(f"{public}/bag.xml", *offers))
    return folder


@pytest.fixture(scope="module")
def server(folder):
    with sample.servers.served(sample.servers.files(folder)) as found:
        yield found


@pytest.fixture
def bestand(server, tmp_path):
    """Gateway and a function that fetches the panden of the area from an address on the server."""
    gateway, address = server
    gateway.calm()

    def fetch(path="bag-light.gpkg", register="bag_panden_bulk", work=tmp_path, **changes):
        return sample.fetch(register, work, bounds=AREA, endpoint=f"{address}/{path}", **changes)

    return gateway, fetch


def same_rows(frame):
    wanted = sample.reading.make_panden().iloc[[1, 2, 3, 4]].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        pd.DataFrame(frame).drop(columns="geometry"), pd.DataFrame(wanted).drop(columns="geometry"), check_dtype=False
    )
    assert frame.crs == wanted.crs
    assert frame.geometry.geom_equals(wanted.geometry).all()


@pytest.mark.parametrize("path", ["bag-light.gpkg", "panden.zip", "atom/index.xml", "atom/bag.xml"])
def test_rows_of_the_area_equal_those_of_the_file(bestand, path):
    got = bestand[1](path)
    same_rows(got.frame)
    assert got.rows_served == 4
    assert got.published == ("2026-11-02T00:00:00Z" if "atom" in path else "")
    assert "dataset" in got.parameters


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 429, "headers": {"Retry-After": "0"}},
        {"status": 503},
        {"share": 0.6},
        {"reset": True},
        {"body": b"<!DOCTYPE html><html><title>Onderhoud</title></html>", "type": "text/html"},
        {"body": b"<html>te druk</html>", "type": "application/octet-stream"},
    ],
    ids=["429", "503", "cut", "reset", "page", "disguised page"],
)
def test_no_fault_changes_a_byte(bestand, folder, fault):
    gateway, fetch = bestand
    gateway.plan(fault, match="bag-light")
    got = fetch(extent="nederland")
    assert got.file.read_bytes() == (folder / "bag-light.gpkg").read_bytes()
    assert got.retries_count == 1


class Ranges:
    """Server of one file that notes what is asked; with parts or without, with a mark or without."""

    def __init__(self, body, tag='"a"', *, parts=True):
        self.body, self.tag, self.parts, self.asked = body, tag, parts, []

    def __call__(self, environ, start_response):
        request = Request(environ)
        self.asked.append((request.headers.get("Range"), request.headers.get("If-Range")))
        response = Response(self.body, content_type="application/octet-stream")
        if self.tag:
            response.headers["ETag"] = self.tag
        if self.parts and request.headers.get("If-Range") == self.tag:
            response.make_conditional(environ, accept_ranges=True, complete_length=len(self.body))
        return response(environ, start_response)


BODY = b"SQLite format 3\0" + bytes(range(256)) * 4000
NEWER = b"SQLite format 3\0" + bytes(reversed(range(256))) * 3000


@pytest.fixture
def cut(tmp_path):
    """What a kill leaves: a download that was cut at half, and a function to go on with."""

    def start(app):
        with sample.servers.served(app) as (gateway, address):
            gateway.plan({"share": 0.6}, {"status": 404}, match="f.gpkg")
            where = {"endpoint": f"{address}/f.gpkg", "extent": "nederland"}
            with pytest.raises(SourceError, match="status 404"):
                sample.fetch("bag_panden_bulk", tmp_path, tries=1, **where)
            part = next((tmp_path / "_gedeeld").glob("*.deel"))
            before = part.stat().st_size
            app.asked.clear()
            gateway.calm()
            yield before
            yield sample.fetch("bag_panden_bulk", tmp_path, **where)

    return start


def test_what_arrived_before_a_kill_is_not_asked_again(cut):
    app = Ranges(BODY)
    run = cut(app)
    before = next(run)
    got = next(run)
    assert got.file.read_bytes() == BODY
    assert before > len(BODY) // 2
    assert app.asked == [(f"bytes={before}-", '"a"')]
    assert got.bytes_count == len(BODY) - before


@pytest.mark.parametrize("change", [{"body": NEWER, "tag": '"b"'}, {"parts": False}, {"body": NEWER, "tag": ""}])
def test_a_changed_file_or_a_server_without_parts_starts_again(cut, change):
    app = Ranges(BODY)
    run = cut(app)
    next(run)
    vars(app).update(change)
    assert next(run).file.read_bytes() == app.body


def test_an_unchanged_file_is_fetched_once(bestand, folder, monkeypatch):
    gateway, fetch = bestand
    assert fetch(extent="nederland").bytes_count == (folder / "bag-light.gpkg").stat().st_size
    assert fetch(extent="nederland").requests_count == 0
    monkeypatch.setattr("geo_risico.io.registers.download.FRESH_S", 0)
    again = fetch(extent="nederland")
    assert (again.requests_count, again.bytes_count) == (1, 0)
    assert len(gateway.log) == 2


@pytest.mark.parametrize("name", ["sha256", "md5"])
def test_a_checksum_that_differs_is_refused(bestand, folder, name):
    _, fetch = bestand
    found = hashlib.new(name, (folder / "bag-light.gpkg").read_bytes()).hexdigest()
    assert fetch(extent="nederland", params={"controle": f"{name}:{found}"}).file
    with pytest.raises(SourceError, match=f"{name}-som"):
        fetch(extent="nederland", params={"controle": f"{name}:{'0' * len(found)}"})


def test_a_size_that_differs_from_the_feed_is_refused(bestand, folder):
    text = (folder / "atom/bag.xml").read_text().replace('length="', 'length="9')
    (folder / "atom/wrong.xml").write_text(text)
    with pytest.raises(SourceError, match="de dienst zegt"):
        bestand[1]("atom/wrong.xml")


@pytest.mark.parametrize(("pattern", "words"), [("*.tif", "geen bestand past"), ("*BAG*", "past op 2 bestanden")])
def test_a_feed_without_one_fitting_file_names_what_is_there(bestand, pattern, words):
    with pytest.raises(SourceError, match=words) as error:
        bestand[1]("atom/index.xml", collection=(pattern,))
    assert "bag-light.gpkg" in str(error.value)


def packed(*members, tricks=()):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members:
            archive.writestr(name, body)
    body = stream.getvalue()
    for old, new in tricks:
        body = body.replace(old, new)
    return body


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (packed(("../../etc/x.gpkg", b"x")), "buiten zijn map"),
        (packed(("/etc/x.gpkg", b"x")), "buiten zijn map"),
        (packed(("x.gpkg", b"\0" * 60_000_000)), "verdacht veel groter"),
        (packed(("x.gpkg", b"x" * 100))[:-30], "zip is niet te lezen"),
        (packed(("x.gpkg", BODY), tricks=[(BODY[20:60], BODY[10:50])])[:-1] + b"\0", None),
    ],
    ids=["up", "absolute", "bomb", "cut", "whole"],
)
def test_a_zip_that_means_harm_is_refused(bestand, folder, body, words):
    (folder / "x.zip").write_bytes(body)
    if words is None:
        assert bestand[1]("x.zip", extent="nederland").file.read_bytes() == body
        return
    with pytest.raises(SourceError, match=words):
        bestand[1]("x.zip")


def test_a_download_on_order_is_asked_once_and_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr("geo_risico.io.registers.download_job.FIRST_WAIT_S", 0.01)
    states, asked = ["PENDING", "RUNNING"], []
    zipped = packed(("bgt_pand.gml", b"<gml/>"))

    def app(environ, start_response):
        request = Request(environ)
        asked.append((request.method, request.path))
        base = "/lv/bgt/download/v1_0/full/custom"
        if request.method == "POST":
            order = json.loads(request.get_data())
            assert order["featuretypes"] == ["pand"]
            assert order["format"] == "gmllight"
            assert order["geofilter"].startswith("POLYGON")
            content = {"downloadRequestId": "7", "_links": {"status": {"href": f"{base}/7/status"}}}
            return Response(json.dumps(content), status=202)(environ, start_response)
        if request.path.endswith("status"):
            link = {"download": {"href": "/lv/bgt/download/v1_0/extract/7/extract.zip"}}
            state = states.pop(0) if states else "COMPLETED"
            content = {"status": state, "progress": 50, "_links": link if state == "COMPLETED" else {}}
            return Response(json.dumps(content), status=200 if states else 201)(environ, start_response)
        return Response(zipped, content_type="application/zip")(environ, start_response)

    with sample.servers.served(app) as (gateway, address):
        where = {"endpoint": f"{address}/lv/bgt/download/v1_0/full/custom"}
        gateway.plan({"status": 404}, match="extract.zip")
        with pytest.raises(SourceError, match="status 404"):
            sample.fetch("bgt_panden_levering", tmp_path, **where)
        got = sample.fetch("bgt_panden_levering", tmp_path, **where)
    assert got.file.read_bytes() == zipped
    assert [method for method, _ in asked].count("POST") == 1


def test_a_real_buurtkaart_is_cut_from_its_zip(tmp_path):
    source = sample.shared("amsterdam_buurt_brk/BU03638600.gpkg")
    whole = gpd.read_file(source, layer="buurt")
    box = whole.to_crs(28992).geometry.iloc[0].bounds
    with sample.servers.served(sample.servers.files(source.parent)) as (_, address):
        spec = sample.reading.load(sample.SourceSpec, "sources/buurt_gpkg.yaml")
        where = {"endpoint": f"{address}/{source.name}", "params": {}, "source": spec, "bounds": box}
        got = sample.fetch("cbs_buurten_bulk", tmp_path, **where)
    expected = whole.to_crs(28992).cx[box[0] : box[2], box[1] : box[3]]
    assert len(got.frame) == len(expected) > 0
    assert set(whole.columns) - {"geometry"} <= set(got.frame.columns)
