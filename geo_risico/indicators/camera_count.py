"""Cameras at a location."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.linked import column, shapes
from geo_risico.spatial.schouw import counted

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

NOTE = "Waar de schouw niets zegt tellen camera's op de kaart; waar de kaart er geen heeft, is het aantal onbekend."


def camera_count(
    locations: gpd.GeoDataFrame,
    *,
    schouw: pd.DataFrame | None = None,
    cameras: gpd.GeoDataFrame | None = None,
    camera_radius_m: float,
) -> pd.Series[float]:
    """Number of cameras at each location by the last schouw, else those mapped within ``camera_radius_m``.

    NaN where the schouw says nothing and the map has none: a camera that is not mapped may be there (noted).
    """
    size = len(locations)
    seen = np.full(size, np.nan) if schouw is None else counted(locations, schouw, "cameras")
    if cameras is None:
        return column(locations, seen, "camera_count")
    tree = shapely.STRtree(shapes(cameras))
    place, _ = tree.query(shapes(locations), predicate="dwithin", distance=camera_radius_m)
    mapped = np.bincount(place, minlength=size).astype(np.float64)
    used = np.isnan(seen) & (mapped > 0)
    notes = (NOTE,) if used.any() else ()
    return column(locations, np.where(used, mapped, seen), "camera_count", *notes)
