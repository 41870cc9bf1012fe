"""The outline of an erf: its panden, closed over the space between them and a little around."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

MARGIN_M = 5.0
"""Ground around the outer panden that belongs to the outline."""
CLOSINGS_M = (15.0, 30.0)
"""Reach of the closing over open space, each tried where the outline still has separate pieces."""
SEGMENTS = 3
"""Straight segments per quarter circle."""
TOLERANCE_M = 0.3


def outlines(panden: NDArray[np.object_], group: NDArray[np.int64]) -> NDArray[np.object_]:
    """Valid polygon around the panden of each group, in order of group number.

    Panden further apart than the second closing reaches stay separate parts of one multipolygon. The direction and
    first corner of a pand, which differ between file formats, make no difference.

    Parameters
    ----------
    panden
        Polygons, sorted so that equal groups give equal outlines.
    group
        Group of each pand, numbered from 0 without gaps, ascending.
    """
    parts, pand = shapely.get_parts(panden, return_index=True)
    polygon = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    parts, pand = shapely.normalize(parts[polygon]), pand[polygon]
    shapes = np.asarray(shapely.multipolygons(parts, indices=group[pand]))
    result = shapely.buffer(shapes, MARGIN_M, quad_segs=SEGMENTS)
    for reach_m in CLOSINGS_M:
        split = np.flatnonzero(shapely.get_num_geometries(result) > 1)
        result[split] = _closed(shapes[split], reach_m)
    return np.asarray(shapely.simplify(result, TOLERANCE_M))


def _closed(shapes: NDArray[np.object_], reach_m: float) -> NDArray[np.object_]:
    """Each shape grown by the reach and shrunk again to the margin."""
    grown = shapely.simplify(shapely.buffer(shapes, reach_m, quad_segs=SEGMENTS), TOLERANCE_M)
    return np.asarray(shapely.buffer(grown, MARGIN_M - reach_m, quad_segs=SEGMENTS))
