"""Filters, search, list, layers, keyboard and print."""

from __future__ import annotations

import dataclasses

import pytest

from geo_risico.governance.release import release

pytestmark = pytest.mark.browser

VISIBLE = "async () => { const { app } = await geoRisico.ready; return app.visible.reduce((a, b) => a + b, 0); }"


def count_text(opened):
    return opened.page.locator("#aantal").text_content()


def test_class_filter_changes_list_map_and_count_together(open_map, sample_release):
    opened = open_map(sample_release)
    total = len(sample_release.locations)
    high = int((sample_release.locations["class"] == "E").sum())
    for letter in ("A", "B", "C", "D", "onbekend"):
        opened.page.locator(f"#klasse-{letter}").uncheck(force=True)
    assert count_text(opened) == f"{high} van {total} erven"
    assert opened.page.evaluate(VISIBLE) == high
    assert opened.page.locator("#lijst button.item").count() == high


def test_search_on_location_id_and_reset(open_map, sample_release):
    opened = open_map(sample_release)
    wanted = sample_release.locations.index[17]
    opened.page.locator("#zoek").fill(wanted.lower())
    opened.page.locator("#zoek").press("Enter")
    assert count_text(opened).startswith("1 van")
    opened.page.locator("#lijst button.item").click()
    assert wanted in opened.page.locator("#uitleg").text_content()
    opened.page.locator("#meer-filters summary").click()
    opened.page.locator("#wis-filters").click()
    assert count_text(opened).startswith(f"{len(sample_release.locations)} van")


def test_gemeente_filter_narrows_the_buurten(open_map, sample_release):
    opened = open_map(sample_release)
    frame = sample_release.locations
    name = frame["gemeente"].iloc[-1]
    opened.page.locator("#meer-filters summary").click()
    opened.page.locator("#filter-gemeente").select_option(name)
    inside = frame[frame["gemeente"] == name]
    assert opened.page.evaluate(VISIBLE) == len(inside)
    assert opened.page.locator("#filter-buurt option").count() == 1 + inside["buurt"].nunique()


def test_list_is_in_order_of_score_with_unknown_last(open_map, sample_release):
    opened = open_map(sample_release)
    order = opened.page.evaluate(
        "async () => { const { app } = await geoRisico.ready; return app.matches.map((row) =>"
        " [app.classOf(row) === 'onbekend', -(app.store.locations.number('score', row))]); }"
    )
    assert order == sorted(order)


def test_keyboard_reaches_list_explanation_and_back(open_map, sample_release):
    opened = open_map(sample_release)
    keyboard, page = opened.page.keyboard, opened.page
    page.locator("#lijst button.item").first.focus()
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    title = page.locator("#lijst button.item").nth(2).locator(".item-title").text_content()
    assert page.locator("#uitleg-titel").text_content() == title
    assert page.evaluate("document.activeElement.id") == "uitleg-titel"
    keyboard.press("Escape")
    assert page.locator("#uitleg").is_hidden()
    assert page.evaluate("document.activeElement.querySelector('.item-title').textContent") == title


def test_keyboard_on_the_map_explains_the_middle(open_map, sample_release):
    opened = open_map(sample_release)
    row = opened.page.evaluate(
        "async () => { const { app, map } = await geoRisico.ready; const t = app.store.locations;"
        " map.setView([t.number('latitude', 0), t.number('longitude', 0)], 18, { animate: false });"
        " return t.text('label', 0); }"
    )
    opened.page.locator("#map_kaart").focus()
    opened.page.keyboard.press("Enter")
    assert opened.page.locator("#uitleg-titel").text_content() == row


def test_dialog_opens_by_keyboard_and_escape_gives_focus_back(open_map, sample_release):
    opened = open_map(sample_release)
    button = opened.page.locator("[data-opens=bronnen]")
    button.focus()
    opened.page.keyboard.press("Enter")
    dialog = opened.page.locator("#bronnen")
    assert dialog.is_visible()
    for entry in sample_release.provenance:
        assert entry.title in dialog.text_content()
    opened.page.keyboard.press("Escape")
    assert dialog.is_hidden()
    assert opened.page.evaluate("document.activeElement.dataset.opens") == "bronnen"


def test_zoomed_out_the_map_shows_areas_instead_of_locations(open_map, sample_release):
    opened = open_map(sample_release)
    assert opened.page.locator("#uitgezoomd").is_visible()
    opened.page.locator("#zoom-in-tot").click()
    opened.page.wait_for_function("() => document.getElementById('uitgezoomd').hidden")
    assert "Klasse per erf" in opened.page.locator("#legenda-titel").text_content()


def test_layer_switch_shows_areas_in_map_list_and_legend(open_map, sample_release):
    opened = open_map(sample_release)
    opened.page.locator(".layers summary").click()
    opened.page.locator("#laag-buurten").check()
    buurten = sample_release.aggregates["buurten"]
    assert count_text(opened) == f"{len(buurten)} van {len(buurten)} gebieden"
    assert "Buurten" in opened.page.locator("#legenda-titel").text_content()
    opened.page.locator("#lijst button.item").first.click()
    assert "Aantal erven" in opened.page.locator("#uitleg").text_content()


def test_print_shows_map_and_explanation_and_no_controls(open_map, sample_release):
    opened = open_map(sample_release)
    opened.page.locator("#lijst button.item").first.click()
    pdf = opened.page.pdf(format="A4", print_background=True)
    assert pdf.count(b"/Type /Page\n") <= 2
    opened.page.emulate_media(media="print")
    opened.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert opened.page.locator("#drukbeeld").is_visible()
    assert opened.page.locator("#uitleg").is_visible()
    for hidden in ("#zijbalk", ".map-gear", ".banner-actions", "#map_kaart"):
        assert opened.page.locator(hidden).is_hidden()


def test_a_scan_without_locations_still_opens(open_map, sample_release):
    empty = dataclasses.replace(
        sample_release,
        locations=sample_release.locations.iloc[:0],
        indicators=sample_release.indicators.iloc[:0],
        contributions=sample_release.contributions.iloc[:0],
        aggregates={},
        background={},
    )
    opened = open_map(empty)
    assert count_text(opened) == "0 van 0 erven"
    assert opened.page.locator("#niets").is_visible()
    assert opened.messages == []


def test_hidden_score_is_nowhere_on_the_page(open_map, result_with, sample_result):
    blind = release(result_with(sample_result, profile="toezicht", hide_score=True), version="0.1.0+proef")
    opened = open_map(blind)
    assert opened.page.locator("#klassen").is_hidden()
    assert opened.page.locator("#lijst .item-score").count() == 0
    opened.page.locator("#lijst button.item").first.click()
    assert "verborgen" in opened.page.locator("#uitleg").text_content()
    assert opened.page.locator("#uitleg .class-chip, #uitleg #score, #uitleg .contribution").count() == 0
    assert opened.messages == []


def test_shielded_figures_say_so(open_map, open_release):
    opened = open_map(open_release)
    hidden = open_release.aggregates["buurten"]
    code = hidden.index[hidden["count_A"].isna()][0]
    opened.page.locator(".layers summary").click()
    opened.page.locator("#laag-buurten").check()
    opened.page.locator("#zoek").fill(code)
    opened.page.locator("#zoek").press("Enter")
    opened.page.locator("#lijst button.item").click()
    assert "afgeschermd (te weinig locaties)" in opened.page.locator("#uitleg").text_content()
