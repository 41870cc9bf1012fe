"""A locked map in a real browser without a network: only the passphrase opens it, and then it is the map."""

from __future__ import annotations

import base64
import re

import pytest

from geo_risico.core.errors import DataError
from geo_risico.maps import draw_map
from geo_risico.maps.locked import lock_page

pytestmark = pytest.mark.browser
PHRASE = "paard batterij nietje corréct"


@pytest.fixture(scope="module")
def locked(sample_release, tmp_path_factory):
    """File of the locked map, and the page inside."""
    page = draw_map(sample_release).get_root().render()
    path = tmp_path_factory.mktemp("slot") / "kaart_beveiligd.html"
    path.write_text(lock_page(page, PHRASE), encoding="utf-8")
    return path, page


@pytest.fixture(params=[(1280, 800), (390, 844)], ids=["desktop", "telefoon"])
def opened(request, chromium, locked):
    width, height = request.param
    context = chromium.new_context(viewport={"width": width, "height": height}, offline=True)
    page, seen = context.new_page(), []
    page.on("request", lambda one: seen.append(one.url))
    page.on("console", lambda one: seen.append(f"console {one.type}: {one.text}"))
    page.on("pageerror", lambda one: seen.append(f"fout: {one}"))
    page.goto(locked[0].as_uri())
    yield page, seen
    context.close()


def test_nothing_of_the_map_can_be_read_in_the_file(locked, sample_release):
    text = locked[0].read_text(encoding="utf-8")
    assert sample_release.meta.title not in text
    assert sample_release.meta.name not in text
    body = base64.b64decode(re.search(r'id="inhoud">([^<]*)<', text)[1])
    assert b"<html" not in body
    assert len(set(body)) == 256
    assert lock_page(locked[1], PHRASE) != text


def test_a_wrong_passphrase_is_told_and_the_right_one_opens_the_map(opened, locked):
    page, seen = opened
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("Wachtzin").fill("iets heel anders dan dat")
    page.get_by_role("button", name="Openen").click()
    page.get_by_text("niet de goede wachtzin").wait_for()
    assert page.title() == "Beveiligde kaart"
    page.get_by_label("Wachtzin").fill(PHRASE)
    page.keyboard.press("Enter")
    page.wait_for_selector("html[data-ready]", timeout=30_000)
    assert "Gebiedsscan" in page.title() or "FICTIEF" in page.title()
    assert page.locator(".leaflet-container").count() == 1
    assert [one for one in seen if not one.startswith((locked[0].as_uri(), "data:", "blob:"))] == []


def test_a_file_that_was_changed_does_not_open(chromium, locked, tmp_path):
    text = locked[0].read_text(encoding="utf-8")
    at = text.index('id="inhoud">') + 5000
    path = tmp_path / "veranderd.html"
    path.write_text(f"{text[:at]}{'A' if text[at] != 'A' else 'B'}{text[at + 1 :]}", encoding="utf-8")
    page = chromium.new_page()
    try:
        page.goto(path.as_uri())
        page.get_by_label("Wachtzin").fill(PHRASE)
        page.get_by_role("button", name="Openen").click()
        page.get_by_text("of het bestand is veranderd").wait_for()
    finally:
        page.close()


def test_a_page_without_a_policy_is_refused():
    with pytest.raises(DataError, match="Content-Security-Policy"):
        lock_page("<html></html>", PHRASE)
