"""Roofs of a location that changed colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_risico.core.numbers import format_date
from geo_risico.spatial.roofs import ChangeRule, colour_scenes, roof_changes, roof_share, roofs_of

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_risico.core.raster import RasterLayer

ONE = "geen twee luchtfoto's van verschillende datum"
FEW = "te weinig daken in beide luchtfoto's: {:.0f}, {:g} nodig om ze gelijk te maken"
UNSEEN = "geen dak in beide luchtfoto's"
NONE = "geen pand van ten minste {:g} m2"
PERIOD = "Dakverandering vergelijkt de luchtfoto's van {} en {}."


def roof_change(
    locations: gpd.GeoDataFrame,
    *,
    luchtfotos: RasterLayer,
    panden: gpd.GeoDataFrame,
    rule: tuple[float, ...],
    minimum_pixels: float,
    minimum_share: float,
) -> pd.Series[float]:
    """Share (0 to 1) of the roof area of each location that changed colour between the first and the last photo.

    ``rule``: numbers of `ChangeRule`. All panden help to make the photos alike, also those of no location. NaN with a
    reason where no roof is large enough, where too few roofs are on both photos, or where fewer than
    ``minimum_pixels`` cells or less than ``minimum_share`` of the roofs is known. The standard error tells how near
    the roofs are to the bound of a change.
    """
    how = ChangeRule.of(rule)
    roofs = roofs_of(locations, panden, how.minimum_m2, how.inset_m)
    dated = [scene for scene in colour_scenes(luchtfotos) if scene.meta.date is not None]
    found = pd.DataFrame(np.nan, index=range(len(roofs)), columns=["share", "known_m2", "pixel_count"])
    unknown, note = ONE, ""
    if len({scene.meta.date for scene in dated}) > 1:
        found = roof_changes(roofs, dated[0], dated[-1], how)
        seen = int((found["pixel_count"] > 0).sum())
        unknown = UNSEEN if found["share"].notna().any() else FEW.format(seen, how.reference_count)
        note = PERIOD.format(*(format_date(scene.meta.date) for scene in (dated[0], dated[-1])))
    own = roofs.owner >= 0
    told = (NONE.format(how.minimum_m2), unknown)
    least = (minimum_pixels, minimum_share)
    result = roof_share(locations, roofs.linked(), found[own].reset_index(drop=True), least, told)
    if result.notna().any():
        result.attrs["notes"] = (note,)
    return result.rename("roof_change")
