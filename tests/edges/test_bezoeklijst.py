"""The visit list as files and from the command line: what stands in it, and what is refused."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import importlib.util
import io
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pytest
from pyproj import Transformer
from shapely.geometry import Point
from typer.testing import CliRunner

from geo_risico.cli import bezoeklijst as command
from geo_risico.cli.app import app
from geo_risico.core.errors import DataError, ReleaseError
from geo_risico.core.results import Layers
from geo_risico.core.terms import CRS_RD
from geo_risico.governance.release import release
from geo_risico.io.wanted import Asked, AskedList, read_asked
from geo_risico.io.write_route import route_csv, route_gpx, route_json
from geo_risico.reports.bezoeklijst import write_bezoeklijst
from geo_risico.scan.sheets import SheetChoice
from geo_risico.scan.visit_files import write_visits
from geo_risico.scan.visits import DayAsked, plan_visits, route_of

NOW = dt.datetime(2026, 1, 2, 8, 0, tzinfo=dt.UTC)
THEME = "buitengebied"


def _beside(*parts):
    path = Path(__file__).parents[1].joinpath(*parts)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


sample = _beside("browser", "route_sample.py")
pdf = _beside("pdf_checks.py")


def addresses():
    rows = [("Kleikade", "2", "8260AB", "Polderdorp", 181000, 481000), ("Dijk", "1", "8261AA", "Oost", 182000, 481000)]
    rows.append(("Dijk", "1", "8265AA", "West", 189000, 482000))
    frame = pd.DataFrame(rows, columns=["straat", "huisnummer", "postcode", "woonplaats", "x", "y"], dtype="object")
    places = [Point(x, y) for x, y in zip(frame.pop("x"), frame.pop("y"), strict=True)]
    return gpd.GeoDataFrame(frame, geometry=places, crs=CRS_RD)


@pytest.fixture(scope="module")
def layers(sample_result):
    roads = sample.streets(sample_result)
    return Layers(frames={"wegen": roads.assign(is_motor_accessible=True), "adressen": addresses()}, provenance={})


@pytest.fixture(scope="module")
def routed(sample_result):
    return sample.route_release(sample_result)


@pytest.fixture(scope="module")
def route(routed, layers):
    return route_of(routed, layers, DayAsked(sheets=SheetChoice(first_count=6), start="Kleikade 2, Polderdorp"), 10)


def asked(*names, **changes):
    return DayAsked(
        sheets=SheetChoice(asked=AskedList(locations=tuple(Asked(location_id=n) for n in names))), **changes
    )


def test_json_is_the_format_of_the_map_and_of_the_sheets(route, routed, tmp_path):
    path = tmp_path / "bezoeklijst.json"
    path.write_text(route_json(route, routed.meta, NOW), encoding="utf-8")
    content = json.loads(path.read_text(encoding="utf-8"))
    assert {content[key] for key in ("soort", "scan", "vertrek")} == {"geo-risico bezoeklijst", "proefscan", "09:00"}
    assert content["is_fictief"] is True
    assert content["start"] == content["einde"] == {"x": 181000, "y": 481000, "naam": "Kleikade 2, 8260 AB Polderdorp"}
    assert [stop["nr"] for stop in content["stops"]] == [1, 2, 3, 4, 5, 6]
    assert content["totaal"]["km"] == pytest.approx(route.km, abs=0.01)
    assert content["lijn"][0] == content["lijn"][-1] == [181000, 481000]
    found = read_asked(path)
    assert [item.location_id for item in found.locations] == [visit.stop.location_id for visit in route.visits]
    assert found.scan == "proefscan"


def test_gpx_follows_its_schema_and_lies_where_the_route_lies(route, routed):
    root = ET.fromstring(route_gpx(route, routed.meta, NOW))  # noqa: S314 - our own text
    assert root.tag == "{http://www.topografix.com/GPX/1/1}gpx"
    assert root.get("version") == "1.1"
    assert [child.tag.split("}")[1] for child in root] == ["metadata", *["wpt"] * 8, "rte", "trk"]
    assert root.findtext("{*}metadata/{*}name").startswith("Bezoeklijst FICTIEF")
    to_rd = Transformer.from_crs("EPSG:4326", CRS_RD, always_xy=True)
    points = [
        to_rd.transform(float(p.get("lon")), float(p.get("lat"))) for p in root.findall("{*}trk/{*}trkseg/{*}trkpt")
    ]
    assert len(points) == len(route.line)
    assert max(abs(a - b) for p, q in zip(points, route.line, strict=True) for a, b in zip(p, q, strict=True)) < 0.2


def test_csv_reads_back_and_runs_nothing(route, routed):
    rows = list(csv.DictReader(io.StringIO(route_csv(route, routed.meta).removeprefix("\ufeff")), delimiter=";"))
    assert [row["location_id"] for row in rows] == [visit.stop.location_id for visit in route.visits]
    assert {row["is_fictief"] for row in rows} == {"ja"}
    stop = dataclasses.replace(route.visits[0].stop, label="=HYPERLINK(1)")
    bad = dataclasses.replace(route, visits=(dataclasses.replace(route.visits[0], stop=stop),))
    assert ";'=HYPERLINK(1);" in route_csv(bad, routed.meta)


def test_pdf_is_tagged_and_holds_every_stop(route, routed):
    content = write_bezoeklijst(routed, route)
    assert content == write_bezoeklijst(routed, route)
    text = " ".join("\n".join(pdf.page_texts(content)).split())
    for visit in route.visits:
        assert visit.stop.location_id in text
    assert "FICTIEF" in text
    assert "Kleikade 2, 8260 AB Polderdorp" in text
    assert pdf.reader(content).trailer["/Root"]["/MarkInfo"]["/Marked"].value is True


def test_nothing_tells_the_score_where_it_is_hidden(sample_result, layers, tmp_path):
    scan = sample_result.scan.model_copy(update={"profile": "toezicht", "hide_score": True})
    hidden = release(dataclasses.replace(sample.with_streets(sample_result), scan=scan), version="0.1.0+proef")
    route = route_of(hidden, layers, DayAsked(sheets=SheetChoice(first_count=4)), 10)
    assert {visit.stop.prize for visit in route.visits} == {1.0}
    files = write_visits(hidden, route, tmp_path / "bezoeklijst", created=NOW)
    assert [path.name for path in files] == [f"bezoeklijst.{kind}" for kind in ("csv", "gpx", "json", "pdf")]
    texts = [path.read_text(encoding="utf-8") for path in files[:3]] + pdf.page_texts(files[3].read_bytes())
    body = " ".join(texts).replace("Geen bewijs. De score zegt", "").casefold()
    assert "klasse" not in body
    assert '"score' not in body


@pytest.mark.parametrize(
    ("start", "x", "y"),
    [
        ("181000 481000", 181000, 481000),
        ("181000.5, 481000", 181000.5, 481000),
        ("kleikade  2", 181000, 481000),
        ("Dijk 1, 8265 AA", 189000, 482000),
        ("Dijk 1, Oost", 182000, 481000),
        ("52.3148, 5.7684", 181000, 481000),
    ],
)
def test_a_begin_is_found(routed, layers, start, x, y):
    name = routed.locations.index[0]
    found = route_of(routed, layers, asked(name, start=start, end="laatste"), 10).day
    assert (found.start.x, found.start.y) == pytest.approx((x, y), abs=300)
    assert found.end is None


def test_everything_that_is_wrong_is_told_at_once(routed, layers):
    wrong = asked("ERF-1", start="Dijk 1", end="9999999 1", problems=("--vertrek 'x': geen tijd",))
    with pytest.raises(DataError) as error:
        route_of(routed, layers, wrong, 10)
    text = str(error.value)
    for words in ("--vertrek 'x'", "ERF-1", "meer adressen heten zo", "ligt niet in Nederland"):
        assert words in text
    name = routed.locations.index[0]
    with pytest.raises(DataError, match="meer dan een keer"):
        route_of(routed, layers, asked(name, name), 10)
    with pytest.raises(DataError, match="lijkt op ERF"):
        route_of(routed, layers, asked(name[:-1] + "x"), 10)
    with pytest.raises(DataError, match="Nergensweg"):
        route_of(routed, layers, asked(name, start="Nergensweg 1"), 10)
    with pytest.raises(DataError, match="past in"):
        route_of(routed, layers, asked(name, hours=0.1), 10)


def test_without_roads_and_addresses_the_list_says_so(routed, layers):
    bare = dataclasses.replace(layers, frames={})
    route = route_of(routed, bare, asked(*routed.locations.index[:3]), 10)
    assert not any(leg.is_over_road for leg in route.legs)
    assert "geen wegen" in route.notes[0]
    with pytest.raises(DataError, match="geen open adressen"):
        route_of(routed, bare, asked(routed.locations.index[0], start="Kleikade 2"), 10)


def test_profile_open_is_refused_before_anything_is_read(sample_result, tmp_path):
    scan = sample_result.scan.model_copy(update={"profile": "open"})
    with pytest.raises(ReleaseError, match="profiel open"):
        plan_visits(scan, None, tmp_path, asked("x"), cache=tmp_path, step=lambda _: None)


def test_the_command_writes_all_files(monkeypatch, tmp_path, routed, layers):
    scan = tmp_path / "proef.yaml"
    source = Path(command.__file__).parents[2] / "scans" / "nieuwpolder.yaml"
    scan.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")

    def planned(_scan, _catalog, _folder, wanted, *, cache, step):
        step(str(cache))
        return routed, route_of(routed, layers, wanted, 10)

    monkeypatch.setattr("geo_risico.scan.visits.plan_visits", planned)
    words = [
        "bezoeklijst",
        str(scan),
        "--eerste",
        "4",
        "--start",
        "181000 481000",
        "--vertrek",
        "8.15",
        "--uit",
        str(tmp_path),
    ]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert "FICTIEF" in done.output
    assert "08:15      begin: RD 181000, 481000" in done.output
    folder = tmp_path / "nieuwpolder" / "bezoeklijst"
    assert sorted(path.suffix for path in folder.iterdir()) == [".csv", ".gpx", ".json", ".pdf"]
    wrong = CliRunner().invoke(app, [*words[:2], "--vertrek", "25:00", "--uren", "0", "--bezoekduur", "900", "ERF-1"])
    text = str(wrong.exception)
    for option in ("--vertrek '25:00'", "--uren 0", "--bezoekduur 900", "ERF-1"):
        assert option in text
