"""Each operation three ways: the kernel of the toolkit, the best library call, and what an analyst writes."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import cKDTree

from geo_risico.spatial.density import count_within, faded_sum
from geo_risico.spatial.kernels.fading import BELL
from geo_risico.spatial.nearest import as_lines, distance_to_segments_m, nearest_other_m, segments
from geo_risico.spatial.overlap import covered_m2

if TYPE_CHECKING:
    from collections.abc import Callable

    from kernels_case import Province
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Rows = NDArray[np.intp]
    Way = Callable[[Province, Rows], Numbers]

BANDWIDTH_M = 1000.0
SPARE = 1.01
"""A buffer is a polygon inside the circle; one percent more holds the whole circle."""


@dataclass(frozen=True, kw_only=True)
class Race:
    """One operation; each way gives one number for each of the asked places."""

    kernel: Way
    library: Way
    naive: Way


def _within(radius_m: float) -> Race:
    def kernel(case: Province, rows: Rows) -> Numbers:
        return count_within(case.places[rows], case.places, None, radius_m)

    def library(case: Province, rows: Rows) -> Numbers:
        near = cKDTree(case.places, leafsize=64).query_ball_point(case.places[rows], radius_m, return_length=True)
        return np.asarray(near, dtype=np.float64)

    def naive(case: Province, rows: Rows) -> Numbers:
        circles = gpd.GeoDataFrame(geometry=_points(case.places[rows]).buffer(radius_m * SPARE))
        points = gpd.GeoDataFrame(geometry=_points(case.places))
        pairs = gpd.sjoin(points, circles, predicate="within")
        middle = _points(case.places[rows]).loc[pairs["index_right"]]
        pairs = pairs[pairs.geometry.distance(middle, align=False) <= radius_m]
        return np.bincount(pairs["index_right"], minlength=len(rows)).astype(np.float64)

    return Race(kernel=kernel, library=library, naive=naive)


def _nearest_other() -> Race:
    def kernel(case: Province, rows: Rows) -> Numbers:
        owner = np.full(len(case.places), -1)
        owner[rows] = np.arange(len(rows))
        return nearest_other_m(case.places[rows], case.places, owner)

    def library(case: Province, rows: Rows) -> Numbers:
        return np.asarray(cKDTree(case.places).query(case.places[rows], k=2)[0][:, 1])

    def naive(case: Province, rows: Rows) -> Numbers:
        own = gpd.GeoDataFrame(geometry=_points(case.places[rows]))
        points = gpd.GeoDataFrame(geometry=_points(case.places))
        pairs = gpd.sjoin_nearest(own, points, distance_col="metres", exclusive=True)
        return np.asarray(pairs["metres"].groupby(level=0).min(), dtype=np.float64)

    return Race(kernel=kernel, library=library, naive=naive)


def _distance_to(layer: str) -> Race:
    def kernel(case: Province, rows: Rows) -> Numbers:
        return distance_to_segments_m(shapely.points(case.places[rows]), segments(getattr(case, layer))[0])

    def library(case: Province, rows: Rows) -> Numbers:
        tree = shapely.STRtree(as_lines(segments(getattr(case, layer))[0]))
        asked = tree.query_nearest(shapely.points(case.places[rows]), return_distance=True, all_matches=False)
        return np.asarray(asked[1])

    def naive(case: Province, rows: Rows) -> Numbers:
        own = gpd.GeoDataFrame(geometry=_points(case.places[rows]))
        lines = gpd.GeoDataFrame(geometry=getattr(case, layer))
        pairs = gpd.sjoin_nearest(own, lines, distance_col="metres")
        return np.asarray(pairs["metres"].groupby(level=0).min(), dtype=np.float64)

    return Race(kernel=kernel, library=library, naive=naive)


def _built_area() -> Race:
    def kernel(case: Province, rows: Rows) -> Numbers:
        return covered_m2(case.percelen[rows], case.panden)

    def library(case: Province, rows: Rows) -> Numbers:
        perceel, pand = shapely.STRtree(case.panden).query(case.percelen[rows], predicate="intersects")
        shared = shapely.area(shapely.intersection(case.percelen[rows[perceel]], case.panden[pand]))
        return np.bincount(perceel, weights=shared, minlength=len(rows))

    def naive(case: Province, rows: Rows) -> Numbers:
        percelen = gpd.GeoDataFrame({"perceel": np.arange(len(rows))}, geometry=case.percelen[rows])
        pieces = gpd.overlay(percelen, gpd.GeoDataFrame(geometry=case.panden), how="intersection")
        area = pieces.area.groupby(pieces["perceel"]).sum()
        return np.asarray(area.reindex(np.arange(len(rows)), fill_value=0.0), dtype=np.float64)

    return Race(kernel=kernel, library=library, naive=naive)


def _fading() -> Race:
    def kernel(case: Province, rows: Rows) -> Numbers:
        reach = (4 * BANDWIDTH_M, BANDWIDTH_M, BELL)
        return faded_sum(case.places[rows], case.cases, np.ones(len(case.cases)), reach)

    def library(case: Province, rows: Rows) -> Numbers:
        tree = cKDTree(case.places[rows])
        near = tree.sparse_distance_matrix(cKDTree(case.cases), 4 * BANDWIDTH_M, output_type="coo_matrix")
        weights = np.exp(-((near.data / BANDWIDTH_M) ** 2) / 2)
        return np.bincount(near.row, weights=weights, minlength=len(rows))

    def naive(case: Province, rows: Rows) -> Numbers:
        total = np.zeros(len(rows))
        for k, (x, y) in enumerate(case.places[rows]):
            metres = np.hypot(case.cases[:, 0] - x, case.cases[:, 1] - y)
            total[k] = np.exp(-((metres[metres <= 4 * BANDWIDTH_M] / BANDWIDTH_M) ** 2) / 2).sum()
        return total

    return Race(kernel=kernel, library=library, naive=naive)


def _points(places: Numbers) -> gpd.GeoSeries:
    return gpd.GeoSeries(shapely.points(places))


RACES: Final = MappingProxyType(
    {
        "binnen 250 m": _within(250.0),
        "binnen 500 m": _within(500.0),
        "binnen 1.000 m": _within(1000.0),
        "binnen 5.000 m": _within(5000.0),
        "dichtstbijzijnde ander": _nearest_other(),
        "afstand tot weg": _distance_to("roads"),
        "afstand tot water": _distance_to("water"),
        "afstand tot grens": _distance_to("border"),
        "bebouwd per perceel": _built_area(),
        "som van casussen": _fading(),
    }
)
