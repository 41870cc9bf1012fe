"""The file stays small per location; the bound follows from 14 MB for 150,000 locations."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from geo_risico.maps import draw_map

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "maps_release.py"
SMALL, LARGE = 5_000, 20_000
BYTES_AT_SMALL = 2_500_000
BYTES_PER_LOCATION = 14e6 / 150_000


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("maps_release", BENCHMARK)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return lambda count: len(draw_map(module.fictitious_release(count)).get_root().render().encode())


def test_bytes_per_location(build):
    small, large = build(SMALL), build(LARGE)
    assert small <= BYTES_AT_SMALL
    assert (large - small) / (LARGE - SMALL) <= BYTES_PER_LOCATION
