"""Where silence of a register means none: only near rows of a register that is complete."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.linked import centres, merged, shapes

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

NEAR_M, FAR_M = 1000.0, 5000.0


def is_covered(
    locations: gpd.GeoDataFrame, layer: gpd.GeoDataFrame, registers: tuple[str, ...], within_m: float
) -> NDArray[np.bool_]:
    """Whether a complete register was delivered around each location: one of its rows lies within ``within_m``.

    Parameters
    ----------
    locations
        Sites.
    layer
        Layer with a column ``register``.
    registers
        Names of the registers that hold every object of the kind that is asked for.
    within_m
        Distance in metres from the site.
    """
    return is_near(locations, layer[layer["register"].isin(registers)], within_m)


def is_near(locations: gpd.GeoDataFrame, layer: gpd.GeoDataFrame, within_m: float) -> NDArray[np.bool_]:
    """Whether any row of a layer lies within a distance in metres of each location."""
    result = np.zeros(len(locations), dtype=bool)
    tree = shapely.STRtree(shapes(layer))
    found, _ = tree.query_nearest(shapes(locations), max_distance=within_m, all_matches=False)
    result[found] = True
    return result


def is_delivered(locations: gpd.GeoDataFrame, layer: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Whether a layer that should have rows everywhere was delivered around each location.

    One of its rows lies within ``NEAR_M``; or within ``FAR_M`` when the location lies inside the bounds of the layer.
    """
    near = is_near(locations, layer, NEAR_M)
    if len(layer) == 0:
        return near
    x, y = centres(locations).T
    x1, y1, x2, y2 = layer.total_bounds
    inside = (x >= x1) & (x <= x2) & (y >= y1) & (y <= y2)
    return np.asarray(near | (inside & is_near(locations, layer, FAR_M)), dtype=bool)


def is_outside(locations: gpd.GeoDataFrame, known_area: gpd.GeoDataFrame | None) -> NDArray[np.bool_]:
    """Whether each location lies outside the area for which the layers were delivered; nowhere without known area."""
    if known_area is None or len(known_area) == 0:
        return np.zeros(len(locations), dtype=bool)
    area = merged(known_area)
    inside = np.zeros(len(locations), dtype=bool)
    inside[shapely.STRtree(shapes(locations)).query(area, predicate="intersects")[1]] = True
    return ~inside
