"""The square that both cut-outs show: size, cells, edges of the image and the outline in it."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from shapely.geometry import MultiPolygon, Polygon, box

from geo_risico.core.raster import ArrayScene, Grid, SceneMeta
from geo_risico.imagery.square import outline_path, read_square, square_around, square_grid


def scene(size, pixel_m, left=0.0, top=None):
    top = size * pixel_m if top is None else top
    values = np.arange(size * size, dtype=np.float32).reshape(1, size, size)
    meta = SceneMeta(layer="l", source="s", title="t", sensor="x", date=dt.date(2020, 6, 1), native_pixel_m=pixel_m)
    grid = Grid(left=left, top=top, pixel_m=pixel_m, width=size, height=size)
    return ArrayScene(values=values, bands=("rood",), grid=grid, meta=meta)


@pytest.mark.parametrize(
    ("bounds", "pixel_m", "width"),
    [
        ((0, 0, 20, 20), 0.25, 150),
        ((0, 0, 20, 20), 10, 160),
        ((0, 0, 20, 20), 30, 480),
        ((0, 0, 100, 40), 0.25, 160),
        ((0, 0, 400, 100), 10, 600),
    ],
)
def test_there_is_room_around_a_location(bounds, pixel_m, width):
    minx, miny, maxx, maxy = square_around(bounds, pixel_m)
    assert (maxx - minx, maxy - miny) == (width, width)
    assert ((minx + maxx) / 2, (miny + maxy) / 2) == ((bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2)


@pytest.mark.parametrize(("limit", "factor", "size"), [(320, 1, 160), (150, 2, 160), (30, 6, 162)])
def test_the_square_lies_on_the_cells_and_under_the_limit(limit, factor, size):
    grid, found = square_grid((3.2, 3.2, 163.2, 163.2), Grid(left=0, top=500, pixel_m=1, width=500, height=500), limit)
    assert (found, grid.width, grid.height) == (factor, size, size)
    assert (grid.left, grid.top) == (3, 164)


@pytest.mark.parametrize("factor", [1, 2, 4])
@pytest.mark.parametrize("shift", [(30, 30), (-20, 10), (10, -20), (80, 85), (-500, 0)])
def test_the_same_ground_is_read_inside_and_nothing_outside(shift, factor):
    whole = scene(100, 1.0)
    square = Grid(left=float(shift[0]), top=float(shift[1] + 40), pixel_m=1.0, width=40, height=40)
    got = read_square(whole, ["rood"], square, factor)[0]
    assert got.shape == (40 // factor, 40 // factor)
    x = square.left + (np.arange(got.shape[1]) * factor + (factor - 1) // 2) + 0.5
    y = square.top - (np.arange(got.shape[0]) * factor + (factor - 1) // 2) - 0.5
    inside = ((x > 0) & (x < 100))[None, :] & ((y > 0) & (y < 100))[:, None]
    expected = np.floor(100 - y)[:, None] * 100 + np.floor(x)[None, :]
    sure = inside & ((x < 100 - factor) & (x > factor))[None, :] & ((y > factor) & (y < 100 - factor))[:, None]
    assert np.array_equal(got[sure], expected[sure].astype(np.float32))
    assert np.isnan(got[~inside & ~((x > -factor) & (x < 100 + factor))[None, :]]).all()
    assert np.isfinite(got).any() == inside.any()


def test_an_image_on_other_cells_is_brought_on_those_of_the_square():
    square = Grid(left=10.0, top=90.0, pixel_m=10.0, width=4, height=4)
    got = read_square(scene(100, 1.0), ["rood"], square, 1)[0]
    assert got.shape == (4, 4)
    assert got[0, 0] == (100 - 85) * 100 + 15
    assert np.isnan(
        read_square(scene(100, 1.0), ["rood"], Grid(left=200.5, top=9, pixel_m=2, width=2, height=2), 1)
    ).all()


def test_the_outline_stands_where_the_location_is():
    square = Grid(left=0.0, top=100.0, pixel_m=1.0, width=100, height=100)
    assert outline_path(box(20, 30, 60, 70), square) == "M600,700 600,300 200,300 200,700Z"
    holed = Polygon(box(0, 0, 100, 100).exterior.coords, [box(40, 40, 60, 60).exterior.coords])
    assert outline_path(holed, square).count("M") == 2
    assert outline_path(MultiPolygon([box(0, 0, 10, 10), box(50, 50, 60, 60)]), square).count("Z") == 2
