"""Changes on images in a real Chromium: cut-outs, marks that stay, saved files and no accessibility faults."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from geo_risico.governance.release import release
from geo_risico.scan.beeld import put_marks

pytestmark = pytest.mark.browser

_SPEC = importlib.util.spec_from_file_location("beeld_sample", Path(__file__).parents[1] / "beeld_sample.py")
beeld = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(beeld)
OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SMALL = (
    "() => [...document.querySelectorAll('button, select, input[type=search], input[type=range]')]"
    ".filter((e) => e.checkVisibility()).filter((e) => { const box = e.getBoundingClientRect();"
    " return box.height < 44 || box.width < 44; }).map((e) => e.id + e.className)"
)
SIDEWAYS = "document.documentElement.scrollWidth <= window.innerWidth"
OUTSIDE = "() => document.body.append(Object.assign(new Image(), { src: 'https://example.invalid/a.png' }))"
IMAGES = "() => [...document.querySelectorAll('.chip img')].map((e) => [e.complete, e.naturalWidth, e.alt])"


@pytest.fixture(scope="session")
def changed(sample_result):
    """The sample with candidates, the second of them marked before."""
    result = beeld.build_beeld(sample_result)
    return put_marks(result, {result.candidates.items[1].location_id: "onjuist"})


@pytest.fixture(scope="session")
def changed_release(changed):
    return release(changed, version="0.1.0+proef")


def violations(page):
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


def open_candidate(page, place=0):
    if page.locator("#beeld").is_hidden():
        page.locator("#beeld-knop").click()
    page.locator("#lijst button.item").nth(place).click()


def saved(page, button):
    with page.expect_download() as waiting:
        page.locator(button).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_text(encoding="utf-8-sig")


def test_the_list_shows_the_strongest_first_with_what_changed(open_map, changed, changed_release):
    page = open_map(changed_release).page
    assert page.locator("#beeld-knop").text_content() == "Beeld (12)"
    page.locator("#beeld-knop").click()
    assert page.locator("#beeld-knop").get_attribute("aria-expanded") == "true"
    labels = page.locator("#lijst .item-title").all_text_contents()
    names = changed.locations.frame["label"]
    assert labels == [names[item.location_id] for item in changed.candidates.items]
    assert "Verandering van het groen: -0,40 ±0,03" in page.locator("#lijst .item-change").first.text_content()
    assert page.locator("#lijst .mark").all_text_contents() == ["onjuist"]
    assert "te klein 15, bewolkt 5" in page.locator("#beeld-aantal").text_content()
    assert "0 van 1 echt" in page.locator("#beeld-precisie").text_content()
    page.locator("#beeld-knop").click()
    assert page.locator("#lijst .item-title").count() == 100


def test_before_and_after_stand_side_by_side_with_their_quality(open_map, changed_release):
    opened = open_map(changed_release)
    open_candidate(opened.page, 2)
    shown = opened.page.evaluate(IMAGES)
    assert [(done, width > 100) for done, width, _ in shown] == [(True, True)] * 2
    assert shown[0][2].startswith("Voor: 12 juni 2019, Sentinel-2")
    assert shown[1][2].startswith("Na: 3 juni 2023, Sentinel-2")
    boxes = [frame.bounding_box() for frame in opened.page.locator(".chip-frame").all()]
    assert boxes[0]["y"] == boxes[1]["y"]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    assert opened.page.locator(".chip-outline path.line").first.get_attribute("d").startswith("M")
    quality = opened.page.locator("#beeld-kwaliteit").text_content()
    for part in ("beeldpunt 10 m", "52 beeldpunten", "7 heldere beelden", "wolken of gaten in het hele beeld: 4%"):
        assert part in quality
    assert opened.requests[:1] == [opened.url]
    assert all(url.startswith("data:image/webp") for url in opened.requests[1:])
    assert opened.messages == []


def test_the_slider_moves_the_border_between_before_and_after(open_map, changed_release):
    page = open_map(changed_release, "tablet").page
    open_candidate(page)
    page.locator("[data-view=schuif]").click()
    slider = page.locator("#beeld-schuif")
    clip = "() => getComputedStyle(document.querySelector('.is-stacked .chip-frame')).clipPath"
    before = page.evaluate(clip)
    slider.focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "70% voor, 30% na"
    assert page.evaluate(clip) != before
    boxes = [frame.bounding_box() for frame in page.locator(".chip-frame").all()]
    assert boxes[0] == boxes[1]
    page.locator("#sluit-uitleg").click()
    open_candidate(page, 3)
    assert page.locator("[data-view=schuif]").get_attribute("aria-pressed") == "true"


def test_marks_stay_after_a_reload_and_can_be_taken_back(open_map, changed, changed_release):
    opened = open_map(changed_release)
    page = opened.page
    open_candidate(page)
    page.locator("[data-mark=echt]").focus()
    page.keyboard.press("Enter")
    assert page.locator("[data-mark=echt]").get_attribute("aria-pressed") == "true"
    opened.reopen()
    open_candidate(page)
    pressed = page.locator("[data-mark][aria-pressed=true]")
    assert pressed.all_text_contents() == ["Echt"]
    page.locator("[data-mark=onzeker]").click()
    assert pressed.all_text_contents() == ["Onzeker"]
    assert "1 echt" not in page.locator("#beeld-oordelen").text_content()
    page.locator("[data-mark=onzeker]").click()
    assert pressed.count() == 0
    keys = page.evaluate("() => Object.keys(localStorage)")
    assert keys == [f"geo-risico/oordelen/proefscan/{changed.candidates.key}"]


def test_marks_are_saved_as_files_that_the_command_reads(open_map, changed, changed_release):
    page = open_map(changed_release).page
    page.locator("#beeld-knop").click()
    assert page.locator("#beeld-json").is_disabled()
    for place, mark in ((0, "echt"), (3, "onjuist"), (5, "onzeker")):
        open_candidate(page, place)
        page.locator(f"[data-mark={mark}]").click()
    ids = [changed.candidates.items[place].location_id for place in (0, 3, 5)]
    name, text = saved(page, "#beeld-json")
    content = json.loads(text)
    assert name == "oordelen_proefscan.json"
    assert (content["scan"], content["kandidaten"]) == ("proefscan", changed.candidates.key)
    assert [(row["location_id"], row["oordeel"], row["rang"]) for row in content["oordelen"]] == [
        (ids[0], "echt", 1), (ids[1], "onjuist", 4), (ids[2], "onzeker", 6),
    ]  # fmt: skip
    name, text = saved(page, "#beeld-csv")
    assert name == "oordelen_proefscan.csv"
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [(row["location_id"], row["oordeel"]) for row in rows] == list(
        zip(ids, ("echt", "onjuist", "onzeker"), strict=True)
    )
    assert rows[1]["label"].startswith("'=HYPERLINK")
    assert "Precisie nu: 33%" in page.locator("#beeld-oordelen").text_content()


def test_unknown_values_tell_why_and_known_ones_what_they_rest_on(open_map, changed, changed_release):
    page = open_map(changed_release).page
    frame = changed.locations.frame
    for place, told in ((0, "±0,03; 52 beeldpunten; 7 heldere beelden"), (25, beeld.SMALL), (37, beeld.CLOUDY)):
        page.locator("#zoek").fill(frame.index[place])
        page.locator("#zoek").press("Enter")
        page.locator("#lijst button.item").first.click()
        assert told in page.locator("#uitleg-inhoud").text_content()


def test_policy_allows_only_pictures_of_the_page(open_map, changed_release):
    opened = open_map(changed_release)
    policy = opened.page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    assert "img-src data:;" in policy
    opened.page.evaluate(
        "() => { document.body.append(Object.assign(new Image(), { src: 'https://example.invalid/a.png' })); }"
    )
    opened.page.wait_for_timeout(300)
    assert list(opened.failures) == ["https://example.invalid/a.png"]
    assert opened.failures["https://example.invalid/a.png"] == "csp"


def test_a_map_without_candidates_has_no_button(open_map, sample_release):
    page = open_map(sample_release).page
    assert page.locator("#beeld-knop").is_hidden()
    assert "img-src" not in page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "light"), ("staand", "dark"), ("telefoon", "light")])
def test_no_violations_with_candidates(open_map, changed_release, size, scheme):
    opened = open_map(changed_release, size, bypass_csp=True, color_scheme=scheme, reduced_motion="reduce")
    page, found, small = opened.page, {}, {}
    steps = {
        "lijst": lambda: page.locator("#beeld-knop").click(),
        "uitleg": lambda: page.locator("#lijst button.item").nth(2).click(),
        "oordeel": lambda: page.locator("[data-mark=onjuist]").click(),
        "schuif": lambda: page.locator("[data-view=schuif]").click(),
    }
    for name, enter in steps.items():
        enter()
        opened.picture(f"beeld-{name}-{size}-{scheme}")
        found[name], small[name] = violations(page), page.evaluate(SMALL)
        assert page.evaluate(SIDEWAYS)
    assert found == {name: [] for name in steps}
    assert small == {name: [] for name in steps}
