"""Where locations lie, written once: the other coordinates of a point follow from its place on the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_risico.core.terms import CRS_WGS84
from geo_risico.maps.geometry import STEP
from geo_risico.maps.projection import to_web

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo_risico.maps.geometry import Grid, Shapes
    from geo_risico.maps.packing import Block

POWERS: Final = tuple((x, total - x) for total in range(4) for x in range(total, -1, -1))
"""Powers of x and y in each term of the curve."""
DEGREE_SCALE: Final = 100_000
SPREAD: Final = 1 << 16
"""Grid steps that count as one in the curve; a power of two, so that dividing is exact."""


def place_columns(block: Block, points: gpd.GeoSeries, shapes: Shapes, grid: Grid) -> dict[str, Any]:
    """Index entries of a point inside each location: on the grid, in RD (m) and in WGS84 (degrees).

    On the grid it stands as steps from the middle of the box of the location. RD and WGS84 follow from it by a curve
    that is fitted here; what the curve misses is written beside it, so that they come out exactly.

    Parameters
    ----------
    block
        Takes the bytes.
    points
        A point (EPSG:28992) inside each location.
    shapes
        The locations on the grid, in the same order.
    grid
        Grid of the page.
    """
    world = points.to_crs(CRS_WGS84)
    web = to_web(np.column_stack([points.x, points.y]))
    anchor = np.rint((web - [grid.x, grid.y]) / STEP).astype(np.int64)
    offset = anchor - shapes.middles
    places = {
        "rd_x": (points.x, 1),
        "rd_y": (points.y, 1),
        "latitude": (world.y, DEGREE_SCALE),
        "longitude": (world.x, DEGREE_SCALE),
    }
    return {
        "anchor_x": block.numbers(pd.Series(offset[:, 0])),
        "anchor_y": block.numbers(pd.Series(offset[:, 1])),
        **{
            name: _following(block, np.asarray(values, dtype=np.float64) * scale, scale, anchor)
            for name, (values, scale) in places.items()
        },
    }


def _following(block: Block, values: NDArray[np.float64], scale: int, anchor: NDArray[np.int64]) -> dict[str, Any]:
    """Index entry of a number that follows from the place, with what the curve misses."""
    whole = np.rint(values)
    begin = anchor.min(axis=0) if len(anchor) else np.zeros(2, dtype=np.int64)
    terms = _terms(anchor, begin)
    factors = np.linalg.lstsq(terms, whole, rcond=None)[0] if len(anchor) else np.zeros(len(POWERS))
    curve = np.zeros(len(anchor))
    for factor, term in zip(factors, terms.T, strict=True):
        curve += factor * term
    missed = whole - np.floor(curve + 0.5)
    return {
        **block.numbers(pd.Series(missed), 1),
        "scale": scale,
        "curve": {"begin": begin.tolist(), "factors": factors.tolist()},
    }


def _terms(anchor: NDArray[np.int64], begin: NDArray[np.int64]) -> NDArray[np.float64]:
    """Terms of the curve; each is a product of whole numbers over a power of two, which the page computes alike."""
    x, y = ((anchor - begin) / SPREAD).T
    columns = []
    for x_power, y_power in POWERS:
        term = np.ones(len(anchor))
        for factor in [x] * x_power + [y] * y_power:
            term = term * factor
        columns.append(term)
    return np.column_stack(columns) if columns else np.ones((len(anchor), 0))
