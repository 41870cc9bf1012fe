"""Blocks of cells: the same whatever their size and order, on one grid, and bounded."""

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_risico.spatial.zonal import cell_blocks, zonal_stats
from geo_risico.spatial.zonal.blocks import MOST_CELLS, cell_windows

_SPEC = importlib.util.spec_from_file_location("zonal_sample", Path(__file__).with_name("zonal_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)


class Watched:
    """A scene that keeps which windows were read."""

    def __init__(self, scene):
        self._scene, self.reads = scene, []

    def __getattr__(self, name):
        return getattr(self._scene, name)

    def read(self, bands, window, *, factor=1):
        self.reads.append((window, factor))
        return self._scene.read(bands, window, factor=factor)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**31), st.sampled_from([4, 16, 64]), st.sampled_from([2000, 20_000]))
def test_block_size_changes_nothing(seed, block_cells, most_cells):
    rng = np.random.default_rng(seed)
    scene = sample.noise(rng, 40)
    shapes = sample.blobs(rng, scene.grid, 25, 70.0)
    sources = [(scene, ("getal", "klasse"))]
    whole = sample.cover_by_engine(cell_blocks(shapes, sources), len(shapes), scene.grid)
    blocks = list(cell_blocks(shapes, sources, block_cells=block_cells, most_cells=most_cells))
    assert len({int(shape) for block in blocks for shape in block.shapes}) == sum(len(b.shapes) for b in blocks)
    parts = sample.cover_by_engine(blocks, len(shapes), scene.grid)
    np.testing.assert_allclose(parts, whole, atol=1e-9)
    expected = np.stack([sample.cover_by_intersection(shape, scene.grid) for shape in shapes])
    np.testing.assert_allclose(whole, expected, atol=1e-6)


def test_order_of_the_shapes_changes_nothing():
    rng = np.random.default_rng(2)
    scene = sample.noise(rng, 60)
    shapes = sample.blobs(rng, scene.grid, 80, 50.0)
    order = rng.permutation(len(shapes))
    straight = zonal_stats(shapes, scene, ("getal",), quantiles=(0.5,))["getal"]
    mixed = zonal_stats(shapes[order], scene, ("getal",), quantiles=(0.5,))["getal"]
    pd.testing.assert_frame_equal(mixed, straight.iloc[order].reset_index(drop=True))


def test_values_belong_to_the_cells():
    rng = np.random.default_rng(3)
    scene = sample.noise(rng, 30, unknown=0)
    for block in cell_blocks(sample.blobs(rng, scene.grid, 9, 60.0), [(scene, ("getal",)), (scene, ("gewicht",))]):
        row = ((scene.grid.top - block.y) // scene.grid.pixel_m).astype(int)
        column = ((block.x - scene.grid.left) // scene.grid.pixel_m).astype(int)
        np.testing.assert_array_equal(block.values, scene.values[:2, row, column])
        np.testing.assert_allclose(block.area_m2, block.cover * 100)


def test_second_scene_comes_on_the_grid_of_the_first():
    first = sample.scene({"a": np.zeros((4, 4))}, pixel_m=10.0)
    second = sample.scene({"b": [[1, 2], [3, 4]]}, pixel_m=20.0)
    shape = shapely.box(1000, 4960, 1040, 5000)
    (block,) = cell_blocks(np.array([shape]), [(first, ("a",)), (second, ("b",))])
    assert block.values.shape == (2, 16)
    east, south = block.x > 1020, block.y < 4980
    np.testing.assert_array_equal(block.values[1], 1 + east + 2 * south)


def test_each_part_of_the_raster_is_read_about_once():
    rng = np.random.default_rng(4)
    scene = Watched(sample.scene({"a": np.zeros((400, 400))}))
    shapes = sample.blobs(rng, scene.grid, 3000, 30.0)
    for _ in cell_blocks(shapes, [(scene, ("a",))], block_cells=100):
        pass
    assert len(scene.reads) == 16
    assert sum(window.height * window.width for window, _ in scene.reads) < 1.4 * 400 * 400


def test_too_large_shape_is_read_with_wider_cells():
    rng = np.random.default_rng(5)
    scene = Watched(sample.scene({"a": np.kron(rng.normal(size=(25, 25)), np.ones((16, 16)))}))
    shape = shapely.Point(2995, 3005).buffer(1900)
    shapes = np.array([shape, shapely.box(1000, 4900, 1100, 5000)], dtype=object)
    exact = zonal_stats(shapes, scene, ("a",))["a"]
    blocks = list(cell_blocks(shapes, [(scene, ("a",))], block_cells=100, most_cells=12_000))
    assert sorted(block.factor for block in blocks) == [1, 4]
    large = next(block for block in blocks if block.factor == 4)
    assert large.grid.pixel_m == 40
    assert large.area_m2.sum() == pytest.approx(shape.area, rel=1e-9)
    assert np.average(large.values[0], weights=large.cover) == pytest.approx(exact["mean"][0], abs=0.02)


def test_wider_cells_stop_at_the_edge_of_the_raster():
    scene = sample.scene({"a": np.ones((103, 101))})
    (block,) = cell_blocks(np.array([shapely.box(0, 0, 9000, 9000)]), [(scene, ("a",))], most_cells=1000)
    assert block.area_m2.sum() == pytest.approx(101 * 103 * 100)


def test_statistics_say_how_wide_the_cells_were_read():
    rng = np.random.default_rng(6)
    side = 2 * int(MOST_CELLS**0.5) + 2
    scene = sample.scene({"a": np.kron(rng.normal(size=(side // 2, side // 2)).astype("f4"), np.ones((2, 2), "f4"))})
    edge = side * 10
    shapes = np.array([shapely.box(1000, 5000 - edge, 1000 + edge, 5000), shapely.box(1000, 4000, 1500, 4500)])
    frame = zonal_stats(shapes, scene, ("a",))["a"]
    assert frame["factor"].tolist() == [4, 1]
    np.testing.assert_allclose(frame["pixel_count"], [side**2, 2500])
    np.testing.assert_allclose(frame["covered_share"], 1)
    assert frame["mean"][0] == pytest.approx(0, abs=0.01)


@settings(deadline=None)
@given(st.integers(0, 2**31))
def test_windows_are_those_of_the_grid(seed):
    rng = np.random.default_rng(seed)
    scene = sample.noise(rng, 12)
    bounds = np.sort(rng.uniform((900, 4800), (1200, 5100), (20, 2, 2)), axis=1).reshape(20, 4)
    for found, box in zip(cell_windows(bounds, scene.grid), bounds, strict=True):
        window = scene.grid.window(tuple(box))
        if not window.is_empty:
            assert found.tolist() == [window.row, window.column, window.height, window.width]
        else:
            assert found[2] * found[3] == 0


def test_many_shapes_at_once():
    rng = np.random.default_rng(7)
    scene = sample.noise(rng, 500)
    corner = rng.uniform((1000, 0), (5990, 4990), (100_000, 2))
    shapes = shapely.box(corner[:, 0], corner[:, 1], corner[:, 0] + 25, corner[:, 1] + 15)
    frame = zonal_stats(shapes, scene, ("gewicht",))["gewicht"]
    inside = shapely.area(shapely.clip_by_rect(shapes, *scene.grid.bounds)) / 100
    np.testing.assert_allclose(frame["pixel_count"], inside, atol=1e-6)
