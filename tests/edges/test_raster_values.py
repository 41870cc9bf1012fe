"""Numbers of a band: where a file says nothing there is nothing, and scale, classes and formulas are applied."""

import importlib.util
import pickle
from pathlib import Path

import numpy as np
import pytest
import rasterio

from geo_risico.core.raster import Window

_SPEC = importlib.util.spec_from_file_location("raster_files", Path(__file__).with_name("raster_files.py"))
_files = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_files)
CLASSES, LEFT, NUMBERS, TOP, layer, opened, source, whole, write = (
    _files.CLASSES,
    _files.LEFT,
    _files.NUMBERS,
    _files.TOP,
    _files.layer,
    _files.opened,
    _files.source,
    _files.whole,
    _files.write,
)


def ramp(height=20, width=30, dtype="uint16"):
    return (np.arange(height)[:, None] * 100 + np.arange(width) + 1).astype(dtype)


def test_rd_image_keeps_its_grid(tmp_path):
    write(tmp_path / "beeld.tif", ramp(), pixel=0.25, left=LEFT + 0.06, top=TOP - 0.06)
    scene, provenance = opened(tmp_path)
    grid = scene.grid
    assert (grid.left, grid.top, grid.pixel_m, grid.width, grid.height) == (LEFT + 0.06, TOP - 0.06, 0.25, 30, 20)
    assert scene.meta.resampling == ""
    assert scene.meta.native_pixel_m == 0.25
    assert (whole(scene) == ramp()).all()
    assert (provenance.rows_read, provenance.rows_kept, provenance.counted) == (600, 600, "beeldpunten")


def test_window_gives_its_part(tmp_path):
    write(tmp_path / "beeld.tif", ramp())
    scene, _ = opened(tmp_path)
    assert (scene.read(["rood"], Window(3, 4, 5, 6))[0] == ramp()[3:8, 4:10]).all()


def test_numbers_that_no_float32_holds_are_unknown(tmp_path):
    write(tmp_path / "beeld.tif", np.array([[-1.7e308, 1e39], [5, np.inf]]))
    np.testing.assert_array_equal(whole(opened(tmp_path)[0]), [[np.nan, np.nan], [5, np.nan]])


def test_every_kind_of_nodata_is_unknown(tmp_path):
    values = np.array([[1, 2, 3, 4], [5, 6, 7, 8]], dtype="float32")
    values[0, 1], values[1, 0] = np.nan, 3.4028234663852886e38
    write(tmp_path / "beeld.tif", values, nodata=3.4028234663852886e38)
    bands = {"rood": {"nodata": [3], "minimum": 1.5, "maximum": 7.5}}
    scene, provenance = opened(tmp_path, spec=source(bands))
    np.testing.assert_array_equal(whole(scene), [[np.nan, np.nan, np.nan, 4], [np.nan, 6, 7, np.nan]])
    assert provenance.rows_kept == 3
    assert "62,5% van de beeldpunten in het gebied heeft geen geldige meting." in provenance.repairs[0].message


@pytest.mark.parametrize("kind", ["alpha", "masker"])
def test_alpha_and_mask_hide(tmp_path, kind):
    path = write(tmp_path / "beeld.tif", np.stack([ramp(2, 2, "uint8")] * 4), photometric="RGB", alpha="YES")
    if kind == "masker":
        path = write(tmp_path / "beeld.tif", ramp(2, 2, "uint8"))
    seen = np.array([[255, 0], [255, 255]], dtype="uint8")
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "r+") as data:
        if kind == "alpha":
            data.write(seen, 4)
        else:
            data.write_mask(seen)
    scene, _ = opened(tmp_path, spec=source({"rood": {"index": 1}, "groen": {"index": 1 + (kind == "alpha")}}))
    assert np.isnan(whole(scene)).tolist() == [[False, True], [False, False]]


def test_numbers_of_the_definition_go_before_those_of_the_file(tmp_path):
    write(tmp_path / "beeld.tif", ramp(2, 2), scales=(0.5,), offsets=(10,))
    assert whole(opened(tmp_path)[0])[0, 0] == 10.5
    spec = source({"rood": {"scale": 0.1, "offset": -1}})
    assert whole(opened(tmp_path, spec=spec)[0])[1, 1] == pytest.approx(9.2)


def test_classes_become_our_codes(tmp_path):
    write(tmp_path / "beeld.tif", np.array([[11, 12], [40, 99]], dtype="int32"), nodata=99)
    bands = {"klasse": {"classes": {"water": [11], "bos": [12, 13]}}}
    scene, _ = opened(tmp_path, spec=source(bands), like=CLASSES)
    np.testing.assert_array_equal(whole(scene, "klasse"), [[1, 0], [np.nan, np.nan]])
    bands["klasse"]["other"] = "kas"
    scene, _ = opened(tmp_path, spec=source(bands), like=CLASSES)
    np.testing.assert_array_equal(whole(scene, "klasse"), [[1, 0], [2, np.nan]])
    assert scene.classes == {"klasse": ("bos", "water", "kas")}


FORMULAS = [
    ({"formula": "normalised_difference", "bands": ["nir", "rood"], "minimum": -1, "maximum": 1}, [0.5, -0.5, np.nan]),
    ({"formula": "difference", "bands": ["nir", "rood"]}, [20, -20, 0]),
    ({"formula": "ratio", "bands": ["nir", "rood"]}, [3, 1 / 3, np.nan]),
    ({"formula": "ratio", "bands": ["nir", "rood"], "maximum": 2}, [np.nan, 1 / 3, np.nan]),
    ({"formula": "mean", "bands": ["nir", "rood"]}, [20, 20, 0]),
    ({"formula": "linear", "bands": ["nir", "rood"], "coefficients": [2, -1], "constant": 5}, [55, -5, 5]),
]


@pytest.mark.parametrize(("formula", "expected"), FORMULAS)
def test_formulas(tmp_path, formula, expected):
    write(tmp_path / "beeld.tif", np.array([[[10, 30, 0]], [[30, 10, 0]]], dtype="float32"))
    spec = source({"rood": {"index": 1}, "nir": {"index": 2}})
    like = NUMBERS | {"derived": {"uitkomst": formula}}
    scene, _ = opened(tmp_path, spec=spec, like=like)
    assert scene.bands == ("rood", "nir", "uitkomst")
    np.testing.assert_allclose(whole(scene, "uitkomst")[0], expected, rtol=1e-6)


def test_computed_band_without_its_parts_is_not_there(tmp_path):
    write(tmp_path / "beeld.tif", ramp())
    assert opened(tmp_path)[0].bands == ("rood",)
    assert "ndvi" in layer().derived


@pytest.mark.parametrize("overviews", [(), (2, 4)])
def test_wide_cells_are_the_mean_of_what_is_known(tmp_path, overviews):
    height, width = (16, 32) if overviews else (18, 30)
    values = ramp(height, width, "float32")
    values[0:2, 0:2] = -1
    write(tmp_path / "beeld.tif", values, nodata=-1, overviews=overviews, tiled=True, blockxsize=16, blockysize=16)
    wide = whole(opened(tmp_path)[0], factor=4)
    assert wide.shape == (-(-height // 4), 8)
    assert wide[1, 1] == pytest.approx(values[4:8, 4:8].mean())
    assert wide[0, 0] == pytest.approx(values[0:4, 0:4][values[0:4, 0:4] > 0].mean(), rel=0.15)
    assert wide[-1, 7] == pytest.approx(values[4 * (wide.shape[0] - 1) :, 28:32].mean())


def test_wide_cell_of_a_class_is_what_most_are(tmp_path):
    codes = np.array([[1, 1, 2, 0], [1, 2, 0, 0], [2, 2, 2, 2], [2, 2, 1, 1]], dtype="uint8")
    write(tmp_path / "beeld.tif", codes, nodata=0)
    spec = source({"klasse": {"classes": {"bos": [1], "water": [2]}}})
    scene, _ = opened(tmp_path, spec=spec, like=CLASSES)
    np.testing.assert_array_equal(whole(scene, "klasse", factor=2), [[0, np.nan], [1, 0]])


def test_scene_travels_to_another_process(tmp_path):
    write(tmp_path / "beeld.tif", ramp())
    scene, _ = opened(tmp_path)
    again = pickle.loads(pickle.dumps(scene))  # noqa: S301 - our own bytes
    assert again.meta == scene.meta
    assert (whole(again) == whole(scene)).all()


def test_empty_window_is_empty(tmp_path):
    write(tmp_path / "beeld.tif", ramp())
    scene, _ = opened(tmp_path)
    assert scene.read(["rood"], scene.grid.window((0, 0, 1, 1))).size == 0
