"""How much greener or barer a location became."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.looks import NDVI, changes, take_looks
from geo_risico.spatial.looks.reasons import with_support

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo_risico.core.raster import RasterLayer
    from geo_risico.spatial.looks import Looks


def ndvi_change(
    locations: gpd.GeoDataFrame,
    *,
    satellietbeelden: RasterLayer,
    looks: Looks | None = None,
    minimum: tuple[float, ...],
    season_days: float,
) -> pd.Series[float]:
    """Change of NDVI (late minus early) between the first and the last clear image of the same season.

    Images of two sensors are harmonised first, and where they cannot be there is no value: a difference in level is
    not change. ``minimum``: cells and share of the shape that both images must show. ``season_days``: largest
    difference in day of the year. The standard error is the spread over the cells (four for one) and the noise between
    the images, measured on the ground around.
    """
    seen = take_looks(locations, satellietbeelden) if looks is None else looks
    found = changes(seen, NDVI, minimum, season_days)
    series = with_support(locations, "ndvi_change", found.value, found.parts, found.reasons)
    series.attrs["notes"] = found.notes
    return series
