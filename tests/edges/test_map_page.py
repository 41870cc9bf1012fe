"""The page is one file: no addresses, a policy that fits it, and only what the release holds."""

from __future__ import annotations

import base64
import copy
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import folium
import pytest

import geo_risico.maps
from geo_risico.maps import draw_map
from geo_risico.maps.page import EARLY, SCRIPTS, STYLES, json_text

ASSETS = Path(geo_risico.maps.__file__).parent / "assets"
LOADING = ("src", "href", "action", "data", "poster", "srcset", "background", "formaction")


class Page(HTMLParser):
    """What a browser would see: tags with attributes, and the content of scripts and styles."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.inline, self._open = [], [], None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self._open = (tag, dict(attrs).get("type"))
            self.inline.append([*self._open, ""])

    def handle_endtag(self, tag):
        self._open = None if tag in ("script", "style") else self._open

    def handle_data(self, data):
        if self._open:
            self.inline[-1][2] += data


@pytest.fixture(scope="module")
def html(sample_release):
    return draw_map(sample_release).get_root().render()


def test_is_a_folium_map(sample_release):
    assert isinstance(draw_map(sample_release), folium.Map)


def test_same_release_gives_the_same_file(sample_release, html):
    drawn = draw_map(sample_release)
    assert drawn.get_root().render() == html
    assert drawn.get_root().render() == html


def test_nothing_loads_anything(html):
    page = Page(html)
    assert [(t, a) for t, a in page.tags if any(a.get(k, "#").strip()[:1] != "#" for k in LOADING)] == []
    assert {a.get("http-equiv") for t, a in page.tags if t == "meta"} <= {None, "Content-Security-Policy"}
    assert not {t for t, _ in page.tags} & {"iframe", "object", "embed", "base", "link", "img"}
    styles = "".join(text for tag, _, text in page.inline if tag == "style")
    assert "url(" not in styles
    assert "@import" not in styles
    assert "sourceMappingURL" not in html
    assert dict(page.tags)["html"]["lang"] == "nl"


def test_policy_names_exactly_the_scripts_and_styles_that_run(html):
    page = Page(html)
    policy = next(a["content"] for t, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    running = [text for _, kind, text in page.inline if kind in (None, "module")]
    digests = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in running}
    assert set(re.findall(r"'sha256-([^']+)'", policy)) == digests
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy


def test_data_cannot_end_its_element(html, sample_release):
    assert json_text({"a": "</script><!--&\u2028"}) == '{"a":"\\u003c/script\\u003e\\u003c!--\\u0026\\u2028"}'
    assert sample_release.meta.title not in html
    assert "<b>buitengebied" not in html


def test_open_profile_holds_no_location(open_release, sample_release):
    html = draw_map(open_release).get_root().render()
    assert '"locations":null' in html
    assert "VERTROUWELIJK" not in html
    assert "FICTIEF" in html
    assert '<body class="print-fictief">' in html
    assert not any(location_id in html for location_id in sample_release.locations.index)


def test_confidential_profiles_say_so(html, toezicht_release):
    assert "VERTROUWELIJK" in html
    assert '<body class="print-fictief-vertrouwelijk">' in html
    assert "VERTROUWELIJK" in draw_map(toezicht_release).get_root().render()


def test_release_is_left_as_it_was(sample_release):
    before = sample_release.locations.copy(deep=True)
    columns = copy.deepcopy(list(sample_release.aggregates["vierkanten"].columns))
    draw_map(sample_release).get_root().render()
    assert sample_release.locations.equals(before)
    assert list(sample_release.aggregates["vierkanten"].columns) == columns


def test_folium_elements_can_be_added(sample_release):
    drawn = draw_map(sample_release)
    folium.CircleMarker([52.3, 5.8], radius=4).add_to(drawn)
    assert "L.circleMarker" in drawn.get_root().render()


def test_every_asset_is_used_and_small():
    assert sorted(path.stem for path in (ASSETS / "js").glob("*.js")) == sorted([*SCRIPTS, EARLY, "slot"])
    assert sorted(path.stem for path in (ASSETS / "css").glob("*.css")) == sorted([*STYLES, "slot"])
    for path in [*(ASSETS / "js").glob("*"), *(ASSETS / "css").glob("*")]:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path.name
