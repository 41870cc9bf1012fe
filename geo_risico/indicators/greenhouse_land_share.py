"""Greenhouses in the land use around a location."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.landuse import class_share
from geo_risico.spatial.linked import shapes
from geo_risico.spatial.zonal import buffers

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo_risico.core.raster import RasterLayer


def greenhouse_land_share(
    locations: gpd.GeoDataFrame,
    *,
    landgebruiksraster: RasterLayer,
    within_m: float,
    minimum_pixels: float,
    minimum_share: float,
) -> pd.Series[float]:
    """Share (0 to 1) of the land on and within ``within_m`` of each location with greenhouses or their ground.

    NaN with a reason where the map shows fewer than ``minimum_pixels`` cells or less than ``minimum_share`` of it.
    """
    around = buffers(shapes(locations), within_m)
    least = (minimum_pixels, minimum_share)
    return class_share(locations, around, landgebruiksraster, "kas", least).rename("greenhouse_land_share")
