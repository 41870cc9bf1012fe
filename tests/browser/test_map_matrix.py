"""The risicomatrix: counts, choosing a cell, the way back, keyboard, and the facts in the explanation."""

from __future__ import annotations

import numpy as np
import pytest

from geo_risico.core.numbers import format_number, format_share

pytestmark = pytest.mark.browser

READ_ALL = """async () => {
  const { app } = await geoRisico.ready;
  const table = app.store.locations;
  const out = {};
  for (let row = 0; row < table.count; row += 1) {
    app.select({ kind: "", row, from: "map" });
    const items = (selector, key) => Object.fromEntries([...document.querySelectorAll(`#uitleg ${selector}`)]
      .map((item) => [item.dataset[key], item.querySelector("strong").textContent]));
    out[table.text("id", row)] = {
      facts: Object.fromEntries([...document.querySelectorAll("#uitleg dl.facts dt")]
        .map((term) => [term.textContent, term.nextElementSibling.textContent])),
      features: items(".answers li", "feature"),
      sides: items(".side-list li", "dimension"),
      conflicts: [...document.querySelectorAll("#verschillen li")].map((item) => item.textContent),
      cell: document.querySelector("#matrix-rooster [aria-current]")?.dataset.cell ?? null,
    };
  }
  return out;
}"""
WORDS = {1.0: "ja", 0.0: "nee"}


@pytest.fixture
def harbour_part(two_theme_release):
    return two_theme_release.beside[0]


@pytest.fixture
def page(open_map, two_theme_release):
    page = open_map(two_theme_release).page
    page.locator("#kies-thema").select_option("1")
    page.locator("#matrix-knop").click()
    return page


def cells(frame):
    levels = frame[["kans_level", "barriere_level"]].fillna(0).astype(int).astype(str)
    return levels["kans_level"] + "/" + levels["barriere_level"]


def test_every_cell_has_its_count_and_the_label_is_there(page, harbour_part):
    truth = cells(harbour_part.locations).value_counts()
    buttons = page.locator("#matrix-rooster .cell").all()
    assert len(buttons) == 36
    for button in buttons:
        assert int(button.text_content()) == truth.get(button.get_attribute("data-cell"), 0)
    assert page.locator("#matrix-uitleg").text_content() == harbour_part.theme.matrix.note
    known = harbour_part.locations[["kans_coverage", "barriere_coverage"]].mul(100).round().mean()
    texts = page.locator(".known-text").all_text_contents()
    assert texts == [f"{format_number(value)}% bekend" for value in known]


def test_a_cell_chooses_its_locations_and_again_lets_go(page, harbour_part):
    of = cells(harbour_part.locations)
    wanted = of.value_counts().index[0]
    button = page.locator(f'[data-cell="{wanted}"]')
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert page.locator("#lijst button.item").count() == int((of == wanted).sum())
    labels = page.locator("#lijst .item-title").all_text_contents()
    assert sorted(labels) == sorted(harbour_part.locations.loc[of == wanted, "label"])
    assert "isicomatrix: kans" in page.locator("#gevraagd-tekst").text_content()
    button.click()
    assert page.locator("#lijst button.item").count() == len(of)


def test_the_matrix_is_a_grid_for_the_keyboard(page):
    focus = "document.activeElement.dataset.cell"
    assert page.locator('#matrix-rooster .cell[tabindex="0"]').count() == 1
    page.locator('#matrix-rooster .cell[tabindex="0"]').focus()
    assert page.evaluate(focus) == "5/1"
    for key, cell in (("ArrowDown", "5/2"), ("ArrowLeft", "4/2"), ("Home", "1/2"), ("End", "0/2"), ("ArrowUp", "0/1")):
        page.keyboard.press(key)
        assert page.evaluate(focus) == cell
    page.keyboard.press("ArrowRight")
    assert page.evaluate(focus) == "0/1"
    page.keyboard.press("Enter")
    assert page.locator('[data-cell="0/1"]').get_attribute("aria-pressed") == "true"


def _axis(row, name, ends):
    coverage = format_share(row[f"{name}_coverage"])
    level = row[f"{name}_level"]
    if np.isnan(level):
        return f"onbekend; dekking {coverage}"
    end = {1: f" ({ends[0]})", 5: f" ({ends[1]})"}.get(int(level), "")
    return f"{int(level)} van 5{end}; waarde {format_number(row[name] * 100, 1)} van 100, dekking {coverage}"


def test_panels_say_what_the_release_says(page, harbour_part):
    panels, frame = page.evaluate(READ_ALL), harbour_part.locations
    assert set(panels) == set(frame.index)
    where = cells(frame)
    sizes = frame["kind"].value_counts()
    for location_id, row in frame.iterrows():
        panel = panels[location_id]
        assert panel["cell"] == where[location_id]
        assert panel["facts"]["Type"].lower() == row["kind"]
        assert panel["facts"]["Registers"] == row["sources"].replace("|", ", ")
        assert panel["conflicts"] == [text for text in row["conflicts"].split("|") if text]
        assert panel["features"] == {
            name: WORDS.get(row[f"kenmerk_{name}"], "onbekend") for name in ("busje", "kraan", "geen_toezicht")
        }
        assert panel["facts"]["Kans"] == _axis(row, "kans", ("klein", "groot"))
        assert panel["facts"]["Barrière"] == _axis(row, "barriere", ("zwak", "sterk"))
        if row["class"] != "onbekend" and sizes[row["kind"]] >= 5:
            assert (
                f"de {sizes[row['kind']]} locaties van het type {row['kind']}" in panel["facts"]["Plaats in de groep"]
            )
        elif row["class"] != "onbekend":
            assert "omdat er van dit type minder dan 5 zijn" in panel["facts"]["Plaats in de groep"]


def test_land_side_and_water_side_stand_apart(page, harbour_part):
    panels, points = page.evaluate(READ_ALL), harbour_part.contributions
    for location_id, panel in panels.items():
        assert set(panel["sides"]) == {"ligging_water", "inrichting_land"}
        for dimension in harbour_part.theme.dimensions:
            if dimension.side is None:
                continue
            known = points.loc[location_id, list(dimension.weights)].dropna()
            if known.empty:
                assert panel["sides"][dimension.name] == "onbekend"
            else:
                text = panel["sides"][dimension.name].removesuffix(" punten").replace("\u2212", "-")
                rounded = known.mul(100).round(1).sum()
                assert float(text.replace(",", ".")) == pytest.approx(rounded, abs=0.051)


def test_hostile_texts_stay_text(page, harbour_part):
    assert page.locator("#app img, #app script, #verschillen b").count() == 0
    hostile = next(label for label in harbour_part.locations["label"] if "onerror" in label)
    page.locator("#zoek").fill("onerror")
    page.locator("#zoek").press("Enter")
    page.locator("#lijst button.item").first.click()
    assert page.locator("#uitleg-titel").text_content() == hostile


def test_print_shows_the_matrix_place_and_no_controls(page):
    page.locator("#lijst button.item").first.click()
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#matrix-plaats").is_visible()
    assert page.locator("#kies-thema").is_hidden()
    assert page.locator("#matrix").is_hidden()
