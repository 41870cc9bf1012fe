"""Rows of a register by location: whose they are, which count, and sums that keep unknown apart from zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_risico.spatial.union import union_of

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import ArrayLike, NDArray

NOT_IN_USE = "gevormd|niet gerealiseerd|ingetrokken|buiten gebruik|ten onrechte"
"""Words in the status of an adresseerbaar object that is not in use (BAG)."""

IN_STOCK = frozenset(
    {
        "Pand in gebruik",
        "Pand in gebruik (niet ingemeten)",
        "Verbouwing pand",
        "Sloopvergunning verleend",
        "Pand buiten gebruik",
    }
)
"""Statuses of a pand that stands (BAG: 'in voorraad')."""


def shapes(frame: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Geometries of a frame as an array, in the order of its rows."""
    return np.asarray(frame.geometry.array, dtype=object)


def merged(frame: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """All geometries of a frame as one, in an array of length 1 (0 for an empty frame): seams fall away."""
    return np.asarray([union_of(shapes(frame))] if len(frame) else [], dtype=object)


def owners(locations: pd.DataFrame, layer: pd.DataFrame) -> NDArray[np.intp]:
    """Position of the location of each row of ``layer``, or -1 where a row is not linked to one of them."""
    return np.asarray(locations.index.get_indexer(pd.Index(layer["location_id"])), dtype=np.intp)


def centres(locations: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Coordinates (x, y) in metres of a point inside each location, shape (n, 2)."""
    points = locations.geometry.representative_point()
    return np.column_stack([points.x, points.y]).astype(np.float64).reshape(-1, 2)


def in_use(objects: pd.DataFrame) -> pd.Series[bool]:
    """Whether each address or verblijfsobject is in use; an unknown status counts as in use."""
    return ~_mentions(objects["status"], NOT_IN_USE)


def _mentions(texts: pd.Series[str], words: str) -> pd.Series[bool]:
    """Whether each text holds one of the words; each different text is read once, an unknown one holds none."""
    number, different = pd.factorize(texts.astype("str"))
    found = pd.Series(different, dtype="str").str.contains(words, case=False, na=False).to_numpy(dtype=bool)
    return pd.Series(np.append(found, values=False)[number], index=texts.index)


def in_stock(panden: pd.DataFrame) -> pd.Series[bool]:
    """Whether each pand stands; an unknown status counts as standing."""
    return panden["status"].isin(IN_STOCK) | panden["status"].isna()


def inhabited(adressen: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Place and location of each address in use with a woonfunctie, and notes on what was unknown.

    An address without known gebruiksdoel counts as inhabited: berths and stands have none in the register, and an
    address that may be inhabited is not treated as empty.
    """
    goal = adressen["gebruiksdoel"].astype("str")
    lived_in = in_use(adressen) & (goal.isna() | _mentions(goal, "woonfunctie"))
    rows = adressen.loc[lived_in, adressen.columns.intersection(["location_id", "geometry"])]
    if goal.isna().all() and len(goal):
        return rows, ("Het gebruiksdoel van adressen is onbekend: elk adres telt als bewoond.",)
    return rows, ()


def total(owner: NDArray[np.intp], values: ArrayLike, size: int) -> NDArray[np.float64]:
    """Sum of ``values`` per location; 0 where a location has no rows, NaN where one of its values is NaN."""
    linked = owner >= 0
    weights = np.asarray(values, dtype=np.float64)[linked]
    return np.bincount(owner[linked], weights=weights, minlength=size).astype(np.float64)


def largest(owner: NDArray[np.intp], values: ArrayLike, size: int) -> NDArray[np.float64]:
    """Largest known value per location; NaN where none is known."""
    numbers = np.asarray(values, dtype=np.float64)
    known = (owner >= 0) & ~np.isnan(numbers)
    result = np.full(size, -np.inf)
    np.maximum.at(result, owner[known], numbers[known])
    return np.where(np.isinf(result), np.nan, result)


def column(locations: pd.DataFrame, values: ArrayLike, name: str, *notes: str) -> pd.Series[float]:
    """``values`` as the outcome of an indicator: a float Series on the index of ``locations`` with its notes.

    Parameters
    ----------
    locations
        Frame that lends its index.
    values
        One value per location, in the order of ``locations``.
    name
        Name of the indicator.
    notes
        Dutch sentences about a replacement that was really used.
    """
    result = pd.Series(np.asarray(values, dtype=np.float64), index=locations.index, name=name)
    if notes:
        result.attrs["notes"] = notes
    return result


def by_gemeente(locations: pd.DataFrame, layer: pd.DataFrame, name: str) -> NDArray[np.float64]:
    """Value of column ``name`` of the gemeente of each location; NaN where the layer does not give it."""
    values = layer.set_index("gemeente_code")[name]
    return np.asarray(locations["gemeente_code"].map(values), dtype=np.float64)


def ratio(above: ArrayLike, below: ArrayLike) -> NDArray[np.float64]:
    """``above`` divided by ``below``; NaN where ``below`` is unknown or not more than zero."""
    top, bottom = np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64)
    return np.asarray(np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom > 0), dtype=np.float64)
