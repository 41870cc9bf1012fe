"""Solar panels on the roofs of a location."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.roofs import PanelRule, colour_scenes, panel_areas, roof_share, roofs_of

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo_risico.core.raster import RasterLayer

MEASURED = "Zonnepanelen zijn indicatief: de regel is getoetst op zes daken, waarvan een met panelen."
COARSE = "geen luchtfoto met beeldpunten van ten hoogste {:g} m"
NONE = "geen pand van ten minste {:g} m2"


def roof_panel_share(
    locations: gpd.GeoDataFrame,
    *,
    luchtfotos: RasterLayer,
    panden: gpd.GeoDataFrame,
    rule: tuple[float, ...],
    minimum_pixels: float,
    minimum_share: float,
) -> pd.Series[float]:
    """Share (0 to 1) of the roofs of each location that looks like solar panels on the newest sharp photo.

    ``rule``: numbers of `PanelRule`. NaN with a reason where no roof is large enough, no photo sharp enough, or fewer
    than ``minimum_pixels`` cells or less than ``minimum_share`` of the roofs is known.
    """
    how = PanelRule.of(rule)
    roofs = roofs_of(locations, panden, how.minimum_m2, how.inset_m).linked()
    scenes = colour_scenes(luchtfotos)
    found = panel_areas(roofs, scenes, how)
    is_sharp = any(scene.meta.native_pixel_m <= how.largest_pixel_m for scene in scenes)
    unknown = "geen dak in beeld" if is_sharp else COARSE.format(how.largest_pixel_m).replace(".", ",")
    told = (NONE.format(how.minimum_m2), unknown)
    result = roof_share(locations, roofs, found, (minimum_pixels, minimum_share), told).rename("roof_panel_share")
    if result.notna().any():
        result.attrs["notes"] = (MEASURED,)
    return result
