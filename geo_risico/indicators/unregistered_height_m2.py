"""Objects as tall as a building that no register knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.heights.objects import ObjectRules
from geo_risico.spatial.heights.relief import GROUND, SURFACE, newest
from geo_risico.spatial.heights.standing import greenness, looked_at, registered_shapes, unregistered_scene
from geo_risico.spatial.heights.words import coarse_note, no_heights
from geo_risico.spatial.zonal import supported, zonal_stats

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo_risico.core.raster import RasterLayer

FINE_PIXEL_M = 1.0


def unregistered_height_m2(
    locations: gpd.GeoDataFrame,
    *,
    hoogten: RasterLayer,
    panden: gpd.GeoDataFrame,
    kassen: gpd.GeoDataFrame | None = None,
    luchtfotos: RasterLayer | None = None,
    rules: tuple[float, ...],
) -> pd.Series[float]:
    """Area in m2 at each location of tall objects with flat faces that touch no registered building.

    Surface minus ground is the height; gaps in the ground are filled from their surroundings. Trees fall away because
    they are not made of flat faces and, with an aerial image with near infrared, because they are green. NaN outside
    the newest heights that have both bands, and where too little of the location was measured.

    The outline of an erf is drawn around its panden, so a building without one often stands just outside it: of an erf
    a strip around it counts too. What stands between two erven may count at both.

    ``rules``: lowest height (m), smallest footprint (m2), distance within which a registered building counts as touched
    (m), distance of a roof to its flat faces on cells up to 1 m and on wider ones (m), share of an object in those
    faces, NDVI above which plants grow, the pixels and the share of the location (strip included) that a value needs,
    and the width of the strip (m).
    """
    name = "unregistered_height_m2"
    heights = newest(hoogten, (SURFACE, GROUND))
    if heights is None:
        return no_heights(locations, name, SURFACE, GROUND)
    minimum_m, minimum_m2, near_m, fine_m, wide_m, flat_share, ndvi, *enough, strip_m = rules
    roughness_m = fine_m if heights.grid.pixel_m <= FINE_PIXEL_M else wide_m
    asked = ObjectRules(minimum_m=minimum_m, minimum_m2=minimum_m2, roughness_m=roughness_m, flat_share=flat_share)
    image = greenness(luchtfotos, heights)
    scene = unregistered_scene(
        heights, registered_shapes([panden, kassen], near_m), asked, None if image is None else (image, ndvi)
    )
    stats = zonal_stats(looked_at(locations, strip_m), scene, ("object",))["object"]
    area_m2 = stats["mean"] * stats["pixel_count"] * heights.grid.pixel_m**2
    found = supported(locations, area_m2, stats, minimum_pixels=enough[0], minimum_share=enough[1], name=name)
    if asked.least_m2(heights.grid.pixel_m) > minimum_m2:
        found.attrs["notes"] = (coarse_note(heights, asked.least_m2(heights.grid.pixel_m)),)
    return found
