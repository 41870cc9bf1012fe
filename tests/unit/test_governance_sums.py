"""Sums per area under attack: whoever knows every sum that is shown cannot come near the largest contribution."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from geo_risico.core.errors import ReleaseError
from geo_risico.governance import release
from geo_risico.governance.sums import LIMITS, SumTable, room_of, show_sums

SHARE = LIMITS.p_percent / 100


def nested(seed):
    """Gemeente, wijken and buurten with locations of which some dominate."""
    rng = np.random.default_rng(seed)
    leaves = int(rng.integers(1, 12))
    parent = rng.integers(0, max(1, leaves // 3), leaves)
    wijken = np.array([parent == code for code in np.unique(parent)])
    members = np.vstack([np.ones((1, leaves), bool), wijken, np.eye(leaves, dtype=bool)])
    leaf = rng.integers(0, leaves, int(rng.integers(1, 60)))
    values = np.where(rng.random(len(leaf)) < 0.4, 0.0, np.exp(rng.normal(6, 1.5, len(leaf))).round(0))
    return SumTable(members=members, leaf=leaf, values=values)


def attacked(table, shown, area):
    """Lowest and highest sum by a program over all areas at once, written apart from the one under test."""
    matrix, sums = table.members[shown].astype(float), (table.members.astype(float) @ table.leaves)[shown]
    target = table.members[area].astype(float)
    ends = []
    for sign in (1, -1):
        found = linprog(sign * target, A_eq=matrix if shown.any() else None, b_eq=sums if shown.any() else None)
        ends.append(sign * found.fun if found.status == 0 else np.inf * -sign)
    return max(ends[0], 0.0), ends[1]


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 100_000))
def test_no_sensitive_sum_can_be_narrowed(seed):
    table = nested(seed)
    shown = show_sums(table, np.ones(len(table.members), dtype=bool))
    for area, inside in enumerate(table.members):
        own = np.sort(table.values[inside[table.leaf] & (table.values > 0)])[::-1]
        if not len(own):
            assert shown[area]
            continue
        rest = own[2:].sum()
        is_sensitive = len(own) < LIMITS.minimum_contributors or rest < SHARE * own[0]
        if not is_sensitive:
            continue
        assert not shown[area]
        low, high = attacked(table, shown, area)
        need = SHARE * own[0] if len(own) < LIMITS.minimum_contributors else SHARE * own[0] - rest
        assert high - own.sum() >= need - 1e-3
        assert own.sum() - low >= min(need, own.sum()) - 1e-3


def test_without_hiding_more_the_attack_finds_sums():
    found = 0
    for seed in range(40):
        table = nested(seed)
        naive = table.room == 0
        for area in np.flatnonzero(~naive):
            low, high = attacked(table, naive, area)
            found += bool(high - low < 1e-6)
    assert found > 5


def test_a_harmless_table_is_shown_whole():
    table = SumTable(members=np.vstack([np.ones(2, bool), np.eye(2, dtype=bool)]), leaf=np.repeat([0, 1], 8),
                     values=np.full(16, 300.0))  # fmt: skip
    assert show_sums(table, np.ones(3, dtype=bool)).all()


def test_an_open_release_shows_no_dominated_sum(sample_result, open_release):
    frame, shown, hidden = sample_result.locations.frame, 0, 0
    for kind, key in (("gemeenten", "gemeente_code"), ("buurten", "buurt_code"), ("vierkanten", "vierkant")):
        for name in sample_result.sums.columns:
            for code, value in open_release.aggregates[kind][name].items():
                own = sample_result.sums.loc[frame[key] == code, name].to_numpy()
                if np.isnan(value):
                    hidden += room_of(own) > 0
                else:
                    shown += 1
                    assert room_of(own) == 0, (kind, code, name)
    assert shown > 5
    assert hidden > 5


@pytest.mark.parametrize("change", ["none", "other"])
def test_sums_that_cannot_be_checked_are_not_shown(sample_result, result_with, change):
    sums = None if change == "none" else sample_result.sums * 2
    result = result_with(sample_result, profile="open")
    result = type(result)(**{**vars(result), "sums": sums})
    if change == "other":
        with pytest.raises(ReleaseError, match="volgen niet uit de locaties"):
            release(result, version="1")
        return
    opened = release(result, version="1")
    assert all(frame.filter(like="barn_").isna().all(axis=None) for frame in opened.aggregates.values())
