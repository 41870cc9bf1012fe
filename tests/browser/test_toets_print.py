"""The evaluation report in a real Chromium: three widths, A4, accessible, no request and no complaint."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from geo_risico.reports.toets import write_toets

pytestmark = pytest.mark.browser

_SPEC = importlib.util.spec_from_file_location(
    "evaluation_sample", Path(__file__).parents[1] / "edges" / "evaluation_sample.py"
)
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)
WIDTHS = {"desktop": 1366, "tablet": 820, "telefoon": 390}


@pytest.fixture(scope="module", params=["vol", "kaal"])
def page(request, chromium, sample_release, tmp_path_factory):
    build = sample.build_evaluation if request.param == "vol" else sample.bare
    path = tmp_path_factory.mktemp("toets") / "toets.html"
    path.write_text(write_toets(build(sample_release), sample_release), encoding="utf-8")
    tab = chromium.new_page()
    tab.asked, tab.complaints = [], []
    tab.on("request", lambda request: tab.asked.append(request.url))
    tab.on("console", lambda message: tab.complaints.append(message.text))
    tab.goto(path.as_uri())
    yield tab
    tab.close()


@pytest.mark.parametrize("name", WIDTHS)
def test_accessible_and_not_sideways_at_each_width(page, name):
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only where a browser exists

    page.set_viewport_size({"width": WIDTHS[name], "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["target"]) for v in violations] == []


def test_no_request_and_no_complaint(page):
    assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []
    assert page.complaints == []


def test_prints_on_a4_with_nothing_beside_the_paper(page):
    page.set_viewport_size({"width": 695, "height": 1050})
    page.emulate_media(media="print")
    wide = "[...document.querySelectorAll('table, svg')].filter(e => e.getBoundingClientRect().right > 696).length"
    assert page.evaluate(wide) == 0
    page.emulate_media(media="screen")
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert 2 <= len(re.findall(rb"/Type\s*/Page[^s]", printed)) <= 8
    assert re.search(rb"/MediaBox \[0 0 59[45]\S* 84[12]", printed)
