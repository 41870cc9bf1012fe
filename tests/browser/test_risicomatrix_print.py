"""The risicomatrix in a real Chromium: exactly one A4 page, nothing cut off, accessible, no requests."""

from __future__ import annotations

import dataclasses
import importlib.util
import re
from pathlib import Path

import pytest

from geo_risico.reports import write_risicomatrix

pytestmark = pytest.mark.browser

_SPEC = importlib.util.spec_from_file_location(
    "invulblad_sample", Path(__file__).parents[1] / "edges" / "invulblad_sample.py"
)
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)

LONG = "Buitengewoon lange omschrijving die maar doorgaat en doorgaat tot niemand haar nog leest; "
CUT_OFF = """[...document.querySelectorAll('.page, .grid td div')].map(
  box => [box.scrollHeight - box.clientHeight, box.scrollWidth - box.clientWidth, box.textContent.slice(0, 40)])"""


def long_texts(released):
    meta = dataclasses.replace(
        released.meta,
        title=LONG * 4,
        doel=LONG * 4,
        opdrachtgever=LONG * 3,
        grondslag=LONG * 4,
        notices=tuple(f"Melding {number}: {LONG * 3}" for number in range(15)),
    )
    matrix = released.theme.matrix.model_copy(update={"note": LONG * 8, "title": LONG})
    specs = {k: v.model_copy(update={"title": LONG}) for k, v in released.indicator_specs.items()}
    files = [dataclasses.replace(released.provenance[0], title=f"{number} {LONG}") for number in range(40)]
    return dataclasses.replace(
        released,
        meta=meta,
        theme=released.theme.model_copy(update={"matrix": matrix}),
        indicator_specs=specs,
        provenance=tuple(files),
        locations=released.locations.assign(label=LONG, kind=LONG),
    )


@pytest.fixture(params=["12", "240", "lang"])
def document(request, sample_result):
    whole = sample.matrix_release(sample.matrix_result(sample_result, count=12 if request.param == "12" else None))
    return write_risicomatrix(long_texts(whole) if request.param == "lang" else whole)


def test_one_page_and_nothing_cut_off(chromium, document):
    page = chromium.new_page()
    page.set_content(document)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 696, "height": 1054})  # A4 without its margins, 96 points per inch
    assert not [box for box in page.evaluate(CUT_OFF) if max(box[:2]) > 1]
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1
    page.close()


def test_no_requests_and_accessible(chromium, document):
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only where a browser exists

    page = chromium.new_page(bypass_csp=True)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(document)
    assert not [url for url in asked if not url.startswith(("about:", "data:"))]
    found = Axe().run(page).response["violations"]
    assert not [(item["id"], [node["html"][:80] for node in item["nodes"]]) for item in found]
    page.close()
