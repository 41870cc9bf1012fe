"""Trend and level on drawn series: slope, its error, season and cloud."""

import datetime as dt
import importlib.util
from pathlib import Path

import numpy as np
import pytest

from geo_risico.indicators.ndvi_level import ndvi_level
from geo_risico.indicators.ndvi_slope import ndvi_slope
from geo_risico.spatial.looks.trend import slopes

_SPEC = importlib.util.spec_from_file_location("looks_sample", Path(__file__).with_name("looks_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)

SETTINGS = {"minimum": sample.MINIMUM, "series": (4, 2), "season_days": 90}
SIZE = (sample.SIDE, sample.SIDE)


def days_of(*dates):
    return np.array([dt.date.fromisoformat(date).toordinal() for date in dates], dtype=float)


def test_slope_and_error_are_those_of_the_textbook():
    rng = np.random.default_rng(1)
    days = days_of("2018-06-01", "2019-06-10", "2020-05-25", "2021-06-05", "2022-06-02", "2023-06-20")
    values = rng.normal(0.5, 0.1, (3, 6))
    used = np.ones((3, 6), dtype=bool)
    used[1, 2] = False
    slope, error = slopes(days, values, used)
    for row in range(3):
        x, y = days[used[row]] / 365.25, values[row, used[row]]
        (gradient, _), covariance = np.polyfit(x - x.mean(), y, 1, cov=True)
        assert slope[row] == pytest.approx(gradient)
        assert error[row] == pytest.approx(np.sqrt(covariance[0, 0]))


def test_the_season_does_not_pass_for_a_trend():
    days = days_of(*(f"{year}-{month:02d}-15" for year in (2021, 2022, 2023) for month in (3, 6, 9)), "2023-12-15")
    season = 0.5 - 0.3 * np.cos(2 * np.pi * (days - days_of("2021-01-15")) / 365.25)
    values = np.stack([season, season - 0.05 * (days - days[0]) / 365.25])
    slope, error = slopes(days, values, np.ones(values.shape, dtype=bool))
    np.testing.assert_allclose(slope, [0, -0.05], atol=1e-9)
    assert (error < 1e-9).all()


def test_a_line_through_one_date_or_two_images_is_unknown():
    days = days_of("2020-06-01", "2020-06-01", "2020-06-01", "2022-06-01")
    used = np.array([[True, True, True, False], [True, False, False, True]])
    slope, error = slopes(days, np.full((2, 4), 0.5), used)
    assert np.isnan(slope).all()
    assert np.isnan(error).all()


def test_planted_trend_is_found_and_an_absent_one_is_not():
    rng = np.random.default_rng(5)
    locations, ground = sample.squares(), sample.landscape(rng) * 0.4 + 0.4
    planted = ["L011", "L200", "L321"]
    years = range(2017, 2024)
    scenes = []
    for step, year in enumerate(years):
        field = np.kron(rng.normal(0, 0.02, (20, 20)), np.ones((10, 10)))
        ndvi = ground + field
        for name in planted:
            ndvi[sample.cells_of(locations, name)] -= 0.06 * step
        scenes.append(sample.image(ndvi, f"{year}-06-{step + 1:02d}", rng=rng, noise=0.03))
    result = ndvi_slope(locations, satellietbeelden=sample.layer(*scenes), **SETTINGS)
    support = result.attrs["support"]
    ratio = result / support.standard_error
    np.testing.assert_allclose(result[planted], -0.06, atol=0.015)
    assert (ratio[planted] < -3).all()
    assert (ratio.drop(planted).abs() > 3).mean() < 0.05
    assert (support.clear_count == 7).all()


def test_an_image_of_another_sensor_is_drawn_to_the_series_first():
    rng = np.random.default_rng(9)
    ground = sample.landscape(rng)
    old = [sample.image(ground * 0.8, f"{year}-06-01", rng=rng, noise=0.02, sensor="oud") for year in (2018, 2019)]
    new = [sample.image(ground, f"{year}-06-01", rng=rng, noise=0.02, sensor="nieuw") for year in (2020, 2021, 2022)]
    result = ndvi_slope(sample.squares(), satellietbeelden=sample.layer(*old, *new), **SETTINGS)
    assert result.abs().median() < 0.01
    assert "oud en nieuw zijn op elkaar afgestemd" in result.attrs["notes"][0]


def test_clouds_leave_fewer_images_and_say_how_many():
    rng = np.random.default_rng(2)
    ground, clouds = sample.landscape(rng), np.zeros(SIZE, dtype=bool)
    clouds[:, :100] = True
    scenes = [
        sample.image(ground, f"{year}-06-01", rng=rng, noise=0.01, clouds=clouds if year > 2020 else None)
        for year in range(2018, 2023)
    ]
    result = ndvi_slope(sample.squares(), satellietbeelden=sample.layer(*scenes), **SETTINGS)
    support = result.attrs["support"]
    assert (support.clear_count[result.isna()] == 3).all()
    assert set(support.reason[result.isna()]) == {"3 heldere beelden, 4 nodig"}
    assert result.notna().sum() == 200


def test_level_of_one_image_and_its_error():
    rng = np.random.default_rng(4)
    ground = sample.landscape(rng)
    scene = sample.image(ground, "2023-06-01", rng=rng, noise=0.04)
    locations = sample.squares()
    result = ndvi_level(
        locations,
        satellietbeelden=sample.layer(scene),
        peildatum=dt.date(2024, 1, 1),
        minimum=sample.MINIMUM,
        years=(3, 15),
    )
    truth = np.array([ground[sample.cells_of(locations, name)].mean() for name in locations.index])
    within = (result - truth).abs() <= 2 * result.attrs["support"].standard_error
    assert 0.9 < within.mean() < 1
    assert (result.attrs["support"].clear_count == 1).all()
