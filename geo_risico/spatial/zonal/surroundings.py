"""Shapes around shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray


def buffers(shapes: NDArray[np.object_], distance_m: float) -> NDArray[np.object_]:
    """Each shape with everything within ``distance_m`` metres of it; None stays None."""
    return np.asarray(shapely.buffer(np.asarray(shapes, dtype=object), distance_m), dtype=object)


def rings(shapes: NDArray[np.object_], ring_m: float) -> NDArray[np.object_]:
    """What lies within ``ring_m`` metres of each shape and not in it; None stays None."""
    whole = np.array(shapes, dtype=object)
    crooked = ~shapely.is_valid(whole) & ~shapely.is_missing(whole)
    whole[crooked] = shapely.make_valid(whole[crooked])
    return np.asarray(shapely.difference(buffers(whole, ring_m), whole), dtype=object)
