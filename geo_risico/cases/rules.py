"""What the links of one scan hold to: the distance, the area and the peildatum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class LinkRules:
    """Largest distance in metres, last day that counts, frames of the layers, and the outlines of the area.

    ``outlines``: polygons (EPSG:28992) of the scanned gemeenten, cut to the bounds of the scan; empty when not known.
    """

    within_m: float
    peildatum: dt.date
    frames: Mapping[str, pd.DataFrame]
    outlines: NDArray[np.object_]

    def inside(self, xy: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Whether each point lies in the area; True for all when the area is not known.

        Parameters
        ----------
        xy
            Coordinates (EPSG:28992), shape (n, 2), NaN without a place.
        """
        result = np.full(len(xy), fill_value=not len(self.outlines))
        rows = np.flatnonzero(np.isfinite(xy).all(axis=1))
        if len(self.outlines) and len(rows):
            hit, _ = shapely.STRtree(self.outlines).query(shapely.points(xy[rows]), predicate="intersects")
            result[rows[hit]] = True
        return result
