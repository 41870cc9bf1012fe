"""Certainty, witte vlekken, cases, visits and clusters on the map: what is unknown is never low."""

from __future__ import annotations

import dataclasses
import importlib.util
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from geo_risico.core.certainty import LOW_BUT_BLIND, area_certainty, described, is_low_but_blind, place_text
from geo_risico.governance.release import release

pytestmark = pytest.mark.browser

_SPEC = importlib.util.spec_from_file_location("sample_evidence", Path(__file__).parents[1] / "sample_evidence.py")
evidence_sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(evidence_sample)

READ_HIDDEN = """async () => {
  const { app } = await geoRisico.ready;
  const table = app.store.locations;
  const out = {};
  for (let row = 0; row < table.count; row += 1) {
    if (!app.active.isBlind(row)) continue;
    app.select({ kind: "", row, from: "map" });
    const item = document.querySelector(`#lijst button[data-row="${row}"]`);
    out[table.text("id", row)] = {
      panel: document.querySelector("#uitleg").innerText, list: item?.innerText ?? null,
      mark: item?.querySelector(".swatch").className ?? null,
      look: app.active.lookAt(row) === app.style.looks.blind,
    };
  }
  app.select(null);
  return out;
}"""
SELECT = "async (id) => { const { app } = await geoRisico.ready; const t = app.store.locations; for (let r = 0; r < t.count; r += 1) if (t.text('id', r) === id) app.select({ kind: '', row: r, from: 'map' }); }"  # noqa: E501 - one script
SHOW_ALL = "() => { for (let i = 0; i < 3; i += 1) document.getElementById('meer').click(); }"
LOW = re.compile(r"\b(zeer laag|laag|klasse [AB])\b")


@pytest.fixture(scope="module")
def result(sample_result):
    return evidence_sample.with_evidence(sample_result)


@pytest.fixture(scope="module")
def shown(result):
    """Under profile partner, with one hot and one cold hexagon."""
    given = release(result, version="0.1.0+proef")
    spots = given.hotspots.assign(is_hot_score="geen")
    spots.loc[spots.index[:3], "is_hot_score"] = ["hot", "hot", "cold"]
    return dataclasses.replace(given, hotspots=spots)


def test_a_hidden_class_is_unknown_everywhere(open_map, shown):
    opened = open_map(shown)
    opened.page.evaluate(SHOW_ALL)
    found = opened.page.evaluate(READ_HIDDEN)
    assert set(found) == set(shown.locations.index[is_low_but_blind(shown.locations)])
    for texts in found.values():
        body = texts["panel"].split("Waarom")[0]
        assert LOW_BUT_BLIND in body
        assert not LOW.search(body.replace("een lage klasse", ""))
        assert texts["look"]
        assert "class-blind" in texts["mark"]
        assert LOW_BUT_BLIND in texts["list"]
        assert not LOW.search(texts["list"])
        assert not re.search(r"\d+,\d", texts["list"].split(LOW_BUT_BLIND)[1])
    assert opened.messages == []


def test_the_class_behind_a_witte_vlek_is_not_in_the_file(open_map, shown):
    opened = open_map(shown)
    columns = opened.page.evaluate("async () => Object.keys((await geoRisico.ready).app.store.locations.index.columns)")
    assert "class_seen" not in columns
    assert {"witte_vlek", "rank_count", "is_hidden", "visit_count", "case_count"} <= set(columns)


def test_panel_tells_place_experts_visits_and_cases(open_map, shown):
    opened = open_map(shown)
    frame = described(shown)
    wanted = frame.index[frame["visit_count"].gt(0) & frame["robustness"].eq("robust")][0]
    row = frame.loc[wanted]
    opened.page.evaluate(SELECT, wanted)
    text = opened.page.locator("#zekerheid").inner_text()
    assert place_text(row["rank_low"], row["rank_high"], row["rank_count"]) in text
    assert "robuust: bij andere gewichten" in text
    assert f"experts: klasse {row['class_expert']}" in text
    assert f"na ijking: klasse {row['class']}" in text
    assert "voor de peildatum" in text
    evidence = opened.page.locator("#bezoeken-casussen").inner_text()
    assert "FICTIEF" in evidence
    assert re.search(rf"Bezoeken\s+{row['visit_count']:.0f}\s+Casussen\s+{row['case_count']:.0f}", evidence)


def test_seen_without_a_visit_does_not_say_that_somebody_was_here(open_map, shown):
    opened = open_map(shown)
    frame = described(shown)
    never = frame.index[frame["witte_vlek"].eq("gezien") & frame["days_since_visit"].isna()]
    visited = frame.index[frame["witte_vlek"].eq("gezien") & frame["days_since_visit"].notna()]
    assert len(never)
    assert len(visited)
    for wanted, words in ((never[0], "gezien: niet hier zelf, wel rondom"), (visited[0], "gezien: hier is gekeken")):
        opened.page.evaluate(SELECT, wanted)
        assert words in opened.page.locator("#zekerheid").inner_text()


def test_filter_on_witte_vlek_and_the_legend_agree(open_map, shown):
    opened = open_map(shown)
    opened.page.locator("#zoom-in-tot").click()
    opened.page.wait_for_function("() => document.getElementById('uitgezoomd').hidden")
    hidden = int(is_low_but_blind(shown.locations).sum())
    legend = opened.page.locator("#legenda-lijst").inner_text()
    assert re.search(rf"onbekend: witte vlek, weinig gekeken\s+{hidden}", legend)
    assert "niet laag" in opened.page.locator("#legenda-blind").inner_text()
    opened.page.locator("#meer-filters summary").click()
    opened.page.locator("#filter-witte_vlek").select_option("witte vlek")
    count = int(shown.locations["witte_vlek"].eq("witte vlek").sum())
    assert opened.page.locator("#aantal").text_content() == f"{count} van {len(shown.locations)} erven"


def test_table_says_the_same_as_the_list(open_map, shown):
    opened = open_map(shown)
    opened.page.locator("[data-opens=tabel]").click()
    heads = opened.page.locator("#alles-tabel thead th").all_inner_texts()
    assert heads[4:7] == ["Zekerheid", "Plaats", "Gekeken"]
    frame = described(shown)
    for line in opened.page.locator("#alles-tabel tbody tr").all()[:20]:
        cells = line.locator("th, td").all_inner_texts()
        row = frame[frame["label"] == cells[1]].iloc[0]
        assert cells[5] == place_text(row["rank_low"], row["rank_high"], row["rank_count"])
        assert cells[6] == row["witte_vlek"]


def test_clusters_are_off_until_chosen(open_map, shown):
    opened = open_map(shown)
    page = opened.page
    assert page.locator("#legenda-clusters").is_hidden()
    page.locator(".layers summary").click()
    assert page.locator("#clusters-geen").is_checked()
    before = page.locator("#map_kaart").screenshot()
    page.locator("#clusters-score").focus()
    page.keyboard.press("Space")
    opened.painted()
    assert page.locator("#map_kaart").screenshot() != before
    text = page.locator("#legenda-clusters").inner_text()
    assert "Het gaat over plekken, niet over personen" in text
    assert re.search(r"hot: hoge scores bij elkaar\s+2", text)
    assert re.search(r"koud: lage scores bij elkaar\s+1", text)
    assert "Geen clusters gevonden" not in text


def test_no_clusters_is_said_and_is_not_called_safe(open_map, shown):
    none = dataclasses.replace(shown, hotspots=shown.hotspots.assign(is_hot_score="geen"))
    page = open_map(none).page
    page.locator(".layers summary").click()
    page.locator("#clusters-score").focus()
    page.keyboard.press("Space")
    text = page.locator("#legenda-clusters").inner_text()
    assert "Geen clusters gevonden" in text
    assert "betekent niet dat hier niets is" in text


def test_area_counts_what_is_sure(open_map, shown):
    opened = open_map(shown)
    counts = area_certainty(shown, "buurten")
    opened.page.locator(".layers summary").click()
    opened.page.locator("#laag-buurten").check()
    opened.page.locator("#zoek").fill(counts.index[0])
    opened.page.locator("#zoek").press("Enter")
    opened.page.locator("#lijst button.item").click()
    text = opened.page.locator("#uitleg").inner_text()
    row = counts.iloc[0]
    expected = rf"robuust\s+{row['count_robust']}\s+grensgeval\s+{row['count_grensgeval']}\s+in een witte vlek\s+"
    assert re.search(expected + str(row["count_witte_vlek"]), text)


def test_without_a_log_the_map_does_not_speak_of_witte_vlekken(open_map, sample_release):
    opened = open_map(sample_release)
    opened.page.locator("#zoom-in-tot").click()
    opened.page.wait_for_function("() => document.getElementById('uitgezoomd').hidden")
    assert "witte vlek" not in opened.page.locator("#legenda").inner_text()
    opened.page.locator("#meer-filters summary").click()
    assert opened.page.locator("#filter-witte_vlek").is_hidden()
    opened.page.locator("#lijst button.item").first.click()
    assert "niet bekend waar is gekeken" in opened.page.locator("#zekerheid").inner_text()
    assert opened.page.locator("#bezoeken-casussen").count() == 0


@pytest.mark.parametrize("size", ["desktop", "telefoon"])
def test_no_accessibility_faults(open_map, shown, size):
    opened = open_map(shown, size)
    hidden = shown.locations.index[is_low_but_blind(shown.locations)][0]
    opened.page.locator(".layers summary").click()
    opened.page.locator("#clusters-score").check()
    opened.page.locator(".layers summary").click()
    opened.page.evaluate(SELECT, hidden)
    opened.painted()
    found = Axe().run(opened.page).response["violations"]
    assert [(item["id"], item["nodes"][0]["html"][:120]) for item in found] == []


def test_print_holds_certainty_and_sentence(open_map, shown):
    opened = open_map(shown)
    opened.page.evaluate(SELECT, shown.locations.index[is_low_but_blind(shown.locations)][0])
    pdf = opened.page.pdf(format="A4", print_background=True)
    assert pdf.count(b"/Type /Page\n") <= 3  # the map, and the explanation from a page of its own
    opened.page.emulate_media(media="print")
    assert opened.page.locator("#laag-maar-blind").is_visible()
    assert opened.page.locator("#zekerheid").is_visible()


def test_toezicht_has_certainty_but_no_cases(open_map, result, result_with):
    given = release(result_with(result, profile="toezicht"), version="0.1.0+proef")
    opened = open_map(given)
    opened.page.locator("#lijst button.item").first.click()
    text = opened.page.locator("#zekerheid").inner_text()
    assert re.search(r"plaats \d+", text)
    assert "Casussen" not in opened.page.locator("#uitleg").inner_text()
    assert "clusters-cases" not in opened.page.content()
