"""Stretches of line near other lines, against buffers with many segments."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_risico.spatial.along import cut, joined, length_m, near_length_m, stretches_between, stretches_near
from geo_risico.spatial.nearest import as_lines

SEGMENTS = 512
EMPTY = np.empty((0, 2, 2))


def drawn(rng, count, side=200.0):
    return rng.uniform(0, side, (count, 2, 2))


@pytest.mark.parametrize("within_m", [0.5, 12.0, 60.0])
@pytest.mark.parametrize("seed", range(4))
def test_near_length_matches_a_fine_buffer(seed, within_m):
    rng = np.random.default_rng(seed)
    pieces, others = drawn(rng, 40), drawn(rng, 12)
    around = shapely.union_all(shapely.buffer(as_lines(others), within_m, quad_segs=SEGMENTS))
    expected = shapely.length(shapely.intersection(as_lines(pieces), around))
    np.testing.assert_allclose(near_length_m(pieces, others, within_m), expected, atol=0.01)


def test_parallel_and_touching_pieces():
    pieces = np.array([[[0.0, 0], [100, 0]], [[0, 10.5], [100, 10.5]], [[50, -50], [50, 50]]])
    other = np.array([[[20.0, 0], [60, 0]]])
    np.testing.assert_allclose(near_length_m(pieces, other, 10.0), [60, 0, 20], atol=1e-9)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), within_m=st.floats(0.1, 80))
def test_near_and_not_near_add_up_to_the_whole(seed, within_m):
    rng = np.random.default_rng(seed)
    pieces, others = drawn(rng, 6), drawn(rng, 3)
    near = stretches_near(pieces, others, within_m)
    rest = stretches_between(near, len(pieces))
    lengths = [
        np.bincount(part[0], weights=length_m(cut(pieces, part)), minlength=len(pieces))
        for part in (joined(near), rest)
    ]
    np.testing.assert_allclose(np.sum(lengths, axis=0), length_m(pieces), atol=1e-6)
    middle = shapely.points(cut(pieces, rest).mean(axis=1))
    distance = shapely.distance(middle[:, None], as_lines(others)[None, :]).min(axis=1)
    assert (distance > within_m - 1e-6).all()


def test_nothing_near_nothing():
    rng = np.random.default_rng(1)
    assert near_length_m(EMPTY, drawn(rng, 3), 5.0).shape == (0,)
    assert (near_length_m(drawn(rng, 3), EMPTY, 5.0) == 0).all()
    piece, begin, end = stretches_between(stretches_near(drawn(rng, 3), EMPTY, 5.0), 3)
    assert piece.tolist() == [0, 1, 2]
    assert (begin == 0).all()
    assert (end == 1).all()
