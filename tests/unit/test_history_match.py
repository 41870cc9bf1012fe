"""Matching of locations: against every pair laid over each other by hand, and groups that we made."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_risico.history.match import ALMOST_ALL, HALF, match_locations


def frame(shapes, ids):
    return gpd.GeoDataFrame({"location_id": ids}, geometry=shapes, crs="EPSG:28992").set_index("location_id")


def boxes(rng, count):
    west, south = rng.uniform(0, 60, (2, count))
    width, height = rng.uniform(1, 20, (2, count))
    return shapely.box(west, south, west + width, south + height)


def by_hand(old, new):
    """Pairs that belong together by the written rules, over all pairs."""
    found = {}
    for i, (one_id, one) in enumerate(zip(old.index, old.geometry, strict=True)):
        for j, (other_id, other) in enumerate(zip(new.index, new.geometry, strict=True)):
            overlap = one.intersection(other).area
            if overlap > 0:
                found[i, j] = (overlap / max(one.area, other.area), overlap / min(one.area, other.area),
                               one_id == other_id)  # fmt: skip
    used_old, used_new, same = set(), set(), set()
    for i, j in ((i, j) for i in range(len(old)) for j in range(len(new))):
        if old.index[i] == new.index[j] and old.geometry.iloc[i].equals_exact(new.geometry.iloc[j], 0):
            same.add((i, j)), used_old.add(i), used_new.add(j)
    order = sorted(found.items(), key=lambda item: (-item[1][2], -item[1][0], item[0]))
    for (i, j), (of_large, _, _) in order:
        if of_large >= ALMOST_ALL and i not in used_old and j not in used_new:
            same.add((i, j)), used_old.add(i), used_new.add(j)
    grouped = {
        pair for pair, (_, of_small, same_id) in found.items()
        if pair[0] not in used_old and pair[1] not in used_new and (of_small >= HALF or same_id)
    }  # fmt: skip
    return same, grouped


@given(seed=st.integers(0, 10_000), count=st.integers(0, 25))
@settings(deadline=None)
def test_pairs_are_those_of_every_pair_laid_over_each_other(seed, count):
    rng = np.random.default_rng(seed)
    shapes = boxes(rng, count)
    ids = [f"A{n}" for n in range(count)]
    old = frame(shapes, ids)
    moved = shapely.transform(shapes, lambda xy: xy + rng.uniform(-0.5, 0.5, xy.shape[1]))
    keep = rng.random(count) < 0.7
    later = np.where(rng.random(count) < 0.4, shapes, moved)[keep]
    names = [name if rng.random() < 0.8 else f"B{name}" for name in np.array(ids, dtype=object)[keep]]
    new = frame([*later, *boxes(rng, 4)], [*names, "N1", "N2", "N3", "N4"])
    matches = match_locations(old, new)
    same, grouped = by_hand(old, new)
    pairs = matches.pairs
    is_same = pairs["kind"].eq("same")
    assert set(zip(pairs.loc[is_same, "old"], pairs.loc[is_same, "new"], strict=True)) == same
    assert set(zip(pairs.loc[~is_same, "old"], pairs.loc[~is_same, "new"], strict=True)) == grouped
    assert set(matches.new) == set(range(len(new))) - {j for _, j in same | grouped}
    assert set(matches.gone) == set(range(len(old))) - {i for i, _ in same | grouped}
    shares = pairs.groupby("new")["share"].sum()
    assert np.allclose(shares, 1.0)


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ([(0, 0, 10, 10)], [(0, 0, 5, 10), (5, 0, 10, 10)], {"split"}),
        ([(0, 0, 5, 10), (5, 0, 10, 10)], [(0, 0, 10, 10)], {"merged"}),
        ([(0, 0, 5, 10), (5, 0, 10, 10)], [(0, 0, 10, 5), (0, 5, 10, 10)], {"reshaped"}),
        ([(0, 0, 10, 10)], [(0, 0, 10, 9.5)], {"same"}),
        ([(0, 0, 10, 10)], [(20, 0, 30, 10)], set()),
    ],
)
def test_what_became_of_a_place(old, new, kinds):
    one = frame([shapely.box(*b) for b in old], [f"O{n}" for n in range(len(old))])
    other = frame([shapely.box(*b) for b in new], [f"N{n}" for n in range(len(new))])
    assert set(match_locations(one, other).pairs["kind"]) == kinds
