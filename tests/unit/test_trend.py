"""Gemeenten against the others: a planted difference is found, none is not, and hidden figures stay hidden."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from geo_risico.core.specs import DimensionSpec
from geo_risico.history.hardened import barrier_indicators, hardened_places
from geo_risico.history.trend import gemeente_trend

DAY = dt.date(2026, 1, 1)


def _changes(rng, rise=0.0, count=900):
    xy = rng.uniform(0, 45_000, (count, 2))
    code = np.where(xy[:, 0] < 15_000, "GM1", np.where(xy[:, 0] < 30_000, "GM2", "GM3"))
    block = {key: rng.normal(0, 0.01) for key in {tuple(row) for row in (xy // 3000).astype(int)}}
    shared = np.array([block[tuple(row)] for row in (xy // 3000).astype(int)])
    world = shared + rng.normal(0, 0.02, count) + rise * (code == "GM2")
    return pd.DataFrame(
        {"gemeente_code": code, "x": xy[:, 0], "y": xy[:, 1], "method": 0.01, "data": -0.005, "world": world}
    )


def test_a_planted_rise_is_told_and_its_absence_too():
    rng = np.random.default_rng(1)
    calm = 0
    for _ in range(40):
        found = gemeente_trend(_changes(rng), {}, rng).changes
        calm += int(((found["low"] <= 0) & (found["high"] >= 0)).sum())
    assert calm / 120 >= 0.8  # nominal 90 %
    risen = gemeente_trend(_changes(rng, rise=0.03), {}, rng).changes
    assert risen.loc["GM2", "verdict"] == "steeg meer dan de andere gemeenten"
    assert risen.loc["GM2", "difference"] == pytest.approx(0.03, abs=0.01)
    assert risen["total"].to_numpy() == pytest.approx((risen["method"] + risen["data"] + risen["world"]).to_numpy())


def test_one_gemeente_and_few_blocks_say_so():
    rng = np.random.default_rng(2)
    alone = _changes(rng).query("gemeente_code == 'GM1'")
    assert "geen andere gemeente" in gemeente_trend(alone, {}, rng).changes.loc["GM1", "verdict"]
    few = _changes(rng).assign(x=lambda frame: frame["x"] / 100, y=lambda frame: frame["y"] / 100)
    found = gemeente_trend(few, {}, rng).changes
    assert found["verdict"].eq("te weinig plekken voor een uitspraak").all()
    assert gemeente_trend(_changes(rng).iloc[:0], {}, rng).changes.empty


def test_the_row_of_scans_keeps_hidden_figures_hidden():
    frame = pd.DataFrame({"mean_score": [0.4, 0.6], "location_count": [30, 10]}, index=["GM1", "GM2"])
    hidden = frame.assign(location_count=[30, np.nan])
    series = gemeente_trend(
        _changes(np.random.default_rng(3)), {DAY: hidden, dt.date(2025, 7, 1): frame}, np.random.default_rng(3)
    ).series
    assert series["peildatum"].tolist() == [dt.date(2025, 7, 1)] * 2 + [DAY] * 2
    assert series["rest_score"].iloc[0] == pytest.approx(0.45)
    assert series["rest_score"].iloc[2:].isna().all()


class _Theme:
    dimensions = (
        DimensionSpec(name="kans", title="Kans", summary="Kans op", axis="kans", weights={"a": 1}),
        DimensionSpec(
            name="barriere", title="Drempels", summary="Drempels", axis="barriere", weights={"hek": 1, "b": 1}
        ),
    )


def test_places_with_new_barriers_are_those_whose_score_fell_by_them():
    world = pd.DataFrame(
        {"a": [-0.5, 0.0, 0.0, 0.0], "hek": [0.0, -0.03, -0.005, np.nan], "b": [0.0, 0.01, 0.0, np.nan]},
        index=["L1", "L2", "L3", "L4"],
    )
    assert barrier_indicators(_Theme) == ("hek", "b")
    assert hardened_places(world, _Theme).to_dict() == pytest.approx({"L2": 0.02})
    assert hardened_places(world[["a"]], _Theme).empty
