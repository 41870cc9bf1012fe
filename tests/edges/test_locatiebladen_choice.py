"""Which locations get a page, and what surrounds them: lists from files, refusals and access."""

from __future__ import annotations

import dataclasses
import importlib.util
import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from geo_risico.core.errors import DataError, OutputError, ReleaseError, SourceError
from geo_risico.core.results import Provenance
from geo_risico.governance.release import release
from geo_risico.imagery.newest import newest_sight
from geo_risico.io.wanted import Asked, AskedList, read_asked
from geo_risico.scan.grounds import first_locations
from geo_risico.scan.sheets import SheetChoice, chosen, first_wanted, sheet_files, write_sheets

_SPEC = importlib.util.spec_from_file_location(
    "locatiebladen_sample", Path(__file__).parents[1] / "locatiebladen_sample.py"
)
sheets = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sheets)
THEME = "buitengebied"


def asked(*names, scan=""):
    return SheetChoice(asked=AskedList(locations=tuple(Asked(location_id=name) for name in names), scan=scan))


def visit_list(names, **changes):
    stops = [{"nr": i, "location_id": name, "thema": THEME, "label": "x"} for i, name in enumerate(names, 1)]
    return json.dumps({"soort": "geo-risico bezoeklijst", "versie": 1, "scan": "proefscan", "stops": stops} | changes)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.txt", "ERF-2\n\n# later\n ERF-1 \n", [("ERF-2", ""), ("ERF-1", "")]),
        ("a.csv", "\ufefflabel;location_id;thema\nx;ERF-2;erven\ny;ERF-1;\n", [("ERF-2", "erven"), ("ERF-1", "")]),
        ("b.csv", '"location_id","label"\n"ERF-1","a, b"\n', [("ERF-1", "")]),
        ("a.json", '["ERF-3", "ERF-1"]', [("ERF-3", ""), ("ERF-1", "")]),
        ("b.json", visit_list(["ERF-9", "ERF-2"]), [("ERF-9", THEME), ("ERF-2", THEME)]),
    ],
)
def test_a_list_keeps_its_order(tmp_path, name, text, expected):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert [(item.location_id, item.theme) for item in read_asked(path).locations] == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "geen enkele locatie"),
        ("{", "geen geldige JSON"),
        (visit_list([], soort="iets anders"), "verwacht 'geo-risico bezoeklijst'"),
        (visit_list([], stops=[{"nr": 1}]), "een stop zonder location_id"),
        ("location_id;thema\n;x\n", "geen enkele locatie"),
        ("kenmerk;thema\nERF-1;x\n", "geen kolom location_id"),
    ],
)
def test_another_file_is_refused_with_what_was_expected(tmp_path, text, why):
    path = tmp_path / "lijst.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=why):
        read_asked(path)


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "foto.json"
    path.write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(SourceError, match="geen tekst in UTF-8"):
        read_asked(path)


def test_pages_come_in_the_order_asked_and_once(sample_release):
    names = [str(name) for name in sample_release.locations.index[[5, 2, 5, 9]]]
    assert chosen(sample_release, asked(*names), 40) == [(THEME, names[0]), (THEME, names[1]), (THEME, names[3])]


def test_without_a_list_the_highest_scores_come_first(sample_release):
    wanted = chosen(sample_release, SheetChoice(first_count=7), 40)
    scores = sample_release.locations["score"].loc[[name for _, name in wanted]]
    known = sample_release.locations[sample_release.locations["class"].ne("onbekend")]
    assert list(scores) == sorted(known["score"], reverse=True)[:7]


def test_an_unknown_location_is_named_with_one_like_it(sample_release):
    near = str(sample_release.locations.index[0])
    with pytest.raises(DataError) as caught:
        chosen(sample_release, asked(near + "x", "zomaar"), 40)
    assert near in str(caught.value)
    assert "zomaar" in str(caught.value)


def test_a_list_of_another_scan_or_theme_is_refused(sample_release):
    name = str(sample_release.locations.index[0])
    with pytest.raises(DataError, match="van scan 'elders'"):
        chosen(sample_release, asked(name, scan="elders"), 40)
    with pytest.raises(DataError, match="hij heeft buitengebied"):
        chosen(sample_release, SheetChoice(theme="havens"), 40)


def test_toezicht_names_only_its_own_selection(sample_result, result_with):
    shown = release(result_with(sample_result, profile="toezicht", toezicht_selection=3), version="x")
    hidden = next(str(name) for name in sample_result.locations.frame.index if name not in shown.locations.index)
    with pytest.raises(DataError) as caught:
        chosen(shown, asked(hidden), 40)
    suggested = str(caught.value).replace(hidden, "")
    assert not [
        name for name in sample_result.locations.frame.index.difference(shown.locations.index) if name in suggested
    ]


def test_gemeenten_have_no_pages(sample_release):
    whole = sample_release.theme.model_copy(update={"locations": "gemeenten"})
    part = dataclasses.replace(sample_release, theme=whole)
    assert first_wanted(part, 40) == []
    with pytest.raises(DataError, match="een hele gemeente past niet"):
        chosen(part, SheetChoice(), 40)


def test_open_writes_no_pages(open_release):
    assert sheet_files(open_release, 40, lambda _: None) == {}


def test_a_scan_writes_pages_under_the_plain_name(sample_release):
    files = sheet_files(sample_release, 2, lambda _: None)
    assert list(files) == ["locatiebladen.pdf"]


def test_files_are_replaced_as_a_whole(sample_release, tmp_path):
    wanted = first_wanted(sample_release, 2)
    write_sheets(sample_release, wanted, tmp_path, lambda _: None, loose=True)
    paths = write_sheets(sample_release, wanted, tmp_path, lambda _: None, loose=False)
    assert [path.name for path in paths] == ["locatiebladen.pdf"]
    (tmp_path / "dicht").write_text("x")
    with pytest.raises(OutputError):
        write_sheets(sample_release, wanted, tmp_path / "dicht", lambda _: None, loose=False)


def test_the_newest_image_counts_where_it_shows_the_location(sample_result):
    bounds = sample_result.locations.frame.geometry.iloc[0].bounds
    layer = sheets.aerial_layer(bounds)
    assert newest_sight(layer, bounds).look.date == sheets.DATES[1]
    north = (bounds[0], bounds[3] + 40, bounds[2], bounds[3] + 80)
    assert newest_sight(layer, north).look.date == sheets.DATES[0]
    far = tuple(value + 5000 for value in bounds)
    assert newest_sight(layer, far) is None
    assert newest_sight(sheets.aerial_layer(bounds, pixel_m=5.0), bounds) is None


def test_a_photograph_is_a_square_around_its_location(sample_result):
    name = str(sample_result.locations.frame.index[0])
    found = sheets.with_grounds(sample_result, [name]).grounds.photos[name]
    picture = Image.open(io.BytesIO(found.chip.picture))
    assert picture.size == (found.chip.width_px, found.chip.height_px)
    assert picture.width == picture.height
    assert found.width_m >= 150
    assert found.outline.startswith("M")
    assert np.asarray(picture).std() > 10


def test_surroundings_are_open_layers_only(sample_result):
    name = str(sample_result.locations.frame.index[0])
    assert "wegen" in sheets.with_grounds(sample_result, [name]).grounds.layers
    assert "wegen" not in sheets.with_grounds(sample_result, [name], road_access="restricted").grounds.layers


def test_a_restricted_photograph_stays_out_of_open_and_of_other_selections(sample_result, result_with):
    names = [str(name) for name in sample_result.locations.frame.index[:2]]
    result = sheets.with_grounds(sample_result, names)
    photo = Provenance(
        layer="luchtfotos", source="proef", title="Foto", status="present", access="restricted", path="f"
    )
    result = dataclasses.replace(result, provenance=(*result.provenance, photo))
    assert release(result, version="x").grounds.photos
    assert release(result_with(result, profile="open"), version="x").grounds is None
    few = release(result_with(result, profile="toezicht", toezicht_selection=1), version="x")
    assert set(few.grounds.photos) <= set(few.locations.index)
    personal = dataclasses.replace(
        result, provenance=(*result.provenance, dataclasses.replace(photo, access="personal"))
    )
    with pytest.raises(ReleaseError):
        release(personal, version="x")


def test_first_locations_are_those_of_the_toezicht_selection(sample_result, result_with):
    chosen_names = first_locations(sample_result, 6)
    shown = release(result_with(sample_result, profile="toezicht", toezicht_selection=6), version="x")
    assert chosen_names == [str(name) for name in shown.locations.index]
    assert first_locations(result_with(sample_result, profile="open"), 6) == []
