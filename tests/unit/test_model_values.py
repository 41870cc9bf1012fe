"""Value functions from point layers, the chance of a visit, and the bootstrap of weights."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from geo_risico.core.errors import DataError
from geo_risico.model.anchored import AnchoredIndex
from geo_risico.model.draws import block_weights, weight_intervals
from geo_risico.model.propensity import effort_propensity
from geo_risico.model.values import density, density_q95, lookup, near

RNG = np.random.default_rng(5)
PLACES = RNG.uniform(100_000, 110_000, (300, 2))
TARGETS = RNG.uniform(100_000, 110_000, (40, 2))
DISTANCE = np.hypot(*(PLACES[:, None] - TARGETS[None]).transpose(2, 0, 1))


def test_near_against_all_distances():
    assert near(PLACES, TARGETS, 800) == pytest.approx(np.exp(-DISTANCE.min(axis=1) / 800))


def test_density_against_all_distances_and_frozen():
    value, q95 = density(PLACES, TARGETS, 1500), density_q95(PLACES, TARGETS, 1500)
    count = (DISTANCE <= 1500).sum(axis=1)
    assert q95 == pytest.approx(np.quantile(count, 0.95))
    assert value == pytest.approx(np.sqrt(np.minimum(count / q95, 1)))
    assert density(PLACES[:5], TARGETS, 1500, q95) == pytest.approx(value[:5])


def test_density_without_targets_is_zero():
    nothing = np.empty((0, 2))
    assert (density(PLACES, nothing, 500).max(), density_q95(PLACES, nothing, 500)) == (0, 1)


def test_geoseries_keep_their_index():
    names = pd.Index([f"x{i}" for i in range(len(PLACES))])
    points = gpd.GeoSeries(gpd.points_from_xy(*PLACES.T), index=names, crs="EPSG:28992")
    targets = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*TARGETS.T), crs="EPSG:28992")
    value = near(points, targets, 800)
    assert list(value.index) == list(names)
    assert value.to_numpy() == pytest.approx(near(PLACES, TARGETS, 800))
    assert list(density(points, targets, 800).index) == list(names)


def test_lookup_keeps_unknown_unknown():
    kinds = pd.Series(["a", "b", None, "z"], index=[4, 3, 2, 1])
    value = lookup(kinds, {"a": 1, "b": 0})
    assert list(value.index) == [4, 3, 2, 1]
    assert value.tolist()[:2] == [1, 0]
    assert value.isna().tolist() == [False, False, True, True]


LONLAT = np.array([[4.9, 52.3], [5.1, 52.2]])
WRONG = [
    (lambda: near(LONLAT, LONLAT, 100), "graden"),
    (lambda: near(gpd.GeoSeries(gpd.points_from_xy(*LONLAT.T), crs="EPSG:4326"), TARGETS, 100), "graden"),
    (lambda: near(PLACES, np.empty((0, 2)), 100), "geen enkel punt"),
    (lambda: near(PLACES, TARGETS, 0), "d0_m"),
    (lambda: near(PLACES, TARGETS, float("nan")), "d0_m"),
    (lambda: near([[np.nan, 1e5]], TARGETS, 100), "zonder coordinaten"),
    (lambda: near([1.0, 2.0, 3.0], TARGETS, 100), "vorm"),
    (lambda: near([["a", "b"]], TARGETS, 100), "verwacht getallen"),
    (lambda: near(gpd.GeoSeries([None], crs="EPSG:28992"), TARGETS, 100), "zonder geometrie"),
    (
        lambda: near(
            gpd.GeoSeries(gpd.points_from_xy(*PLACES.T), crs="EPSG:28992"),
            gpd.GeoSeries(gpd.points_from_xy(*TARGETS.T), crs="EPSG:25831"),
            100,
        ),
        "hetzelfde stelsel",
    ),
    (lambda: density(PLACES, TARGETS, -5), "radius_m"),
    (lambda: density(PLACES, TARGETS, 500, 0), "q95"),
    (lambda: lookup(["a"], {"a": 2}), "a: 2"),
    (lambda: lookup(["a"], {}), "table"),
    (lambda: effort_propensity(PLACES, np.zeros(300)), "nergens"),
    (lambda: effort_propensity(PLACES, np.zeros(3)), "verwacht 300"),
]


@pytest.mark.parametrize(("call", "message"), WRONG)
def test_wrong_input_is_told(call, message):
    with pytest.raises(DataError, match=message):
        call()


def test_chance_of_a_visit_follows_effort_and_is_clipped():
    effort = RNG.gamma(1, 1, 5000)
    truth = 1 / (1 + np.exp(3 - 2 * effort))
    looked = RNG.random(5000) < truth
    table = pd.DataFrame({"effort": effort, "leeg": np.nan})
    chance = effort_propensity(table.mask(RNG.random(table.shape) < 0.05), looked)
    assert np.corrcoef(chance, truth)[0, 1] > 0.9
    inverse = 1 / chance[looked]
    assert inverse.max() == pytest.approx(np.quantile(inverse, 0.95), rel=1e-2)
    assert (inverse > inverse.max() - 1e-9).mean() == pytest.approx(0.05, abs=0.01)


def test_everybody_visited_is_certain():
    assert effort_propensity(PLACES, np.ones(300)).eq(1).all()


def bootstrap_world(seed):
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(rng.random((2000, 3)), columns=["a", "b", "c"])
    xy = rng.uniform(100_000, 130_000, (2000, 2))
    logit = -3 + table.to_numpy() @ np.array([3.0, 2.0, 1.0])
    return table, rng.random(2000) < 1 / (1 + np.exp(-logit)), xy, rng


def test_intervals_hold_the_weights_that_made_the_cases():
    inside = []
    for seed in range(10):
        table, y, xy, rng = bootstrap_world(seed)
        model = AnchoredIndex(lam=0.01).fit(table, y)
        drawn = block_weights(model, table, y, xy, rng=rng, draws=40)
        bounds = weight_intervals(drawn)
        assert drawn.sum(axis=1).to_numpy() == pytest.approx(np.ones(40))
        inside += [
            bounds["low"].to_numpy() <= [1 / 2, 1 / 3, 1 / 6],
            bounds["high"].to_numpy() >= [1 / 2, 1 / 3, 1 / 6],
        ]
    assert np.mean(inside) > 0.9


def test_same_generator_same_draws():
    table, y, xy, _ = bootstrap_world(1)
    model = AnchoredIndex().fit(table, y)
    one, two = (block_weights(model, table, y, xy, rng=np.random.default_rng(7), draws=5) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    assert list(one.columns) == ["a", "b", "c"]


def test_a_small_area_still_has_different_draws():
    table, y, xy, rng = bootstrap_world(2)
    model = AnchoredIndex(lam=1.0).fit(table, y)
    drawn = block_weights(model, table, y, xy / 100, rng=rng, draws=5)
    assert drawn["a"].nunique() == 5
