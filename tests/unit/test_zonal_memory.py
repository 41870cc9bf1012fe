"""A raster far larger than memory is read in parts: the highest memory of a whole process is measured."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
MOST_GIB = 1.5


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    command = [sys.executable, HERE / "zonal_memory.py", tmp_path_factory.mktemp("groot")]
    environment = os.environ | {"PYTHONPATH": str(HERE.parents[1])}
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def test_memory_stays_low_on_ten_billion_cells(outcome):
    assert outcome["peak_gib"] < MOST_GIB


def test_every_shape_has_its_own_cells(outcome):
    assert outcome["means"] == pytest.approx(outcome["expected"], rel=1e-6)
    assert outcome["known_count"] == outcome["shape_count"]


def test_shapes_of_tens_of_millions_of_cells_are_read_with_wider_cells(outcome):
    assert outcome["factors"] == [4, 2]
    assert outcome["largest_miss"] < 1e-6
