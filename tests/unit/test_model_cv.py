"""Folds of whole blocks, and scores of places that the model has not seen."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator
from sklearn.linear_model import LogisticRegression

from geo_risico.core.errors import DataError
from geo_risico.model.cv import leave_one_group_out, quadrants, spatial_cv, temporal_split
from geo_risico.model.folds import block_corners, block_side_m, spatial_folds
from geo_risico.model.metrics import auc
from geo_risico.model.places import inverse_weights, make_places

NAN = float("nan")


def city(seed=1, count=3000):
    """Places with three value functions of which the first two matter."""
    rng = np.random.default_rng(seed)
    index = pd.Index([f"P{i}" for i in rng.permutation(count)])
    xy = pd.DataFrame(rng.uniform(100_000, 130_000, (count, 2)), index=index, columns=["x", "y"])
    table = pd.DataFrame(rng.random((count, 3)), index=index, columns=["a", "b", "c"])
    y = pd.Series(rng.random(count) < 1 / (1 + np.exp(5 - 3 * table["a"] - 2 * table["b"])), index=index)
    return table, y, xy


def test_blocks_are_whole_and_folds_balanced():
    _, y, xy = city()
    folds = spatial_folds(xy, y, 3000)
    corners = pd.Series([str(corner) for corner in block_corners(xy.to_numpy(), 3000)])
    assert len(pd.DataFrame({"fold": folds, "corner": corners}).drop_duplicates()) == corners.nunique()
    cases, places = np.bincount(folds, weights=y), np.bincount(folds)
    assert np.ptp(cases) <= 2
    assert np.ptp(places) < 0.05 * places.mean()


def test_folds_follow_the_seed_and_not_the_rows():
    _, y, xy = city()
    folds = pd.Series(spatial_folds(xy, y, 3000, seed=4), index=y.index)
    order = y.sample(frac=1, random_state=3).index
    again = pd.Series(spatial_folds(xy.loc[order], y[order], 3000, seed=4), index=order)
    assert again.reindex(y.index).equals(folds)
    assert not np.array_equal(folds, spatial_folds(xy, y, 3000, seed=5))


def test_blocks_are_at_least_twice_the_half_distance():
    table, y, xy = city()
    assert block_side_m(4000) == 8000
    assert spatial_cv(LogisticRegression(), table, y, xy, half_distance_m=2500).block_m == 5000
    assert spatial_cv(LogisticRegression(), table, y, xy).block_m == 3000


def test_too_few_blocks_is_said():
    xy = np.full((20, 2), 1000.0)
    with pytest.raises(DataError, match="1 blok met een casus"):
        spatial_folds(xy, np.arange(20) < 5)
    spread = np.repeat([[1000.0, 1000.0], [9000.0, 1000.0]], 10, axis=0)
    assert set(spatial_folds(spread, np.arange(20) % 2, n_folds=5)) == {0, 1}


def test_every_place_is_scored_by_a_model_that_did_not_see_it():
    class Remembers(BaseEstimator):
        def fit(self, table, y, xy=None):
            assert len(table) == len(y)
            self.seen_ = set(map(tuple, np.asarray(xy)))
            return self

        scores_by_xy = True

        def decision_function(self, table, xy):
            assert len(table) == len(xy)
            return np.array([float(tuple(point) in self.seen_) for point in xy])

    table, y, xy = city()
    result = spatial_cv(Remembers(), table, y, xy)
    assert (result.scores == 0).all()
    assert result.pooled["auc"] == 0.5


def test_pooled_mean_and_spread():
    table, y, xy = city()
    result = spatial_cv(LogisticRegression(), table, y, xy)
    folds = [auc(result.scores[result.folds == fold], y[result.folds == fold]) for fold in range(5)]
    assert result.pooled["auc"] == pytest.approx(auc(result.scores, y))
    assert result.mean["auc"] == pytest.approx(np.mean(folds))
    assert result.sd["auc"] == pytest.approx(np.std(folds, ddof=1))
    assert 0.7 < result.pooled["auc"] < 0.8
    assert result.calibration is None
    assert np.isnan(result.pooled["brier"])


def test_with_a_visit_log_only_visited_places_count():
    table, y, xy = city()
    visited = pd.Series(np.random.default_rng(2).random(len(y)) < 0.4, index=y.index)
    spoilt = y.mask(~visited, other=True)
    one = spatial_cv(LogisticRegression(), table, y, xy, visited=visited)
    two = spatial_cv(LogisticRegression(), table, spoilt, xy, visited=visited)
    assert one.scores.equals(two.scores)
    assert one.pooled == two.pooled
    assert 0 < one.pooled["brier"] < 0.25
    assert one.calibration["count"].sum() == visited.sum()


def test_order_of_the_rows_does_not_matter():
    table, y, xy = city(count=800)
    order = y.sample(frac=1, random_state=5).index
    one = spatial_cv(LogisticRegression(), table, y, xy).scores
    two = spatial_cv(LogisticRegression(), table.loc[order], y, xy).scores
    assert np.allclose(two.reindex(one.index), one, atol=1e-4)


def test_points_with_a_coordinate_system():
    table, y, xy = city(count=500)
    points = gpd.GeoSeries(gpd.points_from_xy(xy["x"], xy["y"]), index=y.index, crs=28992)
    assert spatial_cv(LogisticRegression(), table, y, points).folds.equals(
        spatial_cv(LogisticRegression(), table, y, xy).folds
    )
    with pytest.raises(DataError, match="graden"):
        spatial_cv(LogisticRegression(), table, y, points.to_crs(4326))


def test_wrong_input_is_refused():
    table, y, xy = city(count=200)
    cases = {
        "lijken graden": {"xy": xy / 2000},
        "zonder coordinaten": {"xy": xy.drop(index=xy.index[3]).reindex(xy.index)},
        "alleen 0 en 1": {"y": y.astype(float).mask(y.index == y.index[3])},
        "een per plaats": {"y": y.to_numpy()[:-1]},
        "dubbele": {"V": table.set_axis(["x"] * 200)},
        "past niet": {"y": y.set_axis(range(200))},
        "oneindig": {"V": table.replace(table.iloc[0, 0], np.inf)},
        "getallen": {"V": table.assign(d="tekst")},
        "propensity": {"propensity": np.zeros(200)},
    }
    for word, change in cases.items():
        given = {"V": table, "y": y, "xy": xy} | change
        with pytest.raises(DataError, match=word):
            spatial_cv(LogisticRegression(), **given)


def test_weights_are_cut_off_and_unknown_is_the_mean():
    chance = np.array([0.01, *[0.2, 0.9] * 49, NAN])
    weights = inverse_weights(chance, 100)
    assert weights.max() < 100
    assert weights[-1] == pytest.approx(1 / np.nanmean(chance))
    assert (inverse_weights(None, 3) == 1).all()


def test_temporal_split_knows_only_what_was_known():
    table, y, xy = city()
    days = pd.Timestamp("2020-01-01") + pd.to_timedelta(np.random.default_rng(3).integers(0, 900, len(y)), "D")
    dates = pd.Series(days, index=y.index).where(y)
    places = make_places(table, y, xy, {"dates": dates})
    result = temporal_split(LogisticRegression(), places)
    later = dates >= result.at
    assert result.train_case_count == (y & ~later).sum()
    assert result.test_case_count == (y & later).sum()
    kept = table[~y | later]
    fitted = LogisticRegression().fit(table, y & ~later)
    assert result.measures["auc"] == pytest.approx(auc(fitted.decision_function(kept), y[kept.index]))
    assert temporal_split(LogisticRegression(), make_places(table, y, xy)) is None
    assert temporal_split(LogisticRegression(), places, at=pd.Timestamp("2019-01-01")) is None


def test_worst_area_of_leaving_one_out():
    table, y, xy = city()
    places = make_places(table, y, xy)
    names = quadrants(places.xy)
    table["a"] = table["a"].where(np.array(names) != "zuidwest", 1 - table["a"])
    result = leave_one_group_out(LogisticRegression(), make_places(table, y, xy), names)
    assert result.worst[0] == "zuidwest"
    assert result.per_group["case_count"].sum() == y.sum()
    assert result.mean > result.worst[1]
    assert leave_one_group_out(LogisticRegression(), places, ["een"] * len(y)).worst is None
