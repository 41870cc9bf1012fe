"""Blindness: what may and may not move it, and a low class that nobody checked."""

import datetime as dt
import time

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_risico.core.evidence import NO_ACCESS, NOTHING_FOUND, Evidence
from geo_risico.core.evidence_specs import WitteVlekSpec
from geo_risico.uncertainty.witte_vlek import PARTS, blind_spots, with_unknown

PEILDATUM = dt.date(2026, 1, 1)
NAMES = list("abcde")
WEIGHTS = {"a": 5, "b": 3, "c": 2, "d": 2, "e": 1}


@pytest.fixture
def scan(sample_result):
    return sample_result.scan.model_copy(update={"peildatum": PEILDATUM})


def places(count=60, side_m=6000, seed=3):
    xy = np.random.default_rng(seed).uniform(0, side_m, (count, 2)) + np.array([180_000, 480_000])
    index = [f"ERF-{i:03d}" for i in range(count)]
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(*xy.T).buffer(20), index=index, crs=28992)


def risks(index, unknown=0.1, seed=5):
    rng = np.random.default_rng(seed)
    values = rng.beta(1, 2, (len(index), 5))
    return pd.DataFrame(np.where(rng.random(values.shape) < unknown, np.nan, values), index=index, columns=NAMES)


def visits(frame, at, days=100, **changes):
    point = frame.geometry.loc[list(at)].centroid
    table = {
        "date": pd.Timestamp(PEILDATUM) - pd.to_timedelta(np.broadcast_to(days, len(at)), "D"),
        "resultaat": NOTHING_FOUND,
        "is_tip": False,
        "x_m": point.x.to_numpy(),
        "y_m": point.y.to_numpy(),
        "location_id": list(at),
        **changes,
    }
    return pd.DataFrame(table, index=[f"B{i}" for i in range(len(at))])


def spots(frame, values, log, scan, cases=None):
    share = np.array(list(WEIGHTS.values())) / sum(WEIGHTS.values())
    scores = pd.DataFrame({"coverage": values.notna().to_numpy() @ share}, index=values.index)
    return blind_spots(frame, scores, values, WEIGHTS, Evidence(cases=cases, visits=log, reports=()), scan)


@given(st.lists(st.integers(0, 59), min_size=1, max_size=25), st.integers(0, 59), st.integers(0, 4000))
@settings(deadline=None, max_examples=60)
def test_another_visit_never_raises_blindness(sample_result, at, extra, days):
    scan = sample_result.scan.model_copy(update={"peildatum": PEILDATUM})
    frame = places()
    values, first = risks(frame.index), visits(frame, frame.index[at])
    more = pd.concat([first, visits(frame, frame.index[[extra]], days=days).set_axis(["extra"])])
    before, after = spots(frame, values, first, scan), spots(frame, values, more, scan)
    assert (after["blindness"] <= before["blindness"] + 1e-9).all()
    assert before["blindness"].between(0, 1).all()


@given(st.integers(0, 59), st.sets(st.sampled_from(NAMES), min_size=1))
@settings(deadline=None, max_examples=60)
def test_knowing_less_never_lowers_blindness(sample_result, row, names):
    scan = sample_result.scan.model_copy(update={"peildatum": PEILDATUM})
    frame = places()
    values, log = risks(frame.index), visits(frame, frame.index[:12])
    hidden = values.copy()
    hidden.iloc[row, [NAMES.index(name) for name in names]] = np.nan
    before, after = (spots(frame, table, log, scan)["blindness"].iloc[row] for table in (values, hidden))
    assert after >= before - 1e-9


def test_row_order_does_not_matter_and_nothing_changes(scan):
    frame = places()
    values, log = risks(frame.index), visits(frame, frame.index[:15], days=np.arange(15) * 90)
    kept = log.copy()
    straight = spots(frame, values, log, scan)
    order = np.random.default_rng(1).permutation(len(frame))
    turned = spots(frame.iloc[order], values.iloc[order], log.iloc[::-1], scan)
    pd.testing.assert_frame_equal(turned.loc[frame.index], straight, rtol=0, atol=1e-8)
    pd.testing.assert_frame_equal(log, kept)


def test_a_half_where_nobody_came_is_blind_and_the_visited_half_is_not(scan):
    frame = places(200)
    west = frame.index[frame.centroid.x < 183_000]
    out = spots(frame, risks(frame.index, unknown=0), visits(frame, west[::4]), scan)
    far = frame.index[frame.centroid.x > 184_200]
    assert (out.loc[far, "witte_vlek"] == "witte vlek").all()
    assert (out.loc[west, "witte_vlek"] == "witte vlek").mean() < 0.2
    assert out.loc[far, "effort_decile"].max() < out.loc[west, "effort_decile"].min()
    assert (out.loc[west[::4], "witte_vlek"] == "gezien").all()
    assert (out.loc[west[::4], "dissimilarity"] == 0).all()


def test_without_a_log_nobody_knows(scan):
    frame = places(5)
    for log in (None, visits(frame, [])):
        out = spots(frame, risks(frame.index), log, scan)
        assert set(out["witte_vlek"]) == {"geen bezoekenlog"}
        assert out[["blindness", "effort_decile", "dissimilarity", "days_since_visit"]].isna().all(axis=None)
        assert "visit_count" not in out


def test_tips_and_visits_without_access(scan):
    frame = places()
    values, own = risks(frame.index), frame.index[:10]
    tips = spots(frame, values, visits(frame, own, is_tip=True), scan)
    closed = spots(frame, values, visits(frame, own, resultaat=NO_ACCESS), scan)
    assert (tips.loc[own, "visit_count"] == 1).all()
    assert (tips.loc[own, "days_since_visit"] == 100).all()
    assert (tips["dissimilarity"] == 1).all()
    assert (closed["visit_count"] == 0).all()
    assert (closed["blindness"] >= tips["blindness"]).all()


def test_everywhere_visited_nothing_is_blind_and_time_brings_it_back(scan):
    frame = places()
    values = risks(frame.index, unknown=0)
    fresh, old = (spots(frame, values, visits(frame, frame.index, days=d), scan) for d in (1, 6000))
    assert set(fresh["witte_vlek"]) == {"gezien"}
    assert (old["blindness"] > fresh["blindness"]).all()
    late = spots(frame, values, visits(frame, frame.index, days=-3), scan)
    assert late["days_since_visit"].isna().all()


def test_one_location(scan):
    frame = places(1)
    out = spots(frame, risks(frame.index, unknown=0), visits(frame, frame.index, days=0), scan)
    assert out["witte_vlek"].tolist() == ["gezien"]
    assert out["effort_decile"].tolist() == [1]
    assert sum(PARTS.values()) == pytest.approx(1)


def test_days_and_parts_by_hand(scan):
    frame = gpd.GeoDataFrame(geometry=gpd.points_from_xy([0, 9000], [0, 0]), index=["p", "q"], crs=28992)
    values = pd.DataFrame([[0.0], [1.0]], index=["p", "q"], columns=["a"])
    log = visits(frame, ["p"], days=1095)
    out = blind_spots(
        frame, pd.DataFrame({"coverage": [1.0, 1.0]}, index=["p", "q"]), values, {"a": 1},
        Evidence(cases=None, visits=log, reports=()), scan,
    )  # fmt: skip
    fresh = np.exp(-1)
    # alone within its reach: its own visit, and the same visit as its surroundings over one third, over the share
    effort = fresh + fresh * 3 / scan.witte_vlek.enough_share
    assert out.loc["p", "blindness"] == pytest.approx(0.5 * np.exp(-effort) + 0.15 * (1 - np.exp(-1)))
    assert out.loc["q", "blindness"] == pytest.approx(0.5 + 0.15 + 0.15)
    assert out["dissimilarity"].tolist() == [0, 1]


def test_a_low_class_that_nobody_checked_is_unknown():
    scores = pd.DataFrame(
        {
            "class": ["A", "B", "C", "A", "onbekend"],
            "class_all": ["A", "C", "A", "A", "onbekend"],
            "class_expert": ["C", "A", "C", "A", "A"],
            "robustness": ["robust"] * 4 + ["onbekend"],
            "witte_vlek": ["witte vlek", "witte vlek", "witte vlek", "deels gezien", "witte vlek"],
        }
    )
    out = with_unknown(scores, WitteVlekSpec())
    assert out["class"].tolist() == ["onbekend", "onbekend", "C", "A", "onbekend"]
    assert out["class_all"].tolist() == ["onbekend", "onbekend", "onbekend", "A", "onbekend"]
    assert out["class_expert"].tolist() == ["C", "onbekend", "C", "A", "onbekend"]
    assert out["robustness"].tolist() == ["onbekend", "onbekend", "robust", "robust", "onbekend"]
    assert out["class_seen"].equals(scores["class"])
    assert with_unknown(scores, WitteVlekSpec(low_classes=()))["class"].tolist() == scores["class"].tolist()


def test_a_hundred_thousand_locations_in_reasonable_time(scan):
    frame = places(100_000, side_m=60_000)
    values, log = risks(frame.index), visits(frame, frame.index[::200])
    begin = time.perf_counter()
    out = spots(frame, values, log, scan)
    assert time.perf_counter() - begin < 60
    assert out["blindness"].notna().all()
