"""The share of each cell inside a polygon against cutting every cell with it."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_risico.core.raster import Grid
from geo_risico.spatial.kernels.coverage import Place, covered_cells
from geo_risico.spatial.zonal.blocks import cell_windows
from geo_risico.spatial.zonal.outlines import outlines

_SPEC = importlib.util.spec_from_file_location("zonal_sample", Path(__file__).with_name("zonal_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)

GRID = Grid(left=0.0, top=8.0, pixel_m=1.0, width=9, height=8)
CORNERS = st.tuples(st.integers(-8, 44), st.integers(-8, 44)).map(lambda at: (at[0] / 4, at[1] / 4))
LOOSE = st.tuples(st.floats(-3, 12), st.floats(-3, 11))


def cover(shapes, grid):
    """Share of each cell inside each shape: (shapes, rows, columns)."""
    drawn = outlines(np.array(shapes, dtype=object))
    place = Place(grid.left, grid.top, grid.pixel_m, float(grid.height), float(grid.width))
    windows = cell_windows(drawn.bounds, grid)
    start, row, column, share = covered_cells(drawn.rings, np.arange(len(drawn)), windows, place)
    result = np.zeros((len(drawn), grid.height, grid.width))
    result[np.repeat(np.arange(len(drawn)), np.diff(start)), row, column] = share
    return result


def assert_exact(shape, grid, tolerance=1e-7):
    expected = sample.cover_by_intersection(shape, grid)
    np.testing.assert_allclose(cover([shape], grid)[0], expected, atol=tolerance)


@pytest.mark.filterwarnings("ignore:invalid value encountered:RuntimeWarning")
@settings(deadline=None, max_examples=150)
@given(st.lists(CORNERS, min_size=3, max_size=9))
def test_polygon_on_quarters_of_cells(points):
    assert_exact(shapely.make_valid(shapely.Polygon(points)).buffer(0), GRID)


@pytest.mark.filterwarnings("ignore:invalid value encountered:RuntimeWarning")
@settings(deadline=None, max_examples=150)
@given(st.lists(LOOSE, min_size=3, max_size=9))
def test_polygon_anywhere(points):
    assert_exact(shapely.make_valid(shapely.Polygon(points)).buffer(0), GRID)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**31), st.floats(0.01, 20.0), st.sampled_from([0.08, 0.3, 1.0, 7.5]))
def test_holes_and_parts_at_any_size(seed, radius_m, pixel_m):
    grid = Grid(left=183_412.24, top=507_318.96, pixel_m=pixel_m, width=31, height=23)
    for shape in sample.blobs(np.random.default_rng(seed), grid, 4, radius_m):
        assert_exact(shape, grid, tolerance=1e-6)


@pytest.mark.parametrize(
    "shape",
    [
        shapely.box(2, 3, 5, 7),
        shapely.box(0, 0, 9, 8),
        shapely.box(-50, -50, 50, 50),
        shapely.box(-50, 2.5, 50, 2.75),
        shapely.box(8.5, 7.5, 20, 20),
        shapely.box(4.2, 4.2, 4.3, 4.3),
        shapely.Polygon([(-5, 4), (4.5, -5), (14, 4), (4.5, 13)]),
        shapely.Polygon([(0, 0), (9, 8), (0, 8)]),
        shapely.box(0, 0, 9, 8).difference(shapely.box(1, 1, 8, 7)).union(shapely.box(3, 3, 4.5, 5)),
    ],
    ids=["borders", "whole", "around", "strip", "corner", "tiny", "cut on all sides", "diagonal", "island in a hole"],
)
def test_shapes_by_hand(shape):
    assert_exact(shape, GRID, tolerance=1e-12)


def test_direction_of_the_points_does_not_matter():
    shell, hole = [(1, 1), (7, 1.5), (6, 7), (1, 6)], [(2, 2), (4, 2), (4, 4), (2.5, 4)]
    found = [
        cover([shapely.Polygon(points, [inner])], GRID)
        for points in (shell, shell[::-1])
        for inner in (hole, hole[::-1])
    ]
    for other in found[1:]:
        np.testing.assert_allclose(other, found[0], atol=1e-12)
    assert found[0].sum() == pytest.approx(shapely.Polygon(shell, [hole]).area)


def test_neighbours_share_each_cell_and_leave_nothing():
    rng = np.random.default_rng(4)
    points = shapely.MultiPoint(rng.uniform(0, 8, (40, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=shapely.box(-5, -5, 15, 15)))
    np.testing.assert_allclose(cover(cells, GRID).sum(axis=0), 1.0, atol=1e-6)
