"""Change on drawn images: what was planted is found in its size, what was not planted is not."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo_risico.core.raster import Grid
from geo_risico.indicators.ndvi_change import ndvi_change
from geo_risico.indicators.new_bare_m2 import new_bare_m2
from geo_risico.spatial.looks import NDVI, chosen_pairs, take_looks
from geo_risico.spatial.looks.harmonise import SAMPLE_CELLS, fit_scenes, sample_windows
from geo_risico.spatial.looks.take import own_cells

_SPEC = importlib.util.spec_from_file_location("looks_sample", Path(__file__).with_name("looks_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)

SETTINGS = {"minimum": sample.MINIMUM, "season_days": 45}
BARE = {"minimum": (9, 0.5, 4), "bounds": (0.45, 0.2, -0.05, 0.06), "periods": (45, 1)}
PLANTED = ("L010", "L055", "L123", "L200", "L321")
NOISE = 0.04


def change(locations, *scenes):
    return ndvi_change(locations, satellietbeelden=sample.layer(*scenes), **SETTINGS)


def shifted(rng, ndvi, *, fields=0.03):
    """The same landscape a few years on: every field a little greener or barer."""
    return ndvi + np.kron(rng.normal(0, fields, (sample.SIDE // 10, sample.SIDE // 10)), np.ones((10, 10)))


@pytest.fixture
def rng():
    return np.random.default_rng(20)


def test_planted_change_is_found_in_its_size(rng):
    locations, early = sample.squares(), sample.landscape(rng) * 0.4 + 0.5
    late = shifted(rng, early)
    for name in PLANTED:
        late[sample.cells_of(locations, name)] -= 0.35
    result = change(
        locations,
        sample.image(early, "2019-06-01", rng=rng, noise=NOISE),
        sample.image(late, "2023-06-10", rng=rng, noise=NOISE),
    )
    error = result.attrs["support"].standard_error
    found = result[list(PLANTED)]
    np.testing.assert_allclose(found, -0.35, atol=0.09)
    assert (found.abs() > 2 * error[list(PLANTED)]).all()
    assert abs(found.mean() + 0.35) < 0.04
    assert set(result.abs().nlargest(len(PLANTED)).index) == set(PLANTED)


def test_absent_change_is_seen_about_as_often_as_the_error_says():
    seen = []
    locations = sample.squares()
    for seed in range(8):
        rng = np.random.default_rng(seed)
        early = sample.landscape(rng)
        result = change(
            locations,
            sample.image(early, "2019-06-01", rng=rng, noise=NOISE),
            sample.image(shifted(rng, early), "2023-06-10", rng=rng, noise=NOISE),
        )
        seen.append((result.abs() > 2 * result.attrs["support"].standard_error).mean())
    assert 0.01 < np.mean(seen) < 0.08
    assert max(seen) < 0.12


def test_a_shift_of_the_whole_image_is_not_credible(rng):
    early = sample.landscape(rng)
    scenes = sample.image(early, "2019-06-01", rng=rng, noise=NOISE), sample.image(early + 0.15, "2023-06-01")
    result = change(sample.squares(), *scenes)
    assert (result.abs() < 2 * result.attrs["support"].standard_error).all()


@pytest.mark.parametrize(("gain", "offset"), [(0.8, 0.1), (1.1, -0.05), (1.0, 0.12)])
def test_harmonisation_removes_gain_and_offset_between_sensors(rng, gain, offset):
    early = sample.landscape(rng)
    late = shifted(rng, early)
    grown = np.kron(rng.random((sample.SIDE // 10, sample.SIDE // 10)) < 0.25, np.ones((10, 10))).astype(bool)
    late[grown] = rng.uniform(0.1, 0.3)
    first = sample.image(early, "1990-04-08", rng=rng, noise=NOISE, sensor="oud")
    second = sample.image(late * gain + offset, "2014-04-19", rng=rng, noise=NOISE, sensor="nieuw")
    fit = fit_scenes(first, second, NDVI)
    assert fit.slope == pytest.approx(gain, abs=0.06)
    assert fit.slope * 0.5 + fit.intercept == pytest.approx(gain * 0.5 + offset, abs=0.02)
    locations = sample.squares()
    result = change(locations, first, second)
    still = [name for name in result.index if not grown[sample.cells_of(locations, name)].any()]
    assert abs(result[still].median()) < 0.02
    assert result.attrs["notes"][0].startswith("oud en nieuw zijn op elkaar afgestemd")


def test_images_of_two_sensors_that_share_nothing_give_no_change(rng):
    scenes = [
        sample.image(rng.permutation(sample.landscape(rng)), date, sensor=sensor)
        for date, sensor in (("1990-04-08", "oud"), ("2014-04-19", "nieuw"))
    ]
    result = change(sample.squares(), *scenes)
    assert result.isna().all()
    assert "geen verandering" in result.attrs["support"].reason.iloc[0]
    assert "niet op elkaar af te stemmen" in result.attrs["notes"][0]


def test_water_that_stays_water_has_not_changed():
    early, late = np.full((2, sample.SIDE, sample.SIDE), 0.6)
    early[:, :100], late[:, :100] = 0.02, -0.4
    result = change(sample.squares(), sample.image(early, "2019-06-01"), sample.image(late, "2023-06-01"))
    np.testing.assert_allclose(result, 0, atol=1e-6)


def test_new_bare_ground_in_m2_within_its_error(rng):
    locations, early = sample.squares(80), np.full((sample.SIDE, sample.SIDE), 0.7)
    late = early.copy()
    for name in PLANTED:
        rows, columns = sample.cells_of(locations, name)
        late[rows.start : rows.start + 5, columns.start : columns.start + 6] = 0.05
    scenes = [
        sample.image(early, "2019-06-01", rng=rng, noise=0.02),
        sample.image(late, "2023-05-25", rng=rng, noise=0.02),
        sample.image(late, "2023-06-20", rng=rng, noise=0.02),
    ]
    result = new_bare_m2(locations, satellietbeelden=sample.layer(*scenes), **BARE)
    planted = result[list(PLANTED)]
    assert (planted - 3000).abs().max() <= 2 * result.attrs["support"].standard_error[list(PLANTED)].min()
    assert (result.drop(list(PLANTED)) == 0).all()


def test_two_images_side_by_side_on_one_day_are_one_period():
    green, bare = np.full((40, 40), 0.7), np.full((40, 40), 0.05)
    beside = {"left": 400.0, "top": 400.0}
    scenes = [
        sample.image(green, "2019-06-01"),
        sample.image(green, "2019-06-01", **beside),
        sample.image(bare, "2023-06-01"),
        sample.image(bare, "2023-06-01", **beside),
    ]
    locations = gpd.GeoDataFrame(
        geometry=[shapely.box(x, 100, x + 100, 200) for x in (100, 350, 600)], index=["A", "B", "C"], crs=28992
    )
    result = new_bare_m2(locations, satellietbeelden=sample.layer(*scenes), **BARE)
    np.testing.assert_allclose(result, 10_000)


def test_the_longest_period_of_one_season_is_chosen():
    ndvi = np.full((20, 20), 0.5)
    dates = ("2018-12-01", "2019-06-01", "2021-06-20", "2023-06-10", "2023-08-20")
    looks = take_looks(sample.squares().iloc[:1], sample.layer(*(sample.image(ndvi, date) for date in dates)))
    early, late, barred = chosen_pairs(looks, NDVI, (9, 0.5), 45)
    assert (early[0], late[0], barred[0]) == (1, 3, False)


def test_reasons_are_told_in_dutch():
    ndvi, clouds = np.full((sample.SIDE, sample.SIDE), 0.5), np.zeros((sample.SIDE, sample.SIDE), dtype=bool)
    clouds[:, :100] = True
    boxes = {"wolk": (20, 20, 80, 80), "klein": (1500, 20, 1518, 40), "buiten": (9000, 20, 9100, 100)}
    shapes = gpd.GeoDataFrame(geometry=[shapely.box(*edges) for edges in boxes.values()], index=list(boxes), crs=28992)
    result = change(shapes, sample.image(ndvi, "2019-06-01", clouds=clouds), sample.image(ndvi, "2023-06-01"))
    assert result.attrs["support"].reason.to_dict() == {
        "wolk": "1 helder beeld, 2 nodig",
        "klein": "te klein: 3 beeldpunten van 10 m, 9 nodig",
        "buiten": "buiten beeld",
    }


def test_a_sample_of_a_large_image_holds_few_cells():
    large = Grid(left=0, top=0, pixel_m=10, width=100_000, height=80_000)
    windows = list(sample_windows(large))
    assert sum(window.height * window.width for window in windows) <= SAMPLE_CELLS
    assert max(window.column for window in windows) > 90_000


def test_cells_of_the_product_count_not_those_of_a_finer_grid():
    scene = sample.image(np.full((20, 20), 0.5), "2020-06-01")
    fine = replace(scene, meta=replace(scene.meta, native_pixel_m=30.0))
    assert own_cells(scene) == 1
    assert own_cells(fine) == pytest.approx(9)
