"""Blocks that were read before: the same values, read once, within the bound."""

import numpy as np
import pytest

from geo_risico.core.raster import Window
from geo_risico.io.raster import kept as module
from geo_risico.io.raster.kept import kept, kept_bytes

SIZE = (90, 70)


class Source:
    """Numbers that tell their place, and how often they were read."""

    def __init__(self):
        self.values = np.arange(SIZE[0] * SIZE[1], dtype=np.float32).reshape(SIZE)
        self.asked = []

    def read(self, window):
        self.asked.append(window)
        return self.values[window.row : window.row + window.height, window.column : window.column + window.width]


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(module, "BLOCK", 16)
    monkeypatch.setattr(module, "BUDGET", 6 * 16 * 16 * 4)
    monkeypatch.setattr(module, "_blocks", type(module._blocks)())


def asked(source, window):
    return kept(source, "grid", window, source.read, SIZE)


@pytest.mark.parametrize(
    "window", [Window(0, 0, 90, 70), Window(3, 5, 20, 30), Window(80, 60, 10, 10), Window(15, 15, 2, 2)]
)
@pytest.mark.usefixtures("small")
def test_blocks_give_what_one_reading_gives(window):
    source = Source()
    np.testing.assert_array_equal(asked(source, window), source.read(window))


@pytest.mark.usefixtures("small")
def test_a_place_is_read_once():
    source = Source()
    asked(source, Window(3, 5, 20, 20))
    count = len(source.asked)
    np.testing.assert_array_equal(asked(source, Window(4, 6, 10, 10)), source.values[4:14, 6:16])
    assert len(source.asked) == count


@pytest.mark.usefixtures("small")
def test_two_sources_and_two_grids_are_apart():
    first, second = Source(), Source()
    second.values = second.values + 1
    window = Window(0, 0, 8, 8)
    assert asked(first, window)[0, 0] == 0
    assert asked(second, window)[0, 0] == 1
    assert kept(first, "another", window, second.read, SIZE)[0, 0] == 1


@pytest.mark.usefixtures("small")
def test_no_more_is_kept_than_the_bound():
    source = Source()
    for row in range(0, 80, 16):
        asked(source, Window(row, 0, 16, 64))
    assert kept_bytes() <= module.BUDGET


@pytest.mark.usefixtures("small")
def test_a_window_that_sticks_out_or_is_very_large_is_read_directly(monkeypatch):
    source = Source()
    asked(source, Window(-1, 0, 4, 4))
    monkeypatch.setattr(module, "LARGEST", 10)
    asked(source, Window(0, 0, 8, 8))
    assert source.asked == [Window(-1, 0, 4, 4), Window(0, 0, 8, 8)]
    assert kept_bytes() == 0
