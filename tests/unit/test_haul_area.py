"""The note about gemeenten that lie far apart."""

import pandas as pd

from geo_risico.scan.haul import _far_apart

NEAR = [(0, 0, 10_000, 10_000), (10_000, 0, 20_000, 10_000)]
FAR = [(0, 0, 10_000, 10_000), (90_000, 190_000, 100_000, 200_000)]


def said(boxes, buffer_m=0.0):
    table = pd.DataFrame(boxes, columns=["minx", "miny", "maxx", "maxy"], dtype=float)
    area = (*table[["minx", "miny"]].min(), *table[["maxx", "maxy"]].max())
    return _far_apart(area, table, buffer_m)


def test_neighbours_and_one_gemeente_get_no_note():
    assert said(NEAR) == said(NEAR[:1]) == said(NEAR, buffer_m=5000.0) == []


def test_gemeenten_far_apart_are_told_with_the_area_that_comes_along():
    (note,) = said(FAR)
    assert "20.000 km2 in plaats van 200" in note
    (wide,) = said(FAR, buffer_m=5000.0)
    assert "23.100 km2 in plaats van 800" in wide
