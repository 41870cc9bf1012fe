"""HTML and script in every text of a scan: shown as text, and the policy of each page blocks it anyway."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

_SPEC = importlib.util.spec_from_file_location("hostile_sample", Path(__file__).with_name("hostile_sample.py"))
hostile = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(hostile)

FOUND = """() => ({
  raak: window.raak ?? null,
  handlers: document.querySelectorAll('[onerror],[onload]').length,
  links: [...document.querySelectorAll('a[href]')].filter((a) => a.protocol === 'javascript:').length,
  shown: document.body.innerHTML.includes('&lt;img src=x onerror=')
    || document.body.textContent.includes('<img src=x onerror='),
})"""
INJECT = """() => new Promise((done) => {
  const seen = [];
  document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
  const script = document.createElement('script');
  script.textContent = 'window.raak = 9';
  document.body.append(script);
  const host = document.createElement('div');
  host.innerHTML = '<img src=x onerror="window.raak=8"><iframe src="https://example.invalid/"></iframe>';
  document.body.append(host);
  const image = document.createElement('img');
  image.src = 'https://example.invalid/lek.png';
  document.body.append(image);
  setTimeout(() => done({ seen, raak: window.raak ?? null }), 250);
})"""


@pytest.fixture(scope="module")
def pages(evidence_result, tmp_path_factory):
    """All pages of a hostile scan."""
    return hostile.write_pages(evidence_result, tmp_path_factory.mktemp("uit"))


def test_every_kind_of_page_is_there(pages):
    names = {path.name for path in pages}
    assert {"kaart.html", "informatiebeeld.html", "LEESMIJ.html", "methode.html", "verantwoording.html"} <= names
    assert {"vergelijking.html", "wat_leerden.html"} <= names


def test_nothing_of_the_data_runs_on_any_page(chromium, pages):
    for path in pages:
        context = chromium.new_context(offline=True)
        page, messages, requests = context.new_page(), [], []
        page.on("console", lambda message, seen=messages: seen.append(message.text))
        page.on("dialog", lambda dialog, seen=messages: seen.append(dialog.message))
        page.on("request", lambda request, seen=requests: seen.append(request.url))
        page.goto(path.as_uri())
        page.wait_for_timeout(150 if path.name != "kaart.html" else 1500)
        found = page.evaluate(FOUND)
        assert (path.name, found["raak"], found["handlers"], found["links"]) == (path.name, None, 0, 0)
        assert (path.name, messages) == (path.name, [])
        assert {url for url in requests if not url.startswith(("data:", "blob:"))} == {path.as_uri()}
        assert found["shown"] or path.name == "LEESMIJ.html", path.name
        forced = page.evaluate(INJECT)
        assert forced["raak"] is None, path.name
        assert {"script-src-elem", "img-src"} <= set(forced["seen"]), path.name
        context.close()
