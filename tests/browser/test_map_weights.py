"""The tool for other weights in a real Chromium: by mouse and by keyboard, what it says, its file, and the way back."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from geo_risico.governance.release import release
from geo_risico.io.weights_file import is_session, read_session
from geo_risico.scan.sessions import applied_session

pytestmark = pytest.mark.browser

_SPEC = importlib.util.spec_from_file_location("weights_sample", Path(__file__).with_name("weights_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)

NAME = "largest_barn_m2"
SLIDER, NUMBER, BACK = (f"#gewicht-{NAME}-{part}" for part in ("schuif", "getal", "terug"))
ROWS = "() => [...document.querySelectorAll('#lijst button.item')].map((item) => item.innerText)"
TILE = """() => geoRisico.ready.then(({ app }) => Array.from({ length: app.store.locations.count },
  (_, row) => app.active.lookAt(row).tiny).join())"""
WEIGHED = """() => geoRisico.ready.then(({ app: { active: { weighing } } }) => (
  { names: weighing.names, now: [...weighing.now] }))"""
BAR = "Proefgewichten: dit is niet de scan"


@pytest.fixture(scope="session")
def weighed_result(sample_result):
    return sample.result_of(sample_result)


@pytest.fixture(scope="session")
def weighed(weighed_result):
    return release(weighed_result, version="0.1.0+proef")


def opened_tool(open_map, shown, size="desktop"):
    opened = open_map(shown, size)
    opened.page.locator("#gewichten-knop").click()
    return opened, opened.page


def effect(page):
    return page.locator("#gewichten-effect").text_content()


def set_number(page, value):
    page.locator(NUMBER).fill(str(value))


def test_the_keyboard_moves_a_weight_and_everything_follows(open_map, weighed):
    opened, page = opened_tool(open_map, weighed)
    assert effect(page) == "De gewichten zijn die van de scan."
    assert page.locator("#proef").is_hidden()
    before, colours = page.evaluate(ROWS), page.evaluate(TILE)
    spoken = page.locator(SLIDER).get_attribute("aria-valuetext")
    page.locator(SLIDER).focus()
    for _ in range(3):
        page.keyboard.press("PageUp")
    page.keyboard.press("ArrowRight")
    assert page.locator(SLIDER).get_attribute("aria-valuetext") != spoken
    assert "punten" in page.locator(SLIDER).get_attribute("aria-valuetext")
    assert re.match(r"\d+ van de eerste 50 zijn anders\. \d+ van de 240 erven krijgen", effect(page))
    assert page.evaluate(ROWS) != before
    assert page.evaluate(TILE) != colours
    assert BAR in page.locator("#proef").text_content()
    assert page.locator("#lijst-titel").text_content() == "Hoogste scores (proefgewichten)"
    assert "in de scan" in page.locator("#lijst .item-sure >> nth=0").text_content()
    page.locator("#proef-terug").click()
    assert page.locator("#proef").is_hidden()
    assert page.evaluate(ROWS) == before
    assert page.evaluate(TILE) == colours
    assert effect(page) == "De gewichten zijn die van de scan."
    assert opened.requests == [opened.url]
    assert opened.messages == []


def test_a_number_typed_and_taken_back(open_map, weighed):
    _, page = opened_tool(open_map, weighed)
    before = page.evaluate(ROWS)
    set_number(page, 60)
    assert "zijn anders" in effect(page)
    row = page.locator(f'li[data-indicator="{NAME}"]')
    assert "is-changed" in row.get_attribute("class")
    set_number(page, "")
    assert "zijn anders" in effect(page)
    page.locator(BACK).click()
    assert effect(page) == "De gewichten zijn die van de scan."
    assert page.evaluate(ROWS) == before
    assert "is-changed" not in row.get_attribute("class")
    set_number(page, -5)
    assert page.locator(SLIDER).input_value() == "0"


def test_a_dimension_keeps_the_proportions_of_its_indicators(open_map, weighed):
    _, page = opened_tool(open_map, weighed)
    read = (
        "() => geoRisico.ready.then(({ app }) => ({ names: app.active.weighing.names, now: app.active.weighing.now }))"
    )
    before = page.evaluate(read)
    page.locator("#dimensie-leegstand-getal").fill("10")
    after = page.evaluate(WEIGHED)
    names = weighed.theme.dimensions[0].weights
    changed = {n: (a, b) for n, a, b in zip(before["names"], before["now"], after["now"], strict=True) if a != b}
    assert set(changed) == set(names)
    assert sum(b for _, b in changed.values()) == pytest.approx(10)
    factors = [b / a for a, b in changed.values()]
    assert factors == pytest.approx([factors[0]] * len(factors))
    page.locator("#dimensie-leegstand-getal").fill("0")
    page.locator("#dimensie-leegstand-terug").click()
    assert effect(page) == "De gewichten zijn die van de scan."


def test_all_zero_is_refused_in_words(open_map, weighed):
    _, page = opened_tool(open_map, weighed)
    for dimension in weighed.theme.dimensions:
        page.locator(f"#dimensie-{dimension.name}-getal").fill("0")
    assert effect(page) == "Alle gewichten zijn 0: zet minstens een gewicht boven 0."


def test_the_explanation_shows_trial_and_scan(open_map, weighed):
    _, page = opened_tool(open_map, weighed)
    set_number(page, 0)
    page.locator("#lijst button.item >> nth=0").click()
    assert BAR in page.locator("#proef-uitleg").text_content()
    assert re.search(r"In de scan: klasse [A-E], score \d", page.locator("#proef-uitleg").text_content())
    figure = page.locator(f'.contribution[data-indicator="{NAME}"] .contribution-value')
    assert figure.count() == 0 or figure.text_content() == "0,0"
    shown = page.locator("#score").text_content()
    set_number(page, 80)
    assert page.locator("#score").text_content() != shown


def test_the_file_runs_through_the_command_line_reader(open_map, weighed, weighed_result, tmp_path):
    opened, page = opened_tool(open_map, weighed)
    set_number(page, 33)
    page.locator("#gewichten summary", has_text="Wie zaten").click()
    page.locator("label[for=rol-politie]").click()
    with page.expect_download() as found:
        page.locator("#gewichten-yaml").click()
    path = tmp_path / found.value.suggested_filename
    found.value.save_as(path)
    assert path.name == "gewichten_proefscan_buitengebied_FICTIEF.yaml"
    assert is_session(path)
    session = read_session(path)
    assert session.rollen == ("politie",)
    assert session.is_fictief
    scan = weighed_result.scan.model_copy(update={"expertsessie": {"buitengebied": path.name}})
    assert applied_session(weighed_result.theme, scan, tmp_path) == session
    _, scores = sample.scored(weighed_result, session.weights)
    apart = set(sample.top_of(scores)) - set(sample.top_of(weighed_result.scores))
    assert abs(session.effect.top50_anders - len(apart)) <= 1
    said = effect(page)
    page.locator("#gewichten-terug").click()
    page.locator("#gewichten-bestand").set_input_files(path)
    page.wait_for_selector("#gewichten-melding:text('Ingelezen')")
    assert effect(page) == said
    path.write_text(path.read_text(encoding="utf-8").replace("scan: proefscan", "scan: elders"), encoding="utf-8")
    page.locator("#gewichten-bestand").set_input_files(path)
    page.wait_for_selector("#gewichten-melding:text('hoort bij scan elders')")
    assert effect(page) == said
    assert opened.messages == []


def test_a_saved_table_says_that_it_is_a_trial(open_map, weighed, tmp_path):
    _, page = opened_tool(open_map, weighed)
    set_number(page, 70)
    page.locator("[data-opens=tabel]").click()
    with page.expect_download() as found:
        page.locator("#tabel-csv").click()
    assert "_PROEF" in found.value.suggested_filename
    path = tmp_path / "tabel.csv"
    found.value.save_as(path)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert all(BAR in line for line in lines[1:])


@pytest.mark.parametrize("size", ["desktop", "telefoon"])
def test_tool_is_accessible_and_stays_on_screen(open_map, weighed, size):
    opened, page = opened_tool(open_map, weighed, size)
    page.locator("#dimensie-leegstand-getal").fill("5")
    opened.picture(f"gewichten-{size}")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    small = page.evaluate("""() => [...document.querySelectorAll('#gewichten button, #gewichten input[type=number], '
      + '#gewichten input[type=range], #proef button')].filter((item) => item.offsetParent)
      .filter((item) => item.getBoundingClientRect().height < 44).map((item) => item.id)""")
    assert small == []
    page.emulate_media(media="print")
    assert page.locator("#proef").is_visible()
    assert page.locator("#proef-terug").is_hidden()


def test_profiles_without_scores_offer_no_weights(open_map, open_release, toezicht_release):
    for shown in (open_release, toezicht_release):
        page = open_map(shown).page
        assert page.locator("#gewichten-knop").is_hidden()
        assert page.evaluate("() => geoRisico.ready.then(({ app }) => app.index.trial === undefined)")
