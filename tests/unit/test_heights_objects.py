"""Objects without pand: what is found of planted buildings, and that trees and hedges are not taken for them."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from scipy import ndimage

from geo_risico.core.raster import Grid
from geo_risico.spatial.heights.burned import Cover, grown
from geo_risico.spatial.heights.objects import Ground, ObjectRules, unregistered_cells
from geo_risico.spatial.heights.relief import fill_gaps

_SPEC = importlib.util.spec_from_file_location("heights_scene", Path(__file__).with_name("heights_scene.py"))
drawn = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(drawn)

RULES = ObjectRules(minimum_m=2.5, minimum_m2=50, roughness_m=0.2, flat_share=0.6)
ROOFS = [("gable", 0.0), ("gable", 0.3), ("gable", 0.7), ("gable", 1.0), ("lean", 0.15), ("round", 0.6)]


def planted(seed, rough_m):
    """A hundred yards: three in eight with a building nobody registered, sometimes beside trees."""
    rng = np.random.default_rng(seed)
    yard = drawn.Yard(rng, 400)
    for x, y in [(20 + 40 * i, 20 + 40 * j) for i in range(10) for j in range(10)]:
        what, degrees = int(rng.integers(8)), float(rng.uniform(0, 180))
        kind, pitch = ROOFS[rng.integers(len(ROOFS))]
        size = (float(rng.uniform(9, 22)), float(rng.uniform(7, 12)))
        if what <= 3:
            yard.building(
                x, y, size, eaves_m=3 + what / 2, pitch=pitch, degrees=degrees, kind=kind, registered=what == 3
            )
        for _ in range({2: 3, 4: 8}.get(what, 0)):
            away, reach = rng.uniform(0, 6.28), 11 if what == 2 else rng.uniform(0, 10)
            place = x + reach * np.cos(away), y + reach * np.sin(away)
            yard.tree(*place, rng.uniform(2, 5), rng.uniform(6, 16), rough_m=rough_m)
        if what == 5:
            yard.tree(x, y, rng.uniform(4, 9), rng.uniform(9, 18), rough_m=rough_m)
        if what == 6:
            yard.hedge(x, y, 30, rng.uniform(1, 2), rng.uniform(2.6, 4), degrees)
        if what == 7:
            yard.building(x, y, (6, 4), pitch=0.3, degrees=degrees)
    return yard


def found_in(yard, rules=RULES):
    surface, ground = yard.bands()
    grid = grid_of(yard)
    registered = Cover(grown(np.array(yard.panden, dtype=object), 2)).mask(grid)
    place = Ground(
        surface=surface,
        ground=fill_gaps(ground),
        registered=registered,
        green=np.zeros_like(registered),
        pixel_m=drawn.PIXEL_M,
    )
    return unregistered_cells(place, rules)


def grid_of(yard):
    return Grid(left=0, top=yard.size * drawn.PIXEL_M, pixel_m=drawn.PIXEL_M, width=yard.size, height=yard.size)


def measured(yard):
    """Recall and precision in objects, and share of the planted area that was found."""
    found, grid = found_in(yard), grid_of(yard)
    wanted = [box for box in yard.boxes if box.area > RULES.minimum_m2]
    hit = [found[Cover(np.array([box], dtype=object)).mask(grid)].mean() > 0.5 for box in wanted]
    numbers, count = ndimage.label(found)
    real = [yard.truth[numbers == number].mean() > 0.5 for number in range(1, count + 1)]
    area_m2 = (found & yard.truth).sum() * drawn.PIXEL_M**2
    return np.mean(hit), np.mean(real), area_m2 / sum(box.area for box in wanted)


@pytest.mark.parametrize(("rough_m", "recall", "precision"), [(0.6, 0.99, 0.99), (0.3, 0.97, 0.95), (0.05, 0.94, 0.94)])
def test_planted_buildings_are_found_and_trees_are_not(rough_m, recall, precision):
    outcome = np.mean([measured(planted(seed, rough_m)) for seed in (0, 1)], axis=0)
    assert outcome[0] >= recall
    assert outcome[1] >= precision
    assert 0.93 <= outcome[2] <= 1.01


def test_without_buildings_nothing_is_found():
    rng = np.random.default_rng(5)
    yard = drawn.Yard(rng, 200)
    for x, y in rng.uniform(10, 190, (120, 2)):
        yard.tree(x, y, rng.uniform(2, 6), rng.uniform(5, 18))
    yard.hedge(100, 100, 120, 1.5, 3)
    assert found_in(yard).sum() == 0


def test_an_object_just_within_the_tolerance_is_registered_and_one_just_beyond_is_not():
    yard = drawn.Yard(np.random.default_rng(1), 80)
    yard.building(20, 60, (12, 10))
    yard.building(60, 60, (12, 10))
    yard.building(31, 60, (7, 10), registered=True)  # 1.5 m away
    yard.building(72.5, 60, (8, 10), registered=True)  # 2.5 m away
    found = found_in(yard)
    columns = np.flatnonzero(found.any(axis=0)) * drawn.PIXEL_M
    assert 53 <= columns.min() <= 54.5
    assert columns.max() <= 66.5


def test_a_dike_and_a_slope_are_no_object():
    yard = drawn.Yard(np.random.default_rng(2), 100)
    yard.ground += 6 * (np.abs(yard.x - 50) < 10) + 0.05 * yard.y
    yard.surface = yard.ground.copy()
    assert not found_in(yard).any()


def test_a_hall_on_a_slope_has_its_ground_filled_from_around():
    values = np.tile(np.arange(40, dtype=np.float32), (40, 1))
    holed = values.copy()
    holed[10:30, 10:30] = np.nan
    np.testing.assert_allclose(fill_gaps(holed)[15:25, 19:21], values[15:25, 19:21], atol=1.0)
    np.testing.assert_array_equal(fill_gaps(holed)[:10], values[:10])
    assert np.isnan(fill_gaps(np.full((3, 3), np.nan, dtype=np.float32))).all()
