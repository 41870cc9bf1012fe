"""The union of shapes that come back in every gemeente and every indicator, such as the land inside the border."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def union_of(shapes: NDArray[np.object_]) -> shapely.Geometry:
    """Return all shapes as one geometry: seams fall away.

    A process remembers the last few, by the shapes themselves: joining the outline of the country takes longer than
    an indicator that asks for it.

    Parameters
    ----------
    shapes
        Geometries of any kind.
    """
    return _union(tuple(shapely.to_wkb(shapes)))


@lru_cache(maxsize=8)
def _union(shapes: tuple[bytes, ...]) -> shapely.Geometry:
    return shapely.union_all(shapely.from_wkb(shapes))
