"""Water in the land use around a location."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.landuse import class_share
from geo_risico.spatial.linked import shapes
from geo_risico.spatial.zonal import rings

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo_risico.core.raster import RasterLayer


def water_land_share(
    locations: gpd.GeoDataFrame,
    *,
    landgebruiksraster: RasterLayer,
    ring_m: float,
    minimum_pixels: float,
    minimum_share: float,
) -> pd.Series[float]:
    """Share (0 to 1) of the ring of ``ring_m`` around each location that is water; the location itself not counted.

    NaN with a reason where the map shows fewer than ``minimum_pixels`` cells or less than ``minimum_share`` of it.
    """
    around = rings(shapes(locations), ring_m)
    least = (minimum_pixels, minimum_share)
    return class_share(locations, around, landgebruiksraster, "water", least).rename("water_land_share")
