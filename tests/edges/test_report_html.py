"""The informatiebeeld as a document: contents per profile, escaping, no outside source."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import hashlib
import html
import re
import struct
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import shapely

from geo_risico.core.numbers import format_date, format_number
from geo_risico.reports import map_picture, write_informatiebeeld
from geo_risico.reports.map_picture import PictureSize

VOID = {"meta", "img", "rect", "circle", "path", "br"}


class Outline(HTMLParser):
    """Tags, attributes and visible text of a document."""

    def __init__(self, document):
        super().__init__()
        self.tags, self.text, self._inside = [], "", ""
        self.open_tags = []
        self.feed(document)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._inside = tag
        if tag not in VOID:
            self.open_tags.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open_tags.pop() == tag

    def handle_data(self, data):
        if self._inside != "style":
            self.text += data

    def plain(self):
        return " ".join(self.text.split())


@pytest.fixture(scope="module", params=["sample_release", "open_release", "toezicht_release"])
def outline(request):
    return Outline(write_informatiebeeld(request.getfixturevalue(request.param)))


def test_document_is_well_formed_and_dutch(outline):
    assert outline.open_tags == []
    assert ("html", {"lang": "nl"}) in outline.tags
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_nothing_of_the_data_becomes_markup(outline):
    tags = {tag for tag, _ in outline.tags}
    assert not tags & {"script", "b", "i", "iframe", "link", "object", "form", "a"}
    assert not [name for _, attrs in outline.tags for name in attrs if name.startswith("on") or name == "style"]
    assert 'Proefscan <b>buitengebied</b> & "grens"' in outline.plain()
    assert "Noordkogge <script>alert(1)</script>" in outline.plain()


def test_no_outside_source(outline):
    for _, attrs in outline.tags:
        for name in ("src", "href", "srcset", "action"):
            assert attrs.get(name, "data:").startswith("data:")
        assert attrs.get("http-equiv") in {None, "Content-Security-Policy"}


def test_policy_allows_the_own_style_only(sample_release):
    document = write_informatiebeeld(sample_release)
    style = re.search(r"<style>(.*?)</style>", document, re.DOTALL)[1]
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', document)[1])
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'")
    assert f"style-src 'sha256-{digest}'" in policy
    assert "script-src" not in policy
    assert "url(" not in style
    assert "@import" not in style


def test_tables_have_headers_with_scope(outline):
    headers = [attrs for tag, attrs in outline.tags if tag == "th"]
    assert headers
    assert all(attrs.get("scope") in {"col", "row"} for attrs in headers)
    assert sum(tag == "caption" for tag, _ in outline.tags) == sum(tag == "table" for tag, _ in outline.tags)


def test_summary_has_the_figures(sample_release):
    frame = sample_release.locations
    text = Outline(write_informatiebeeld(sample_release)).plain()
    high, unknown = (int((frame["class_all"] == name).sum()) for name in ("E", "onbekend"))
    assert f"Van de {len(frame)} erven in het buitengebied" in text
    assert f"vallen er {high} in de hoogste klasse" in text
    assert f"bij {unknown} erven weten we te weinig" in text


def test_banner_and_disclaimer(outline, sample_release):
    meta, text = sample_release.meta, outline.plain()
    assert text.count("FICTIEF") >= 4
    for part in (meta.doel, meta.opdrachtgever, meta.grondslag, meta.bewaartermijn):
        assert part in text
    assert format_date(meta.expires) in text
    assert format_date(meta.peildatum) in text
    assert "geen bewijs en geen verdenking" in text
    assert "niet over personen" in text


def test_real_places_are_not_called_fictitious(sample_release):
    meta = dataclasses.replace(sample_release.meta, is_fictief=False, notices=())
    assert "FICTIEF" not in write_informatiebeeld(dataclasses.replace(sample_release, meta=meta))


@pytest.mark.parametrize(
    ("fixture", "words"),
    [
        ("sample_release", "Alleen voor partners"),
        ("open_release", "Openbaar"),
        ("toezicht_release", "Alleen voor toezicht"),
    ],
)
def test_profile_is_named(fixture, words, request):
    assert words in Outline(write_informatiebeeld(request.getfixturevalue(fixture))).plain()


def test_no_address_and_no_location_id_in_any_profile(outline, sample_release):
    text = outline.plain()
    assert not re.search(r"ERF-\d|KOG00A|Polderweg", text)
    assert len(sample_release.locations) > 0


def test_hidden_score_shows_no_score(toezicht_release):
    frame = toezicht_release.locations[["label", "kind", "gemeente_code", "gemeente", "geometry"]]
    areas = {
        kind: area.assign(**{c: np.nan for c in area if c.startswith(("count_", "mean_score", "score_", "coverage"))})
        for kind, area in toezicht_release.aggregates.items()
    }
    blind = dataclasses.replace(
        toezicht_release, locations=frame, aggregates=areas, contributions=None, risks=None, indicators=None
    )
    text = Outline(write_informatiebeeld(blind)).plain()
    assert "Op volgorde van" not in text
    assert "zeer hoog:" not in text
    assert f"zonder klasse: {len(frame)}" in text


def test_zero_locations(sample_release):
    none = {
        name: getattr(sample_release, name).iloc[:0] for name in ("locations", "indicators", "risks", "contributions")
    }
    areas = {kind: frame.iloc[:0] for kind, frame in sample_release.aggregates.items()}
    text = Outline(write_informatiebeeld(dataclasses.replace(sample_release, aggregates=areas, **none))).plain()
    assert "geen erven gevonden" in text
    assert "De registers in deze scan kennen hier geen erven" in text
    assert "afgeschermd" not in text
    assert "0% van deze gegevens" not in text
    assert "nan" not in text.lower().split()


def test_one_location_of_a_type_is_told_as_one(sample_release):
    kept = sample_release.locations.iloc[:1].assign(**{"class": "D", "class_all": "D"})
    tables = {name: getattr(sample_release, name).loc[kept.index] for name in ("indicators", "risks", "contributions")}
    theme = sample_release.theme.model_copy(update={"peers": ("kind",), "minimum_peers": 5})
    few = dataclasses.replace(sample_release, locations=kept, theme=theme, **tables)
    text = Outline(write_informatiebeeld(few)).plain()
    assert "valt er geen in de hoogste klasse" in text
    assert "Met maar 1 erf zegt de klasse weinig" in text
    assert "Gemeten over 1 erf in klasse D en E" in text
    assert "Van die 0" not in text
    low = dataclasses.replace(few, locations=kept.assign(**{"class": "C", "class_all": "C"}))
    assert "Geen van de erven heeft klasse D of E" in Outline(write_informatiebeeld(low)).plain()


def test_nothing_at_all(open_release):
    empty = dataclasses.replace(open_release, aggregates={}, background={}, facts=(), provenance=())
    assert "Geen bronnen bekend." in Outline(write_informatiebeeld(empty)).plain()


def test_same_release_gives_the_same_document(sample_release):
    assert write_informatiebeeld(sample_release) == write_informatiebeeld(sample_release)


def test_release_is_not_changed(sample_release):
    before = sample_release.locations.copy()
    write_informatiebeeld(sample_release)
    pd.testing.assert_frame_equal(pd.DataFrame(before), pd.DataFrame(sample_release.locations))


def test_picture_has_the_asked_size(sample_release):
    png = map_picture(sample_release, PictureSize(width_mm=127, height_mm=63.5, dpi=100))
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (500, 250)
    assert b"tEXt" not in png


def test_picture_differs_when_classes_differ(sample_release):
    frame = sample_release.locations.assign(class_all="A")
    assert map_picture(sample_release) != map_picture(dataclasses.replace(sample_release, locations=frame))


def test_a_hundred_thousand_locations(sample_release):
    rng = np.random.default_rng(1)
    pick = rng.integers(0, len(sample_release.locations), 100_000)
    index = pd.Index([f"ERF-{i:016d}" for i in range(len(pick))], name="location_id")
    many = {
        name: getattr(sample_release, name).iloc[pick].set_axis(index)
        for name in ("locations", "indicators", "risks", "contributions")
    }
    x, y = rng.uniform(180_000, 192_000, len(pick)), rng.uniform(480_000, 484_000, len(pick))
    many["locations"] = many["locations"].set_geometry(shapely.box(x, y, x + 40, y + 40), crs="EPSG:28992")
    document = write_informatiebeeld(dataclasses.replace(sample_release, **many))
    assert f"Van de {format_number(len(pick))} erven" in Outline(document).plain()


def test_old_source_is_flagged_in_words(sample_release):
    text = Outline(write_informatiebeeld(sample_release)).plain()
    assert "1 bron is ouder dan een jaar" in text
    newer = [dataclasses.replace(p, peildatum=dt.date(2025, 12, 1)) for p in sample_release.provenance]
    fresh = dataclasses.replace(sample_release, provenance=tuple(newer))
    assert "ouder dan een jaar" not in Outline(write_informatiebeeld(fresh)).plain()
