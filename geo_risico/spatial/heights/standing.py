"""Scenes of what stands on the ground: objects without a registered building, and tall growth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.heights.burned import Cover, grown
from geo_risico.spatial.heights.lazy import LazyScene
from geo_risico.spatial.heights.objects import Ground, ObjectRules, unregistered_cells
from geo_risico.spatial.heights.relief import newest, read_heights
from geo_risico.spatial.linked import shapes
from geo_risico.spatial.zonal import buffers

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from geo_risico.core.raster import RasterLayer, Scene, Window

HALO_M = 60.0
"""Objects and gaps are seen whole when they stick out of a tile less than this."""
_GONE = "gesloopt|niet gerealiseerd|ten onrechte|historisch|ingetrokken"


def unregistered_scene(
    heights: Scene,
    registered: NDArray[np.object_],
    rules: ObjectRules,
    greenness: tuple[Scene, float] | None,
) -> LazyScene:
    """Scene with a band ``object``: 1 in objects that nothing registered touches, 0 elsewhere, NaN = unknown height.

    Parameters
    ----------
    heights
        Scene with the bands oppervlak and maaiveld.
    registered
        Shapes that an object may not touch, the tolerance included.
    rules
        What an object is.
    greenness
        Scene with a band ndvi on the same cells, and the value above which plants grow; None without one.
    """
    known = Cover(registered)

    def compute(window: Window) -> NDArray[np.float32]:
        surface, ground = read_heights(heights, window)
        part = heights.grid.part(window)
        green = np.zeros(surface.shape, dtype=bool)
        if greenness is not None:
            green = greenness[0].read(("ndvi",), window)[0] > greenness[1]
        place = Ground(
            surface=surface,
            ground=ground,
            registered=known.mask(part),
            green=green,
            pixel_m=part.pixel_m,
        )
        found = unregistered_cells(place, rules)
        return np.where(np.isnan(surface - ground), np.nan, found).astype(np.float32)

    return LazyScene(source=heights, band="object", halo=_halo(heights), compute=compute)


def tall_scene(heights: Scene, panden: NDArray[np.object_], minimum_m: float) -> LazyScene:
    """Scene with a band ``hoog``: 1 where something taller than ``minimum_m`` stands outside ``panden``, else 0.

    NaN where the height is unknown.
    """
    built = Cover(panden)

    def compute(window: Window) -> NDArray[np.float32]:
        surface, ground = read_heights(heights, window)
        above = surface - ground
        with np.errstate(invalid="ignore"):
            tall = (above > minimum_m) & ~built.mask(heights.grid.part(window))
        return np.where(np.isnan(above), np.nan, tall).astype(np.float32)

    return LazyScene(source=heights, band="hoog", halo=_halo(heights), compute=compute)


def registered_shapes(layers: list[gpd.GeoDataFrame | None], tolerance_m: float) -> NDArray[np.object_]:
    """Shapes of buildings that a register says stand or are being built, grown by the tolerance in metres.

    A row whose status says that it is gone or was never built does not count; an absent layer has no rows.
    """
    parts = [shapes(layer[_stands(layer)]) for layer in layers if layer is not None]
    return grown(np.concatenate([*parts, np.empty(0, dtype=object)]), tolerance_m)


def looked_at(locations: gpd.GeoDataFrame, strip_m: float) -> NDArray[np.object_]:
    """Shapes in which objects count: an erf with a strip of ``strip_m`` metres around it, any other location itself.

    The outline of an erf is drawn around its panden; a terrein or vierkant has an outline of its own.
    """
    drawn = shapes(locations)
    return np.where(locations["kind"].eq("erf"), buffers(drawn, strip_m), drawn)


def greenness(luchtfotos: RasterLayer | None, heights: Scene) -> Scene | None:
    """Newest aerial image with a band ndvi on the cells of the heights; None where there is none."""
    image = None if luchtfotos is None else newest(luchtfotos, ("ndvi",))
    return image if image is None or image.grid == heights.grid else image.on(heights.grid)


def _stands(layer: pd.DataFrame) -> NDArray[np.bool_]:
    if "status" not in layer:
        return np.ones(len(layer), dtype=bool)
    gone = layer["status"].astype("str").str.contains(_GONE, case=False, na=False)
    return np.asarray(~gone, dtype=bool)


def _halo(heights: Scene) -> int:
    return int(np.ceil(HALO_M / heights.grid.pixel_m))
