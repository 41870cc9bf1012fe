"""Ground that was green and is now bare or sealed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.looks import take_looks
from geo_risico.spatial.looks.bare import new_bare, two_periods
from geo_risico.spatial.looks.reasons import with_support

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo_risico.core.raster import RasterLayer
    from geo_risico.spatial.looks import Looks


def new_bare_m2(
    locations: gpd.GeoDataFrame,
    *,
    satellietbeelden: RasterLayer,
    looks: Looks | None = None,
    minimum: tuple[float, ...],
    bounds: tuple[float, ...],
    periods: tuple[float, ...],
) -> pd.Series[float]:
    """New bare or sealed ground in m2: cells green in the early images and bare in every clear late one.

    ``minimum``: cells of the location, share of it that is clear in both periods, and bare cells that count as seen
    (fewer is 0). ``bounds``: NDVI of green, of bare and of water, and near infrared of water. ``periods``: largest
    difference in day of the year, and years that the early and the late period last. Images of two sensors are
    harmonised first.
    """
    seen = take_looks(locations, satellietbeelden) if looks is None else looks
    found = new_bare(seen, minimum, bounds, two_periods(seen, *periods))
    series = with_support(locations, "new_bare_m2", found.area_m2, found.parts, found.reasons)
    series.attrs["notes"] = found.notes
    return series
