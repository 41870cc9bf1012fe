"""Two themes in one map: switching, symbols, clicks, type and features, and an answer within three clicks."""

from __future__ import annotations

import dataclasses
import io

import numpy as np
import pytest
from PIL import Image

from geo_risico.governance.release import release

pytestmark = pytest.mark.browser

COLOURS = {"A": (255, 255, 204), "B": (254, 217, 118), "C": (253, 141, 60), "D": (227, 26, 28), "E": (128, 0, 38)}
PLACES = """async () => {
  const { app, map } = await geoRisico.ready;
  const box = document.getElementById("map_kaart").getBoundingClientRect();
  const table = app.parts[1].store.locations;
  return Array.from({ length: table.count }, (_, row) => {
    const point = map.latLngToContainerPoint([table.number("latitude", row), table.number("longitude", row)]);
    return { id: table.text("id", row), label: table.text("label", row), x: box.x + point.x, y: box.y + point.y };
  });
}"""
IDS = """async () => {
  const { app } = await geoRisico.ready;
  return app.matches.map((row) => app.store.locations.text("id", row));
}"""
FLY = """async ([id, zoom]) => {
  const { app, map } = await geoRisico.ready;
  const table = app.parts[1].store.locations;
  const row = Array.from({ length: table.count }, (_, i) => i).find((i) => table.text("id", i) === id);
  map.setView([table.number("latitude", row), table.number("longitude", row)], zoom, { animate: false });
}"""


@pytest.fixture(scope="module")
def harbours(two_theme_release):
    return two_theme_release.beside[0].locations


def choose_theme(page, name):
    page.locator("#kies-thema").select_option(label=name)


def answers(frame):
    """Rows that answer the first question for certain, and rows that nothing contradicts."""
    asked = frame.loc[frame["kind"].eq("jachthaven"), ["kenmerk_busje", "kenmerk_kraan", "kenmerk_geen_toezicht"]]
    sure = asked.index[asked.eq(1).all(axis=1)]
    open_ones = asked.index[~asked.eq(0).any(axis=1) & asked.isna().any(axis=1)]
    return set(sure), set(open_ones)


def test_one_theme_shows_no_switch(open_map, sample_release):
    page = open_map(sample_release).page
    for hidden in (
        "#thema-veld",
        "#vragen-knop",
        "#matrix-knop",
        "#vragen",
        "#soorten",
        "#matrix",
        "#gevraagd",
        "#legenda-andere",
    ):
        assert page.locator(hidden).is_hidden(), hidden
    page.locator(".layers summary").click()
    assert page.locator("#andere-themas").is_hidden()


def test_switching_changes_list_filters_legend_and_areas(open_map, two_theme_release, harbours):
    page = open_map(two_theme_release).page
    assert page.locator("#aantal").text_content() == "240 van 240 erven"
    choose_theme(page, f"Watergebonden locaties ({len(harbours)})")
    assert page.locator("#aantal").text_content() == f"{len(harbours)} van {len(harbours)} watergebonden locaties"
    assert "vergeleken binnen hetzelfde type" in page.locator("#legenda-titel").text_content()
    shown = page.locator("#legenda-lijst .legend-count").all_text_contents()[:5]
    assert [int(text) for text in shown] == [int(harbours["class"].eq(letter).sum()) for letter in "EDCBA"]
    page.locator(".layers summary").click()
    assert page.locator("#thema-lagen label").first.text_content() == "Watergebonden locaties"
    page.locator("#laag-buurten").check()
    page.locator("#lijst button.item").first.click()
    assert "Aantal watergebonden locaties" in page.locator("#uitleg").text_content()
    choose_theme(page, "Erven (240)")
    assert page.locator("#uitleg").is_hidden()
    assert page.locator("#aantal").text_content() == "240 van 240 erven"


def test_banner_and_sources_name_everything_once(open_map, two_theme_release):
    page = open_map(two_theme_release).page
    page.locator("[data-opens=bronnen]").click()
    rows = page.locator("#bronnen-tabel tbody th").all_text_contents()
    assert len(rows) == len(set(rows))
    assert "Fictieve havens" in rows
    notices = page.locator("#meldingen li").all_text_contents()
    assert len(notices) == len(set(notices))
    for part in two_theme_release.by_theme:
        assert set(part.meta.notices) <= set(notices)
    assert "Watergebonden locaties, Vaarafstand naar zee" in page.locator("#onbekend-lijst").text_content()


@pytest.mark.parametrize("zoom", [8, 11, 14, 17])
def test_a_small_harbour_shows_its_class_at_every_zoom(open_map, two_theme_release, harbours, zoom):
    opened = open_map(two_theme_release)
    choose_theme(opened.page, f"Watergebonden locaties ({len(harbours)})")
    alone = harbours[harbours.distance(harbours.union_all().centroid).gt(1500) & harbours["class"].isin(list(COLOURS))]
    small = alone[alone.area.lt(500)].iloc[0]
    opened.page.evaluate(FLY, [small.name, zoom])
    opened.painted()
    picture = Image.open(io.BytesIO(opened.page.locator("#map_kaart").screenshot())).convert("RGB")
    x, y = picture.width // 2, picture.height // 2
    near = {picture.getpixel((x + dx, y + dy)) for dx in range(-8, 9) for dy in range(-8, 9)}
    assert near & set(COLOURS.values())
    if zoom >= 14:
        assert COLOURS[small["class"]] in near


def test_click_on_another_theme_switches_to_it(open_map, two_theme_release):
    page = open_map(two_theme_release).page
    page.locator(".legend summary").click()
    places = page.evaluate(PLACES)
    at = np.array([(place["x"], place["y"]) for place in places])
    gaps = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)) + np.diag(np.full(len(at), np.inf))
    lonely = places[int(gaps.min(axis=1).argmax())]
    page.mouse.click(lonely["x"], lonely["y"])
    assert page.locator("#uitleg-titel").text_content() == lonely["label"]
    assert page.locator("#kies-thema").input_value() == "1"
    assert page.locator("#lijst button[aria-current]").count() == 1


def test_other_themes_can_be_hidden(open_map, two_theme_release):
    opened = open_map(two_theme_release)
    before = opened.page.locator("#map_kaart").screenshot()
    opened.page.locator(".layers summary").click()
    opened.page.locator("#toon-andere").uncheck()
    opened.page.locator(".layers summary").click()
    opened.painted()
    assert opened.page.locator("#legenda-andere").is_hidden()
    assert opened.page.locator("#map_kaart").screenshot() != before


def test_the_question_is_answered_within_three_clicks(open_map, two_theme_release, harbours):
    opened = open_map(two_theme_release)
    page = opened.page
    sure, partly = answers(harbours)
    assert sure
    assert partly
    page.locator("#vragen-knop").click()
    page.locator("#vragen-lijst button", has_text="Welke jachthavens").click()
    assert page.locator("#kies-thema").input_value() == "1"
    assert page.locator("#gevraagd-tekst").text_content().startswith("Vraag: Welke jachthavens")
    told = f"{len(sure)} zeker, {len(partly)} deels onbekend, van {len(harbours)} watergebonden locaties"
    assert page.locator("#aantal").text_content() == told
    found = page.evaluate(IDS)
    assert set(found[: len(sure)]) == sure
    assert set(found[len(sure) :]) == partly
    assert page.locator("#lijst .item-unknown").count() == len(partly)
    assert page.evaluate("document.activeElement.id") == "lijst-titel"
    opened.painted()
    assert page.evaluate("geoRisico.ready.then(({ app }) => app.others.length)") == 0
    page.locator("#wis-vraag").click()
    assert page.locator("#aantal").text_content().startswith(f"{len(harbours)} van")


def test_unknown_features_are_named_and_hidden_only_on_request(open_map, two_theme_release, harbours):
    page = open_map(two_theme_release).page
    choose_theme(page, f"Watergebonden locaties ({len(harbours)})")
    page.locator("#soorten summary").click()
    page.get_by_label("Jachthaven").check()
    page.locator("#kenmerk-kraan").select_option("nee")
    mine = harbours[harbours["kind"].eq("jachthaven")]["kenmerk_kraan"]
    without, unknown = int(mine.eq(0).sum()), int(mine.isna().sum())
    assert unknown
    assert page.locator("#aantal").text_content().startswith(f"{without} zeker, {unknown} deels onbekend, ")
    chips = [
        chip.removesuffix(" \N{MULTIPLICATION SIGN}")
        for chip in page.locator("#actief-lijst button").all_text_contents()
    ]
    assert chips == ["Type: jachthaven", "Met kraan: nee"]
    assert page.locator("#lijst .item-unknown").first.text_content() == "Deels onbekend: met kraan"
    page.locator("#alleen-zeker").check()
    assert f"{unknown} deels onbekend (verborgen)" in page.locator("#aantal").text_content()
    assert page.locator("#lijst button.item").count() == without
    counts = page.locator("#kenmerk-kraan option").all_text_contents()
    everyone = harbours["kenmerk_kraan"]
    assert counts == ["maakt niet uit", f"ja ({int(everyone.eq(1).sum())})", f"nee ({int(everyone.eq(0).sum())})"]


def test_type_filter_counts_every_type(open_map, two_theme_release, harbours):
    page = open_map(two_theme_release).page
    choose_theme(page, f"Watergebonden locaties ({len(harbours)})")
    page.locator("#soorten summary").click()
    shown = {
        label.locator(".choice-words").text_content().lower(): int(label.locator(".legend-count").text_content())
        for label in page.locator("#type-keuzes label").all()
    }
    assert shown == harbours["kind"].value_counts().to_dict()


def test_filters_stay_with_their_theme(open_map, two_theme_release, harbours):
    page = open_map(two_theme_release).page
    page.locator("#zoek").fill("polderweg 20")
    page.locator("#zoek").press("Enter")
    told = page.locator("#aantal").text_content()
    choose_theme(page, f"Watergebonden locaties ({len(harbours)})")
    assert page.locator("#zoek").input_value() == ""
    choose_theme(page, "Erven (240)")
    assert page.locator("#zoek").input_value() == "polderweg 20"
    assert page.locator("#aantal").text_content() == told


def test_open_profile_has_areas_of_each_theme_and_no_places(open_map, result_with, two_theme_result):
    parts = [result_with(part, profile="open") for part in two_theme_result.by_theme]
    opened = open_map(release(dataclasses.replace(parts[0], beside=(parts[1],)), version="0.1.0+proef"))
    choose_theme(opened.page, "Watergebonden locaties")
    assert opened.page.locator("#matrix-knop").is_hidden()
    assert "gebieden" in opened.page.locator("#aantal").text_content()
    assert opened.messages == []


def test_hidden_score_hides_the_matrix_and_keeps_the_facts(open_map, result_with, two_theme_result):
    parts = [result_with(part, profile="toezicht", hide_score=True) for part in two_theme_result.by_theme]
    blind = release(dataclasses.replace(parts[0], beside=(parts[1],)), version="0.1.0+proef")
    opened = open_map(blind)
    shown = blind.beside[0].locations
    choose_theme(opened.page, f"Watergebonden locaties ({len(shown)})")
    assert opened.page.locator("#matrix-knop").is_hidden()
    opened.page.locator("#lijst button.item").first.click()
    assert opened.page.locator("#uitleg .answers li").count() == 3
    assert opened.page.locator("#matrix-plaats, #zijden, #uitleg #score").count() == 0
    assert opened.messages == []


def test_a_chosen_place_does_not_stay_behind_the_legend(open_map, two_theme_release):
    opened = open_map(two_theme_release)
    opened.page.locator("#vragen-knop").click()
    opened.page.locator("#vragen-lijst button").first.click()
    opened.page.locator("#lijst button.item").nth(1).click()
    opened.painted()
    title = opened.page.locator("#uitleg-titel").text_content()
    card, box = (opened.page.locator(name).bounding_box() for name in ("#legenda", "#map_kaart"))
    place = next(place for place in opened.page.evaluate(PLACES) if place["label"] == title)
    assert card["x"] + card["width"] + 40 < place["x"] < box["x"] + box["width"] - 40


@pytest.mark.parametrize(("size", "is_open"), [("desktop", True), ("telefoon", False), ("staand", False)])
def test_the_legend_starts_closed_on_a_narrow_map(open_map, two_theme_release, size, is_open):
    assert open_map(two_theme_release, size).page.locator("#legenda").evaluate("legend => legend.open") is is_open


def test_an_empty_theme_says_that_no_register_knows_such_places(open_map, two_theme_release):
    part = two_theme_release.beside[0]
    frames = ("locations", "indicators", "contributions")
    none = {name: getattr(part, name).iloc[:0] for name in frames if getattr(part, name) is not None}
    empty = dataclasses.replace(two_theme_release, beside=(dataclasses.replace(part, aggregates={}, **none),))
    opened = open_map(empty)
    choose_theme(opened.page, "Watergebonden locaties (0)")
    assert "kennen hier geen watergebonden locaties" in opened.page.locator("#niets").text_content()
    assert "filters" not in opened.page.locator("#niets").text_content()
    assert opened.messages == []
