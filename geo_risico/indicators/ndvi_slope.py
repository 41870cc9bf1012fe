"""Trend of the green of a location."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.looks import NDVI, take_looks
from geo_risico.spatial.looks.reasons import with_support
from geo_risico.spatial.looks.trend import trend

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo_risico.core.raster import RasterLayer
    from geo_risico.spatial.looks import Looks


def ndvi_slope(
    locations: gpd.GeoDataFrame,
    *,
    satellietbeelden: RasterLayer,
    looks: Looks | None = None,
    minimum: tuple[float, ...],
    series: tuple[float, ...],
    season_days: float,
) -> pd.Series[float]:
    """Change of NDVI per year over the clear images of each location, by least squares.

    ``minimum``: cells and share of the shape that an image must show. ``series``: number of clear images and years
    between the first and the last that are needed. With eight or more images the season is fitted too (sine and
    cosine); with fewer only images within ``season_days`` of each other in the year count. The standard error is that
    of the slope.
    """
    seen = take_looks(locations, satellietbeelden) if looks is None else looks
    found = trend(seen, NDVI, minimum, series, season_days)
    result = with_support(locations, "ndvi_slope", found.value, found.parts, found.reasons)
    result.attrs["notes"] = found.notes
    return result
