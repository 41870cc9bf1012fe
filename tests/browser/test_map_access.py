"""No accessibility violations, in every state, at three sizes and in the dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def violations(page):
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


def open_detail(page):
    page.locator("#lijst button.item").first.click()


def open_layers(page):
    page.locator(".layers summary").click()


def open_sources(page):
    page.locator("[data-opens=bronnen]").click()


def open_table(page):
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.locator("[data-opens=tabel]").click()


STATES = {
    "lijst": lambda _: None,
    "lagen": open_layers,
    "uitleg": open_detail,
    "bronnen": open_sources,
    "tabel": open_table,
}


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "light"), ("tablet", "dark"), ("telefoon", "light")])
def test_no_violations_in_any_state(open_map, sample_release, size, scheme):
    opened = open_map(sample_release, size, bypass_csp=True, color_scheme=scheme, reduced_motion="reduce")
    found = {}
    for state, enter in STATES.items():
        enter(opened.page)
        opened.picture(f"kaart-{state}-{size}-{scheme}")
        found[state] = violations(opened.page)
    assert found == {state: [] for state in STATES}


def choose_harbours(page):
    page.locator("#kies-thema").select_option("1")


def open_questions(page):
    page.locator("#vragen-knop").click()


def ask(page):
    page.locator("#vragen-lijst button").first.click()


def open_answer(page):
    page.locator("#lijst button.item").nth(1).click()


def open_features(page):
    page.locator("#sluit-uitleg").click()
    page.locator("#soorten summary").click()


def open_matrix(page):
    page.locator("#wis-vraag").click()
    page.locator("#matrix-knop").click()
    page.locator("#matrix-rooster .cell:not(.is-empty)").first.click()


def open_answer_table(page):
    page.locator("[data-opens=tabel]").click()


THEME_STATES = {
    "themas": lambda _: None,
    "haven": choose_harbours,
    "vragen": open_questions,
    "antwoord": ask,
    "haven-uitleg": open_answer,
    "kenmerken": open_features,
    "matrix": open_matrix,
    "haven-tabel": open_answer_table,
}
SMALL = (
    "() => [...document.querySelectorAll('button, select, input[type=search], label.toggle, label.choice,"
    " .map-card > summary, .fold > summary')].filter((e) => e.checkVisibility()).filter((e) => {"
    " const box = e.getBoundingClientRect(); return box.height < 44 || box.width < 44; })"
    ".map((e) => e.id + e.className)"
)


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "dark"), ("telefoon", "light")])
def test_no_violations_with_two_themes(open_map, two_theme_release, size, scheme):
    opened = open_map(two_theme_release, size, bypass_csp=True, color_scheme=scheme, reduced_motion="reduce")
    found, small = {}, {}
    for state, enter in THEME_STATES.items():
        enter(opened.page)
        opened.picture(f"themas-{state}-{size}-{scheme}")
        found[state] = violations(opened.page)
        small[state] = opened.page.evaluate(SMALL)
    assert found == {state: [] for state in THEME_STATES}
    assert small == {state: [] for state in THEME_STATES}
    assert opened.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert opened.page.evaluate("document.documentElement.scrollHeight <= window.innerHeight")


@pytest.mark.parametrize("profile", ["open_release", "toezicht_release"])
def test_no_violations_in_other_profiles(open_map, request, profile):
    opened = open_map(request.getfixturevalue(profile), "desktop", bypass_csp=True, reduced_motion="reduce")
    open_detail(opened.page)
    opened.picture(f"kaart-{profile}")
    assert violations(opened.page) == []


@pytest.mark.parametrize("size", ["desktop", "tablet", "telefoon"])
def test_targets_are_large_enough(open_map, sample_release, size):
    opened = open_map(sample_release, size)
    small = opened.page.evaluate(SMALL)
    assert small == []


def test_phone_shows_the_map(open_map, sample_release):
    opened = open_map(sample_release, "telefoon")
    box = opened.page.locator("#map_kaart").bounding_box()
    assert box["y"] <= 150
    assert box["height"] >= 280
    opened.page.locator("#greep").click()
    opened.page.locator("#greep").click()
    assert opened.page.locator("#map_kaart").bounding_box()["height"] >= 500


@pytest.mark.parametrize("zoom", [2, 4])
def test_enlarged_text_needs_no_sideways_scrolling(open_map, sample_release, zoom):
    opened = open_map(sample_release)
    opened.page.set_viewport_size({"width": 1366 // zoom, "height": 768 // zoom})
    assert opened.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert opened.page.locator("#map_kaart").bounding_box()["height"] >= 120
    opened.page.locator("#lijst button.item").first.click()
    assert opened.page.locator("#uitleg-titel").is_visible()


@pytest.mark.parametrize("size", [(341, 192), (320, 640)])
def test_enlarged_matrix_needs_no_sideways_scrolling(open_map, two_theme_release, size):
    page = open_map(two_theme_release).page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.locator("#kies-thema").select_option("1")
    page.locator("#matrix-knop").click()
    page.locator("#soorten summary").click()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate("document.getElementById('zijbalk').scrollWidth <= window.innerWidth")
