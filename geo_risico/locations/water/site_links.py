"""Which panden, adressen and rows of the schouw belong to the site of a location."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo_risico.locations.water.groups import nearest_within

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

LAYERS = ("panden", "adressen", "verblijfsobjecten", "schouw", "bedrijfsregister")


def site_links(
    frame: gpd.GeoDataFrame, layers: Mapping[str, pd.DataFrame], reach_m: float
) -> dict[str, pd.Series[str]]:
    """Location_id of each row within ``reach_m`` of a location, the nearest one; rows elsewhere are left out.

    A row that names a location itself (column location_id) belongs to that one.

    Parameters
    ----------
    frame
        Locations in order of their index.
    layers
        Layers of the scan.
    reach_m
        Ground around a location that belongs to its site.
    """
    return {name: _near(frame, layers[name], reach_m) for name in LAYERS if name in layers}


def _near(frame: gpd.GeoDataFrame, layer: pd.DataFrame, reach_m: float) -> pd.Series[str]:
    named = layer["location_id"].astype("str") if "location_id" in layer else _unknown(layer)
    named = named.where(named.isin(frame.index))
    places = _places(layer)
    shaped = np.flatnonzero(~(shapely.is_missing(places) | shapely.is_empty(places)))
    near = nearest_within(places[shaped], np.asarray(frame.geometry.values, dtype=object), reach_m)
    ids = frame.index.to_numpy(dtype=object)[near[near >= 0]]
    found = pd.Series(ids, index=layer.index[shaped[near >= 0]], dtype="str").reindex(layer.index)
    return named.fillna(found).dropna().rename("location_id")


def _unknown(layer: pd.DataFrame) -> pd.Series[str]:
    return pd.Series(np.nan, index=layer.index, dtype="str")


def _places(layer: pd.DataFrame) -> np.ndarray:
    """Geometry of each row, or a point from x and y, else None."""
    if "geometry" in layer:
        return np.asarray(layer["geometry"].array, dtype=object)
    places = np.full(len(layer), None, dtype=object)
    if {"x", "y"} <= set(layer.columns):
        known = (layer["x"].notna() & layer["y"].notna()).to_numpy()
        places[known] = shapely.points(layer["x"][known], layer["y"][known])
    return places
