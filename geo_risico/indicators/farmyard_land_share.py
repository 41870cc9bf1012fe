"""Farmyard in the land use of a location."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.landuse import class_share
from geo_risico.spatial.linked import shapes

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo_risico.core.raster import RasterLayer


def farmyard_land_share(
    locations: gpd.GeoDataFrame, *, landgebruiksraster: RasterLayer, minimum_pixels: float, minimum_share: float
) -> pd.Series[float]:
    """Share (0 to 1) of each location that is yard of the countryside or farm building.

    NaN with a reason where the map shows fewer than ``minimum_pixels`` cells or less than ``minimum_share`` of it.
    """
    least = (minimum_pixels, minimum_share)
    return class_share(locations, shapes(locations), landgebruiksraster, "boerenerf", least).rename(
        "farmyard_land_share"
    )
