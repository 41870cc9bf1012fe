"""Sheds and halls: panden that stand, are large and are built for work or storage, or have no address at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo_risico.spatial.linked import IN_STOCK, shapes, total
from geo_risico.spatial.linked_barns import barn_footprints

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

_WORK_USE = "industriefunctie|overige gebruiksfunctie"
_HOME_USE = "woonfunctie|logiesfunctie"
_WORK_TYPE = r"\b(?:industrial|warehouse|shed|barn|hangar|boathouse|farm_auxiliary|fabriek|loods|opslag|werf|dok)\b"
_HOME_TYPE = (
    r"\b(?:house|apartments|residential|terrace|detached|semidetached_house|bungalow|houseboat|static_caravan|cabin|"
    r"dormitory|hotel)\b"
)


def shed_footprints(
    panden: gpd.GeoDataFrame, adressen: gpd.GeoDataFrame | None, footprint_m2: tuple[float, float]
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Footprint in m2 of each pand that is a shed or hall, 0 for other panden, NaN where it is unknown, and notes.

    The gebruiksdoel decides (of the pand or of its addresses), then the type of building; a pand with neither
    counts when it has no address, as `barn_footprints` tells.

    Parameters
    ----------
    panden
        Layer with polygons; best only those that matter.
    adressen
        Addresses or verblijfsobjecten: which panden have one, and what for.
    footprint_m2
        Smallest footprint that counts, and the largest of a pand without gebruiksdoel and type.
    """
    area = panden.geometry.area.to_numpy()
    stands = (panden["status"].isin(IN_STOCK) | panden["status"].isna()).to_numpy() & (area >= footprint_m2[0])
    use, kind = _use(panden, adressen), panden["building_type"].astype("str")
    silent = use.isna().to_numpy()
    home = _mentions(use, _HOME_USE) | (silent & _mentions(kind, _HOME_TYPE))
    work = ~home & (_mentions(use, _WORK_USE) | (silent & _mentions(kind, _WORK_TYPE)))
    result = np.where(stands & work, area, 0.0)
    open_rows = np.flatnonzero(stands & ~home & ~work & silent)
    rest, notes = barn_footprints(panden.iloc[open_rows], adressen, None, footprint_m2)
    result[open_rows] = rest
    return result, notes


def shed_area_near_m2(
    places: NDArray[np.object_],
    panden: gpd.GeoDataFrame,
    adressen: gpd.GeoDataFrame | None,
    footprint_m2: tuple[float, float],
    within_m: float,
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Footprint in m2 of the sheds within ``within_m`` of each place, NaN where one of them is unknown, and notes.

    What a shed is: `shed_footprints`. Only panden that are large enough and near are looked at.
    """
    large = panden[panden.geometry.area.to_numpy() >= footprint_m2[0]]
    place, pand = shapely.STRtree(shapes(large)).query(places, predicate="dwithin", distance=within_m)
    rows, row = np.unique(pand, return_inverse=True)
    footprints, notes = shed_footprints(large.iloc[rows], adressen, footprint_m2)
    return total(np.asarray(place, dtype=np.intp), footprints[row], len(places)), notes


def panden_near(places: NDArray[np.object_], panden: gpd.GeoDataFrame, within_m: float) -> gpd.GeoDataFrame:
    """Panden within ``within_m`` of any place, in their own order."""
    rows = np.unique(shapely.STRtree(shapes(panden)).query(places, predicate="dwithin", distance=within_m)[1])
    return panden.iloc[rows]


def _use(panden: gpd.GeoDataFrame, adressen: gpd.GeoDataFrame | None) -> pd.Series[str]:
    """Gebruiksdoelen of each pand; where they are unknown those of its addresses."""
    use = panden["gebruiksdoel"].astype("str")
    if adressen is None or not use.isna().any():
        return use
    known = adressen.loc[adressen["gebruiksdoel"].notna(), ["pand_id", "gebruiksdoel"]]
    known = known[known["pand_id"].isin(panden["pand_id"])]
    texts = known.sort_values(["pand_id", "gebruiksdoel"]).groupby("pand_id")["gebruiksdoel"].agg(",".join)
    return use.fillna(panden["pand_id"].map(texts).astype("str"))


def _mentions(texts: pd.Series[str], words: str) -> NDArray[np.bool_]:
    """Whether each text holds one of the words; each different text is read once, an unknown one holds none."""
    number, different = pd.factorize(texts)
    found = pd.Series(different, dtype="str").str.contains(words, case=False, na=False).to_numpy(dtype=bool)
    return np.asarray(np.append(found, values=False)[number], dtype=bool)
