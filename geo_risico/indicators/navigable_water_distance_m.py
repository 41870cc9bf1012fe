"""Distance to navigable water."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.linked import column, shapes
from geo_risico.spatial.nearest import distance_to_segments_m, segments

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


NOTE = "Vaarwegen ontbreken: waterdelen met een vaarwegklasse tellen als bevaarbaar."


def navigable_water_distance_m(
    locations: gpd.GeoDataFrame,
    *,
    vaarwegen: gpd.GeoDataFrame | None = None,
    waterdelen: gpd.GeoDataFrame | None = None,
) -> pd.Series[float]:
    """Distance in metres from each erf to the nearest navigable water; NaN where the data hold none.

    Without vaarwegen the waterdelen with a vaarwegklasse count (noted).
    """
    if vaarwegen is not None:
        pieces, _ = segments(shapes(vaarwegen))
        return column(locations, distance_to_segments_m(shapes(locations), pieces), "navigable_water_distance_m")
    if waterdelen is None:
        return column(locations, np.full(len(locations), np.nan), "navigable_water_distance_m")
    pieces, _ = segments(shapes(waterdelen)[waterdelen["vaarwegklasse"].notna()])
    distance = distance_to_segments_m(shapes(locations), pieces)
    return column(locations, distance, "navigable_water_distance_m", NOTE)
