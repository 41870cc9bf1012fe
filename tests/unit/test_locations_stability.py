import importlib.util
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from geo_risico.locations import build_locations
from geo_risico.locations.erven import build, nearby

_SPEC = importlib.util.spec_from_file_location("locations_sample", Path(__file__).with_name("locations_sample.py"))
made = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(made)

X, Y = made.X, made.Y
SELECTION = ("in_gemeente", "outside_bebouwde_kom", "minimum_area")


def _scattered(seed, count, size):
    """Clustered panden with addresses on about half of them."""
    rng = np.random.default_rng(seed)
    centre = rng.uniform(0, size, (max(1, count // 6), 2))
    place = centre[rng.integers(len(centre), size=count)] + rng.normal(0, 35, (count, 2))
    wide = rng.uniform(4, 40, (count, 2))
    panden = [made.pand(i, *place[i], *wide[i]) for i in range(count)]
    homes = np.flatnonzero(rng.random(count) < 0.5)
    adressen = [made.adres(i, *(place[i] + wide[i] / 2)) for i in homes]
    return {"panden": made.layer("panden", panden), "adressen": made.layer("adressen", adressen)}


def _percelen(seed, size):
    """Percelen that tile the land in strips of random width."""
    cuts = np.concatenate([[-300], np.sort(np.random.default_rng(seed).uniform(0, size, 40)), [size + 300]])
    rows = [made.perceel(i, a, -300, b - a, size + 600) for i, (a, b) in enumerate(pairwise(cuts))]
    return made.layer("percelen", rows)


def _same(left, right):
    pd.testing.assert_frame_equal(pd.DataFrame(left.frame), pd.DataFrame(right.frame))
    assert left.notes == right.notes


@settings(deadline=None, max_examples=12)
@given(seed=st.integers(0, 10_000), with_percelen=st.booleans())
def test_row_order_does_not_matter(seed, with_percelen):
    layers = _scattered(seed, 60, 700)
    if with_percelen:
        layers["percelen"] = _percelen(seed, 700)
    rng = np.random.default_rng(seed + 1)
    shuffled, back = {}, {}
    for name, frame in layers.items():
        back[name] = rng.permutation(len(frame))
        shuffled[name] = frame.iloc[back[name]].reset_index(drop=True)
    gemeenten = {"gemeenten": made.gemeenten()}
    first = build_locations(layers | gemeenten, made.theme(("in_gemeente", "minimum_area")), ())
    second = build_locations(shuffled | gemeenten, made.theme(("in_gemeente", "minimum_area")), ())
    _same(first, second)
    for name, link in first.links.items():
        moved = second.links[name]
        assert dict(zip(back[name][moved.index], moved, strict=True)) == link.to_dict()


@settings(deadline=None, max_examples=12)
@given(seed=st.integers(0, 10_000))
def test_every_pand_is_in_one_erf_and_addresses_follow_their_pand(seed):
    layers = _scattered(seed, 60, 700) | {"percelen": _percelen(seed, 700), "gemeenten": made.gemeenten()}
    result = build_locations(layers, made.theme(), ())
    assert result.links["panden"].index.tolist() == list(range(60))
    assert result.frame["pand_count"].sum() == 60
    assert result.frame.geometry.is_valid.all()
    homes = result.links["adressen"]
    pairs = layers["panden"].sjoin(layers["adressen"][["geometry"]], predicate="contains")
    under = result.links["panden"].loc[pairs.index].groupby(pairs["index_right"].to_numpy()).agg(set)
    assert under.index.isin(homes.index).all()
    assert all(homes[row] in found for row, found in under.items())


def test_neighbouring_runs_share_the_erven_at_the_border_exactly_once():
    size = 12_000
    layers = _scattered(5, 3_000, size)
    half = size / 2
    areas = made.gemeenten(
        ("GM0001", "West", box(X - 500, Y - 500, X + half, Y + size + 500)),
        ("GM0002", "Oost", box(X + half, Y - 500, X + size + 500, Y + size + 500)),
    )
    theme = made.theme(SELECTION)
    whole = build_locations(layers | {"gemeenten": areas}, theme, ()).frame
    runs = []
    for code, left, right in (("GM0001", -600, half + 5_000), ("GM0002", half - 5_000, size + 600)):
        window = box(X + left, Y - 1_000, X + right, Y + size + 1_000)
        seen = {n: f[f.intersects(window)].reset_index(drop=True) for n, f in layers.items()}
        runs.append(build_locations(seen | {"gemeenten": areas}, theme, [code]).frame)
    both = pd.concat(runs)
    assert both.index.is_unique
    border = whole[whole.distance(areas.geometry[0].boundary) < 50]
    assert len(border) > 5
    pd.testing.assert_frame_equal(pd.DataFrame(both.sort_index()), pd.DataFrame(whole))


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 10_000), zone_m=st.sampled_from([40.0, 160.0, 400.0]), with_percelen=st.booleans())
def test_erven_do_not_depend_on_how_much_around_the_gemeente_is_grouped(seed, zone_m, with_percelen):
    layers = _scattered(seed, 120, 1_200)
    if with_percelen:
        layers["percelen"] = _percelen(seed, 1_200)
    layers["gemeenten"] = made.gemeenten(("GM0001", "Klein", box(X + 300, Y + 300, X + 600, Y + 500)))
    found = []
    for width in (zone_m, 1e6):
        with pytest.MonkeyPatch.context() as change:
            change.setattr(nearby, "ZONE_M", width)
            change.setattr(build, "ZONE_M", width)
            found.append(build_locations(layers, made.theme(SELECTION), ["GM0001"]))
    _same(*found)
    for name, links in found[0].links.items():
        pd.testing.assert_series_equal(links, found[1].links[name])


def test_inputs_stay_as_they_were():
    layers = _scattered(1, 40, 500) | {"percelen": _percelen(1, 500), "gemeenten": made.gemeenten()}
    before = {name: frame.copy() for name, frame in layers.items()}
    build_locations(layers, made.theme(SELECTION), ())
    for name, frame in layers.items():
        pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(before[name]))


def test_an_erf_belongs_to_one_of_two_overlapping_gemeenten():
    areas = made.gemeenten(
        ("GM0002", "Oost", box(X - 50, Y - 50, X + 100, Y + 50)),
        ("GM0001", "West", box(X - 90, Y - 50, X + 50, Y + 50)),
    )
    panden = made.layer("panden", [made.pand(1, 0, 0)])
    found = [
        len(build_locations({"panden": panden, "gemeenten": areas}, made.theme(), [c]).frame)
        for c in ("GM0001", "GM0002")
    ]
    assert found == [1, 0]


@pytest.mark.parametrize("count", [1, 5])
def test_repeated_runs_are_identical(count):
    layers = _scattered(count, 50, 400) | {"gemeenten": made.gemeenten()}
    _same(build_locations(layers, made.theme(), ()), build_locations(layers, made.theme(), ()))
