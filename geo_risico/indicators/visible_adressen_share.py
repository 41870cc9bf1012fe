"""Sight of a location from where people live, over what stands in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_risico.spatial.coverage import is_outside
from geo_risico.spatial.heights.relief import GROUND, SURFACE, newest
from geo_risico.spatial.heights.views import View, visible_share
from geo_risico.spatial.heights.words import no_heights
from geo_risico.spatial.linked import inhabited, shapes
from geo_risico.spatial.zonal import supported

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_risico.core.raster import RasterLayer


def visible_adressen_share(
    locations: gpd.GeoDataFrame,
    *,
    hoogten: RasterLayer,
    adressen: gpd.GeoDataFrame,
    panden: gpd.GeoDataFrame,
    known_area: gpd.GeoDataFrame | None = None,
    view: tuple[float, ...],
) -> pd.Series[float]:
    """Share (0 to 1) of the inhabited addresses near each location with sight of it; 0 when nobody lives near.

    A line runs from the wall of the own pand to open ground of the location, over the surface with buildings and trees.
    It is free when nothing reaches above it. Addresses on the location itself do not count. NaN outside the area for
    which the addresses were delivered, outside the newest heights, and where too little around it was measured.

    ``view``: height of the eye above the ground (m), height of what is looked at (m), largest distance (m), and the
    pixels and the share of the surroundings and of the lines that a value needs.
    """
    name = "visible_adressen_share"
    heights = newest(hoogten, (SURFACE, GROUND))
    if heights is None:
        return no_heights(locations, name, SURFACE, GROUND)
    rows, notes = inhabited(adressen)
    eye_m, target_m, within_m, minimum_pixels, minimum_share = view
    look = View(eye_m=eye_m, target_m=target_m, within_m=within_m)
    share, stats = visible_share(shapes(locations), heights, shapes(rows), shapes(panden), look)
    outside = is_outside(locations, known_area)
    values = pd.Series(np.where(outside, np.nan, share))
    values.attrs["reason"] = np.where(outside, "buiten het gebied van de adressen", "geen zichtlijn gemeten")
    found = supported(locations, values, stats, minimum_pixels=minimum_pixels, minimum_share=minimum_share, name=name)
    found.attrs["notes"] = notes
    return found
