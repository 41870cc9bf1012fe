"""The own position: off until asked, on this device only, with distance and direction, and clear when it fails."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from pyproj import Transformer

pytestmark = pytest.mark.browser

HERE = {"latitude": 52.30123, "longitude": 5.78456, "accuracy": 40}
KEPT = """() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href,
  document.documentElement.outerHTML])"""


def here_rd():
    return np.array(Transformer.from_crs(4326, 28992, always_xy=True).transform(HERE["longitude"], HERE["latitude"]))


def turn_on(page, *, waits=True):
    page.locator("#plek-knop").click()
    page.locator("#plek-ja").click()
    if waits:
        page.wait_for_function("() => document.getElementById('plek-status').textContent.includes('nauwkeurig')")


@pytest.fixture
def walker(open_map, sample_release):
    """Function that opens the map with a position."""
    return lambda size="desktop", **options: open_map(
        sample_release, size, geolocation=HERE, permissions=["geolocation"], **options
    )


def test_nothing_is_asked_before_somebody_agrees(walker):
    opened = walker()
    page = opened.page
    page.evaluate("() => { navigator.geolocation.watchPosition = () => { window.asked = true; }; }")
    page.locator("#plek-knop").click()
    assert "blijft op dit apparaat" in page.locator("#plek-vraag").text_content()
    page.locator("#plek-nee").click()
    assert page.evaluate("window.asked ?? null") is None
    assert page.locator("#plek").is_hidden()


@pytest.mark.parametrize("size", ["desktop", "tablet", "telefoon"])
def test_distance_and_direction_to_the_chosen_location(walker, sample_release, size):
    opened = walker(size)
    page = opened.page
    turn_on(page)
    centre = page.evaluate("() => geoRisico.ready.then(({ map }) => [map.getCenter().lat, map.getCenter().lng])")
    assert centre == pytest.approx([HERE["latitude"], HERE["longitude"]], abs=1e-4)
    page.evaluate("() => geoRisico.ready.then(({ app }) => app.select({ kind: '', row: 4, from: 'list' }))")
    label = page.locator("#uitleg-titel").text_content()
    (location,) = sample_release.locations.index[sample_release.locations["label"] == label]
    point = sample_release.locations.geometry.loc[[location]].representative_point().iloc[0]
    east, north = np.array([point.x, point.y]) - here_rd()
    metres = np.hypot(east, north)
    words = page.locator("#plek-afstand").text_content()
    shown = float(re.search(r"([\d,]+) km", words)[1].replace(",", ".")) * 1000
    assert shown == pytest.approx(metres, abs=6)
    winds = ["noorden", "noordoosten", "oosten", "zuidoosten", "zuiden", "zuidwesten", "westen", "noordwesten"]
    assert f"naar het {winds[round(np.degrees(np.arctan2(east, north)) / 45) % 8]}" in words
    opened.picture(f"plek-{size}")
    assert opened.messages == []
    assert opened.requests == [opened.url]


def test_nearest_first_and_off_again(walker, sample_release):
    page = walker().page
    first = page.locator("#lijst .item-title").first.text_content()
    turn_on(page)
    page.locator("#plek-dichtbij").click()
    assert page.locator("#lijst-titel").text_content() == "Dichtstbij"
    points = sample_release.locations.geometry.representative_point()
    away = np.hypot(points.x - here_rd()[0], points.y - here_rd()[1])
    nearest = sample_release.locations["label"].loc[away.sort_values().index[:5]].tolist()
    assert [item.text_content() for item in page.locator("#lijst .item-title").all()[:5]] == nearest
    page.locator("#plek-uit").click()
    assert page.locator("#lijst .item-title").first.text_content() == first
    assert page.locator("#plek").is_hidden()
    assert page.locator("#plek-knop").get_attribute("aria-pressed") == "false"


def test_following_stops_when_somebody_moves_the_map(walker):
    opened = walker()
    page = opened.page
    turn_on(page)
    assert page.locator("#plek-volg").get_attribute("aria-pressed") == "true"
    page.context.set_geolocation({**HERE, "latitude": 52.31})
    page.wait_for_function("() => geoRisico.ready.then(({ map }) => Math.abs(map.getCenter().lat - 52.31) < 1e-4)")
    page.locator("#map_kaart").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#plek-volg").get_attribute("aria-pressed") == "false"


def test_position_is_kept_nowhere(walker):
    opened = walker(accept_downloads=True)
    page = opened.page
    turn_on(page)
    page.locator("#plek-volg").click()
    page.locator("#plek-dichtbij").click()
    page.locator("#lijst button.item").first.click()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    kept = page.evaluate(KEPT)
    x, y = here_rd()
    for piece in ("52.3012", "5.7845", str(round(x)), str(round(y))):
        assert piece not in kept, piece
    rows = page.locator("#druk-lijst tbody tr td:nth-child(2)").all_text_contents()
    first = page.evaluate("() => geoRisico.ready.then(({ app }) => app.store.locations.text('label', app.matches[0]))")
    assert rows[0] == first
    assert json.loads(kept)[3] == opened.url
    assert opened.requests == [opened.url]


FAIL = """(code) => {
  navigator.geolocation.watchPosition = (_, fail) => { setTimeout(() => fail({ code }), 10); return 7; };
}"""
FAILURES = {1: "geeft uw plek niet vrij", 2: "nu niet te bepalen", 3: "duurt te lang"}


@pytest.mark.parametrize("code", FAILURES)
def test_a_failure_is_said_in_dutch(open_map, sample_release, code):
    page = open_map(sample_release).page
    page.evaluate(FAIL, code)
    turn_on(page, waits=False)
    page.wait_for_function(
        "(words) => document.getElementById('plek-status').textContent.includes(words)", arg=FAILURES[code]
    )
    is_on = page.locator("#plek-knop").get_attribute("aria-pressed")
    assert is_on == ("false" if code == 1 else "true")
    page.locator("#plek-uit").click()
    assert page.locator("#plek").is_hidden()


def test_a_refusal_of_the_browser_is_said(open_map, sample_release):
    page = open_map(sample_release).page
    turn_on(page, waits=False)
    page.wait_for_function("() => document.getElementById('plek-status').textContent.includes('niet vrij')")


@pytest.mark.parametrize("size", ["desktop", "telefoon"])
def test_no_violations_with_the_position_on(walker, size):
    page = walker(size, bypass_csp=True, reduced_motion="reduce").page
    turn_on(page)
    page.locator("#plek-dichtbij").click()
    assert page.locator("#plek-afstand").is_visible()
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": rules}).response["violations"]
    assert [rule["id"] for rule in found] == []
