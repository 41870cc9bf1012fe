"""Figures per area by hand, intervals that cover, and a score per gemeente that compares fairly."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_risico.scoring.aggregates import aggregate
from geo_risico.scoring.gemeente_score import score_per_gemeente

NAN = float("nan")
COLUMNS = [
    "location_count", "count_A", "count_B", "count_C", "count_D", "count_E", "count_onbekend", "barn_200_500_m2",
    "barn_500_1000_m2", "barn_1000_2500_m2", "barn_2500_m2", "mean_score", "mean_score_low", "mean_score_high",
    "coverage",
]  # fmt: skip


def rng():
    return np.random.default_rng(5)


def small():
    scores = pd.DataFrame(
        {
            "score": [0.2, 0.4, 0.9, 0.6, NAN, 0.7],
            "class": ["A", "C", "onbekend", "E", "onbekend", "E"],
            "coverage": [1.0, 0.8, 0.3, 0.9, 0.0, 1.0],
        },
        index=pd.Index(list("pqrstu"), name="location_id"),
    )
    by = pd.Series(["GM2", "GM2", "GM2", "GM1", "GM3", NAN], index=scores.index, name="gemeente_code")
    return scores, by


def frame(values, area):
    index = [f"ERF-{i}" for i in range(len(values))]
    scores = pd.DataFrame({"score": values, "class": "C", "coverage": 1.0}, index=index)
    return scores, pd.Series(area, index=index, dtype="str")


def test_by_hand():
    scores, by = small()
    barns = pd.DataFrame(
        {"location_id": ["p", "q", "q", "s", "s", "r", "u"], "area_m2": [199.9, 200, 500, 1000, 2500, 499.9, 800]}
    )
    table = aggregate(scores, by.sample(frac=1, random_state=2), rng(), barns=barns)
    assert list(table) == COLUMNS
    assert table.index.tolist() == ["GM1", "GM2", "GM3"]
    assert table.index.name == "gemeente_code"
    counts = table[COLUMNS[:7]].to_numpy().tolist()
    assert counts == [[1, 0, 0, 0, 0, 1, 0], [3, 1, 0, 1, 0, 0, 1], [1, 0, 0, 0, 0, 0, 1]]
    assert table[COLUMNS[7:11]].to_numpy().tolist() == [[0, 0, 1000, 2500], [699.9, 500, 0, 0], [0, 0, 0, 0]]
    assert table["mean_score"].tolist() == pytest.approx([0.6, 0.3, NAN], nan_ok=True)
    assert table["coverage"].tolist() == pytest.approx([0.9, 0.7, 0.0])
    assert table["mean_score_low"].isna().tolist() == [True, False, True]


def test_unknown_barns_are_unknown_and_not_zero():
    scores, by = small()
    assert aggregate(scores, by, rng())[COLUMNS[7:11]].isna().all().all()


def test_area_with_half_of_its_barns_unknown_has_no_total():
    scores, by = small()
    barns = pd.DataFrame({"location_id": ["p", "q", "s", "s", "s"], "area_m2": [300, NAN, NAN, 600, 700]})
    table = aggregate(scores, by, rng(), barns=barns)["barn_500_1000_m2"]
    assert table.tolist() == pytest.approx([1300, NAN, 0], nan_ok=True)


def test_inputs_stay_and_zero_rows_work():
    scores, by = small()
    before = scores.copy(), by.copy()
    aggregate(scores, by, rng())
    score_per_gemeente(scores, by, rng())
    pd.testing.assert_frame_equal(scores, before[0])
    pd.testing.assert_series_equal(by, before[1])
    assert list(aggregate(scores.iloc[:0], by.iloc[:0], rng())) == COLUMNS
    assert score_per_gemeente(scores.iloc[:0], by.iloc[:0], rng()).shape == (0, 3)


def test_seed_decides_and_row_order_does_not():
    scores, by = frame(rng().beta(2, 4, 200), [f"BU{i % 7}" for i in range(200)])
    shuffled = scores.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(aggregate(shuffled, by, rng()), aggregate(scores, by, rng()))
    pd.testing.assert_frame_equal(score_per_gemeente(shuffled, by, rng()), score_per_gemeente(scores, by, rng()))


@pytest.mark.parametrize(("size", "least"), [(8, 0.85), (30, 0.9), (150, 0.9)])
def test_interval_covers_the_true_mean(size, least):
    areas = 400
    scores, by = frame(rng().beta(2, 4, areas * size), np.repeat([f"BU{i}" for i in range(areas)], size))
    table = aggregate(scores, by, rng())
    covered = (table["mean_score_low"] <= 1 / 3) & (table["mean_score_high"] >= 1 / 3)
    assert least <= covered.mean() <= 0.99
    assert (table["mean_score_low"] < table["mean_score"]).all()
    assert (table["mean_score"] < table["mean_score_high"]).all()


def test_score_per_gemeente_by_hand():
    values = [*np.linspace(0.1, 0.9, 9), 1.0, *[0.5] * 5]
    scores, by = frame(values, ["GM1"] * 10 + ["GM2"] * 5)
    # GM1: mean 0.55, highest tenth is the one of 1.0; GM2: both means 0.5
    assert score_per_gemeente(scores, by, rng())["score_per_gemeente"].tolist() == pytest.approx([77.5, 50.0])


def test_highest_tenth_takes_part_of_a_location():
    scores, by = frame([0.8, *[0.2] * 4], ["GM1"] * 5)
    assert score_per_gemeente(scores, by, rng())["score_per_gemeente"].tolist() == pytest.approx([50 * (0.32 + 0.8)])
    scores, by = frame([0.8, *[0.2] * 14], ["GM1"] * 15)
    # a tenth of 15 is 1.5 locations: the one of 0.8 and half of one of 0.2
    expected = 50 * (0.24 + (0.8 + 0.5 * 0.2) / 1.5)
    assert score_per_gemeente(scores, by, rng())["score_per_gemeente"].tolist() == pytest.approx([expected])


@given(values=st.lists(st.floats(0, 1), min_size=1, max_size=30), times=st.integers(2, 4))
@settings(deadline=None, max_examples=30)
def test_score_per_gemeente_ignores_size_and_the_others(values, times):
    scores, by = frame(
        [*values, *values * times, 0.99], ["GM1"] * len(values) + ["GM2"] * len(values) * times + ["GM3"]
    )
    table = score_per_gemeente(scores, by, rng())
    alone = score_per_gemeente(scores[by == "GM1"], by, rng())
    figure = table["score_per_gemeente"]
    assert figure["GM1"] == pytest.approx(figure["GM2"], abs=1e-9)
    assert figure["GM1"] == pytest.approx(alone.loc["GM1", "score_per_gemeente"], abs=1e-9)
    assert 100 * np.mean(values) - 1e-9 <= figure["GM1"] <= 100 * max(values) + 1e-9


def test_gemeente_that_is_mostly_unknown_gets_no_figure():
    scores, by = frame([0.5] * 10, ["GM1"] * 5 + ["GM2"] * 5)
    scores.loc[["ERF-0", "ERF-1", "ERF-5", "ERF-6", "ERF-7"], "class"] = "onbekend"
    assert score_per_gemeente(scores, by, rng())["score_per_gemeente"].isna().tolist() == [False, True]


def test_one_location_has_a_figure_and_no_interval():
    scores, by = frame([0.42], ["GM1"])
    row = score_per_gemeente(scores, by, rng()).loc["GM1"]
    assert row["score_per_gemeente"] == pytest.approx(42)
    assert row[["score_per_gemeente_low", "score_per_gemeente_high"]].isna().all()
