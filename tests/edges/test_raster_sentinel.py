"""The shift of Sentinel-2 since baseline 04.00, and the day of an image, from whatever says it."""

import datetime as dt
import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

from geo_risico.core.errors import DataError

_SPEC = importlib.util.spec_from_file_location("raster_files", Path(__file__).with_name("raster_files.py"))
_files = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_files)
PEILDATUM, opened, source, whole, write = (_files.PEILDATUM, _files.opened, _files.source, _files.whole, _files.write)


SPEC = {"offset_rule": "sentinel2", "date_pattern": r"(?P<year>20\d{2})(?P<month>\d{2})(?P<day>\d{2})"}
OLD, NEW = "S2A_20210601_x.tif", "S2A_20220601_x.tif"


def reflectance(folder, name=NEW, path=None, *, tags=None, band=None, **profile):
    """Value of a stored 3000, and what was assumed."""
    write(folder / "s" / name, np.full((4, 4), 3000, dtype="uint16"), tags=tags, **profile)
    scene, provenance = opened(folder, path or f"s/{name}", source({"rood": band or {"scale": 0.0001}}, **SPEC))
    return whole(scene)[0, 0], [r.message for r in provenance.repairs if r.kind == "assumption"]


def item(folder, properties, asset=None, name="item.json"):
    body = {"type": "Feature", "stac_version": "1.0.0", "id": "x", "properties": properties}
    body["assets"] = {"red": {"href": f"./{NEW}"} | (asset or {})}
    (folder / "s").mkdir(exist_ok=True)
    (folder / "s" / name).write_text(json.dumps(body))


SHIFTED, PLAIN = pytest.approx(0.2), pytest.approx(0.3)
TAGS = [
    ({"BOA_ADD_OFFSET": "-1000"}, SHIFTED),
    ({"BOA_ADD_OFFSET": "0"}, PLAIN),
    ({"boa_offset_applied": "true"}, PLAIN),
    ({"BOA_OFFSET_APPLIED": "False"}, SHIFTED),
    ({"BOA_OFFSET_APPLIED": "False", "PROCESSING_BASELINE": "03.01"}, PLAIN),
]


@pytest.mark.parametrize(("tags", "expected"), TAGS)
def test_tags_of_the_file_come_first(tmp_path, tags, expected):
    item(tmp_path, {"earthsearch:boa_offset_applied": expected == SHIFTED})
    assert reflectance(tmp_path, tags=tags) == (expected, [])


@pytest.mark.parametrize(("baseline", "expected"), [("02.12", PLAIN), ("05.09", SHIFTED)])
def test_a_baseline_in_the_tags_counts_where_nobody_tells_of_the_shift(tmp_path, baseline, expected):
    assert reflectance(tmp_path, tags={"PROCESSING_BASELINE": baseline}) == (expected, [])


def test_an_item_that_tells_of_the_shift_beats_a_bare_baseline(tmp_path):
    item(tmp_path, {"earthsearch:boa_offset_applied": True})
    assert reflectance(tmp_path, tags={"PROCESSING_BASELINE": "05.10"}) == (PLAIN, [])


ITEMS = [
    (
        {"earthsearch:boa_offset_applied": True, "s2:processing_baseline": "05.09"},
        {"raster:bands": [{"offset": -0.1}]},
        PLAIN,
    ),
    ({"earthsearch:boa_offset_applied": False, "s2:processing_baseline": "05.09"}, {}, SHIFTED),
    ({"earthsearch:boa_offset_applied": False, "s2:processing_baseline": "02.12"}, {}, PLAIN),
    ({"s2:processing_baseline": "04.00"}, {}, SHIFTED),
    ({"s2:processing_baseline": "03.01"}, {}, PLAIN),
    ({}, {"raster:bands": [{"scale": 0.0001, "offset": -0.1}]}, SHIFTED),
    ({}, {"raster:bands": [{"scale": 0.0001, "offset": 0}]}, PLAIN),
]


@pytest.mark.parametrize(("properties", "asset", "expected"), ITEMS)
def test_stac_item_beside_the_file(tmp_path, properties, asset, expected):
    item(tmp_path, properties, asset)
    assert reflectance(tmp_path) == (expected, [])


def test_stac_item_of_another_file_says_nothing(tmp_path):
    item(tmp_path, {"earthsearch:boa_offset_applied": True})
    write(tmp_path / "s" / NEW, np.ones((4, 4), dtype="uint16"))
    value, assumed = reflectance(tmp_path, "S2A_20230601_y.tif")
    assert (value, len(assumed)) == (SHIFTED, 1)


XML = "<a><PROCESSING_BASELINE>{}</PROCESSING_BASELINE>{}</a>"


@pytest.mark.parametrize(
    ("baseline", "values", "expected"),
    [
        ("05.10", '<BOA_ADD_OFFSET band_id="0">-1000</BOA_ADD_OFFSET>', SHIFTED),
        ("03.00", "", PLAIN),
        ("05.10", '<BOA_ADD_OFFSET band_id="3">0</BOA_ADD_OFFSET>', PLAIN),
    ],
)
def test_metadata_of_the_product(tmp_path, baseline, values, expected):
    (tmp_path / "s").mkdir()
    (tmp_path / "s/MTD_MSIL2A.xml").write_text(XML.format(baseline, values))
    assert reflectance(tmp_path, f"GRANULE/R10m/{NEW}", "s") == (expected, [])


@pytest.mark.parametrize(
    ("name", "expected"), [("S2A_20220601_N0301_x.tif", PLAIN), ("S2A_20200601_N0500_x.tif", SHIFTED)]
)
def test_baseline_in_the_name_goes_before_the_date(tmp_path, name, expected):
    assert reflectance(tmp_path, name) == (expected, [])


def test_date_decides_last_and_says_so(tmp_path):
    assert reflectance(tmp_path, OLD) == (PLAIN, [])
    value, (assumed,) = reflectance(tmp_path, NEW)
    assert value == SHIFTED
    assert "voor dit beeld van 2022-06-01 is aangenomen dat zij er nog af moet" in assumed


def test_numbers_of_definition_or_file_go_before_the_rule(tmp_path):
    assert reflectance(tmp_path, band={"scale": 0.001, "offset": 0.5}) == (pytest.approx(3.5), [])
    assert reflectance(tmp_path, band={}, scales=(0.0001,), offsets=(-0.1,)) == (SHIFTED, [])
    assert reflectance(tmp_path, band={})[0] == SHIFTED


def dated(folder, name="x.tif", pattern=None, tags=None, **use):
    write(folder / "d" / name, np.ones((4, 4), dtype="uint8"), tags=tags)
    scene, provenance = opened(folder, f"d/{name}", source(date_pattern=pattern), **use)
    assert provenance.peildatum == scene.meta.date
    return scene.meta.date, [r.message for r in provenance.repairs if r.kind == "assumption"]


def test_date_comes_from_what_says_it_best(tmp_path):
    pattern, stamp = r"(?P<year>20\d{2})(?P<month>\d\d)(?P<day>\d\d)", {"TIFFTAG_DATETIME": "2020:02:03 10:00:00"}
    day = dt.date(2019, 1, 2)
    assert dated(tmp_path, "a_20210304.tif", pattern, stamp, peildatum=day) == (day, [])
    assert dated(tmp_path, "a_20210304.tif", pattern, stamp) == (dt.date(2021, 3, 4), [])
    assert dated(tmp_path, "20210304/a.tif", pattern, stamp) == (dt.date(2021, 3, 4), [])
    found, (assumed,) = dated(tmp_path, "a.tif", pattern, stamp)
    assert found == dt.date(2020, 2, 3)
    assert "TIFFTAG_DATETIME" in assumed
    (tmp_path / "d/item.json").write_text(
        json.dumps(
            {
                "type": "Feature",
                "stac_version": "1.0.0",
                "properties": {"datetime": "2018-07-09T10:00:00Z"},
                "assets": {"a": {"href": "a.tif"}},
            }
        )
    )
    assert dated(tmp_path, "a.tif", pattern, stamp) == (dt.date(2018, 7, 9), [])
    assert dated(tmp_path, "b.tif", pattern) == (None, [])


def test_day_number_and_year_alone(tmp_path):
    assert dated(tmp_path, "LT5_1990098.tif", r"_(?P<year>\d{4})(?P<doy>\d{3})")[0] == dt.date(1990, 4, 8)
    found, (assumed,) = dated(tmp_path, "foto_2021.tif", r"foto_(?P<year>\d{4})")
    assert (found, "noemt geen dag" in assumed) == (dt.date(2021, 7, 1), True)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a_20250101.tif", "beeld van 2025-01-01, na de peildatum van de scan"),
        ("a_20211301.tif", "2021-13-1 is geen dag"),
    ],
)
def test_impossible_dates_are_refused(tmp_path, name, said):
    with pytest.raises(DataError, match=said):
        dated(tmp_path, name, r"(?P<year>20\d{2})(?P<month>\d\d)(?P<day>\d\d)")


def test_stamp_after_the_peildatum_is_the_day_of_processing(tmp_path):
    found, (assumed,) = dated(tmp_path, tags={"TIFFTAG_DATETIME": f"{PEILDATUM.year + 1}:01:01 00:00:00"})
    assert found is None
    assert "opnamedatum is onbekend" in assumed


def test_files_of_two_days_are_two_images(tmp_path):
    for day in ("20210101", "20210201"):
        write(tmp_path / f"d/a_{day}.tif", np.ones((4, 4), dtype="uint8"))
    with pytest.raises(DataError, match="bestanden van 2 dagen in een beeld"):
        opened(tmp_path, "d", source(date_pattern=r"(?P<year>20\d{2})(?P<month>\d\d)(?P<day>\d\d)"))
