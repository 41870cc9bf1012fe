"""Measuring and coordinates on the map: by mouse, finger and keyboard, in metres of RD."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from pyproj import Transformer

import geo_risico.maps

pytestmark = pytest.mark.browser

OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SMALL = (
    "() => [...document.querySelectorAll('.map-buttons button, .map-strip button, .map-strip a, #plaats button,"
    " #plaats a')].filter((e) => e.checkVisibility()).filter((e) => { const b = e.getBoundingClientRect();"
    " return b.height < 44 || b.width < 44; }).map((e) => e.id)"
)
OVERLAP = """(names) => {
  const boxes = names.map((name) => document.querySelector(name)).filter((e) => e?.checkVisibility())
    .map((e) => e.getBoundingClientRect());
  return boxes.some((a, i) => boxes.slice(i + 1).some((b) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1));
}"""
CARDS = [
    ".map-buttons:not(.map-gear)",
    ".map-gear",
    ".layers > summary",
    ".legend > summary",
    ".map-strip > :not([hidden])",
]


PLACE = """([a, b]) => geoRisico.ready.then(({ map }) => {
  const point = map.latLngToContainerPoint([a, b]);
  const box = map.getContainer().getBoundingClientRect();
  return [box.left + point.x, box.top + point.y];
})"""
BOTH_WAYS = "return points.map(([a, b]) => [toRd(a, b), fromRd(...toRd(a, b))]);"


def axe(page):
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


def set_view(page, lat, lon, zoom):
    page.evaluate("([a, b, z]) => geoRisico.ready.then(({ map }) => { map.setView([a, b], z, { animate: false }); })",
                  [lat, lon, zoom])  # fmt: skip


def at(page, lat, lon):
    """Place on the screen of a place in degrees."""
    return page.evaluate(PLACE, [lat, lon])


def rd_to_degrees(points):
    lon, lat = Transformer.from_crs(28992, 4326, always_xy=True).transform(*np.transpose(points))
    return np.column_stack([lat, lon])


def measured(page):
    return page.locator("#meet-uitkomst").text_content()


def test_rd_in_the_page_equals_that_of_pyproj(open_map, sample_release):
    page = open_map(sample_release).page
    rng = np.random.default_rng(28992)
    rd = rng.uniform((14_000, 307_000), (276_000, 612_000), (500, 2))
    degrees = rd_to_degrees(rd)
    source = (Path(geo_risico.maps.__file__).parent / "assets" / "js" / "rd.js").read_text(encoding="utf-8")
    page.goto("about:blank")
    run = f"(points) => {{ {source.replace('export ', '')} {BOTH_WAYS} }}"
    found = np.array(page.evaluate(run, degrees.tolist()))
    assert np.hypot(*(found[:, 0] - rd).T).max() < 0.05
    assert np.abs(found[:, 1] - degrees).max() < 5e-7


@pytest.mark.parametrize("size", ["desktop", "tablet", "telefoon"])
def test_distance_and_area_are_those_of_rd(open_map, sample_release, size):
    opened = open_map(sample_release, size, has_touch=size == "telefoon")
    page = opened.page
    corners = [(183_000, 482_000), (183_300, 482_000), (183_300, 482_200), (183_000, 482_200)]
    places = rd_to_degrees(corners)
    page.locator("#meten-knop").click()
    set_view(page, *places.mean(axis=0), 16)
    press = page.touchscreen.tap if size == "telefoon" else page.mouse.click
    for place in places[:3]:
        press(*at(page, *place))
    assert page.locator("#uitleg").is_hidden()
    total, last = (float(v) for v in re.findall(r"(\d+) m", measured(page)))
    assert (total, last) == (pytest.approx(500, abs=4), pytest.approx(200, abs=3))
    press(*at(page, *places[3]))
    press(*at(page, *places[0]))
    area = re.search(r"Oppervlakte ([\d,]+) ha, omtrek [\d.,]+ k?m", measured(page))
    assert float(area[1].replace(",", ".")) == pytest.approx(6, abs=0.15)
    opened.picture(f"meten-{size}")
    assert page.evaluate(SMALL) == []
    assert not page.evaluate(OVERLAP, CARDS)
    assert opened.requests == [opened.url]
    assert opened.messages == []


def test_measuring_by_keyboard(open_map, sample_release):
    page = open_map(sample_release).page
    page.locator("#lijst button.item").first.click()
    page.locator("#meten-knop").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "map_kaart"
    assert page.locator(".crosshair").is_visible()
    for key in ("Enter", "ArrowRight", "Enter", "ArrowDown", "Enter"):
        page.keyboard.press(key)
        page.wait_for_timeout(350)
    assert re.match(r"Totaal [\d,.]+ k?m, laatste stuk [\d,.]+ k?m", measured(page))
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    assert measured(page) == "Eerste punt gezet. Kies het volgende punt."
    page.keyboard.press("Escape")
    assert page.locator("#meten").is_hidden()
    assert page.locator("#uitleg").is_visible()
    assert page.locator("#meten-knop").get_attribute("aria-pressed") == "false"


def test_crossing_lines_have_no_area(open_map, sample_release):
    page = open_map(sample_release).page
    page.locator("#meten-knop").click()
    box = page.locator("#map_kaart").bounding_box()
    for x, y in ((0.4, 0.2), (0.6, 0.4), (0.6, 0.2), (0.4, 0.4)):
        page.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
    page.locator("#meet-vlak").click()
    assert measured(page).endswith("De lijnen kruisen elkaar: er is geen oppervlakte.")
    page.locator("#meet-wissen").click()
    assert measured(page).startswith("Klik of tik op de kaart.")


@pytest.mark.parametrize("size", ["desktop", "tablet", "telefoon"])
def test_an_empty_place_gives_its_coordinates(open_map, sample_release, size):
    opened = open_map(sample_release, size, has_touch=size == "telefoon")
    page = opened.page
    (place,) = rd_to_degrees([(186_500, 486_000)])
    set_view(page, *place, 15)
    press = page.touchscreen.tap if size == "telefoon" else page.mouse.click
    press(*at(page, *place))
    x, y = (int(v) for v in page.locator("#punt .place-value").first.text_content().split(", "))
    assert (x, y) == (pytest.approx(186_500, abs=5), pytest.approx(486_000, abs=5))
    opened.picture(f"punt-{size}")
    assert page.evaluate(SMALL) == []
    assert not page.evaluate(OVERLAP, CARDS)
    page.locator("#punt-sluit").click()
    assert page.locator("#punt").is_hidden()
    assert opened.messages == []


def test_the_pointer_tells_where_it_is(open_map, sample_release):
    page = open_map(sample_release).page
    (place,) = rd_to_degrees([(185_000, 481_000)])
    set_view(page, *place, 15)
    page.mouse.move(*at(page, *place))
    x, y = (int(v) for v in re.search(r"RD (\d+), (\d+)", page.locator("#wijzer").text_content()).groups())
    assert (x, y) == (pytest.approx(185_000, abs=5), pytest.approx(481_000, abs=5))


def test_a_location_shows_the_exact_columns_to_copy_and_navigate(open_map, sample_release):
    opened = open_map(sample_release, permissions=["clipboard-read", "clipboard-write"])
    page = opened.page
    page.locator("#lijst button.item").nth(2).click()
    location_id = page.locator("#plaats > .small").last.text_content().removeprefix("Kenmerk: ")
    point = sample_release.locations.geometry.loc[[location_id]].representative_point().iloc[0]
    rd, degrees = (line.text_content() for line in page.locator("#plaats .place-value").all())
    assert rd == f"{round(point.x)}, {round(point.y)}"
    lat, lon = (float(v) for v in degrees.split(", "))
    (exact,) = rd_to_degrees([(point.x, point.y)])
    assert (lat, lon) == (pytest.approx(exact[0], abs=1.1e-5), pytest.approx(exact[1], abs=1.1e-5))
    href = page.locator("#plaats a").get_attribute("href")
    assert re.fullmatch(r"geo:[\d.]+,[\d.]+\?q=[\d.]+,[\d.]+\(FICTIEF%3A%20[^()<>\"' ]+\)", href)
    assert "kan internet gebruiken en ziet dan de bestemming" in page.locator("#plaats").text_content()
    page.locator("#plaats").get_by_role("button", name="Kopieer RD-coördinaten").click()
    page.wait_for_function("() => document.getElementById('gekozen').textContent.includes('gekopieerd')")
    assert page.evaluate("navigator.clipboard.readText()") == rd


def test_copying_without_clipboard_selects_the_text(open_map, sample_release):
    page = open_map(sample_release).page
    page.evaluate("""() => {
      Object.defineProperty(navigator, "clipboard", { value: undefined });
      document.execCommand = () => false;
    }""")
    page.locator("#lijst button.item").first.click()
    page.locator("#plaats").get_by_role("button", name="Kopieer WGS84-coördinaten").click()
    page.wait_for_function("() => document.getElementById('gekozen').textContent.includes('geselecteerd')")
    shown = page.locator("#plaats .place-value").nth(1).text_content()
    assert page.evaluate("getSelection().toString().trim()") == shown


@pytest.mark.parametrize(("size", "scheme"), [("telefoon", "light"), ("desktop", "dark")])
def test_no_violations_with_tools_open(open_map, sample_release, size, scheme):
    page = open_map(sample_release, size, bypass_csp=True, color_scheme=scheme, reduced_motion="reduce").page
    box = page.locator("#map_kaart").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.12)
    found = {"punt": axe(page)}
    page.locator("#meten-knop").click()
    found["meten"] = axe(page)
    page.locator("#meet-klaar").click()
    assert found == {"punt": [], "meten": []}
