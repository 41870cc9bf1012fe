"""Images as their holders give them open with the right size, place, date and unknown pixels."""

import datetime as dt
import importlib.util
from pathlib import Path

import numpy as np
import pytest

from geo_risico.core.raster import Window

_SPEC = importlib.util.spec_from_file_location("raster_files", Path(__file__).with_name("raster_files.py"))
_files = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_files)
SHARED, layer, opened, real_layer, real_source, source, whole = (
    _files.SHARED,
    _files.layer,
    _files.opened,
    _files.real_layer,
    _files.real_source,
    _files.source,
    _files.whole,
)


pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="de echte beelden staan niet naast de repository")


def real(path, spec, name="satellietbeelden", **use):
    return opened(SHARED, path, spec, like=real_layer(name).model_dump(), **use)


@pytest.mark.parametrize(
    ("name", "path", "date", "clear"),
    [
        ("landsat5_sr", "wageningen/LT5*", dt.date(1990, 4, 8), 0.97),
        ("landsat8_sr", "wageningen/LC8*", dt.date(2014, 4, 19), 0.96),
    ],
)
def test_wageningen(name, path, date, clear):
    scene, provenance = real(path, real_source(name))
    assert (scene.meta.date, scene.meta.native_pixel_m, scene.meta.resampling) == (date, 30, "bilinear")
    left, bottom, right, top = scene.grid.bounds
    assert left < 173_000 < right
    assert bottom < 443_000 < top
    assert scene.meta.clear_share == pytest.approx(clear, abs=0.03)
    values = whole(scene, "rood", "nir", "ndvi")
    assert 0.4 < np.nanmean(values[2]) < 0.8
    assert np.nanmin(values[0]) >= -0.02
    assert len(provenance.sha256) == 64


def test_kempen():
    bands = {"rood": {"file": "ref_input_S2_B04.tif"}, "nir": {"file": "ref_input_S2_B08.tif"}}
    scene, _ = real("kempen_s2", source(bands), peildatum=dt.date(2019, 4, 11))
    assert (scene.grid.pixel_m, scene.meta.native_pixel_m) == (10, 10)
    assert scene.grid.left % 10 == 0
    values = whole(scene, "rood", "nir")
    assert np.nanmax(values) < 65_535
    assert 0.8 < (~np.isnan(values[0])).mean() <= 1


def test_kampen_landuse():
    like = layer().model_dump()
    scene, _ = opened(SHARED, "kampen/landuse_map.tif", like=like)
    assert (scene.grid.width, scene.grid.height, scene.grid.pixel_m, scene.meta.resampling) == (3476, 2269, 5, "")
    assert np.nanmax(whole(scene)) < 32_767


def test_zeeuwsvlaanderen_heights():
    scene, _ = opened(SHARED, "zeeuwsvlaanderen/ahn_5m.tif")
    assert scene.grid.bounds == (32_300, 369_600, 34_300, 371_600)
    values = whole(scene)
    assert np.nanmax(values) < 60
    assert np.isnan(values).any()


def test_roofs_are_a_mosaic_or_single_chips():
    bands = {"rood": {"index": 1, "maximum": 255}, "groen": {"index": 2, "maximum": 255}}
    scene, _ = opened(SHARED, "luchtfoto_daken/10_black.tif", source(bands))
    assert (scene.grid.width, scene.grid.height, scene.grid.pixel_m) == (452, 930, 0.08)
    assert np.nanmax(whole(scene, "rood", "groen")) <= 255
    every, _ = opened(SHARED, "luchtfoto_daken/*.tif", source(bands))
    row = round((every.grid.top - scene.grid.top) / 0.08)
    window = Window(row, round((scene.grid.left - every.grid.left) / 0.08), 930, 452)
    np.testing.assert_array_equal(every.read(["rood"], window)[0], whole(scene))
