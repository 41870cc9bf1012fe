"""Findings of several devices, pages without room to keep, other profiles, and no accessibility faults."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from geo_risico.maps.fieldwork import fieldwork_index, kind_index

pytestmark = pytest.mark.browser

_SPEC = importlib.util.spec_from_file_location("findings_sample", Path(__file__).with_name("findings_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)
OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
NO_STORAGE = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('dicht'); } });"


@pytest.fixture(scope="session")
def visited(two_theme_result):
    return sample.visit_release(two_theme_result)


@pytest.fixture(scope="session")
def hidden(two_theme_result):
    return sample.visit_release(two_theme_result, profile="toezicht", hide_score=True)


def violations(page):
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


def content(release, *entries, **changes):
    """A file as another device makes it."""
    facts = {"soort": "geo-risico bevindingen", "versie": 1, "scan": "proefscan", "peildatum": "2026-01-01"}
    facts |= {"is_fictief": True, "lijst": "standaard", "gemaakt": "2026-02-01T10:00:00.000Z"}
    rows = [
        {
            "location_id": str(release.locations.index[row]), "thema": "buitengebied", "label": "elders",
            "uitkomst": outcome, "bevindingen": codes, "gezien": [], "vervolg": "", "op": moment,
        }
        for row, outcome, codes, moment in entries
    ]  # fmt: skip
    return json.dumps(facts | {"bevindingen": rows} | changes).encode()


def load(page, body, name="ander.json"):
    page.locator("#bevindingen-bestand").set_input_files({"name": name, "mimeType": "application/json", "buffer": body})
    page.wait_for_function("() => document.getElementById('bevindingen-melding').textContent !== ''")
    return page.locator("#bevindingen-melding").text_content()


def clear_message(page):
    page.evaluate("() => { document.getElementById('bevindingen-melding').textContent = ''; }")


FIRST = (5, "niets aangetroffen", [], "2026-02-01T10:00:00.000Z")
SECOND = (6, "aangetroffen", ["asbest"], "2026-02-01T11:00:00.000Z")


def test_a_file_of_another_device_comes_in_once(open_map, visited):
    page = open_map(visited, bypass_csp=True).page
    page.locator("#bevindingen-knop").click()
    body = content(visited, FIRST, SECOND)
    assert load(page, body) == "2 bevindingen toegevoegd; 0 stonden er al."
    clear_message(page)
    assert load(page, body) == "0 bevindingen toegevoegd; 2 stonden er al."
    assert page.locator("#bevindingen-lijst .finding").count() == 2
    page.locator("#bevindingen-lijst .finding-place").first.click()
    assert page.locator("#bezoek .finding strong").text_content() == "Aangetroffen"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"geen json", "geen bestand met bevindingen"),
        (b"[]", "geen bestand met bevindingen"),
        ({"soort": "anders"}, "geen bestand met bevindingen"),
        ({"versie": 2}, "versie 2; verwacht 1"),
        ({"scan": "elders"}, "hoort bij scan elders; verwacht proefscan"),
        ({"lijst": "anders"}, "heeft lijst anders; verwacht standaard"),
        ({"is_fictief": False}, "de een is FICTIEF"),
        ({"bevindingen": "x"}, "geen lijst van bevindingen"),
        ({"bevindingen": [{"location_id": 3}]}, "Bevinding 1 in dit bestand klopt niet"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_as_a_whole(open_map, visited, body, words):
    page = open_map(visited, bypass_csp=True).page
    page.locator("#bevindingen-knop").click()
    wrong = body if isinstance(body, bytes) else content(visited, FIRST, **body)
    assert words in load(page, wrong)
    assert page.locator("#bevindingen-knop").text_content() == "Bevindingen (0)"


def test_saved_findings_may_be_cleared_after_a_question(open_map, visited):
    page = open_map(visited, bypass_csp=True).page
    page.locator("#bevindingen-knop").click()
    assert page.locator("#bevindingen-wis").is_hidden()
    load(page, content(visited, FIRST, SECOND))
    assert page.locator("#bevindingen-wis").is_hidden()
    sample.saved(page, "#bevindingen-json")
    sample.open_form(page)
    sample.choose(page, "geen toegang")
    sample.keep(page)
    assert page.locator("#bevindingen-bewaard").text_content() == "1 nog niet als bestand bewaard."
    page.locator("#bevindingen-wis").click()
    page.get_by_text("Ja, leegmaken").click()
    assert page.locator("#bevindingen-lijst .finding strong").all_text_contents() == ["Geen toegang"]
    assert page.locator("#bevindingen-wis").is_hidden()


def test_a_browser_that_keeps_nothing_is_told(chromium, map_file, visited):
    context = chromium.new_context(offline=True)
    context.add_init_script(NO_STORAGE)
    page = context.new_page()
    page.goto(map_file(visited).as_uri())
    page.wait_for_selector("html[data-ready]")
    sample.open_form(page)
    sample.choose(page, "niets aangetroffen")
    sample.keep(page)
    assert "Deze browser bewaart niets" in page.locator("#bevinding-melding").text_content()
    page.locator("#bevindingen-knop").click()
    assert "Deze browser bewaart niets" in page.locator("#bevindingen-bewaard").text_content()
    _, path = sample.saved(page, "#bevindingen-json")
    assert len(json.loads(path.read_text(encoding="utf-8"))["bevindingen"]) == 1
    context.close()


def test_a_hidden_score_stays_hidden(open_map, hidden):
    opened = open_map(hidden)
    page = opened.page
    sample.open_form(page)
    sample.choose(page, "aangetroffen", "asbest")
    sample.keep(page)
    page.locator("#bevindingen-knop").click()
    _, path = sample.saved(page, "#bevindingen-csv")
    assert not any(word in path.read_text(encoding="utf-8-sig").lower() for word in ("score", "klasse", "percentiel"))
    notes = page.locator("#bezoek").text_content()
    for note in sample.fieldwork().safety:
        notes = notes.replace(note, "")
    assert not any(word in notes.lower() for word in ("score", "klasse", "percentiel"))
    assert page.locator("#lijst .swatch").count() == 0
    assert page.locator("#uitleg-inhoud > *").first.get_attribute("id") == "bezoek"
    assert opened.messages == []


def test_no_form_in_profile_open(open_map, two_theme_result):
    shown = sample.visit_release(two_theme_result, profile="open")
    assert fieldwork_index(shown) is None
    assert kind_index(shown) == {}
    assert open_map(shown).page.locator("#bevindingen-knop").is_hidden()


def test_the_page_knows_the_list_of_each_kind(visited):
    spec, index = sample.fieldwork(), fieldwork_index(visited)
    for part in visited.by_theme:
        for kind, entry in kind_index(part).items():
            assert index["checklists"][entry["checklist"]]["title"] == spec.checklist(kind, part.theme.locations).title
            assert entry["codes"] == [answer.code for answer in spec.answers(kind, part.theme.locations)]


def test_the_map_shows_where_a_finding_is(open_map, visited):
    opened = open_map(visited)
    sample.open_form(opened.page)
    pixels = "() => document.querySelector('.map-overlay').toDataURL()"
    opened.painted()
    before = opened.page.evaluate(pixels)
    sample.choose(opened.page, "niets aangetroffen")
    sample.keep(opened.page)
    opened.picture("bevindingen-vinkje")
    assert opened.page.evaluate(pixels) != before


@pytest.mark.parametrize(("size", "scheme"), [("tablet", "light"), ("telefoon", "dark")])
def test_no_violations_in_form_and_tool(open_map, visited, size, scheme):
    opened = open_map(visited, size, bypass_csp=True, color_scheme=scheme, reduced_motion="reduce")
    page, found = opened.page, {}

    def look(state):
        opened.picture(f"bevindingen-{state}-{size}-{scheme}")
        small = page.evaluate(sample.SMALL)
        fits = page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        found[state] = [*violations(page), *small, *([] if fits else ["breder dan het scherm"])]

    sample.open_form(page)
    sample.keep(page)
    look("fout")
    sample.choose(page, "aangetroffen", "asbest")
    page.locator("#bevinding-lijst summary").click()
    look("formulier")
    sample.keep(page)
    look("uitleg")
    page.locator("#sluit-uitleg").click()
    page.locator("#bevindingen-knop").click()
    page.locator("#bevindingen-lijst .finding").get_by_text("Verwijderen").click()
    look("lijst")
    assert found == {state: [] for state in found}
