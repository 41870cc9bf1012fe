"""Open view around a location."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.heights.horizon import openness
from geo_risico.spatial.heights.relief import GROUND, SURFACE, newest
from geo_risico.spatial.heights.words import bare_note, no_heights
from geo_risico.spatial.linked import shapes
from geo_risico.spatial.zonal import supported

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo_risico.core.raster import RasterLayer


def horizon_openness(
    locations: gpd.GeoDataFrame,
    *,
    hoogten: RasterLayer,
    eye_m: float,
    reach_m: float,
    directions: int,
    minimum: tuple[float, float],
) -> pd.Series[float]:
    """Mean angle in degrees between straight up and the horizon around each location; 90 is a free view all around.

    Seen from the edge of the location, ``eye_m`` above the ground, in ``directions`` directions as far as ``reach_m``,
    over the surface with buildings and trees. Heights of the ground alone are used, and noted, where no surface is
    known. NaN outside the newest heights and where too little around the location was measured.

    ``minimum``: pixels along the rays, and share of them that is known, that a value needs.
    """
    name = "horizon_openness"
    heights = newest(hoogten, (SURFACE,)) or newest(hoogten, (GROUND,))
    if heights is None:
        return no_heights(locations, name, SURFACE)
    degrees, stats = openness(shapes(locations), heights, eye_m, reach_m, int(directions))
    found = supported(locations, degrees, stats, minimum_pixels=minimum[0], minimum_share=minimum[1], name=name)
    found.attrs["notes"] = bare_note(heights)
    return found
