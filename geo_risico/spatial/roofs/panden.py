"""The roofs that count: large enough, with the outer strip taken off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.linked import in_stock, owners, shapes

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from geo_risico.core.raster import RasterLayer, Scene

COLOURS = ("rood", "groen", "blauw")
"""Bands of a colour photo."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Roofs:
    """Roofs in a fixed order, whatever the order of the panden.

    ``owner``: position of the location of each roof, -1 for none. ``shapes``: footprint without its outer strip.
    ``area_m2``: area of that shape.
    """

    owner: NDArray[np.intp]
    shapes: NDArray[np.object_]
    area_m2: NDArray[np.float64]

    def __len__(self) -> int:
        """Number of roofs."""
        return len(self.owner)

    def linked(self) -> Roofs:
        """Only the roofs of locations."""
        own = self.owner >= 0
        return Roofs(owner=self.owner[own], shapes=self.shapes[own], area_m2=self.area_m2[own])


def roofs_of(locations: pd.DataFrame, panden: gpd.GeoDataFrame, minimum_m2: float, inset_m: float) -> Roofs:
    """Roofs of the standing panden of at least ``minimum_m2``, without the outer ``inset_m``.

    A photo shows a roof up to about a metre beside its footprint, because buildings lean away from the camera; the
    strip keeps wall, shadow and street out. A pand of which nothing remains has no roof.
    """
    outline = shapes(panden)
    kept = (in_stock(panden)).to_numpy(dtype=bool) & (shapely.area(outline) >= minimum_m2)
    inner = shapely.buffer(outline[kept], -inset_m)
    owner = owners(locations, panden[kept])
    remains = ~shapely.is_empty(inner) & ~shapely.is_missing(inner)
    inner, owner = inner[remains], owner[remains]
    bounds = shapely.bounds(inner)
    order = np.lexsort((shapely.area(inner), bounds[:, 1], bounds[:, 0]))
    return Roofs(owner=owner[order], shapes=inner[order], area_m2=shapely.area(inner[order]))


def colour_scenes(luchtfotos: RasterLayer) -> tuple[Scene, ...]:
    """Photos with red, green and blue, oldest first."""
    return tuple(scene for scene in luchtfotos.scenes if set(COLOURS) <= set(scene.bands))
