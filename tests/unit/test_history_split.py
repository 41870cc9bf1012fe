"""The split of a change of score: additive, opposite when swapped, zero when nothing changed, matches by overlap."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from geo_risico.core.comparison import FACTORS, SavedInput, SavedRun, SavedTheme
from geo_risico.history.compare import compare_theme
from geo_risico.history.match import match_locations
from geo_risico.history.split import Method, split_changes
from geo_risico.scoring.combine import combine
from geo_risico.scoring.curve import apply_curves
from tests.sample import build_result

RESULT = build_result()
SPECS = RESULT.indicator_specs
NAMES = list(RESULT.indicators.columns)[:6]
VALUES = RESULT.indicators[NAMES].head(30).reset_index(drop=True)


def drawn(seed: int) -> tuple[pd.DataFrame, np.ndarray, tuple[Method, Method]]:
    """Changed values, their origin and two methods."""
    rng = np.random.default_rng(seed)
    new = VALUES * rng.uniform(0.2, 2, VALUES.shape)
    new = new.mask(pd.DataFrame(rng.random(VALUES.shape) < 0.2))
    origin = rng.integers(1, 4, VALUES.shape).astype(np.int8)
    new = new.where(pd.DataFrame(rng.random(VALUES.shape) < 0.6), VALUES)
    same = new.eq(VALUES) | (new.isna() & VALUES.isna())
    origin[same.to_numpy()] = 0
    weights = [dict(zip(NAMES, rng.integers(0, 5, len(NAMES)) + 0.1, strict=True)) for _ in range(2)]
    return new, origin, (Method(specs=SPECS, weights=weights[0]), Method(specs=SPECS, weights=weights[1]))


@given(st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_parts_add_up_and_turn_around(seed: int) -> None:
    new, origin, methods = drawn(seed)
    split = split_changes(VALUES, new, origin, methods)
    total = sum(split.total(factor) for factor in FACTORS)
    np.testing.assert_allclose(total, split.new - split.old, atol=1e-12, rtol=0)
    expected = combine(apply_curves(new, SPECS), methods[1].weights)["score"]
    np.testing.assert_allclose(split.new, expected, atol=1e-12, rtol=0)
    back = split_changes(new, VALUES, origin, (methods[1], methods[0]))
    for factor in FACTORS:
        np.testing.assert_allclose(back.parts[factor], -split.parts[factor], atol=1e-12, rtol=0)


def saved(**changes: object) -> SavedTheme:
    """The sample as a saved theme."""
    frame = RESULT.locations.frame.join(RESULT.scores).join(RESULT.indicators)
    facts = {fact.name: fact.layers for fact in RESULT.facts}
    layers = {layer for names in facts.values() for layer in names}
    parts = {
        "theme": RESULT.theme,
        "indicator_specs": SPECS,
        "weights": RESULT.weights,
        "raw_weights": {n: w for d in RESULT.theme.dimensions for n, w in d.weights.items()},
        "inputs": tuple(saved_input(layer) for layer in sorted(layers)),
        "indicator_layers": facts,
        "locations": frame,
    }
    return SavedTheme(**{**parts, **changes})


def saved_input(layer: str, day: str = "2026-01-01", sha256: str = "a", source: str = "") -> SavedInput:
    """One file of a layer."""
    date = pd.Timestamp(day).date()
    return SavedInput(layer=layer, source=source or layer, sha256=sha256, peildatum=date, access="open")


def run(theme: SavedTheme, day: str = "2026-01-01", version: str = "1") -> SavedRun:
    """A saved scan with one theme."""
    made = pd.Timestamp(day, tz="UTC").to_pydatetime()
    return SavedRun(
        folder=None, name="proef", title="Proef", profile="partner", peildatum=made.date(), created=made,
        is_fictief=True, hides_score=False, code_version=version, catalog_sha256="", doel="", grondslag="",
        expires=made.date(), themes=(theme,),
    )  # fmt: skip


def compared(old: SavedTheme, new: SavedTheme, **facts: str):
    """Comparison of two saved themes; the second may have a later day or another version."""
    return compare_theme(old, new, (run(old), run(new, **facts)))


def test_nothing_changed_is_zero_everywhere() -> None:
    rows = compared(saved(), saved()).rows
    assert rows["change"].dropna().eq(0).all()
    assert all(rows[factor].dropna().eq(0).all() for factor in FACTORS)
    assert set(rows["status"]) == {"same"}


NAME = next(name for name in NAMES if RESULT.weights.get(name) and RESULT.indicators[name].notna().sum() > 9)


@pytest.mark.parametrize(
    ("day", "sha256", "source", "version", "factor"),
    [
        ("2026-07-01", "b", "", "1", "world"),
        ("2026-01-01", "b", "", "1", "data"),
        ("2026-07-01", "b", "anders", "1", "data"),
        ("2026-01-01", "a", "", "2", "method"),
    ],
)
def test_planted_value_gets_its_reason(day: str, sha256: str, source: str, version: str, factor: str) -> None:
    old = saved()
    frame = old.locations.copy()
    known = frame.index[frame[NAME].gt(0) & frame["score"].notna()][:8]
    frame.loc[known, NAME] = frame.loc[known, NAME] * 0.3
    layer = old.indicator_layers[NAME][0]
    inputs = tuple(saved_input(i.layer, day, sha256, source) if i.layer == layer else i for i in old.inputs)
    found = compared(old, saved(locations=frame, inputs=inputs), day=day, version=version)
    rows = found.rows
    moved = rows.index[rows["change"].abs() > 0]
    assert set(moved) == set(known)
    np.testing.assert_allclose(rows.loc[known, factor], rows.loc[known, "change"], atol=1e-12, rtol=0)


def test_unknown_is_no_fall_and_weight_is_named() -> None:
    old = saved()
    frame = old.locations.copy()
    gone = frame.index[frame["score"].notna() & frame["class"].ne("onbekend")][0]
    frame.loc[gone, list(SPECS)] = np.nan
    frame.loc[gone, "class"] = "onbekend"
    raw = {**old.raw_weights, NAME: old.raw_weights[NAME] + 3}
    weights = {name: value / sum(raw.values()) for name, value in raw.items()}
    found = compared(old, saved(locations=frame, raw_weights=raw, weights=weights))
    assert found.rows.loc[gone, "reason"] == "unknown"
    assert np.isnan(found.rows.loc[gone, "change"])
    assert "geen daling" in found.rows.loc[gone, "sentence"]
    assert any(line.startswith(f"Gewicht van {SPECS[NAME].title} van") for line in found.method_changes)
    known = found.rows[found.rows["change"].notna()]
    np.testing.assert_allclose(known["method"], known["change"], atol=1e-12, rtol=0)


def frame_of(**shapes: object) -> gpd.GeoDataFrame:
    """Locations by name."""
    return gpd.GeoDataFrame(index=pd.Index(shapes, dtype="str"), geometry=list(shapes.values()), crs=28992)


def test_split_merged_new_gone_and_renamed() -> None:
    old = frame_of(
        a=box(0, 0, 10, 10), b=box(20, 0, 30, 10), c=box(30, 0, 40, 10), d=box(50, 0, 60, 10), e=box(80, 0, 90, 9)
    )
    new = frame_of(
        a1=box(0, 0, 5, 10), a2=box(5, 0, 10, 10), bc=box(20, 0, 40, 10), e2=box(80, 0, 90, 9), f=box(99, 0, 120, 9)
    )
    found = match_locations(old, new)
    kinds = {
        (old.index[o], new.index[n]): (kind, share)
        for o, n, share, kind in found.pairs.itertuples(index=False, name=None)
    }
    assert kinds == {
        ("a", "a1"): ("split", 1.0), ("a", "a2"): ("split", 1.0),
        ("b", "bc"): ("merged", 0.5), ("c", "bc"): ("merged", 0.5), ("e", "e2"): ("same", 1.0),
    }  # fmt: skip
    assert list(new.index[found.new]) == ["f"]
    assert list(old.index[found.gone]) == ["d"]
