"""The model on tables as other people have them: Series in another order, points in UTM, labels of a merge."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

import geo_risico.model
from geo_risico.core.errors import DataError
from geo_risico.model import (
    AnchoredIndex,
    EqualWeights,
    FixedWeights,
    HotSpotKde,
    RiskTerrain,
    auc,
    block_weights,
    hit_rate,
    pai,
    rank_robustness,
    spatial_cv,
)

if TYPE_CHECKING:
    from geo_risico.model.learning import PlaceClassifier


class City(NamedTuple):
    """Cells of a city abroad, in metres of UTM zone 31."""

    table: pd.DataFrame
    cases: pd.Series[bool]
    points: gpd.GeoSeries
    xy: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
    shuffled: pd.Series[bool]
    """The cases in another order."""


@pytest.fixture(scope="module")
def city() -> City:
    rng = np.random.default_rng(11)
    count = 1500
    names = pd.Index([f"cell {number}" for number in range(count)])
    xy = rng.uniform(0, 12_000, (count, 2)) + np.array([450_000, 5_400_000])
    table = pd.DataFrame(rng.random((count, 4)), index=names, columns=list("abcd"))
    chance = 1 / (1 + np.exp(-6 * (table["a"] + table["b"] - 1.3)))
    cases = pd.Series(rng.random(count) < 0.5 * chance, index=names)
    points = gpd.GeoSeries.from_xy(xy[:, 0], xy[:, 1], index=names, crs=32631)
    return City(table.mask(rng.random(table.shape) < 0.05), cases, points, xy, cases.sample(frac=1, random_state=1))


def test_pooled_measures_of_fixed_weights_do_not_depend_on_the_folds(city: City) -> None:
    weights = {"a": 3, "b": 2, "c": 1, "d": 1}
    plain = FixedWeights(weights).fit(city.table, city.cases).index(city.table)
    for seed in (0, 1):
        cv = spatial_cv(FixedWeights(weights), city.table, city.cases, city.xy, seed=seed)
        assert cv.pooled["auc"] == pytest.approx(auc(plain, city.cases), abs=1e-12)


def test_pooled_scores_of_the_calibrated_index_are_indexes(city: City) -> None:
    table = city.table.copy()
    table.iloc[3] = np.nan
    scores = spatial_cv(AnchoredIndex(), table, city.cases, city.xy).scores
    assert scores.between(0, 1).all()


@pytest.mark.parametrize("model", [EqualWeights(), RiskTerrain()])
def test_comparisons_put_labels_and_visits_in_the_order_of_the_table(city: City, model: PlaceClassifier) -> None:
    visited = pd.Series(np.arange(len(city.cases)) % 3 > 0, index=city.cases.index)
    in_order = model.fit(city.table, city.cases, visited=visited).decision_function(city.table)
    shuffled = model.fit(city.table, city.shuffled, visited=visited.sample(frac=1, random_state=2))
    assert np.array_equal(shuffled.decision_function(city.table), in_order, equal_nan=True)


def test_a_pipeline_gets_the_visits_for_its_last_step(city: City) -> None:
    visited = np.arange(len(city.cases)) % 3 > 0
    chance = np.where(city.table["a"].fillna(0.5) > 0.5, 0.9, 0.3)
    index = AnchoredIndex(lam=0.5)
    alone = spatial_cv(index, city.table, city.cases, city.xy, visited=visited, propensity=chance)
    pipe = make_pipeline(FunctionTransformer(), index)
    piped = spatial_cv(pipe, city.table, city.cases, city.xy, visited=visited, propensity=chance)
    assert piped.per_fold["auc"].tolist() == pytest.approx(alone.per_fold["auc"].tolist())
    assert piped.probability is not None
    assert alone.probability is not None
    assert np.allclose(piped.probability, alone.probability)


def test_hot_spots_take_points_in_any_order(city: City) -> None:
    plain = HotSpotKde().fit(city.table, city.cases, xy=city.xy).decision_function(city.table, xy=city.xy)
    points = city.points.sample(frac=1, random_state=3)
    found = HotSpotKde().fit(city.table, city.shuffled, xy=points).decision_function(city.table, xy=points)
    assert np.allclose(found, plain)


def test_points_choose_lambda_and_blocks_as_coordinates_do(city: City) -> None:
    visited = np.ones(len(city.cases), dtype=bool)
    on_points = AnchoredIndex().fit(city.table, city.cases, visited=visited, xy=city.points)
    on_xy = AnchoredIndex().fit(city.table, city.cases, visited=visited, xy=city.xy)
    assert on_points.case_count_ >= 80
    assert on_points.lam_ == on_xy.lam_
    from_points, from_xy = (
        block_weights(on_xy, city.table, city.cases, where, rng=np.random.default_rng(0), draws=3)
        for where in (city.points, city.xy)
    )
    pd.testing.assert_frame_equal(from_points, from_xy)
    with pytest.raises(DataError, match="graden"):
        block_weights(on_xy, city.table, city.cases, city.points.to_crs(4326), rng=np.random.default_rng(0))


def test_measures_put_two_series_together_by_their_index(city: City) -> None:
    score = city.table["a"].fillna(0.0)
    for measure in (auc, pai, hit_rate):
        assert measure(score, city.shuffled) == measure(score, city.cases) == measure(score.to_numpy(), city.cases)
    with pytest.raises(DataError, match="index"):
        auc(score, city.cases.set_axis(range(len(score))))


def test_true_and_false_of_a_merge_are_labels(city: City) -> None:
    plain = AnchoredIndex().fit(city.table, city.cases)
    assert np.array_equal(AnchoredIndex().fit(city.table, city.cases.astype(object)).coef_, plain.coef_)
    assert not any("Als geval telt" in text for text in plain.notices_)


def test_words_as_labels_say_which_one_is_the_case(city: City) -> None:
    words = np.where(city.cases, "ja", "nee")
    assert "Als geval telt y = nee." in AnchoredIndex().fit(city.table, words).notices_


def test_counts_of_cases_are_refused_with_what_to_do(city: City) -> None:
    counts = city.cases.astype(int) * 2 + np.arange(len(city.cases)) % 2
    with pytest.raises(DataError, match="y > 0"):
        AnchoredIndex().fit(city.table, counts)
    with pytest.raises(DataError, match="y > 0"):
        spatial_cv(AnchoredIndex(), city.table, counts, city.xy)


def test_almost_only_findings_leave_lambda_as_it_is(city: City) -> None:
    found = pd.Series(np.arange(len(city.cases)) > 2, index=city.cases.index)
    model = AnchoredIndex().fit(city.table, found, visited=np.ones(len(found)), xy=city.xy)
    assert model.lam_ == 2.0


def test_robustness_without_weights_is_of_equal_weights(city: City) -> None:
    found, equal = (rank_robustness(city.table, w0, draws=5, sobol=False) for w0 in (None, [1, 1, 1, 1]))
    pd.testing.assert_frame_equal(found.tests, equal.tests)
    assert found.tests.loc["equal", "jaccard_top_decile"] == 1.0


def test_public_names_are_listed() -> None:
    assert set(geo_risico.model.__all__) <= set(dir(geo_risico.model))
