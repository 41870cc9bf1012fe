"""Lines of sight, horizons and burned polygons against plain loops and shapely."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_risico.core.raster import Grid
from geo_risico.spatial.heights.burned import Cover
from geo_risico.spatial.heights.horizon import shape_edges
from geo_risico.spatial.heights.relief import fill_gaps, plane_residual_m
from geo_risico.spatial.kernels.rays import (
    BLOCKED,
    FREE,
    UNKNOWN,
    Relief,
    exit_distances,
    horizon_tangents,
    sight,
)

SIZE = 60


def relief(seed, unknown=0.05):
    rng = np.random.default_rng(seed)
    surface = rng.choice([0.0, 0.5, 4.0, 9.0], (SIZE, SIZE), p=[0.6, 0.3, 0.06, 0.04]).astype(np.float32)
    surface[rng.random(surface.shape) < unknown] = np.nan
    ground = rng.uniform(0, 1, surface.shape).astype(np.float32)
    owner = np.full(surface.shape, -1, dtype=np.int32)
    for number, (row, column) in enumerate(rng.integers(0, SIZE - 8, (12, 2))):
        owner[row : row + 6, column : column + 5] = number
    return Relief(surface, ground, owner, 2.0), rng


def looked(place, eye, target, least):
    """One line of sight, cell by cell in plain Python."""
    dx, dy = target[0] - eye[0], target[1] - eye[1]
    steps = math.ceil(math.hypot(dx, dy))
    path = [(math.floor(eye[1] + k * (dy / steps)), math.floor(eye[0] + k * (dx / steps))) for k in range(steps + 1)]
    own, first = place.owner[path[0]], 0
    if own >= 0:
        first = next((k + 1 for k in range(1, steps) if place.owner[path[k]] != own), steps)
    if first >= steps:
        return FREE
    level = place.ground[path[first]] + eye[2]
    between = range(first + 1, steps)
    heights = {k: place.surface[path[k]] for k in between if not math.isnan(place.surface[path[k]])}
    for k, height in heights.items():
        if height > level + (k - first) / (steps - first) * (target[2] - level):
            return BLOCKED
    return FREE if len(heights) >= least * len(between) else UNKNOWN


@pytest.mark.parametrize("seed", range(4))
def test_sight_is_that_of_a_plain_walk(seed):
    place, rng = relief(seed, unknown=0.05 if seed < 3 else 0.45)
    eyes = np.column_stack([rng.uniform(0, SIZE, (150, 2)), np.full(150, 3.0)])
    targets = np.column_stack([rng.uniform(0, SIZE, (40, 2)), np.full(40, 2.5)])
    chosen = rng.integers(-1, 40, (150, 3))
    seen = sight(place, eyes, targets, chosen, 0.5)
    for k in range(len(eyes)):
        each = [looked(place, eyes[k], targets[n], 0.5) for n in chosen[k] if n >= 0]
        expected = FREE if FREE in each else BLOCKED if BLOCKED in each else UNKNOWN
        assert seen[k] == expected
    assert {BLOCKED, FREE} <= set(seen.tolist())


def test_a_line_that_leaves_the_cells_is_unknown():
    place, _ = relief(1, unknown=0)
    place.surface[:] = 0
    place.owner[:] = -1
    eyes, targets = np.array([[5.5, 5.5, 3.0]]), np.array([[200.5, 5.5, 2.0]])
    assert sight(place, eyes, targets, np.array([[0]]), 0.5)[0] == UNKNOWN


@pytest.mark.parametrize("seed", range(3))
def test_the_horizon_is_the_highest_rise_of_a_plain_walk(seed):
    place, rng = relief(seed)
    eyes = rng.uniform(0, SIZE, (80, 2))
    angle = rng.uniform(0, 2 * np.pi, 80)
    ways = np.column_stack([np.cos(angle), np.sin(angle)])
    rises, shares = horizon_tangents(place, eyes, ways, 1.6, 40.0)
    for k in range(len(eyes)):
        cells = [(math.floor(eyes[k, 1] + s * ways[k, 1]), math.floor(eyes[k, 0] + s * ways[k, 0])) for s in range(21)]
        inside = [cell for cell in cells if 0 <= cell[0] < SIZE and 0 <= cell[1] < SIZE]
        level = place.ground[inside[0]] + 1.6
        known = [(s, place.surface[cell]) for s, cell in enumerate(inside) if s and not np.isnan(place.surface[cell])]
        assert rises[k] == pytest.approx(max([0.0, *((h - level) / (2 * s) for s, h in known)]), abs=1e-6)
        assert shares[k] == pytest.approx(len(known) / 20)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_rays_leave_a_shape_where_shapely_says(seed):
    rng = np.random.default_rng(seed)
    corners = rng.uniform(0, 100, (7, 2))
    shape = shapely.make_valid(shapely.polygons(corners)).buffer(0.5)
    middle = shapely.get_coordinates(shape.representative_point())
    angle = rng.uniform(0, 2 * np.pi, 8)
    ways = np.column_stack([np.sin(angle), np.cos(angle)])
    found = exit_distances(*shape_edges(np.array([shape])), middle, ways)[0]
    for way, far in zip(ways, found, strict=True):
        ray = shapely.linestrings(np.stack([middle[0], middle[0] + 500 * way]))
        ends = shapely.get_coordinates(ray.intersection(shape.boundary))
        assert far == pytest.approx(max(np.hypot(*(ends - middle[0]).T)), abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_burned_cells_have_their_middle_inside(seed):
    rng = np.random.default_rng(seed)
    shape = (
        shapely.make_valid(shapely.polygons(rng.uniform(-20, 70, (8, 2))))
        .buffer(1)
        .difference(shapely.box(20, 20, 27, 33))
    )
    grid = Grid(left=-3.3, top=50.2, pixel_m=1.5, width=30, height=35)
    x, y = np.meshgrid(grid.left + (np.arange(30) + 0.5) * 1.5, grid.top - (np.arange(35) + 0.5) * 1.5)
    np.testing.assert_array_equal(Cover(np.array([shape])).mask(grid), shapely.contains_xy(shape, x, y))


def test_gaps_take_the_nearest_known_cells_of_row_and_column():
    rng = np.random.default_rng(0)
    holed = rng.normal(0, 1, (25, 30)).astype(np.float32)
    holed[rng.random(holed.shape) < 0.6] = np.nan
    holed[5], holed[:, 7] = np.nan, np.nan
    found = fill_gaps(holed)
    for row, column in np.ndindex(holed.shape):
        lines = [
            holed[row, :column][::-1],
            holed[row, column + 1 :],
            holed[:row, column][::-1],
            holed[row + 1 :, column],
        ]
        near = [
            (float(line[~np.isnan(line)][0]), 1 / (1 + np.flatnonzero(~np.isnan(line))[0]))
            for line in lines
            if not np.isnan(line).all()
        ]
        expected = holed[row, column]
        if np.isnan(expected) and near:
            values, weights = zip(*near, strict=True)
            expected = np.average(values, weights=weights)
        np.testing.assert_allclose(found[row, column], expected, rtol=1e-4, atol=1e-6)


def test_residual_is_that_of_a_fitted_plane():
    rng = np.random.default_rng(4)
    surface = (rng.normal(0, 1, (12, 12)) + 200).astype(np.float32)
    inside = np.ones(surface.shape, dtype=bool)
    inside[0, 0] = False
    found = plane_residual_m(surface, inside, 5)
    row, column = np.mgrid[0:5, 0:5]
    design = np.column_stack([row.ravel(), column.ravel(), np.ones(25)])
    for i, j in [(5, 5), (3, 7), (9, 9)]:
        z = surface[i - 2 : i + 3, j - 2 : j + 3].ravel().astype(float)
        rest = z - design @ np.linalg.lstsq(design, z, rcond=None)[0]
        assert found[i, j] == pytest.approx(np.sqrt((rest**2).mean()), rel=1e-4)
    assert np.isinf(found[2, 2])
    assert np.isinf(found[1, 6])
