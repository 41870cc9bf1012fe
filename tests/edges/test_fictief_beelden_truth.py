"""Recall and precision of the raster indicators, measured on changes planted in the fictitious gemeente."""

import importlib.util
from pathlib import Path

import pytest

_SPEC = importlib.util.spec_from_file_location("beelden_truth", Path(__file__).with_name("beelden_truth.py"))
beelden_truth = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(beelden_truth)
PANDEN, SEED = 3000, 9999


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return beelden_truth.imaged(tmp_path_factory.mktemp("waarheid"), PANDEN, SEED)


def told(world, kind, smallest_m2):
    """Planted changes of a kind with at least so much on an erf that an indicator speaks about, and those found."""
    table = beelden_truth.recall(world, [0, smallest_m2, 1e6]).loc[kind].iloc[-1]
    return int(table["told"]), int(table["found"])


def test_most_large_bare_yards_are_found(world):
    count, found = told(world, "kaal", 500)
    assert count >= 2
    assert found >= 0.5 * count


def test_most_overgrown_yards_are_found(world):
    count, found = told(world, "groei", 400)
    assert count >= 2
    assert found >= 0.6 * count


def test_sheds_on_the_erf_are_found_in_the_heights(world):
    count, found = told(world, "schuur", 100)
    assert count >= 4
    assert found >= 0.9 * count


def test_half_of_the_small_sheds_are_found_on_cells_of_2_m(world):
    table = beelden_truth.recall(world, [0, 100, 1e6]).loc["schuur"].iloc[0]
    assert table["told"] >= 5
    assert table["found"] >= 0.5 * table["told"]


def test_slow_decline_of_large_yards_is_found(world):
    count, found = told(world, "afname", 400)
    assert count >= 4
    assert found >= 0.6 * count


def test_what_the_heights_show_is_a_shed(world):
    row = beelden_truth.precision(world).loc["unregistered_height_m2"]
    assert row["called"] >= 1
    assert row["right"] >= 0.8 * row["called"]


@pytest.mark.parametrize("name", ["ndvi_change", "ndvi_slope", "new_bare_m2", "roof_change"])
def test_what_is_called_change_is_planted_or_a_new_pand(world, name):
    row = beelden_truth.precision(world).loc[name]
    assert row["called"] >= 1
    assert row["real"] >= 0.7 * row["called"]


def test_ploughed_fields_beside_an_erf_are_no_change(world):
    hits = beelden_truth.flags(world).loc[beelden_truth.beside_ploughed(world)]
    spoken = hits[["ndvi_change", "ndvi_slope", "new_bare_m2"]]
    assert spoken["ndvi_change"].notna().any()
    assert spoken.fillna(value=False).to_numpy(dtype=bool).mean() <= 0.1


def test_small_erven_get_a_reason_and_no_value(world):
    small = world.locations.index[world.locations.area < 800]
    assert len(small)
    support = world.support["ndvi_change"]
    assert world.values.loc[small, ["ndvi_change", "ndvi_slope", "new_bare_m2"]].isna().all(axis=None)
    assert support.reason[small].str.contains("te klein").all()
