"""Screening around a location by whatever is tall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo_risico.spatial.heights.relief import GROUND, SURFACE, newest
from geo_risico.spatial.heights.standing import registered_shapes, tall_scene
from geo_risico.spatial.heights.words import no_heights
from geo_risico.spatial.linked import shapes
from geo_risico.spatial.zonal import rings, supported, zonal_stats

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo_risico.core.raster import RasterLayer


def tall_ring_share(
    locations: gpd.GeoDataFrame,
    *,
    hoogten: RasterLayer,
    panden: gpd.GeoDataFrame,
    ring_m: float,
    tall: tuple[float, float],
    minimum: tuple[float, float],
) -> pd.Series[float]:
    """Share (0 to 1) of the ring of ``ring_m`` around each location where something tall stands that is no pand.

    That is mostly trees and hedges; also stacks, vehicles and masts. Surface minus ground is the height; gaps in the
    ground are filled from their surroundings. NaN outside the newest heights that have both bands, and where too little
    of the ring was measured.

    ``tall``: lowest height (m) and margin around panden that counts as pand (m). ``minimum``: pixels, and share of the
    ring, that a value needs.
    """
    name = "tall_ring_share"
    heights = newest(hoogten, (SURFACE, GROUND))
    if heights is None:
        return no_heights(locations, name, SURFACE, GROUND)
    scene = tall_scene(heights, registered_shapes([panden], tall[1]), tall[0])
    stats = zonal_stats(rings(shapes(locations), ring_m), scene, ("hoog",))["hoog"]
    return supported(locations, stats["mean"], stats, minimum_pixels=minimum[0], minimum_share=minimum[1], name=name)
