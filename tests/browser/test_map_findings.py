"""The findings form in a real Chromium: filled in by mouse and by keyboard, kept, changed, saved and read back."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import shutil
from pathlib import Path

import pytest

from geo_risico.io.findings import Expected, check_findings, read_findings

pytestmark = pytest.mark.browser

_SPEC = importlib.util.spec_from_file_location("findings_sample", Path(__file__).with_name("findings_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)
FOCUS = "() => document.activeElement.id || document.activeElement.value"


@pytest.fixture(scope="session")
def visited(two_theme_result):
    return sample.visit_release(two_theme_result)


def status(page):
    return page.locator("#bevinding-melding").text_content()


def read_back(release, path):
    """Findings that the command line would take from a file."""
    themes = {name: part.theme.name for part in release.by_theme for name in part.locations.index}
    now = dt.datetime.now(tz=dt.UTC)
    expected = Expected(scan="proefscan", fieldwork=sample.fieldwork(), now=now, themes=themes, is_fictief=True)
    return check_findings([read_findings(path)], expected)[0]


def test_nothing_found_takes_few_clicks(open_map, visited):
    opened = open_map(visited)
    page = opened.page
    steps = [
        "#lijst button.item >> nth=0",
        "#bevinding-invullen",
        "label.big-choice >> nth=0",
        ".finding-form [type=submit]",
    ]
    for step in steps:
        page.locator(step).click()
    assert len(steps) <= 6
    assert status(page) == "Opgeslagen: niets aangetroffen."
    assert page.evaluate(FOCUS) == "bevinding-invullen"
    assert page.locator("#bevindingen-knop").text_content() == "Bevindingen (1)"
    assert "Bevinding: niets aangetroffen" in page.locator("#lijst .item-finding").text_content()
    assert opened.requests == [opened.url]
    assert opened.messages == []


def test_nothing_found_takes_few_keys(open_map, visited):
    page = open_map(visited).page
    page.locator("#lijst button.item").first.click()
    page.locator("#bevinding-invullen").focus()
    keys = ["Enter", "Tab", "Tab", "Space", "Enter"]
    for key in keys:
        page.keyboard.press(key)
    assert len(keys) <= 6
    assert status(page) == "Opgeslagen: niets aangetroffen."


def test_a_whole_visit_by_keyboard(open_map, visited):
    page = open_map(visited).page
    page.locator("#lijst button.item").first.focus()
    page.keyboard.press("Enter")
    page.locator("#bevinding-invullen").focus()
    for key in ("Enter", "Tab", "Tab", "ArrowDown", "ArrowDown", "ArrowUp", "Tab"):
        page.keyboard.press(key)
    assert page.evaluate(FOCUS) == "bevinding-code-strijd_bestemmingsplan"
    for key in ("Space", "Tab", "Space"):
        page.keyboard.press(key)
    page.locator("#bevinding-lijst summary").focus()
    for key in ("Enter", "Tab", "Tab", "Space"):
        page.keyboard.press(key)
    page.locator("#bevinding-vervolg").focus()
    for key in ("ArrowDown", "ArrowDown", "Tab", "Enter"):
        page.keyboard.press(key)
    assert status(page) == "Opgeslagen: aangetroffen."
    shown = page.locator("#bezoek .finding").text_content()
    assert "Gebruik past niet bij het omgevingsplan; Bouwwerk zonder vergunning; Opnieuw bezoeken" in shown


def test_each_fault_is_told_at_its_field(open_map, visited):
    page = open_map(visited).page
    sample.open_form(page)
    sample.keep(page)
    error = page.locator("#bevinding-fout-uitkomst")
    assert error.text_content() == "Kies wat het bezoek opleverde."
    assert page.evaluate(FOCUS) == "bevinding-uitkomst-niets-aangetroffen"
    assert page.evaluate("document.activeElement.getAttribute('aria-describedby')") == "bevinding-fout-uitkomst"
    sample.choose(page, "aangetroffen")
    assert error.is_hidden()
    sample.keep(page)
    assert "Kies ten minste een bevinding" in page.locator("#bevinding-fout-codes").text_content()
    assert page.evaluate(FOCUS) == "bevinding-code-strijd_bestemmingsplan"
    sample.choose(page, "aangetroffen", "asbest")
    assert page.locator("#bevinding-fout-codes").is_hidden()
    sample.keep(page)
    assert status(page) == "Opgeslagen: aangetroffen."


def test_answers_that_do_not_belong_to_the_outcome_are_left_out(open_map, visited):
    page = open_map(visited).page
    sample.open_form(page)
    sample.choose(page, "aangetroffen", "asbest", "milieu")
    page.locator("#bevinding-lijst summary").click()
    page.locator("#bevinding-gezien-2").check()
    sample.choose(page, "niet bezocht")
    assert page.locator("#bevinding-codes").is_hidden()
    assert page.locator("#bevinding-lijst").is_hidden()
    sample.keep(page)
    page.locator("#bevindingen-knop").click()
    _, path = sample.saved(page, "#bevindingen-json")
    entry = json.loads(path.read_text(encoding="utf-8"))["bevindingen"][0]
    assert (entry["uitkomst"], entry["bevindingen"], entry["gezien"]) == ("niet bezocht", [], [])
    assert page.locator("#bevindingen-vandaag").text_content() == "Vandaag 0 bezocht: 1 niet bezocht."


def test_safety_comes_first_and_is_open_once(open_map, visited):
    page = open_map(visited).page
    sample.open_form(page)
    assert page.locator("#bevinding-veiligheid").get_attribute("open") is not None
    assert "bel 112" in page.locator("#bevinding-veiligheid").text_content()
    page.get_by_text("Annuleren").click()
    sample.open_form(page, 1)
    assert page.locator("#bevinding-veiligheid").get_attribute("open") is None


def test_each_kind_has_its_own_list(open_map, visited):
    page = open_map(visited).page
    sample.open_form(page)
    assert page.locator("#bevinding-code-dierenwelzijn").count() == 1
    assert page.locator("#bevinding-code-vaartuig_onbekend").count() == 0
    page.locator("#kies-thema").select_option("1")
    page.locator("#lijst button.item", has_text="Jachthaven ·").first.click()
    page.locator("#bevinding-invullen").click()
    assert page.locator("#bevinding-code-dierenwelzijn").count() == 0
    assert page.locator("#bevinding-code-nachtregister").count() == 1
    page.get_by_text("Annuleren").click()
    page.locator("#waar-let-u-op summary").click()
    assert "Jachthaven of passantenhaven" in page.locator("#waar-let-u-op").text_content()


def test_a_reload_keeps_what_was_saved(open_map, visited):
    opened = open_map(visited)
    page = opened.page
    sample.open_form(page)
    sample.choose(page, "geen toegang")
    sample.keep(page)
    page.get_by_text("Bevindingen (1)").wait_for()
    opened.reopen()
    assert page.locator("#bevindingen-knop").text_content() == "Bevindingen (1)"
    assert "geen toegang" in page.locator("#lijst .item-finding").text_content()


def test_a_draft_waits_while_somebody_looks_elsewhere(open_map, visited):
    page = open_map(visited).page
    sample.open_form(page)
    sample.choose(page, "aangetroffen", "asbest")
    page.locator("#lijst button.item").nth(1).click()
    page.locator("#lijst button.item").nth(0).click()
    assert page.locator("#bevinding-invullen").text_content() == "Verder met de bevinding"
    page.locator("#bevinding-invullen").click()
    assert page.locator("#bevinding-code-asbest").is_checked()


def test_a_change_keeps_the_former_answer_and_removing_asks_first(open_map, visited):
    page = open_map(visited).page
    sample.open_form(page)
    sample.choose(page, "niets aangetroffen")
    sample.keep(page)
    assert page.locator("#bevinding-invullen").text_content() == "Bevinding wijzigen"
    page.locator("#bevinding-invullen").click()
    assert page.locator("#bevinding-uitkomst-niets-aangetroffen").is_checked()
    sample.choose(page, "aangetroffen", "milieu")
    sample.keep(page)
    assert page.locator("#bezoek .finding strong").all_text_contents() == ["Aangetroffen", "Niets aangetroffen"]
    page.locator("#bevindingen-knop").click()
    assert page.locator("#bevindingen-vandaag").text_content() == "Vandaag 1 bezocht: 1 aangetroffen."
    remove = page.locator("#bevindingen-lijst .finding").last.get_by_text("Verwijderen")
    remove.click()
    page.get_by_text("Nee", exact=True).click()
    assert page.locator("#bevindingen-lijst .finding").count() == 2
    remove.click()
    page.get_by_text("Ja, verwijderen").click()
    assert page.locator("#bevindingen-lijst .finding strong").all_text_contents() == ["Aangetroffen"]
    assert page.locator("#bevindingen-melding").text_content() == "De bevinding is verwijderd."


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_files_are_read_back(open_map, visited, tmp_path, kind):
    opened = open_map(visited)
    page = opened.page
    hostile = next(label for label in visited.locations["label"] if label.startswith("="))
    page.locator("#zoek").fill(hostile)
    page.locator("#zoek").press("Enter")
    sample.open_form(page)
    sample.choose(page, "aangetroffen", "asbest", "milieu")
    page.locator("#bevinding-lijst summary").click()
    page.locator("#bevinding-gezien-1").check()
    page.locator("#bevinding-gezien-3").check()
    page.locator("#bevinding-vervolg").select_option("overdracht_gemeente")
    sample.keep(page)
    page.locator("#bevindingen-knop").click()
    name, path = sample.saved(page, f"#bevindingen-{kind}")
    assert name == f"bevindingen_proefscan_FICTIEF.{kind}"
    found = read_back(visited, shutil.copy(path, tmp_path / name) and tmp_path / name)
    assert [(one.outcome, one.codes, one.ticks, one.follow_up, one.theme) for one in found] == [
        ("aangetroffen", ("milieu", "asbest"), (1, 3), "overdracht_gemeente", "buitengebied")
    ]
    assert visited.locations["label"][found[0].location_id] == hostile
    assert page.locator("#bevindingen-bewaard").text_content() == "Alles staat in een bestand."
    assert (tmp_path / name).read_bytes().startswith(b"{" if kind == "json" else b"\xef\xbb\xbf")
    assert [url for url in opened.requests if not url.startswith(("file:", "blob:"))] == []
    assert opened.messages == []
