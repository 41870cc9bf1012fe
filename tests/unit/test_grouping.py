import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import connected_components

from geo_risico.spatial.grouping import ADDRESSED, INHABITED, NONE, YardRule, group_panden, largest_overlap

RULE = YardRule(gap_m=30, extent_m=200, addressed_count=3)
NOWHERE = np.empty(0, dtype=object)


def _row(*left, width=10.0):
    return shapely.box(np.array(left, float), 0, np.array(left, float) + width, 10)


def _free(panden, strength=None, rule=RULE):
    held = np.zeros(len(panden), int) if strength is None else np.array(strength)
    return group_panden(panden, held, np.full(len(panden), -1), NOWHERE, rule).first.tolist()


def test_small_groups_are_the_components_of_the_gap():
    assert _free(_row(0, 40, 81, 300)) == [0, 0, 2, 3]


@pytest.mark.parametrize(("homes", "expected"), [(3, [0, 0, 0, 0]), (4, [0, 1, 2, 3])])
def test_more_addresses_than_the_rule_allows_split(homes, expected):
    strength = [INHABITED] * homes + [NONE] * (4 - homes)
    assert _free(_row(0, 20, 40, 60), strength) == expected


def test_a_wide_group_splits_at_its_addresses_and_a_barn_follows_the_smallest_gaps():
    panden = _row(0, 30, 45, 70, 95, 120, 150, 175, 200)
    strength = [INHABITED, NONE, NONE, NONE, NONE, NONE, NONE, NONE, INHABITED]
    assert _free(panden, strength) == [0, 0, 0, 0, 0, 0, 6, 6, 6]


def test_gap_is_to_the_edge_and_inclusive():
    assert _free(_row(0, 40)) == [0, 0]
    assert _free(_row(0, 40.01)) == [0, 1]


def test_percelen_join_only_when_they_touch():
    panden = _row(0, 20, 40)
    percelen = shapely.box([-5, 15, 36], -5, [15, 35, 60], 15)
    groups = group_panden(panden, np.array([INHABITED, NONE, NONE]), np.array([0, 1, 2]), percelen, RULE).first
    assert groups.tolist() == [0, 0, 2]


def test_a_pand_on_no_perceel_joins_what_is_near():
    panden = _row(0, 20)
    percelen = shapely.box([-5], -5, [15], 15)
    groups = group_panden(panden, np.array([INHABITED, NONE]), np.array([0, -1]), percelen, RULE).first
    assert groups.tolist() == [0, 0]


def test_largest_overlap_and_none():
    percelen = shapely.box([-100, 4, 500], -5, [4, 100, 600], 15)
    assert largest_overlap(_row(0, 300), percelen).tolist() == [1, -1]
    assert largest_overlap(_row(0), NOWHERE).tolist() == [-1]
    assert largest_overlap(NOWHERE, percelen).tolist() == []


def test_no_panden():
    assert group_panden(NOWHERE, np.empty(0, int), np.empty(0, int), NOWHERE, RULE).first.tolist() == []


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 100_000), count=st.integers(1, 40))
def test_groups_agree_with_a_full_distance_matrix(seed, count):
    rng = np.random.default_rng(seed)
    corner, size = rng.uniform(0, 150, (count, 2)), rng.uniform(3, 20, (count, 2))
    panden = shapely.box(corner[:, 0], corner[:, 1], *(corner + size).T)
    every = YardRule(gap_m=30, extent_m=1e6, addressed_count=1000)
    found = np.array(_free(panden, rng.integers(0, 3, count), every))
    near = shapely.distance(panden[:, None], panden[None, :]) <= 30
    label = connected_components(near)[1]
    assert (np.equal.outer(found, found) == np.equal.outer(label, label)).all()


@settings(deadline=None, max_examples=40)
@given(seed=st.integers(0, 100_000))
def test_no_group_holds_two_inhabited_percelen(seed):
    rng = np.random.default_rng(seed)
    corner = rng.uniform(0, 300, (50, 2))
    panden = shapely.box(corner[:, 0], corner[:, 1], corner[:, 0] + 8, corner[:, 1] + 8)
    edges = np.arange(-20, 341, 40.0)
    percelen = shapely.box(edges[:-1], -20, edges[1:], 340)
    perceel = largest_overlap(panden, percelen)
    strength = rng.choice([NONE, NONE, ADDRESSED, INHABITED], 50)
    groups = group_panden(panden, strength, perceel, percelen, RULE).first
    lived = {(g, p) for g, p, s in zip(groups.tolist(), perceel.tolist(), strength, strict=True) if s == INHABITED}
    assert len({g for g, _ in lived}) == len({p for _, p in lived}) == len(lived)
    assert all(len(set(groups[perceel == p])) <= 1 for p in range(len(percelen)))
