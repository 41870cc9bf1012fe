import dataclasses

import numpy as np
import pytest
from shapely.geometry import Point

from geo_risico.spatial.kom import Density, built_up_areas

DENSITY = Density(radius_m=200, per_ha=5, near_m=50, minimum_count=75, minimum_ha=3, hole_ha=25)


def _grid(left, bottom, columns, rows, step):
    x, y = np.meshgrid(left + np.arange(columns) * step, bottom + np.arange(rows) * step)
    return x.ravel() + 0.5, y.ravel() + 0.5


def _both(*sets):
    return tuple(np.concatenate(part) for part in zip(*sets, strict=True))


def test_a_village_is_kom_and_a_ribbon_is_not():
    village, ribbon = _grid(1000, 1000, 16, 16, 25), _grid(3000, 1000, 60, 2, 40)
    kom = built_up_areas(*_both(village, ribbon), DENSITY)
    assert len(kom) == 1
    assert kom.contains(Point(1200, 1200)).all()
    assert 12 < kom.area.sum() / 10_000 < 30
    assert kom.total_bounds[2] < 1500


@pytest.mark.parametrize(("columns", "count"), [(6, 0), (12, 1)])
def test_a_hamlet_is_too_small(columns, count):
    assert len(built_up_areas(*_grid(1000, 1000, columns, columns, 25), DENSITY)) == count


def test_a_small_hole_is_filled_and_a_large_one_stays():
    x, y = _grid(0, 0, 60, 60, 25)
    park = np.hypot(x - 750, y - 750) < 220
    middle = Point(750, 750)
    assert built_up_areas(x[~park], y[~park], DENSITY).contains(middle).any()
    small = dataclasses.replace(DENSITY, hole_ha=1)
    assert not built_up_areas(x[~park], y[~park], small).contains(middle).any()


def test_areas_do_not_depend_on_order_or_on_what_lies_far_away():
    village, other = _grid(1003, 1007, 16, 16, 25), _grid(9000, 5000, 16, 16, 25)
    alone = built_up_areas(*village, DENSITY)
    order = np.random.default_rng(1).permutation(len(village[0]))
    assert built_up_areas(village[0][order], village[1][order], DENSITY).equals(alone)
    together = built_up_areas(*_both(other, village), DENSITY)
    assert together.iloc[0].equals(alone.iloc[0])
    assert len(together) == 2


def test_no_points_no_kom():
    assert len(built_up_areas(np.empty(0), np.empty(0), DENSITY)) == 0
    assert len(built_up_areas(np.array([np.nan]), np.array([np.nan]), DENSITY)) == 0
