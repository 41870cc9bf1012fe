"""How green a location is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.looks import take_looks
from geo_risico.spatial.looks.level import latest_level
from geo_risico.spatial.looks.reasons import with_support

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd
    import pandas as pd

    from geo_risico.core.raster import RasterLayer
    from geo_risico.spatial.looks import Looks


def ndvi_level(
    locations: gpd.GeoDataFrame,
    *,
    satellietbeelden: RasterLayer,
    peildatum: dt.date,
    looks: Looks | None = None,
    minimum: tuple[float, ...],
    years: tuple[float, ...],
) -> pd.Series[float]:
    """Median NDVI (-1 to 1) over the clear images of the last years of each location.

    ``minimum``: cells of the image in the shape, and share of the shape that is clear. ``years``: the period counts
    back so far from the last clear image, which is itself at most so old on the peildatum. NaN with a reason where no
    image shows enough.
    """
    seen = take_looks(locations, satellietbeelden) if looks is None else looks
    found = latest_level(seen, minimum, years, peildatum)
    series = with_support(locations, "ndvi_level", found.value, found.parts, found.reasons)
    series.attrs["notes"] = found.notes
    return series
