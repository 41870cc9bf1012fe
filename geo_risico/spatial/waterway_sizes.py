"""What size of ship a waterway allows: CEMT classes as numbers, and the value of the waterway nearest to a location."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

CEMT = ("0", "I", "II", "III", "IV", "Va", "Vb", "VIa", "VIb", "VIc", "VII")
"""CEMT classes in rising order; the position is the code."""
STANDARD_SHIP_M = (
    (38.5, 5.05), (55.0, 6.6), (67.0, 8.2), (80.0, 9.5), (95.0, 11.4),
    (172.0, 11.4), (95.0, 22.8), (185.0, 22.8), (270.0, 22.8), (285.0, 33.0),
)  # fmt: skip
"""Length and width in metres of the smallest standard ship or convoy of class I up to VII (CEMT 1992)."""
_TOLERANCE = 0.97
SAME_WATER_M = 25.0
"""Waterways that lie this much further away than the nearest are the same water, drawn by another register."""


def cemt_codes(klasse: pd.Series[str]) -> NDArray[np.float64]:
    """Code of each CEMT class, 0 for smaller than I up to 10 for VII; NaN for unknown or another text."""
    text = klasse.astype("str").str.strip().str.lower()
    return np.asarray(text.map({name.lower(): float(k) for k, name in enumerate(CEMT)}), dtype=np.float64)


def cemt_from_size(length_m: NDArray[np.float64], width_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Code of the largest class whose standard ship fits the allowed length and width; NaN where one is unknown."""
    code = np.where(np.isnan(length_m) | np.isnan(width_m), np.nan, 0.0)
    for k, (length, width) in enumerate(STANDARD_SHIP_M, start=1):
        code[(length_m >= length * _TOLERANCE) & (width_m >= width * _TOLERANCE)] = k
    return code


def value_of_nearest(
    places: NDArray[np.object_], shapes: NDArray[np.object_], values: NDArray[np.float64], reach_m: float
) -> NDArray[np.float64]:
    """Value of the waterway nearest to each place, the largest of equals; NaN without one or where it is unknown.

    A waterway within `SAME_WATER_M` more than the nearest may give the value that the nearest lacks.

    Parameters
    ----------
    places
        Geometries of the locations.
    shapes
        Waterways, lines or polygons.
    values
        One per waterway; NaN where it is unknown.
    reach_m
        Waterways further away in metres do not count.
    """
    result = np.full(len(places), np.nan)
    if not len(shapes) or not len(places):
        return result
    place, shape = shapely.STRtree(shapes).query(places, predicate="dwithin", distance=reach_m)
    away = np.round(shapely.distance(places[place], shapes[shape]), 3)
    nearest = np.full(len(places), np.inf)
    np.minimum.at(nearest, place, away)
    same = (away <= nearest[place] + SAME_WATER_M) & ~np.isnan(values[shape])
    place, shape, away = place[same], shape[same], away[same]
    order = np.lexsort((-values[shape], away, place))
    first = order[np.flatnonzero(np.diff(place[order], prepend=-1))]
    result[place[first]] = values[shape[first]]
    return result
