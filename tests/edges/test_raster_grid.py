"""Images in another crs or on another grid: values land where they belong, and reading in blocks changes nothing."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import rasterio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from geo_risico.core.raster import Grid, Window
from geo_risico.spatial.blocks import tile_grid

_SPEC = importlib.util.spec_from_file_location("raster_files", Path(__file__).with_name("raster_files.py"))
_files = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_files)
CLASSES, LEFT, RD, TOP, UTM, UTM_LEFT, UTM_TOP, opened, source, whole, write = (
    _files.CLASSES,
    _files.LEFT,
    _files.RD,
    _files.TOP,
    _files.UTM,
    _files.UTM_LEFT,
    _files.UTM_TOP,
    _files.opened,
    _files.source,
    _files.whole,
    _files.write,
)


TO_UTM = Transformer.from_crs(RD, UTM, always_xy=True)


def middles(grid):
    x = grid.left + (np.arange(grid.width) + 0.5) * grid.pixel_m
    y = grid.top - (np.arange(grid.height) + 0.5) * grid.pixel_m
    return np.meshgrid(x, y)


def slope(height=150, width=120, pixel=30.0):
    """Plane over an UTM image: metres east plus half the metres south of its corner."""
    x = (np.arange(width) + 0.5) * pixel
    y = (np.arange(height) + 0.5) * pixel
    return (x[None, :] + 0.5 * y[:, None]).astype("float32")


@pytest.mark.parametrize("how", ["bilinear", "cubic", "average"])
def test_plane_in_utm_is_the_same_plane_in_rd(tmp_path, how):
    write(tmp_path / "beeld.tif", slope(), pixel=30, left=UTM_LEFT, top=UTM_TOP, crs=UTM)
    scene, _ = opened(tmp_path, spec=source(resampling=how))
    grid = scene.grid
    assert grid.pixel_m == scene.meta.native_pixel_m == 30
    assert grid.left % 30 == grid.top % 30 == 0
    assert scene.meta.resampling == how
    x, y = TO_UTM.transform(*middles(grid))
    expected = (x - UTM_LEFT) + 0.5 * (UTM_TOP - y)
    values = whole(scene)
    is_inner = (x > UTM_LEFT + 60) & (x < UTM_LEFT + 3540) & (y < UTM_TOP - 60) & (y > UTM_TOP - 4440)
    assert np.abs(values - expected)[is_inner].max() < 0.05
    assert np.isnan(values[(x < UTM_LEFT) | (y > UTM_TOP)]).all()


def test_grid_is_no_larger_than_needed(tmp_path):
    write(tmp_path / "beeld.tif", slope(), pixel=30, left=UTM_LEFT, top=UTM_TOP, crs=UTM)
    values = whole(opened(tmp_path, spec=source(resampling="nearest"))[0])
    is_known = ~np.isnan(values)
    rows, columns = is_known.any(axis=1), is_known.any(axis=0)
    assert rows[1]
    assert rows[-2]
    assert columns[1]
    assert columns[-2]


TURNED = {
    "zuid boven": rasterio.Affine(10, 0, LEFT, 0, 10, TOP - 400),
    "gedraaid": rasterio.Affine.translation(LEFT, TOP) @ rasterio.Affine.rotation(30) @ rasterio.Affine.scale(10, -10),
    "niet vierkant": rasterio.Affine(10, 0, LEFT, 0, -20, TOP),
}


@pytest.mark.parametrize("name", TURNED)
def test_turned_images_land_where_they_belong(tmp_path, name):
    transform = TURNED[name]
    column, row = np.meshgrid(np.arange(50) + 0.5, np.arange(40) + 0.5)
    x, y = transform @ (column, row)
    write(tmp_path / "beeld.tif", (x - LEFT + 3 * (TOP - y)).astype("float32"), transform=transform)
    scene, _ = opened(tmp_path)
    gx, gy = middles(scene.grid)
    values = whole(scene)
    place = ~transform @ (gx, gy)
    is_inner = (place[0] > 1) & (place[0] < 49) & (place[1] > 1) & (place[1] < 39)
    assert is_inner.sum() > 500
    assert np.abs(values - (gx - LEFT + 3 * (TOP - gy)))[is_inner].max() < 0.01


def test_unknown_pixel_never_bleeds_into_its_neighbours(tmp_path):
    values = np.full((60, 60), 100, dtype="int16")
    values[30, 30] = -9999
    write(tmp_path / "beeld.tif", values, pixel=30, left=UTM_LEFT, top=UTM_TOP, crs=UTM, nodata=-9999)
    found = whole(opened(tmp_path)[0])
    hole = np.isnan(found[25:40, 25:40]).sum()
    assert 4 <= hole <= 9
    np.testing.assert_allclose(found[~np.isnan(found)], 100, rtol=1e-6)


def test_masked_cloud_never_bleeds_into_its_neighbours(tmp_path):
    values, cloud = np.full((60, 60), 100, dtype="int16"), np.zeros((60, 60), dtype="uint8")
    values[20:30, 20:30], cloud[20:30, 20:30] = 9000, 4
    where = {"pixel": 30, "left": UTM_LEFT, "top": UTM_TOP, "crs": UTM}
    write(tmp_path / "b_rood.tif", values, **where)
    write(tmp_path / "b_wolk.tif", cloud, **where)
    bands = {"rood": {"file": "*_rood.tif"}}
    masks = [{"title": "wolken", "file": "*_wolk.tif", "values": [4]}]
    found = whole(opened(tmp_path, ".", source(bands, masks=masks))[0])
    np.testing.assert_allclose(found[~np.isnan(found)], 100, rtol=1e-6)
    without = whole(opened(tmp_path, ".", source(bands))[0])
    assert np.nanmax(without) == pytest.approx(9000)
    assert ((without > 101) & (without < 8999)).any()


@pytest.fixture(scope="module")
def dirty(tmp_path_factory):
    """UTM scene with holes, two pixel sizes, a coarse mask with a margin and a class band."""
    folder, rng = tmp_path_factory.mktemp("vuil"), np.random.default_rng(3)
    where = {"left": UTM_LEFT, "top": UTM_TOP, "crs": UTM}
    values = rng.integers(0, 3000, (90, 100)).astype("uint16")
    values[rng.random(values.shape) < 0.02] = 0
    write(folder / "b_rood.tif", values, pixel=10, nodata=0, tiled=True, blockxsize=32, blockysize=32, **where)
    write(folder / "b_nir.tif", values[::2, ::2] + 50, pixel=20, **where)
    write(folder / "b_scl.tif", (rng.random((45, 50)) < 0.02).astype("uint8") * 9, pixel=20, **where)
    bands = {"rood": {"file": "*_rood.tif", "scale": 0.0001}, "nir": {"file": "*_nir.tif", "scale": 0.0001}}
    masks = [{"title": "wolken", "file": "*_scl.tif", "values": [9], "margin_m": 35}]
    return {how: opened(folder, ".", source(bands, masks=masks, resampling=how))[0] for how in ("bilinear", "cubic")}


@given(size=st.integers(5, 70), overlap=st.integers(0, 9), how=st.sampled_from(["bilinear", "cubic"]))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_blocks_equal_reading_at_once(dirty, size, overlap, how):
    scene = dirty[how]
    bands = ("rood", "nir", "ndvi")
    at_once, built = whole(scene, *bands), np.full((3, scene.grid.height, scene.grid.width), -5, dtype="float32")
    for block in tile_grid(scene.grid, size, overlap):
        part = scene.read(bands, block.outer)[:, *block.inner]
        rows, columns = block.core.row, block.core.column
        built[:, rows : rows + block.core.height, columns : columns + block.core.width] = part
    np.testing.assert_array_equal(built, at_once)
    assert 0.05 < np.isnan(at_once[2]).mean() < 0.9


def test_wide_blocks_equal_reading_at_once(dirty):
    scene = dirty["bilinear"]
    at_once = whole(scene, "rood", "ndvi", factor=4)
    for row in range(0, scene.grid.height, 32):
        height = min(32, scene.grid.height - row)
        part = scene.read(["rood", "ndvi"], Window(row, 0, height, scene.grid.width), factor=4)
        np.testing.assert_array_equal(part, at_once[:, row // 4 : row // 4 + part.shape[1]])


def test_on_a_coarser_grid_is_the_mean(tmp_path):
    values = np.random.default_rng(1).random((60, 60)).astype("float32")
    write(tmp_path / "beeld.tif", values, pixel=2)
    grid = Grid(left=LEFT + 20, top=TOP - 10, pixel_m=10, width=8, height=9)
    scene = opened(tmp_path)[0].on(grid)
    assert scene.meta.resampling == "average"
    expected = values[5:50, 10:50].reshape(9, 5, 8, 5).mean(axis=(1, 3))
    np.testing.assert_allclose(whole(scene), expected, rtol=1e-5)


def test_on_a_coarser_grid_a_class_is_what_most_are(tmp_path):
    codes = np.kron(np.array([[1, 2], [2, 1]]), np.ones((5, 5))).astype("uint8")
    codes[0, :2] = 2
    write(tmp_path / "beeld.tif", codes, pixel=2)
    spec = source({"klasse": {"classes": {"bos": [1], "water": [2]}}})
    scene = opened(tmp_path, spec=spec, like=CLASSES)[0].on(Grid(left=LEFT, top=TOP, pixel_m=10, width=2, height=2))
    assert scene.meta.resampling == "mode"
    np.testing.assert_array_equal(whole(scene, "klasse"), [[0, 1], [1, 0]])


def test_on_a_shifted_grid_reads_beyond_the_image_as_unknown(tmp_path):
    values = np.arange(100, dtype="float32").reshape(10, 10)
    write(tmp_path / "beeld.tif", values)
    scene = opened(tmp_path)[0]
    found = whole(scene.on(Grid(left=LEFT - 20, top=TOP + 10, pixel_m=10, width=5, height=4)))
    np.testing.assert_array_equal(found[1:, 2:], values[:3, :3])
    assert np.isnan(found[0]).all()
    assert np.isnan(found[:, :2]).all()
    finer = whole(scene.on(Grid(left=LEFT, top=TOP, pixel_m=5, width=20, height=20)))
    assert finer[1, 1] == pytest.approx(0.25 * 0.75 * 1 + 0.25 * 0.75 * 10 + 0.0625 * 11)
