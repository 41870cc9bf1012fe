"""First page of a scan over many gemeenten in a real Chromium: three widths, accessible, no request."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from geo_risico.reports.vloot import GemeenteRow, write_vloot

pytestmark = pytest.mark.browser

WIDTHS = {"desktop": 1440, "tablet": 820, "telefoon": 390}


@pytest.fixture(scope="module")
def page(chromium, sample_release, tmp_path_factory):
    codes = [*sample_release.aggregates["gemeenten"].index]
    rows = [GemeenteRow(code=code, name=code, files={"kaart.html": f"{code}/kaart.html"}) for code in codes]
    rows.append(GemeenteRow(code="GM0009", name="Kapotdorp", error="panden.gpkg: niet te lezen " * 20))
    path = tmp_path_factory.mktemp("vloot") / "index.html"
    path.write_text(write_vloot(sample_release, rows), encoding="utf-8")
    tab = chromium.new_page()
    tab.asked, tab.complaints = [], []
    tab.on("request", lambda request: tab.asked.append(request.url))
    tab.on("console", lambda message: tab.complaints.append(message.text))
    tab.goto(path.as_uri())
    yield tab
    tab.close()


@pytest.mark.parametrize("name", WIDTHS)
def test_accessible_and_nothing_is_cut_off(page, name):
    page.set_viewport_size({"width": WIDTHS[name], "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    beside = "[...document.querySelectorAll('p, li, h1, h2')].filter(e => e.getBoundingClientRect().right > innerWidth)"
    assert page.evaluate(f"{beside}.length") == 0
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["target"]) for v in violations] == []


def test_each_gemeente_has_a_way_to_its_map_and_the_failed_one_its_reason(page):
    names = page.locator("td.files a").evaluate_all("links => links.map(link => link.ariaLabel)")
    assert len(set(names)) == len(names) == 2
    assert "Kapotdorp (GM0009): panden.gpkg: niet te lezen" in page.locator(".failed").text_content()
    assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []
    assert page.complaints == []
