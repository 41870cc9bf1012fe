"""The online background: absent unless the scan allows it, silent until switched on, then only its own tiles."""

from __future__ import annotations

import dataclasses
import importlib.util
import io
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from geo_risico.core.backdrop_specs import BackdropSpec
from geo_risico.maps import draw_map

_SPEC = importlib.util.spec_from_file_location("tile_server", Path(__file__).with_name("tile_server.py"))
_MODULE = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_MODULE)

pytestmark = pytest.mark.browser

GREEN = (20, 160, 90)
PDOK = "https://service.pdok.nl/{z}/{x}/{y}.png"


def allowing(release, url):
    words = {"name": "proef", "title": "Proefachtergrond", "attribution": "Proefhouder", "licence": "CC BY 4.0"}
    return dataclasses.replace(release, backdrops=(BackdropSpec(url=url, **words),))


def policy(html):
    return re.search(r'Content-Security-Policy" content="([^"]+)"', html)[1].replace("&#39;", "'")


def middle_of(picture, box):
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    return picture.crop((int(x) - 90, int(y) - 60, int(x) + 90, int(y) + 60))


@pytest.fixture(scope="module")
def tiles():
    with _MODULE.tile_server(GREEN) as (url, asked):
        yield url, asked


@pytest.fixture(scope="module")
def allowed(sample_release, tiles):
    return allowing(sample_release, tiles[0])


def switch(page, name):
    if page.locator(".layers").get_attribute("open") is None:
        page.locator(".layers > summary").click()
    page.locator(f"#internet-{name}").check()


def test_without_permission_nothing_of_it_is_in_the_page(sample_release):
    html = draw_map(sample_release).get_root().render()
    assert 'id="internet-lagen"' not in html
    assert "pdok.nl" not in html
    assert "img-src http" not in policy(html)
    assert "Dit bestand maakt geen verbinding met internet." in html


@pytest.mark.parametrize("profile", ["sample_release", "open_release", "toezicht_release"])
def test_policy_names_exactly_the_origin_and_the_footer_says_so(request, profile):
    release = request.getfixturevalue(profile)
    html = draw_map(allowing(release, PDOK)).get_root().render()
    assert "img-src data: https://service.pdok.nl;" in policy(html)
    assert "connect-src" not in policy(html)
    assert "maakt alleen verbinding met internet (service.pdok.nl) als u die achtergrond aanzet" in html
    assert ("Deze kaart is vertrouwelijk" in html) == (release.meta.profile != "open")


def test_tiles_come_only_after_switching_on(open_map, allowed, tiles):
    _, asked = tiles
    opened = open_map(allowed)
    page = opened.page
    page.context.set_offline(False)
    for key in ("#zoom-in", "#zoom-uit", "#heel-gebied"):
        page.locator(key).click()
    page.locator(".layers > summary").click()
    assert page.locator("#internet-uit").is_checked()
    assert "welk gebied u bekijkt" in page.locator("#internet").text_content()
    assert opened.requests == [opened.url]
    assert asked == []
    switch(page, "proef")
    page.wait_for_function("() => document.querySelectorAll('.internet-tiles img.leaflet-tile-loaded').length > 3")
    assert {url.split("/")[2] for url in opened.requests[1:]} == {tiles[0].split("/")[2]}
    assert all("Referer" not in headers for _, headers in asked)
    assert page.locator("#internet-bron").text_content() == "Achtergrond: Proefhouder"
    opened.picture("achtergrond-internet")
    box = page.locator("#map_kaart").bounding_box()
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    assert seen.getpixel((int(box["x"] + 130), int(box["y"] + 12))) == GREEN
    assert GREEN in {colour for _, colour in middle_of(seen, box).getcolors(99_999)}
    right = seen.crop((int(box["x"] + box["width"] / 2), int(box["y"]), 1000, int(box["y"] + box["height"])))
    around = {colour for count, colour in right.getcolors(999_999) if count > 300}
    assert any(red > 180 and green < 180 for red, green, _ in around), "het thema ligt boven de achtergrond"
    count = len(asked)
    switch(page, "uit")
    page.locator("#zoom-in").click()
    opened.painted()
    assert len(asked) == count
    assert page.locator("#internet-bron").is_hidden()
    assert opened.messages == []


def test_off_again_each_time_the_page_opens(open_map, allowed, tiles):
    opened = open_map(allowed)
    opened.page.context.set_offline(False)
    switch(opened.page, "proef")
    opened.page.wait_for_selector(".internet-tiles img.leaflet-tile-loaded", state="attached")
    opened.reopen()
    tiles[1].clear()
    opened.painted()
    opened.page.locator(".layers > summary").click()
    assert opened.page.locator("#internet-uit").is_checked()
    assert opened.page.locator(".internet-tiles img").count() == 0
    assert tiles[1] == []


@pytest.mark.parametrize("size", ["desktop", "telefoon"])
def test_a_lost_connection_is_said_and_the_file_background_stays(open_map, allowed, size):
    opened = open_map(allowed, size)
    switch(opened.page, "proef")
    opened.page.wait_for_selector("#internet-melding:not([hidden])", state="attached")
    assert "niet bereikbaar" in opened.page.locator("#internet-melding").text_content()
    opened.page.locator(".layers > summary").click()
    opened.picture(f"achtergrond-weg-{size}")
    box = opened.page.locator("#map_kaart").bounding_box()
    seen = Image.open(io.BytesIO(opened.page.screenshot())).convert("RGB")
    assert len(middle_of(seen, box).getcolors(99_999)) > 5
    opened.page.context.set_offline(False)
    opened.page.locator("#zoom-uit").click()
    opened.page.wait_for_selector("#internet-melding[hidden]", state="attached")


def test_other_hosts_stay_closed(open_map, allowed):
    opened = open_map(allowed)
    opened.page.context.set_offline(False)
    switch(opened.page, "proef")
    seen = opened.page.evaluate("""() => new Promise((done) => {
      document.addEventListener("securitypolicyviolation", (event) => done(event.effectiveDirective));
      const image = document.createElement("img");
      image.src = "https://example.invalid/lek.png";
      document.body.append(image);
    })""")
    assert seen == "img-src"


@pytest.mark.parametrize("size", ["desktop", "telefoon"])
def test_no_violations_with_the_background_on(open_map, allowed, size):
    page = open_map(allowed, size, bypass_csp=True, reduced_motion="reduce").page
    switch(page, "proef")
    page.wait_for_selector("#internet-melding:not([hidden])", state="attached")
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": rules}).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"][:100]) for rule in found] == []
