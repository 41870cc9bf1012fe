"""What the panel says and what the canvas shows equals the release."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from geo_risico.core.numbers import format_number, format_share, format_value

pytestmark = pytest.mark.browser

READ_ALL = """async () => {
  const { app } = await geoRisico.ready;
  const text = (selector) => document.querySelector(`#uitleg ${selector}`)?.textContent ?? null;
  const out = {};
  for (let row = 0; row < app.store.locations.count; row += 1) {
    app.select({ kind: "", row, from: "map" });
    const contributions = {};
    for (const item of document.querySelectorAll("#uitleg .contribution")) {
      contributions[item.dataset.indicator] = [
        item.querySelector(".contribution-raw").textContent, item.querySelector(".contribution-value").textContent,
      ];
    }
    out[app.store.locations.text("id", row)] = {
      label: text("h2"), klasse: text(".class-chip"), score: text("#score"), bounds: text("#grenzen"),
      facts: text("dl.facts"), contributions, unknown: document.querySelectorAll("#uitleg .unknowns li").length,
    };
  }
  return out;
}"""
WORDS = {
    "A": "A - zeer laag",
    "B": "B - laag",
    "C": "C - midden",
    "D": "D - hoog",
    "E": "E - zeer hoog",
    "onbekend": "Klasse onbekend",
}
COLOURS = {"A": (255, 255, 204), "B": (254, 217, 118), "C": (253, 141, 60), "D": (227, 26, 28), "E": (128, 0, 38)}


@pytest.fixture(scope="module")
def panels(chromium, map_file, sample_release):
    page = chromium.new_page()
    page.goto(map_file(sample_release).as_uri())
    page.wait_for_selector("html[data-ready]")
    yield page.evaluate(READ_ALL)
    page.close()


def test_every_location_has_a_panel_with_its_own_values(panels, sample_release):
    assert set(panels) == set(sample_release.locations.index)
    for location_id, row in sample_release.locations.iterrows():
        panel = panels[location_id]
        assert panel["label"] == row["label"]
        assert panel["klasse"] == WORDS[row["class"]]
        if np.isnan(row["score"]):
            assert panel["score"] is None
        else:
            assert panel["score"] == format_number(row["score"] * 100, 1)
            low, high = (format_number(row[name] * 100, 1) for name in ("score_low", "score_high"))
            expected = "Alle kenmerken zijn bekend" if low == high else f"Tussen {low} en {high},"
            assert panel["bounds"].startswith(expected)
        assert f"{format_share(row['coverage'])} van het gewicht" in panel["facts"]


def test_contributions_and_raw_values_equal_the_release(panels, sample_release):
    compared = 0
    for location_id, panel in panels.items():
        known = sample_release.contributions.loc[location_id].dropna()
        assert set(panel["contributions"]) == set(known.index)
        assert panel["unknown"] == len(sample_release.indicator_specs) - len(known)
        for name, (raw, points) in panel["contributions"].items():
            value = sample_release.indicators.loc[location_id, name]
            assert raw == format_value(value, sample_release.indicator_specs[name])
            assert points[points[0] in "+\u2212" :] == format_number(abs(known[name]) * 100, 1)
            compared += 1
    assert compared > 1000


def _alone(frame):
    """Locations that no other location touches."""
    pairs = frame.sindex.query(frame.geometry.buffer(8), predicate="intersects")
    return frame[np.bincount(pairs[0], minlength=len(frame)) == 1]


def test_pixels_have_the_colour_of_the_class(open_map, sample_release):
    opened = open_map(sample_release)
    frame = _alone(sample_release.locations)
    rows = opened.page.evaluate(
        "async () => { const { app } = await geoRisico.ready;"
        " return Object.fromEntries(Array.from({ length: app.store.locations.count },"
        " (_, row) => [app.store.locations.text('id', row), row])); }"
    )
    for letter, colour in COLOURS.items():
        for location_id in frame.index[frame["class"] == letter][:2]:
            opened.page.evaluate(
                "async (row) => { const { app, map } = await geoRisico.ready; app.select(null);"
                " const t = app.store.locations;"
                " map.setView([t.number('latitude', row), t.number('longitude', row)], 18, { animate: false }); }",
                rows[location_id],
            )
            opened.painted()
            picture = Image.open(io.BytesIO(opened.page.locator("#map_kaart").screenshot())).convert("RGB")
            x, y = picture.width // 2, picture.height // 2
            assert picture.getpixel((x + 11, y + 11)) == colour


def test_unknown_class_is_hatched(open_map, sample_release):
    opened = open_map(sample_release)
    row = opened.page.evaluate(
        "async () => { const { app, map } = await geoRisico.ready; const t = app.store.locations;"
        " const row = t.count - 1; "
        " map.setView([t.number('latitude', row), t.number('longitude', row)], 19, { animate: false });"
        " return app.classOf(row); }"
    )
    assert row == "onbekend"
    opened.painted()
    picture = Image.open(io.BytesIO(opened.page.locator("#map_kaart").screenshot())).convert("RGB")
    x, y = picture.width // 2, picture.height // 2
    patch = {picture.getpixel((x + dx, y + dy)) for dx in range(10, 24) for dy in range(10, 24)}
    assert {(217, 222, 227), (91, 104, 115)} <= patch
    assert not patch & set(COLOURS.values())
