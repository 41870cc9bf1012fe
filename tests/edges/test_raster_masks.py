"""Clouds and other pixels that say nothing fall away, and the account says how many."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

_SPEC = importlib.util.spec_from_file_location("raster_files", Path(__file__).with_name("raster_files.py"))
_files = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_files)
LEFT, TOP, opened, source, whole, write = (
    _files.LEFT,
    _files.TOP,
    _files.opened,
    _files.source,
    _files.whole,
    _files.write,
)


BANDS = {"rood": {"file": "rood.tif"}}


def hidden(folder, codes, *, pixel=10.0, bounds=None, **rule):
    """Where a band of ones is hidden by a mask."""
    write(folder / "b/rood.tif", np.ones((12, 12), dtype="uint8"))
    write(folder / "b/masker.tif", codes, pixel=pixel, **rule.pop("profile", {}))
    spec = source(BANDS, masks=[{"title": "wolken", "file": "masker.tif"} | rule])
    scene, provenance = opened(folder, "b", spec, bounds=bounds)
    return np.isnan(whole(scene)), scene, provenance


def spots(value=1, size=12, dtype="uint8", at=((5, 5),)):
    codes = np.zeros((size, size), dtype=dtype)
    for row, column in at:
        codes[row, column] = value
    return codes


@pytest.mark.parametrize(("value", "falls"), [(2, True), (4, True), (1, False), (0, False)])
def test_values_fall_away(tmp_path, value, falls):
    is_hidden, _, _ = hidden(tmp_path, spots(value), values=[2, 4])
    assert is_hidden[5, 5] == falls
    assert is_hidden.sum() == falls


@pytest.mark.parametrize(("value", "falls"), [(1 << 3, True), (1 << 4, True), (0b11000, True), (1 << 6, False)])
def test_bits_fall_away(tmp_path, value, falls):
    is_hidden, _, _ = hidden(tmp_path, spots(value, dtype="uint16"), bits=[3, 4])
    assert is_hidden.sum() == falls


def test_coarse_mask_lies_on_fine_pixels(tmp_path):
    is_hidden, _, _ = hidden(tmp_path, spots(9, size=6, at=((1, 2),)), pixel=20, values=[9])
    assert np.argwhere(is_hidden).tolist() == [[2, 4], [2, 5], [3, 4], [3, 5]]


@pytest.mark.parametrize(("margin_m", "count"), [(0, 1), (10, 9), (20, 21), (4, 1)])
def test_margin_grows_every_hidden_pixel(tmp_path, margin_m, count):
    is_hidden, _, _ = hidden(tmp_path, spots(), values=[1], margin_m=margin_m)
    assert is_hidden.sum() == count


def test_margin_reaches_across_the_edge_of_a_window(tmp_path):
    is_hidden, scene, _ = hidden(tmp_path, spots(), values=[1], margin_m=20)
    window = scene.grid.window((LEFT + 60, TOP - 60, LEFT + 80, TOP - 40))
    part = np.isnan(scene.read(["rood"], window)[0])
    assert part.any()
    np.testing.assert_array_equal(part, is_hidden[4:6, 6:8])


def test_fill_of_the_mask_and_what_lies_outside_it_fall_away(tmp_path):
    codes = spots(255, size=6, at=((0, 0),))
    is_hidden, _, _ = hidden(tmp_path, codes, values=[4], profile={"nodata": 255})
    assert is_hidden[0, 0]
    assert is_hidden[6:].all()
    assert is_hidden[:, 6:].all()
    assert not is_hidden[1:6, 1:6].any()


def test_zero_as_nodata_of_a_mask_is_clear(tmp_path):
    is_hidden, _, _ = hidden(tmp_path, spots(4), values=[4], profile={"nodata": 0})
    assert is_hidden.sum() == 1


def test_account_counts_clouds_and_cover(tmp_path):
    codes = np.zeros((12, 12), dtype="uint8")
    codes[:, :3] = 4
    bounds = (LEFT, TOP - 120, LEFT + 240, TOP)
    _, scene, provenance = hidden(tmp_path, codes, values=[4], bounds=bounds)
    assert scene.meta.clear_share == 0.75
    assert scene.meta.notes == ("Van het gebied van de scan is 50% in beeld.",)
    assert (provenance.rows_read, provenance.rows_kept) == (144, 108)
    (repair,) = provenance.repairs
    assert (repair.kind, repair.count) == ("filtered", 36)
    assert repair.message == "25% van de gemeten beeldpunten valt af door het masker (wolken)."


def test_image_beside_the_area_is_told(tmp_path):
    write(tmp_path / "beeld.tif", np.ones((10, 10), dtype="uint8"))
    scene, provenance = opened(tmp_path, bounds=(100_000, 400_000, 101_000, 401_000))
    assert (provenance.rows_read, provenance.rows_kept, scene.meta.clear_share) == (0, 0, 0.0)
    assert provenance.note == "Het beeld raakt het gebied van de scan niet."


def test_large_area_is_sampled_and_says_so(tmp_path):
    codes = np.zeros((1500, 1500), dtype="uint8")
    codes[750:] = 4
    write(tmp_path / "b/rood.tif", np.ones((1500, 1500), dtype="uint8"))
    write(tmp_path / "b/masker.tif", codes)
    spec = source(BANDS, masks=[{"title": "wolken", "file": "masker.tif", "values": [4]}])
    scene, provenance = opened(tmp_path, "b", spec)
    assert scene.meta.clear_share == pytest.approx(0.5, abs=0.02)
    assert any("steekproef" in note for note in scene.meta.notes)
    assert provenance.rows_read == 2_250_000
