"""The perceel under each pand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_risico.spatial.grouping import largest_overlap

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo_risico.locations.erven.stock import Stock


@dataclass(frozen=True, kw_only=True)
class Grounds:
    """Percelen by identification, and the perceel of each pand of the stock."""

    geometry: NDArray[np.object_]
    row: pd.Index[int]
    """Label of each perceel in the layer."""
    owner: NDArray[np.int64]
    """Position of the perceel that holds most of each pand, -1 for none."""


def grounds_of(layers: Mapping[str, pd.DataFrame], stock: Stock) -> Grounds:
    """Percelen of the layer with the pand each holds; without the layer no pand has a perceel."""
    percelen = layers.get("percelen")
    if percelen is None:
        none = np.full(len(stock.row), -1, dtype=np.int64)
        return Grounds(geometry=np.empty(0, dtype=object), row=pd.Index([], dtype="int64"), owner=none)
    ordered = percelen.sort_values("perceel_id", kind="stable")
    geometry = np.asarray(ordered.geometry.values)
    return Grounds(geometry=geometry, row=ordered.index, owner=largest_overlap(stock.geometry, geometry))


def perceel_links(grounds: Grounds, location: pd.Series[str]) -> pd.Series[str]:
    """Location_id of each perceel with linked panden, on the index of the layer.

    Parameters
    ----------
    grounds
        Percelen with the pand each holds.
    location
        Location_id of each pand of the stock in its order, NaN for panden of no location.
    """
    used = (grounds.owner >= 0) & location.notna().to_numpy()
    table = pd.DataFrame({"owner": grounds.owner[used], "location_id": location[used].to_numpy()})
    table = table.drop_duplicates("owner").sort_values("owner")
    return pd.Series(
        table["location_id"].to_numpy(), index=grounds.row[table["owner"]], name="location_id", dtype="str"
    ).sort_index()


def built_on_perceel(grounds: Grounds, stock: Stock) -> pd.Series[float]:
    """Built area (m2) on each perceel, on the index of the layer."""
    used = grounds.owner >= 0
    built = np.bincount(grounds.owner[used], weights=stock.area_m2[used], minlength=len(grounds.row))
    return pd.Series(built, index=grounds.row, name="built_m2")


def perceel_ids(percelen: pd.DataFrame | None, link: pd.Series[str], index: pd.Index[str]) -> pd.Series[str]:
    """Identifications of the percelen of each location, joined by ``|``; NaN where it has none."""
    if percelen is None or link.empty:
        return pd.Series(np.nan, index=index, dtype="str")
    table = pd.DataFrame({"location_id": link, "perceel_id": percelen["perceel_id"].loc[link.index]})
    table = table.sort_values(["location_id", "perceel_id"])
    first = np.flatnonzero(~table["location_id"].duplicated().to_numpy())
    owned = np.split(table["perceel_id"].to_numpy(dtype="object"), first[1:])
    joined = pd.Series(["|".join(names) for names in owned], index=table["location_id"].iloc[first], dtype="str")
    return joined.reindex(index).astype("str")
