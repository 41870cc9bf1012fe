"""The waterbed check finds a planted rise around new barriers, and none where none was planted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo_risico.core.displacement import DisplacementSettings
from geo_risico.core.errors import DataError
from geo_risico.history.displacement import displacement

FAST = DisplacementSettings(draws=99)


def _places(rng: np.random.Generator, count: int = 1500) -> pd.DataFrame:
    xy = rng.uniform(0, 60_000, (count, 2))
    before = rng.beta(3, 4, count)
    return pd.DataFrame(
        {
            "x": xy[:, 0],
            "y": xy[:, 1],
            "kind": rng.choice(["erf", "jachthaven"], count, p=[0.7, 0.3]),
            "before": before,
            "change": 0.03 - 0.05 * before + rng.normal(0, 0.02, count),
        },
        index=pd.Index([f"L{i:04d}" for i in rng.permutation(count)], dtype="str"),
    )


def _hardened(places: pd.DataFrame, rng: np.random.Generator, count: int) -> pd.Index[str]:
    return places.index[rng.permutation(len(places))[:count]]


def test_a_planted_rise_is_found_and_its_absence_too() -> None:
    rng = np.random.default_rng(1)
    inside, calm = 0, 0
    for _ in range(15):
        places = _places(rng)
        hardened = _hardened(places, rng, 12)
        none = displacement(places, hardened, rng, FAST)
        calm += none.low <= 0 <= none.high
        gap = np.hypot(
            places["x"].to_numpy()[:, None] - places.loc[hardened, "x"].to_numpy(),
            places["y"].to_numpy()[:, None] - places.loc[hardened, "y"].to_numpy(),
        ).min(axis=1)
        near = (gap <= FAST.ring_m) & ~places.index.isin(hardened)
        risen = places.assign(change=places["change"] + 0.04 * near)
        found = displacement(risen, hardened, rng, FAST)
        assert found.effect == pytest.approx(0.04, abs=0.01)
        inside += found.low <= 0.04 <= found.high
        assert "past bij verplaatsing" in found.verdict
    assert min(inside, calm) >= 11, (inside, calm)  # nominal 90 % of 15


def test_row_order_does_not_matter_and_nothing_is_mutated() -> None:
    places = _places(np.random.default_rng(2), 400)
    hardened = _hardened(places, np.random.default_rng(3), 6)
    before = places.copy()
    one = displacement(places, hardened, np.random.default_rng(4), FAST)
    two = displacement(places.iloc[::-1], hardened[::-1], np.random.default_rng(4), FAST)
    pd.testing.assert_frame_equal(one.around, two.around)
    assert [one.effect, one.low, one.chance_high] == pytest.approx(
        [two.effect, two.low, two.chance_high], abs=0, nan_ok=True
    )
    pd.testing.assert_frame_equal(places, before)


def test_few_places_say_little_and_none_say_nothing() -> None:
    rng = np.random.default_rng(5)
    places = _places(rng, 400)
    few = displacement(places, places.index[:3], rng, FAST)
    assert np.isnan(few.low)
    assert few.verdict.startswith("Te weinig plekken (3)")
    none = displacement(places, places.index[:0], rng, FAST)
    assert np.isnan(none.effect)
    assert "niets te zeggen" in none.verdict
    near = places.assign(x=places["x"] / 100, y=places["y"] / 100)
    assert displacement(near, near.index[:6], rng, FAST).left_out == {"geen vergelijkbare plek ver genoeg weg": 6}
    with pytest.raises(DataError, match="kolommen kind ontbreken"):
        displacement(places.drop(columns="kind"), places.index[:3], rng, FAST)
    with pytest.raises(DataError, match="plekken ONBEKEND ontbreken"):
        displacement(places, pd.Index(["ONBEKEND"]), rng, FAST)
