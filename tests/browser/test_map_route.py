"""The day route in a real Chromium: chosen, ordered, moved, kept, saved, loaded and printed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib.util
import itertools
import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from geo_risico.core.results import Layers
from geo_risico.governance.release import release
from geo_risico.io.wanted import Asked, AskedList, read_asked
from geo_risico.io.write_route import route_json
from geo_risico.scan.sheets import SheetChoice
from geo_risico.scan.visits import DayAsked, route_of

pytestmark = pytest.mark.browser

_SPEC = importlib.util.spec_from_file_location("route_sample", Path(__file__).with_name("route_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)
PLANNED = """() => geoRisico.ready.then(({ app }) => {
  const shown = app.route.plan?.visits.map((visit) => visit.stop) ?? [];
  const isNow = shown.length === app.route.stops.length && shown.every((stop, i) => stop === app.route.stops[i]);
  return isNow ? shown.length : -1;
})"""
PLAN = """() => geoRisico.ready.then(({ app }) => ({
  ids: app.route.stops.map((stop) => stop.location_id), km: app.route.plan.km, minutes: app.route.plan.minutes,
  straight: app.route.plan.straight, points: app.route.plan.line.length }))"""


@pytest.fixture(scope="session")
def routed(two_theme_result):
    return sample.route_release(two_theme_result)


def planned(page, count):
    """Wait until the plan is that of so many stops in their order."""
    for _ in range(200):
        if page.evaluate(PLANNED) == count:
            return
        page.wait_for_timeout(50)
    pytest.fail(f"geen route langs {count} stops")


def choose(page, count):
    """Put the first locations of the list in the route by their explanation."""
    for at in range(count):
        page.locator("#lijst button.item").nth(at).click()
        page.locator(".route-choice").click()
        assert page.locator(".route-choice").get_attribute("aria-pressed") == "true"
    page.locator("#sluit-uitleg").click()
    planned(page, count)


def saved(page, name):
    with page.expect_download() as found:
        page.locator(f"#dagroute-{name}").click()
    return found.value


def visit_layers(result):
    roads = sample.streets(result)
    roads["is_motor_accessible"] = True
    return Layers(frames={"wegen": roads}, provenance={})


def test_stops_are_chosen_ordered_and_moved(open_map, routed):
    opened = open_map(routed)
    page = opened.page
    choose(page, 4)
    assert page.locator("#dagroute-knop").text_content() == "Dagroute (4)"
    page.locator("#dagroute-knop").click()
    before = page.evaluate(PLAN)
    page.locator("#dagroute-orden").click()
    page.wait_for_function("() => document.getElementById('dagroute-melding').textContent.includes('snelste')")
    planned(page, 4)
    after = page.evaluate(PLAN)
    assert after["minutes"] <= before["minutes"] + 1e-6
    assert sorted(after["ids"]) == sorted(before["ids"])
    assert after["straight"] == 0
    assert after["points"] > 8
    first = page.locator("#dagroute-lijst li").first
    assert "09:00 tot 09:30" in first.text_content()
    first.locator("[data-does=omlaag]").click()
    assert page.evaluate(PLAN)["ids"][1] == after["ids"][0]
    assert page.evaluate("() => document.activeElement.dataset.does") == "omlaag"
    page.locator("#dagroute-lijst li").first.locator("[data-does=weg]").click()
    planned(page, 3)
    assert opened.requests == [opened.url]
    assert opened.messages == []


def test_times_and_kilometres_are_those_of_the_command_line(open_map, routed, two_theme_result):
    page = open_map(routed).page
    choose(page, 6)
    page.locator("#dagroute-knop").click()
    page.locator("#dagroute-orden").click()
    page.wait_for_function("() => document.getElementById('dagroute-melding').textContent.includes('snelste')")
    planned(page, 6)
    found = page.evaluate(PLAN)
    asked = DayAsked(sheets=SheetChoice(asked=AskedList(locations=tuple(Asked(location_id=i) for i in found["ids"]))))
    route = route_of(routed, visit_layers(two_theme_result), asked, 10)
    assert found["minutes"] == pytest.approx(route.minutes, abs=0.2)
    assert found["km"] == pytest.approx(route.km, rel=0.01)


def test_the_route_is_there_after_opening_again(open_map, routed):
    opened = open_map(routed)
    page = opened.page
    choose(page, 3)
    ids = page.evaluate(PLAN)["ids"]
    opened.reopen()
    planned(page, 3)
    assert page.evaluate(PLAN)["ids"] == ids


def test_saved_files_are_read_back(open_map, routed, tmp_path):
    page = open_map(routed).page
    choose(page, 3)
    page.locator("#dagroute-knop").click()
    ids = page.evaluate(PLAN)["ids"]
    for name in ("json", "gpx", "csv"):
        download = saved(page, name)
        assert download.suggested_filename == f"bezoeklijst_proefscan_FICTIEF.{name}"
        download.save_as(tmp_path / f"keuze.{name}")
    content = json.loads((tmp_path / "keuze.json").read_text(encoding="utf-8"))
    assert content["is_fictief"] is True
    assert content["totaal"]["km"] > 0
    assert all(len(place) == 2 and 100_000 < place[0] < 300_000 for place in content["lijn"])
    for name in ("json", "csv"):
        assert [item.location_id for item in read_asked(tmp_path / f"keuze.{name}").locations] == ids
    gpx = ET.parse(tmp_path / "keuze.gpx").getroot()  # noqa: S314 - our own file
    assert len(gpx.findall("{*}wpt")) == 3
    assert "FICTIEF" in gpx.findtext("{*}metadata/{*}name")
    page.locator("#dagroute-leeg").click()
    page.get_by_role("button", name="Ja, leegmaken").click()
    assert page.locator("#dagroute-geen").is_visible()
    page.locator("#dagroute-bestand").set_input_files(tmp_path / "keuze.json")
    planned(page, 3)
    assert page.evaluate(PLAN)["ids"] == ids


def test_the_list_of_the_command_line_is_loaded(open_map, routed, two_theme_result, tmp_path):
    page = open_map(routed).page
    asked = DayAsked(sheets=SheetChoice(first_count=5, theme="buitengebied"), start="181000 481000")
    route = route_of(routed, visit_layers(two_theme_result), asked, 10)
    path = tmp_path / "bezoeklijst.json"
    path.write_text(route_json(route, routed.meta, dt.datetime.now(tz=dt.UTC)), encoding="utf-8")
    page.locator("#dagroute-knop").click()
    page.locator("#dagroute-bestand").set_input_files(path)
    planned(page, 5)
    found = page.evaluate(PLAN)
    assert found["ids"] == [visit.stop.location_id for visit in route.visits]
    assert found["minutes"] == pytest.approx(route.minutes, abs=0.3)
    assert "RD 181000, 481000" in page.locator("#dagroute-begin").text_content()
    assert page.locator("#dagroute-terug").is_checked()


WRONG = (
    ({"soort": "iets anders"}, "geen bezoeklijst"),
    ({"scan": "een_andere"}, "hoort bij scan een_andere"),
    ({"is_fictief": False}, "FICTIEF"),
    ({"versie": 9}, "versie 9"),
    ({"vertrek": "negen uur"}, "vertrektijd"),
    ({"bezoekduur_min": -1}, "bezoekduur"),
    ({"start": {"x": "a"}}, "geen coördinaten"),
    ({"stops": [{"label": "x"}]}, "Stop 1"),
    ({"stops": [{"location_id": f"E{i}"} for i in range(41)]}, "41 stops"),
    ({"stops": [{"location_id": "ERF-BESTAAT-NIET"}]}, "Niet op deze kaart: ERF-BESTAAT-NIET"),
)


def test_a_wrong_file_is_refused_in_words(open_map, routed, tmp_path):
    opened = open_map(routed)
    page = opened.page
    base = {"soort": "geo-risico bezoeklijst", "versie": 1, "scan": "proefscan", "is_fictief": True, "start": None}
    base |= {"einde": None, "vertrek": "09:00", "bezoekduur_min": 30, "stops": []}
    page.locator("#dagroute-knop").click()
    for change, words in WRONG:
        path = tmp_path / "x.json"
        path.write_text(json.dumps(base | change), encoding="utf-8")
        page.locator("#dagroute-bestand").set_input_files(path)
        expect(page.locator("#dagroute-melding")).to_contain_text(words)
    assert opened.messages == []


def test_by_keyboard_with_a_begin_on_the_map(open_map, routed):
    opened = open_map(routed)
    page = opened.page
    page.locator("#dagroute-knop").focus()
    page.keyboard.press("Enter")
    page.locator("#dagroute-eerste").focus()
    page.keyboard.press("Enter")
    planned(page, 10)
    page.locator("#dagroute-kies").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.getElementById('dagroute-begin').textContent.includes('punt op de kaart')")
    assert page.locator("#dagroute-kies").get_attribute("aria-pressed") == "false"
    page.wait_for_function("() => document.getElementById('dagroute-totaal').textContent.includes('terug om')")
    page.locator("#dagroute-terug").focus()
    page.keyboard.press("Space")
    page.wait_for_function("() => document.getElementById('dagroute-totaal').textContent.includes('klaar om')")
    page.locator("#dagroute-lijst [data-does=weg]").first.focus()
    page.keyboard.press("Enter")
    planned(page, 9)
    assert page.evaluate("() => document.activeElement.dataset.does") == "weg"
    assert opened.messages == []


@pytest.mark.parametrize("size", ["desktop", "telefoon"])
def test_accessible_and_large_enough_to_touch(open_map, routed, size):
    opened = open_map(routed, size)
    page = opened.page
    if size == "telefoon":
        page.locator("#greep").click() if page.locator("#greep").get_attribute("aria-expanded") == "false" else None
    page.locator("#dagroute-knop").click()
    page.locator("#dagroute-eerste").click()
    planned(page, 10)
    page.locator("#dagroute-orden").click()
    boxes = page.locator("#dagroute button:visible").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().height)"
    )
    assert min(boxes) >= 44
    violations = Axe().run(page).response["violations"]
    assert [(item["id"], item["nodes"][0]["html"][:120]) for item in violations] == []
    page.locator("#dagroute-toon").click()
    opened.picture(f"dagroute-{size}")
    page.emulate_media(media="print")
    assert opened.messages == []


def test_print_holds_the_list_of_the_route(open_map, routed):
    page = open_map(routed).page
    choose(page, 3)
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("#druk-route").is_visible()
    assert page.locator("#druk-route-lijst tbody tr").count() == 3
    assert "FICTIEF" in page.locator("#druk-route-titel").text_content()
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")


def test_without_roads_legs_are_straight_and_the_page_says_so(open_map, two_theme_result):
    bare = dataclasses.replace(
        two_theme_result,
        background={k: v for k, v in two_theme_result.background.items() if k != "wegen"},
        beside=(),
    )
    page = open_map(release(bare, version="0.1.0+proef")).page
    choose(page, 3)
    page.locator("#dagroute-knop").click()
    assert page.evaluate(PLAN)["straight"] == 2
    assert "geen wegen" in page.locator("#dagroute-uitleg").text_content()


def test_profile_open_has_no_route(open_map, sample_result):
    scan = sample_result.scan.model_copy(update={"profile": "open"})
    opened = open_map(release(dataclasses.replace(sample_result, scan=scan), version="0.1.0+proef"))
    assert opened.page.locator("#dagroute-knop").is_hidden()
    assert opened.messages == []


def test_hidden_scores_stay_hidden_in_the_files(open_map, sample_result):
    scan = sample_result.scan.model_copy(update={"profile": "toezicht", "hide_score": True})
    page = open_map(release(sample.with_streets(dataclasses.replace(sample_result, scan=scan)), version="0.1.0+p")).page
    choose(page, 2)
    page.locator("#dagroute-knop").click()
    for name, pair in itertools.product(("json", "csv", "gpx"), ("score", "klasse")):
        assert pair not in Path(saved(page, name).path()).read_text(encoding="utf-8")
