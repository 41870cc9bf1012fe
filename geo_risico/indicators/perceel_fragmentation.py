"""How far a terrein is cut up into percelen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.linked import column, owners, ratio, shapes, total

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def perceel_fragmentation(locations: gpd.GeoDataFrame, *, percelen: gpd.GeoDataFrame) -> pd.Series[float]:
    """Chance (0 to 1) that two random spots of the percelen of a terrein lie on different ones; NaN without percelen.

    This is 1 minus the Herfindahl index of the drawn areas; 0 is one perceel.
    """
    owner, size = owners(locations, percelen), len(locations)
    area = np.asarray(percelen.geometry.area, dtype=np.float64) if len(shapes(percelen)) else np.empty(0)
    squares = ratio(total(owner, area**2, size), total(owner, area, size) ** 2)
    return column(locations, np.clip(1 - squares, 0, 1), "perceel_fragmentation")
