"""How much lighter or darker a location became."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.looks import BRIGHT, changes, take_looks
from geo_risico.spatial.looks.reasons import with_support

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo_risico.core.raster import RasterLayer
    from geo_risico.spatial.looks import Looks

DARKEST = 0.01
"""A location that reflects less was too dark (deep shadow, water) for a share of it to mean something."""
TOO_DARK = "te donker in het eerste beeld voor een verhouding"


def brightness_change(
    locations: gpd.GeoDataFrame,
    *,
    satellietbeelden: RasterLayer,
    looks: Looks | None = None,
    minimum: tuple[float, ...],
    season_days: float,
) -> pd.Series[float]:
    """Relative change of brightness (0.2 = a fifth lighter) between the first and last clear image of one season.

    Brightness is the mean of the visible bands, or red where an image has no other. Images of two sensors are
    harmonised first. ``minimum``: cells and share of the shape that both images must show. ``season_days``: largest
    difference in day of the year.
    """
    seen = take_looks(locations, satellietbeelden) if looks is None else looks
    found = changes(seen, BRIGHT, minimum, season_days)
    level = np.where(found.level >= DARKEST, found.level, np.nan)
    reasons = np.where(found.level < DARKEST, TOO_DARK, found.reasons)
    parts = found.parts | {"standard_error": found.standard_error / level}
    series = with_support(locations, "brightness_change", found.value / level, parts, reasons)
    series.attrs["notes"] = found.notes
    return series
