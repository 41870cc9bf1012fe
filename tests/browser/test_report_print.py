"""The informatiebeeld in a real Chromium: exactly two A4 pages, nothing cut off, accessible, no requests."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from geo_risico.reports import write_informatiebeeld

pytestmark = pytest.mark.browser

LONG = "Buitengewoon lange omschrijving die maar doorgaat en doorgaat tot niemand haar nog leest; "
CUT_OFF = """[...document.querySelectorAll('.page')].map(
  page => [page.scrollHeight - page.clientHeight, page.scrollWidth - page.clientWidth])"""


def _need(*names):
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None and os.environ.get("CI"):
        pytest.fail(f"{names[0]} ontbreekt, in CI is dat een fout")
    if path is None:
        pytest.skip(f"{names[0]} ontbreekt")
    return path


def _long(release):
    meta = dataclasses.replace(
        release.meta,
        title=LONG * 4,
        doel=LONG * 4,
        opdrachtgever=LONG * 3,
        grondslag=LONG * 4,
        notices=tuple(f"Melding {i}: {LONG * 3}" for i in range(15)),
    )
    dims = [d.model_copy(update={"title": LONG, "summary": LONG * 3}) for d in release.theme.dimensions]
    theme = release.theme.model_copy(update={"title": LONG * 2, "dimensions": tuple(dims)})
    specs = {k: v.model_copy(update={"reason_for": LONG * 3 + "{value}"}) for k, v in release.indicator_specs.items()}
    first = release.provenance[0]
    files = [dataclasses.replace(first, title=f"{i} {LONG}", licence=LONG, attribution=LONG) for i in range(40)]
    gone = [dataclasses.replace(first, layer=f"laag_{i}", status="absent", title=f"{i} {LONG}") for i in range(20)]
    areas = {kind: f.assign(naam=[f"{LONG} {i}" for i in range(len(f))]) for kind, f in release.aggregates.items()}
    return dataclasses.replace(
        release, meta=meta, theme=theme, indicator_specs=specs, provenance=(*files, *gone), aggregates=areas
    )


def _many(release, count):
    """The same scan with its locations spread over many gemeenten."""
    rng, side = np.random.default_rng(1), int(np.ceil(count**0.5))
    number = np.arange(count)
    source = release.aggregates["gemeenten"].iloc[number % 2]
    shapes = [box(4000 * (i % side), 4000 * (i // side), 4000 * (i % side + 1), 4000 * (i // side + 1)) for i in number]
    index = pd.Index([f"GM{i:04d}" for i in number], name="code")
    frame = gpd.GeoDataFrame(source.drop(columns="geometry").set_axis(index), geometry=shapes, crs=source.crs)
    frame = frame.assign(
        naam=[f"Gemeente met een lange naam {i}" for i in number],
        gemeente_code=index,
        score_per_gemeente=rng.uniform(20, 70, count),
    )
    pick = rng.integers(0, count, len(release.locations))
    centre = frame.geometry.centroid.iloc[pick].buffer(60).set_axis(release.locations.index)
    locations = release.locations.set_geometry(centre).assign(
        gemeente_code=index.to_numpy()[pick], gemeente=frame["naam"].to_numpy()[pick]
    )
    background = {"gemeenten": frame[["naam", "geometry"]]}
    areas = {**release.aggregates, "gemeenten": frame}
    return dataclasses.replace(release, aggregates=areas, locations=locations, background=background)


def _one(release):
    keep = release.locations["gemeente_code"] == "GM9991"
    parts = {n: getattr(release, n)[keep] for n in ("locations", "indicators", "risks", "contributions")}
    areas = {kind: f[f["gemeente_code"] == "GM9991"] for kind, f in release.aggregates.items()}
    return dataclasses.replace(release, aggregates=areas, **parts)


def _empty(release):
    parts = {n: getattr(release, n).iloc[:0] for n in ("locations", "indicators", "risks", "contributions")}
    return dataclasses.replace(release, aggregates={k: f.iloc[:0] for k, f in release.aggregates.items()}, **parts)


CASES = {
    "partner": lambda partner, _open, _toezicht: partner,
    "open": lambda _partner, open_, _toezicht: open_,
    "toezicht": lambda _partner, _open, toezicht: toezicht,
    "een gemeente": lambda partner, _open, _toezicht: _one(partner),
    "40 gemeenten": lambda partner, _open, _toezicht: _many(partner, 40),
    "342 gemeenten": lambda partner, _open, _toezicht: _many(partner, 342),
    "leeg": lambda partner, _open, _toezicht: _empty(partner),
    "lang": lambda partner, _open, _toezicht: _long(_one(partner)),
    "lang, open": lambda _partner, open_, _toezicht: _long(open_),
    "lang, 40 gemeenten": lambda partner, _open, _toezicht: _long(_many(partner, 40)),
}


@pytest.fixture(scope="module", params=CASES)
def page(request, chromium, tmp_path_factory):
    releases = [request.getfixturevalue(f"{name}_release") for name in ("sample", "open", "toezicht")]
    path = tmp_path_factory.mktemp("beeld") / "informatiebeeld.html"
    path.write_text(write_informatiebeeld(CASES[request.param](*releases)), encoding="utf-8")
    tab = chromium.new_page(viewport={"width": 695, "height": 1050})
    tab.asked, tab.complaints = [], []
    tab.on("request", lambda request: tab.asked.append(request.url))
    tab.on("console", lambda message: tab.complaints.append(message.text))
    tab.goto(path.as_uri())
    yield tab
    tab.close()


def test_prints_on_exactly_two_pages_with_the_mark_on_each(page, tmp_path):
    pdfinfo, pdftotext = _need("pdfinfo"), _need("pdftotext")
    path = tmp_path / "beeld.pdf"
    page.pdf(path=path, prefer_css_page_size=True, print_background=True)
    facts = subprocess.run([pdfinfo, path], check=True, capture_output=True, text=True).stdout
    assert "Pages:           2\n" in facts
    assert "(A4)" in facts
    for number in ("1", "2"):
        command = [pdftotext, "-f", number, "-l", number, "-layout", path, "-"]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        assert text.count("FICTIEF") >= 2
        assert f"Bladzijde {number} van 2" in text


def test_nothing_is_cut_off_in_print(page):
    page.emulate_media(media="print")
    assert page.evaluate(CUT_OFF) == [[0, 0], [0, 0]]
    page.emulate_media(media="screen")


def test_no_request_and_no_complaint(page):
    assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []
    assert page.complaints == []


def test_no_accessibility_violation(page):
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only where a browser exists

    page.emulate_media(media="screen")
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["target"]) for v in violations] == []


def test_a_narrow_screen_does_not_scroll_sideways(page):
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    page.set_viewport_size({"width": 695, "height": 1050})
