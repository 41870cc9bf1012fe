"""The drawing of the largest changes."""

import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import MultiPolygon, Point, Polygon, box

from geo_risico.reports.change_map import change_map

HOLED = Polygon([(0, 0), (0, 4000), (3000, 4000), (3000, 0)], [[(500, 500), (500, 900), (900, 900), (900, 500)]])
ISLANDS = MultiPolygon([box(3000, 0, 9000, 4000), box(9500, 3000, 9900, 3500)])


def _top(*places):
    changes = [0.3, -0.1, 0.2][: len(places)]
    table = {"change": changes, "reason": "world", "label": [f"Plek {x:g}" for x, _ in places]}
    return gpd.GeoDataFrame(table, geometry=[Point(place).buffer(10) for place in places], crs=28992)


def _areas():
    return gpd.GeoDataFrame(
        {"soort": ["gemeenten", "gemeenten", "gemeenten", "wijken"], "code": ["A", "B", "C", "W"]},
        geometry=[HOLED, ISLANDS, box(50_000, 0, 60_000, 9000), box(0, 0, 3000, 2000)],
        crs=28992,
    ).assign(naam=["Aa", None, "Ver", "Wijk"])


def _numbers(path):
    return np.array([float(word) for word in re.findall(r"[-\d.]+", path)]).reshape(-1, 2)


def test_outlines_are_those_of_gemeenten_with_a_mark():
    drawing = change_map(_top((1000, 1000), (4000, 1000), (9700, 3200)), _areas())
    assert [one["name"] for one in drawing["outlines"]] == ["Aa", "B"]
    rings = [one["path"].count("M") for one in drawing["outlines"]]
    assert rings == [2, 2]
    everything = np.vstack([_numbers(one["path"]) for one in drawing["outlines"]])
    assert everything.min() >= 20
    assert everything[:, 0].max() == pytest.approx(980)
    assert everything[:, 1].max() == pytest.approx(drawing["height"] - 20, abs=1)
    assert [(mark["up"], mark["title"]) for mark in drawing["marks"]] == [
        (True, "Plek 1000: +30,0"),
        (False, "Plek 4000: \u221210,0"),
        (True, "Plek 9700: +20,0"),
    ]


def test_a_mark_lies_where_it_lies_in_its_gemeente():
    drawing = change_map(_top((1500, 1000)), _areas())
    outline = _numbers(drawing["outlines"][0]["path"])[:4]
    mark = drawing["marks"][0]
    share = (np.array([mark["x"], mark["y"]]) - outline.min(axis=0)) / np.ptp(outline, axis=0)
    assert share == pytest.approx([0.5, 0.75], abs=0.01)
    assert outline[:, 0].min() + outline[:, 0].max() == pytest.approx(1000, abs=0.2), "in the middle of the drawing"


@pytest.mark.parametrize("areas", [None, _areas().iloc[:0], _areas().iloc[[3]]])
def test_without_gemeenten_only_the_marks(areas):
    drawing = change_map(_top((0, 0), (100, 50)), areas)
    assert drawing["outlines"] == []
    assert len(drawing["marks"]) == 2


def test_nothing_changed_draws_nothing():
    assert change_map(pd.DataFrame(columns=["change"]), _areas()) is None
