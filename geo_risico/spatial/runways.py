"""Runways of airfields, drawn as lines or as areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from geo_risico.spatial.linked import shapes

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

RUNWAY: Final = "start- en landingsbaan"
PAVED: Final = frozenset({"verhard", "paved", "asphalt", "concrete", "concrete:plates", "paving_stones"})
UNPAVED: Final = frozenset(
    {"onverhard", "half verhard", "unpaved", "grass", "grass_paver", "gravel", "ground", "dirt", "earth", "sand"}
)


def runways(functionele_gebieden: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rows of the layer that are a runway, in their own order."""
    return functionele_gebieden[functionele_gebieden["functie"].astype("str").eq(RUNWAY)]


def runway_lengths_m(rows: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Length in metres of each runway: of the line, or the long side of the smallest rectangle around the area.

    Runways that touch are drawn in pieces: each gets the length of all its pieces together.
    """
    shape = shapes(rows)
    if not len(shape):
        return np.empty(0)
    touching = shapely.get_parts(shapely.union_all(shapely.buffer(shape, 1.0, quad_segs=2)))
    whole = shapely.STRtree(touching).query(shape, predicate="intersects")
    corners = shapely.get_coordinates(shapely.get_exterior_ring(shapely.oriented_envelope(touching))).reshape(-1, 5, 2)
    sides = np.hypot(*np.diff(corners[:, :3], axis=1).transpose(2, 0, 1))
    length = np.zeros(len(shape))
    np.maximum.at(length, whole[0], sides.max(axis=1)[whole[1]] - 2.0)
    return length
