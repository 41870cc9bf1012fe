"""Which register rows lie on which terrein."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from shapely import STRtree

from geo_risico.locations.regions import containing

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

ON_TERREIN: Final = ("panden", "adressen", "verblijfsobjecten", "standplaatsen")
"""Layers whose rows belong to the terrein that holds a point of them."""
SHARE_ON_TERREIN: Final = 0.5
"""A perceel belongs to a terrein with which it shares this part of itself, or of the terrein."""


def terrein_links(frame: gpd.GeoDataFrame, layers: Mapping[str, pd.DataFrame]) -> dict[str, pd.Series[str]]:
    """Location_id of each row that lies on a terrein, per layer; the smallest terrein where they overlap.

    Parameters
    ----------
    frame
        Locations with area_m2 and geometry.
    layers
        Layers of register rows; those that are absent are left out.
    """
    ordered = frame.iloc[np.lexsort((np.arange(len(frame)), frame["area_m2"].to_numpy()))]
    outline = np.asarray(ordered.geometry.array, dtype=object)
    names = ordered.index.to_numpy(dtype=object)
    links = {name: _link(layers[name], _around(layers[name], outline), names) for name in ON_TERREIN if name in layers}
    if "percelen" in layers:
        links["percelen"] = _link(layers["percelen"], _largest_share(layers["percelen"], outline), names)
    return links


def _link(layer: pd.DataFrame, owner: NDArray[np.int64], names: NDArray[np.object_]) -> pd.Series[str]:
    rows = np.flatnonzero(owner >= 0)
    return pd.Series(names[owner[rows]], index=layer.index[rows], dtype="str", name="location_id")


def _around(layer: pd.DataFrame, outline: NDArray[np.object_]) -> NDArray[np.int64]:
    """Position of the outline around a point of each row, -1 for none."""
    owner = np.full(len(layer), -1, dtype=np.int64)
    shape = np.asarray(layer.geometry.values, dtype=object)
    there = np.flatnonzero(~(shapely.is_missing(shape) | shapely.is_empty(shape)))
    owner[there] = containing(np.asarray(shapely.point_on_surface(shape[there])), outline)
    return owner


def _largest_share(percelen: pd.DataFrame, outline: NDArray[np.object_]) -> NDArray[np.int64]:
    """Position of the outline that each perceel shares most with, -1 where that is too little of both."""
    owner = np.full(len(percelen), -1, dtype=np.int64)
    if not len(percelen) or not len(outline):
        return owner
    shape = np.asarray(percelen.geometry.values, dtype=object)
    place, row = STRtree(shape).query(outline, predicate="intersects")
    shared = shapely.area(shapely.intersection(shape[row], outline[place]))
    smaller = np.minimum(shapely.area(shape[row]), shapely.area(outline[place]))
    share = shared / np.maximum(smaller, 1e-9)
    enough = share >= SHARE_ON_TERREIN
    place, row, shared = place[enough], row[enough], shared[enough]
    order = np.lexsort((-place, shared))
    owner[row[order]] = place[order]
    return owner
