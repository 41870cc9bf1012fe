"""Which pand an address or verblijfsobject belongs to, and how strongly a pand is addressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from shapely import STRtree

from geo_risico.locations.regions import containing
from geo_risico.spatial.grouping import ADDRESSED, INHABITED
from geo_risico.spatial.linked import in_use

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo_risico.locations.erven.grounds import Grounds
    from geo_risico.locations.erven.stock import Stock

    Ints = NDArray[np.int64]

NEAR_PAND_M = 10.0
"""A point this close to a pand belongs to it when the register names no pand."""
ON_PERCEEL_M = 30.0
"""A point this close to a pand on the same perceel belongs to it."""


def pand_of(objects: pd.DataFrame, stock: Stock, named: pd.Series[str], grounds: Grounds) -> Ints:
    """Position in the stock of the pand of each object, -1 for none.

    The register's own ``pand_id`` decides where the layer panden holds it (``named``: also panden that no longer
    stand, whose objects then belong to nothing). Otherwise it is the nearest pand within 10 m, else the nearest pand
    within 30 m on the same perceel.
    """
    owner, unnamed = np.full(len(objects), -1, dtype=np.int64), np.ones(len(objects), dtype=bool)
    given = np.flatnonzero(objects["pand_id"].notna().to_numpy())
    pand_id = pa.array(objects["pand_id"].iloc[given], pa.large_string())
    owner[given] = pc.index_in(pand_id, pa.array(stock.pand_id, pa.large_string())).fill_null(-1).to_numpy()
    unnamed[given] = ~pc.is_in(pand_id, pa.array(named.dropna(), pa.large_string())).to_numpy(zero_copy_only=False)
    points = np.asarray(objects.geometry.values)
    lost = np.flatnonzero((owner < 0) & unnamed)
    lost = lost[~(shapely.is_missing(points[lost]) | shapely.is_empty(points[lost]))]
    owner[lost] = _nearest(points[lost], stock.geometry)
    lost = lost[owner[lost] < 0]
    if len(grounds.row):
        owner[lost] = _on_perceel(points[lost], stock.geometry, grounds)
    return owner


def strengths(layers: Mapping[str, pd.DataFrame], links: Mapping[str, Ints], stock: Stock) -> Ints:
    """``INHABITED``, ``ADDRESSED`` or ``NONE`` for each pand of the stock.

    A pand is addressed through an adres or verblijfsobject in use, or a count of verblijfsobjecten above zero. It is
    inhabited when the gebruiksdoel of that object (else of the pand) says woonfunctie or is unknown.
    """
    panden = layers["panden"].loc[stock.row]
    goal = pd.Series(panden["gebruiksdoel"].to_numpy(), dtype="str")
    held = np.zeros(len(panden), dtype=np.int64)
    counted = panden["verblijfsobject_count"].to_numpy(dtype="float64") > 0
    held[counted] = _kind(goal[counted])
    for name, owner in links.items():
        objects = layers[name]
        used = (owner >= 0) & in_use(objects).to_numpy()
        own = pd.Series(objects["gebruiksdoel"].to_numpy()[used], dtype="str")
        known = own.fillna(goal.iloc[owner[used]].reset_index(drop=True))
        np.maximum.at(held, owner[used], _kind(known))
    return held


def _kind(goal: pd.Series[str]) -> Ints:
    """``INHABITED`` for a woonfunctie or an unknown gebruiksdoel, ``ADDRESSED`` for any other."""
    lives = goal.isna() | goal.str.contains("woonfunctie", case=False, na=False)
    return np.where(lives.to_numpy(dtype=bool), INHABITED, ADDRESSED)


def _nearest(points: NDArray[np.object_], panden: NDArray[np.object_]) -> Ints:
    """Position of the nearest pand within reach of each point; the first one at equal distance."""
    owner = np.full(len(points), len(panden), dtype=np.int64)
    if len(points) and len(panden):
        point, pand = STRtree(panden).query_nearest(points, max_distance=NEAR_PAND_M)
        np.minimum.at(owner, point, pand)
    return np.where(owner == len(panden), -1, owner)


def _on_perceel(points: NDArray[np.object_], panden: NDArray[np.object_], grounds: Grounds) -> Ints:
    """Position of the nearest pand within reach on the perceel of each point."""
    owner = np.full(len(points), -1, dtype=np.int64)
    if not len(points) or not len(panden):
        return owner
    ground = containing(points, grounds.geometry)
    point, pand = STRtree(panden).query(points, predicate="dwithin", distance=ON_PERCEEL_M)
    same = (ground[point] >= 0) & (ground[point] == grounds.owner[pand])
    point, pand = point[same], pand[same]
    order = np.lexsort((-pand, -shapely.distance(points[point], panden[pand])))
    owner[point[order]] = pand[order]
    return owner
