"""Chalets and static caravans that the BAG does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.linked import column, shapes

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray


def unregistered_object_count(
    locations: gpd.GeoDataFrame,
    *,
    recreatieobjecten: gpd.GeoDataFrame,
    panden: gpd.GeoDataFrame | None = None,
    adressen: gpd.GeoDataFrame | None = None,
    within_m: float,
) -> pd.Series[float]:
    """Number of mapped chalets and static caravans on each park without pand and without address in the BAG.

    A pand counts when its identification is one of the BAG (16 digits), an address when it lies on or within
    ``within_m`` of the object. NaN where none is mapped, and everywhere without panden and adressen to compare with.
    """
    objects, size = shapes(recreatieobjecten), len(locations)
    if panden is None and adressen is None:
        return column(locations, np.full(size, np.nan), "unregistered_object_count")
    known = recreatieobjecten["pand_id"].notna().to_numpy(copy=True)
    if panden is not None:
        known |= _touched(objects, shapes(panden[panden["pand_id"].str.fullmatch(r"\d{16}", na=False)]), 0.0)
    if adressen is not None:
        known |= _touched(objects, shapes(adressen), within_m)
    place, item = shapely.STRtree(shapely.point_on_surface(objects)).query(shapes(locations), predicate="intersects")
    mapped = np.bincount(place, minlength=size)
    count = np.bincount(place, weights=~known[item], minlength=size)
    return column(locations, np.where(mapped > 0, count, np.nan), "unregistered_object_count")


def _touched(objects: NDArray[np.object_], others: NDArray[np.object_], within_m: float) -> NDArray[np.bool_]:
    """Whether one of the others lies on or near each object."""
    found, _ = shapely.STRtree(others).query(objects, predicate="dwithin", distance=within_m)
    result = np.zeros(len(objects), dtype=bool)
    result[found] = True
    return result
