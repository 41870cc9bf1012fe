"""The union that a process remembers."""

import numpy as np
import shapely

from geo_risico.spatial.union import union_of


def test_seams_fall_away_and_the_same_shapes_are_joined_once():
    halves = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], dtype=object)
    whole = union_of(halves)
    assert whole.equals(shapely.box(0, 0, 2, 1))
    assert union_of(halves.copy()) is whole
    assert union_of(halves[:1]).equals(halves[0])


def test_nothing_is_an_empty_shape():
    assert union_of(np.empty(0, dtype=object)).is_empty
