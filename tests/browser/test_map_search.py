"""Searching by address, kenmerk, name, perceel and coordinates, by mouse and by keyboard."""

from __future__ import annotations

import dataclasses
import re

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe

from geo_risico.governance.release import release

pytestmark = pytest.mark.browser

STREETS = ("Dorpsstraat", "Prinses Beatrixlaan", "Plein 1940", "'s-Gravenweg", "Café-Élan")
SUGGESTIONS = "#zoek-lijst [role=option]"


def written(i, suffix=""):
    return f"{STREETS[i % 5]} {1 + i}{suffix}, {8260 + i // 60} {'AB' if i % 2 else 'CD'} Kogge{i % 3}"


@pytest.fixture(scope="module")
def placed(two_theme_result):
    """Two themes with addresses and percelen; erf 20 has three addresses, erf 21 none."""

    def named(result, town):
        frame = result.locations.frame
        count = range(len(frame))
        adressen = pd.Series([written(i) for i in count], index=frame.index)
        adressen.iloc[20] = "|".join([written(20), written(20, "a"), written(20, "a-2")])
        adressen.iloc[21] = None
        grounds = pd.Series([f"{town} (KPN01) B {1000 + i}|{town} (KPN01) C {7 + i}" for i in count], index=frame.index)
        plain = [re.sub(r" \d{4} [A-Z]{2} ", " ", written(i)) for i in count]
        label = frame["label"].where([i % 2 == 0 for i in count], plain)
        frame = frame.assign(adressen=adressen.astype("str"), kadastrale_aanduidingen=grounds, label=label)
        return dataclasses.replace(result, locations=dataclasses.replace(result.locations, frame=frame))

    beside = tuple(named(part, "Zeedorp") for part in two_theme_result.beside)
    return release(dataclasses.replace(named(two_theme_result, "Kampen"), beside=beside), version="0.1.0+proef")


def typed(page, text):
    page.locator("#zoek").fill(text)
    return [option.split("\n")[0] for option in page.locator(SUGGESTIONS).all_inner_texts()]


WAYS = {
    "dorpsstr 11": written(10),
    "11 DORPSSTRAAT": written(10),
    "8260cd 11": written(10),
    "8260 CD 11 kogge1": written(10),
    "plein 1940 13": written(12),
    "s gravenweg 24": written(23),
    "'s-Gravenweg 24": written(23),
    "cafe elan 15": written(14),
    "dorpsstraat 21 a 2": written(20, "a-2"),
    "dorpsstraat 21a": written(20, "a"),
    "KPN01-B-1033": "Kampen (KPN01) B 1033",
    "kampen b 1033": "Kampen (KPN01) B 1033",
    "KPN01B01033": "Kampen (KPN01) B 1033",
    "zeedorp c 31": "Zeedorp (KPN01) C 31",
}


def test_every_way_to_write_it_finds_the_same(open_map, placed):
    opened = open_map(placed)
    assert {text: typed(opened.page, text)[0] for text in WAYS} == WAYS
    assert typed(opened.page, placed.locations.index[7][-6:].lower())[0] == placed.locations.index[7]
    assert opened.messages == []


def test_choosing_by_keyboard_selects_moves_and_narrows(open_map, placed):
    opened = open_map(placed)
    page, keyboard = opened.page, opened.page.keyboard
    before = page.evaluate("geoRisico.ready.then(({ map }) => map.getZoom())")
    page.locator("#zoek").focus()
    keyboard.type("dorpsstr 2")
    assert page.locator("#zoek").get_attribute("aria-expanded") == "true"
    keyboard.press("Backspace")
    keyboard.type("21")
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    keyboard.press("ArrowUp")
    active = page.locator("#zoek").get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    assert "Adres bij" in page.locator(f"#{active}").inner_text()
    keyboard.press("Enter")
    frame = placed.locations
    assert page.locator("#uitleg-titel").text_content() == frame["label"].iloc[20]
    assert page.locator("#zoek").get_attribute("aria-expanded") == "false"
    assert page.evaluate("geoRisico.ready.then(({ map }) => map.getZoom())") > before
    assert page.locator("#aantal").text_content() == f"1 van {len(frame)} erven"
    assert written(20, "a-2") in page.locator("#adressen-percelen").inner_text()
    assert opened.requests == [opened.url]


def test_choosing_of_another_theme_by_mouse_changes_the_theme(open_map, placed):
    page = open_map(placed, "telefoon").page
    typed(page, "zeedorp c 31")
    option = page.locator(SUGGESTIONS).first
    assert "watergebonden" in option.inner_text().lower()
    option.click()
    other = placed.beside[0].locations
    assert page.locator("#kies-thema").input_value() == "1"
    assert page.locator("#uitleg-titel").text_content() == other["label"].iloc[24]


def test_escape_closes_the_suggestions_and_keeps_the_explanation(open_map, placed):
    page = open_map(placed).page
    page.locator("#lijst button.item").first.click()
    page.locator("#zoek").focus()
    page.keyboard.type("dorps")
    assert page.locator(SUGGESTIONS).count() == 8
    assert "De beste 8 staan hier" in page.locator("#zoek-melding").text_content()
    page.keyboard.press("Escape")
    assert page.locator("#zoek-lijst").is_hidden()
    assert page.locator("#uitleg").is_visible()


def test_coordinates_set_a_point_and_leave_the_list_alone(open_map, placed):
    opened = open_map(placed)
    for text in ("182000 482000", "182.000, 482.000", "x: 182000 y: 482000", "52,3252 5,7831", "52.3252, 5.7831"):
        opened.page.locator("#zoek").fill(text)
        assert "RD 18" in opened.page.locator(SUGGESTIONS).inner_text(), text
    opened.page.keyboard.press("Enter")
    centre = opened.page.evaluate("geoRisico.ready.then(({ map }) => [map.getCenter().lat, map.getCenter().lng])")
    assert centre == pytest.approx([52.3252, 5.7831], abs=0.001)
    assert opened.page.locator("#punt").is_visible()
    assert opened.page.locator("#aantal").text_content().startswith(f"{len(placed.locations)} van")
    assert opened.requests == [opened.url]


def test_nothing_found_says_what_was_searched(open_map, placed, sample_release):
    page = open_map(placed).page
    assert typed(page, "xyzzy 99") == []
    told = page.locator("#zoek-melding").text_content()
    assert "Geen adres, naam, kenmerk of perceel gevonden voor 'xyzzy 99'" in told
    assert f"Gezocht in {len(placed.locations)} erven, {len(placed.beside[0].locations)} watergebonden locaties" in told
    assert "Niet elk adres is een locatie" in told
    bare = open_map(sample_release).page
    typed(bare, "xyzzy 99")
    assert "Deze kaart heeft geen adressen" in bare.locator("#zoek-melding").text_content()
    assert typed(bare, "KOG00A1012")[0] == "KOG00A1012"


def test_labels_that_follow_from_an_address_read_as_in_the_release(open_map, placed):
    opened = open_map(placed)
    read = (
        "() => geoRisico.ready.then(({ app }) => app.parts.map(({ store: { locations: t } }) => Object.fromEntries("
        "Array.from({ length: t.count }, (_, row) => [t.text('id', row), t.text('label', row)]))))"
    )
    assert opened.page.evaluate(read) == [part.locations["label"].to_dict() for part in placed.by_theme]


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "light"), ("telefoon", "dark")])
def test_open_suggestions_have_no_violations(open_map, placed, size, scheme):
    opened = open_map(placed, size, bypass_csp=True, color_scheme=scheme, reduced_motion="reduce")
    typed(opened.page, "dorps")
    opened.page.keyboard.press("ArrowDown")
    opened.picture(f"zoeken-{size}-{scheme}")
    found = Axe().run(opened.page).response["violations"]
    assert [item["id"] for item in found] == []
    small = opened.page.evaluate(
        "() => [...document.querySelectorAll('.suggestion')].filter((e) => e.offsetHeight < 44).length"
    )
    assert small == 0
