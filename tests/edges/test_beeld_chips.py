"""Cut-outs of the sample: small WebP files of the right place, with unknown ground in grey."""

from __future__ import annotations

import importlib.util
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from geo_risico.imagery.words import quality_line
from geo_risico.io.chips import LARGEST_BYTES, encode_chip
from geo_risico.scan.beeld import add_candidates

_SPEC = importlib.util.spec_from_file_location("beeld_sample", Path(__file__).parents[1] / "beeld_sample.py")
beeld = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(beeld)


def opened(chip):
    return Image.open(io.BytesIO(chip.picture))


@pytest.fixture(scope="module")
def shown(sample_result):
    return beeld.build_beeld(sample_result)


@pytest.fixture(scope="module")
def aerial(sample_result):
    return beeld.build_beeld(sample_result, aerial=True)


def test_satellite_cut_outs_are_small_squares(shown):
    for item in shown.candidates.items:
        for chip in (item.chips.before, item.chips.after):
            picture = opened(chip)
            assert picture.format == "WEBP"
            assert picture.size == (chip.width_px, chip.height_px)
            assert chip.width_px == chip.height_px
            assert 160 <= chip.width_px <= 320
            assert len(chip.picture) <= LARGEST_BYTES
            assert (chip.pixel_m, chip.layer) == (10.0, "satellietbeelden")
        assert item.chips.width_m >= 150
        assert item.chips.outline.startswith("M")


def test_the_change_stands_within_the_outline(shown):
    pair = shown.candidates.items[0].chips
    xy = np.array([point.split(",") for point in pair.outline.strip("MZ").split(" ")], dtype=float)
    x, y = (xy.mean(axis=0) / 1000 * pair.after.width_px).astype(int)
    before, after = (np.asarray(opened(chip).convert("RGB"), dtype=int)[y, x] for chip in (pair.before, pair.after))
    assert after.sum() > before.sum() + 150


def test_aerial_photographs_replace_satellite_images_where_they_are(aerial):
    layers = {item.chips.before.layer for item in aerial.candidates.items}
    assert layers == {"luchtfotos", "satellietbeelden"}
    first = aerial.candidates.items[0].chips
    assert first.before.layer == "luchtfotos"
    assert 400 < first.before.width_px <= 800
    line = quality_line(aerial.candidates.items[0], aerial.indicator_specs)
    assert "beeldpunt 25 cm" in line
    assert "op de locatie, gemeten op satellietbeelden: ±0,03; 52 beeldpunten" in line


def test_only_the_strongest_get_cut_outs(sample_result):
    whole = beeld.with_changes(sample_result)
    few = beeld.dataclasses.replace(whole, scan=whole.scan.model_copy(update={"beeld_selection": 3}))
    raster = {"satellietbeelden": beeld.raster(whole, "satellietbeelden", 10.0)}
    found = add_candidates([few], raster, lambda _: None)[0].candidates
    assert [item.chips is not None for item in found.items] == [True] * 3 + [False] * 9
    assert [item.rank for item in found.shown] == [1, 2, 3]


def test_the_same_images_give_the_same_bytes(sample_result, shown):
    again = beeld.build_beeld(sample_result)
    for one, other in zip(shown.candidates.items, again.candidates.items, strict=True):
        assert one.chips == other.chips


def test_without_images_there_are_candidates_without_cut_outs(sample_result):
    found = add_candidates([beeld.with_changes(sample_result)], {}, lambda _: None)[0].candidates
    assert len(found.items) == beeld.CHANGED
    assert all(item.chips is None for item in found.items)


def test_noise_is_brought_under_the_limit():
    noise = np.random.default_rng(1).integers(0, 256, (800, 800, 3)).astype(np.uint8)
    content, width, height = encode_chip(noise)
    assert len(content) <= LARGEST_BYTES
    assert (width, height) == Image.open(io.BytesIO(content)).size
    assert 200 <= width < 800
