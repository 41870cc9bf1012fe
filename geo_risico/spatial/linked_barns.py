"""Barns: panden that stand, are large, have no verblijfsobject and are no greenhouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.linked import in_stock, in_use, shapes

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

_GREENHOUSE_TYPES = "greenhouse|kas, warenhuis"
_GREENHOUSE_SHARE = 0.5
NOTE = "Zonder verblijfsobjecten: een pand zonder adrespunt telt als pand zonder verblijfsobject."


def barn_footprints(
    panden: gpd.GeoDataFrame,
    adressen: gpd.GeoDataFrame | None,
    kassen: gpd.GeoDataFrame | None,
    area_m2: tuple[float, float],
    verblijfsobjecten: gpd.GeoDataFrame | None = None,
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Footprint in m2 of each pand that is a barn, 0 for other panden, NaN where it is unknown, and notes.

    Parameters
    ----------
    panden
        Layer with ``status``, ``building_type``, ``verblijfsobject_count`` and polygons.
    adressen
        Stands in where both the number and the layer of verblijfsobjecten are unknown: a pand without any address in
        or linked to it counts as a pand without verblijfsobject (noted).
    kassen
        Greenhouses; a pand that lies for at least half under them is no barn.
    area_m2
        Smallest and largest footprint in m2 of a barn. A larger pand without verblijfsobject is a greenhouse or a hall
        that no register names: unknown.
    verblijfsobjecten
        Read where the number of verblijfsobjecten of a pand is unknown.
    """
    area = panden.geometry.area.to_numpy()
    smallest, largest = area_m2
    large = in_stock(panden).to_numpy() & (area >= smallest)
    candidate = np.flatnonzero(large)
    candidate = candidate[~_is_greenhouse(panden.iloc[candidate], kassen)]
    objects = panden["verblijfsobject_count"].to_numpy(dtype="float64")[candidate]
    unknown = np.isnan(objects)
    notes: tuple[str, ...] = ()
    stand_in = adressen if verblijfsobjecten is None else verblijfsobjecten
    if stand_in is not None and unknown.any():
        objects[unknown] = _has_object(panden.iloc[candidate[unknown]], stand_in)
        notes = (NOTE,) if verblijfsobjecten is None else ()
    result = np.zeros(len(panden))
    known = np.where(objects == 0, area[candidate], 0.0)
    result[candidate] = np.where(np.isnan(objects) | (known > largest), np.nan, known)
    return result, notes


def _is_greenhouse(panden: gpd.GeoDataFrame, kassen: gpd.GeoDataFrame | None) -> NDArray[np.bool_]:
    """Whether each pand is a greenhouse by its type or lies for at least half under one."""
    named = panden["building_type"].astype("str").str.contains(_GREENHOUSE_TYPES, case=False, na=False).to_numpy()
    if kassen is None or len(kassen) == 0 or len(panden) == 0:
        return np.asarray(named, dtype=bool)
    buildings, glass = shapes(panden), shapes(kassen)
    pand, kas = shapely.STRtree(glass).query(buildings, predicate="intersects")
    shared = shapely.area(shapely.intersection(buildings[pand], glass[kas]))
    under = np.bincount(pand, weights=shared, minlength=len(panden))
    return np.asarray(named | (under >= _GREENHOUSE_SHARE * shapely.area(buildings)), dtype=bool)


def _has_object(panden: gpd.GeoDataFrame, objects: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Whether each pand has an address or verblijfsobject in use, by its identification or by its place."""
    used = objects.loc[in_use(objects), ["pand_id", "geometry"]]
    inside, _ = shapely.STRtree(shapes(used)).query(shapes(panden), predicate="intersects")
    found = panden["pand_id"].isin(used["pand_id"].dropna()).to_numpy(copy=True)
    found[inside] = True
    return np.asarray(found, dtype=bool)
