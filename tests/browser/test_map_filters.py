"""Filters against pandas, what is active, the list in step with the map, and the table as file."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from geo_risico.governance.release import release

pytestmark = pytest.mark.browser

COMBINATIONS = 30
ASK = """(asked) => geoRisico.ready.then(({ app }) => asked.map((wanted) => {
  app.filter = { ...app.emptyFilter(), ...wanted, classes: new Set(wanted.classes) };
  app.emit("reset");
  document.getElementById("filter-dekking").dispatchEvent(new Event("change"));
  return app.matches.map((row) => app.store.locations.text("id", row));
}))"""


def combination(rng, shown):
    """Random filter as the page keeps it; a third of the parts is off."""
    frame = shown.locations
    pick = lambda values: str(rng.choice(sorted(values))) if rng.random() > 0.5 else ""  # noqa: E731 - one line, used twice
    low, high = sorted(rng.integers(0, 100, 2).tolist())
    dimension = pick({dim.name for dim in shown.theme.dimensions})
    return {
        "classes": [x for x in ("A", "B", "C", "D", "E", "onbekend") if rng.random() > 0.25],
        "scoreLow": low if rng.random() > 0.6 else None,
        "scoreHigh": high if rng.random() > 0.6 else None,
        "coverage": int(rng.integers(40, 100)) if rng.random() > 0.5 else None,
        "dimension": dimension,
        "points": round(float(rng.uniform(-3, 5)), 1),
        "gemeente": pick(set(frame["gemeente"])),
        "robustness": pick(set(frame["robustness"])),
    }


def expected(asked, shown):
    """The same in pandas, on the figures as they are shown: scores and points with one decimal, coverage in percent."""
    frame = shown.locations
    score, keep = (frame["score"] * 100).round(1), frame["class"].isin(asked["classes"])
    if asked["scoreLow"] is not None or asked["scoreHigh"] is not None:
        known = frame["class"].ne("onbekend")
        keep &= known & score.between(asked["scoreLow"] or 0, 100 if asked["scoreHigh"] is None else asked["scoreHigh"])
    if asked["coverage"] is not None:
        keep &= (frame["coverage"] * 100).round() >= asked["coverage"]
    if asked["dimension"]:
        names = [n for n, dim in shown.theme.dimension_of.items() if dim == asked["dimension"]]
        names = [n for n in names if n in shown.contributions]
        tenths = (shown.contributions[names] * 1000).round()
        keep &= (tenths.sum(axis=1) >= round(asked["points"] * 10)) & tenths.notna().any(axis=1)
    for name in ("gemeente", "robustness"):
        keep &= frame[name].eq(asked[name]) if asked[name] else True
    return sorted(frame.index[keep])


def test_thirty_random_filters_equal_pandas(open_map, sample_release):
    rng = np.random.default_rng(20260101)
    asked = [combination(rng, sample_release) for _ in range(COMBINATIONS)]
    shown = open_map(sample_release).page.evaluate(ASK, asked)
    wanted = [expected(one, sample_release) for one in asked]
    assert [sorted(ids) for ids in shown] == wanted
    assert sum(0 < len(ids) < len(sample_release.locations) for ids in wanted) > COMBINATIONS / 2


@pytest.mark.parametrize("size", ["desktop", "telefoon"])
def test_filters_by_keyboard_are_told_and_taken_away_one_by_one(open_map, sample_release, size):
    opened = open_map(sample_release, size)
    page, total = opened.page, len(sample_release.locations)
    page.locator("#meer-filters summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("30")
    page.keyboard.press("Tab")
    page.keyboard.type("60")
    page.keyboard.press("Tab")
    page.locator("#filter-dimensie").select_option(index=1)
    page.locator("#filter-punten").fill("0.5")
    page.locator("#filter-punten").press("Enter")
    page.locator("#filter-dekking").fill("50")
    page.locator("#filter-dekking").press("Tab")
    title = sample_release.theme.dimensions[0].title
    chips = [text.removesuffix(" \u00d7") for text in page.locator("#actief-lijst button").all_text_contents()]
    assert chips == ["Score 30,0 tot en met 60,0", f"{title}: minstens 0,5 punten", "Dekking minstens 50%"]
    assert "zij vallen weg" in page.locator("#filter-score-uitleg").text_content()
    opened.picture(f"filters-{size}")
    narrow = int(page.locator("#aantal").text_content().split(" ")[0])
    page.locator("#actief-lijst button").nth(1).press("Enter")
    assert page.locator("#filter-dimensie").input_value() == ""
    wider = int(page.locator("#aantal").text_content().split(" ")[0])
    assert 0 < narrow < wider < total
    assert page.evaluate("document.activeElement.closest('#actief-lijst') !== null")
    page.locator("#wis-filters").click()
    assert page.locator("#aantal").text_content() == f"{total} van {total} erven"
    assert page.locator("#actief").is_hidden()
    assert page.locator("#filter-score-van").input_value() == ""
    assert opened.messages == []


def test_filters_stay_with_their_theme(open_map, two_theme_release):
    page = open_map(two_theme_release).page
    page.locator("#meer-filters summary").click()
    page.locator("#filter-score-van").fill("40")
    page.locator("#filter-score-van").press("Tab")
    told = page.locator("#aantal").text_content()
    page.locator("#kies-thema").select_option("1")
    assert page.locator("#actief").is_hidden()
    page.locator("#kies-thema").select_option("0")
    assert page.locator("#aantal").text_content() == told
    assert page.locator("#filter-score-van").input_value() == "40"


def test_a_hidden_score_has_no_score_filter(open_map, result_with, sample_result):
    hidden_release = release(result_with(sample_result, profile="toezicht", hide_score=True), version="0.1.0+proef")
    page = open_map(hidden_release).page
    for hidden in ("#score-veld", "#dimensie-veld", "#dekking-veld"):
        assert page.locator(hidden).is_hidden()
    page.locator("[data-opens=tabel]").click()
    assert page.locator("button[data-column=score]").count() == 1
    assert set(page.locator("#alles-tabel tbody tr td:nth-child(4)").all_text_contents()) == {"onbekend"}


def test_the_list_follows_the_picture_when_asked(open_map, sample_release):
    opened = open_map(sample_release)
    page, total = opened.page, len(sample_release.locations)
    page.locator("#in-beeld").check()
    assert page.locator("#aantal").text_content() == f"{total} in beeld van {total} erven"
    page.evaluate(
        "geoRisico.ready.then(({ app, map }) => { const t = app.store.locations;"
        " map.setView([t.number('latitude', 3), t.number('longitude', 3)], 17, { animate: false }); })"
    )
    page.wait_for_function(f"() => !document.getElementById('aantal').textContent.startsWith('{total} in')")
    listed = set(page.locator("#lijst .item-title").all_text_contents())
    box = page.evaluate(
        "geoRisico.ready.then(({ map }) => { const b = map.getBounds();"
        " return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()]; })"
    )
    seen = sample_release.locations.to_crs(4326).cx[box[0] : box[2], box[1] : box[3]]
    assert 0 < len(listed) < total
    assert listed == set(seen["label"])
    page.locator("#in-beeld").uncheck()
    assert page.locator("#aantal").text_content() == f"{total} van {total} erven"


def test_hover_names_the_place_on_map_and_in_list(open_map, sample_release):
    opened = open_map(sample_release)
    page = opened.page
    page.evaluate(
        "geoRisico.ready.then(({ app, map }) => { const t = app.store.locations;"
        " map.setView([t.number('latitude', 0), t.number('longitude', 0)], 18, { animate: false }); })"
    )
    opened.painted()
    box = page.locator("#map_kaart").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_function("() => !document.getElementById('wijs-label').hidden")
    label = page.locator("#wijs-label").inner_text()
    first = page.locator("#lijst button.item").first
    assert label.startswith(first.locator(".item-title").text_content())
    assert "klasse E" in label
    assert page.locator("#lijst .is-pointed").count() == 1
    assert page.locator(".map-halo").is_visible()
    page.mouse.move(5, 5)
    assert page.locator("#wijs-label").is_hidden()
    page.locator("#lijst button.item").first.focus()
    assert page.locator(".map-halo").is_visible()


def test_the_table_sorts_by_keyboard_and_is_saved_with_its_filters(open_map, sample_release):
    opened = open_map(sample_release)
    page = opened.page
    page.locator("#klasse-A").uncheck(force=True)
    page.locator("[data-opens=tabel]").click()
    assert page.locator("#tabel-filters").text_content() == "Filters: klasse E, D, C, B, onbekend."
    for order in ("ascending", "descending"):
        page.locator("button[data-column=score]").press("Enter")
        assert page.locator("th:has(button[data-column=score])").get_attribute("aria-sort") == order
        assert page.evaluate("document.activeElement.dataset.column") == "score"
    with page.expect_download() as saved:
        page.locator("#tabel-csv").click()
    assert saved.value.suggested_filename == "tabel_proefscan_buitengebied_2026-01-01_FICTIEF.csv"
    text = saved.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    frame = sample_release.locations
    assert {row["location_id"] for row in rows} == set(frame.index[frame["class"] != "A"])
    assert {(row["scan"], row["peildatum"], row["fictief"]) for row in rows} == {("proefscan", "2026-01-01", "ja")}
    scores = [float(row["score"].replace(",", ".")) for row in rows if row["score"]]
    assert scores == sorted(scores, reverse=True)
    shown = {row["location_id"]: row["score"].replace(",", ".") for row in rows}
    assert all(float(shown[i]) == pytest.approx(frame.loc[i, "score"] * 100, abs=0.051) for i in shown if shown[i])
    assert next(row["naam"] for row in rows if row["location_id"] == frame.index[3]).startswith("'=HYPERLINK")
    assert opened.messages == []
