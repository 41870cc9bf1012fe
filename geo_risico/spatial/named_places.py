"""Places that an analyst names in a definition, and the sailing distance to the nearest of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.core.errors import DefinitionError
from geo_risico.spatial.sailing import on_network, sailing_distance_m, sailing_tree, waterway_access

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo_risico.spatial.sailing import Berths, WaterwayAccess
    from geo_risico.spatial.waterways import WaterwayNetwork

NEAR_M = 2_000.0
"""A named place this near to the network lies on it."""
REACH_M = 500.0
"""A location this near to a vaarwegvak lies on it, where a definition does not say otherwise."""
_PLACE = re.compile(r"^\s*(.+?)\s*:\s*(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)(?:\s+(\d+(?:\.\d+)?))?\s*$")


def named_places(texts: Iterable[str]) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """Points (EPSG:28992) and weights of texts of the form 'naam: x y' or 'naam: x y gewicht'; no weight is 1.

    Raises
    ------
    DefinitionError
        When a text has another form.
    """
    wrong, rows = [], []
    for text in texts:
        found = _PLACE.match(text)
        if found is None:
            wrong.append(f"'{text}'")
        else:
            rows.append([float(part) if part else 1.0 for part in found.groups()[1:]])
    if wrong:
        raise DefinitionError("Plaats in een instelling is onleesbaar; verwacht 'naam: x y' in meters (RD)", wrong)
    table = np.asarray(rows, dtype=np.float64).reshape(-1, 3)
    return np.asarray(shapely.points(table[:, :2]), dtype=object), table[:, 2]


def aimed_at(network: WaterwayNetwork, points: NDArray[np.object_]) -> tuple[Berths, tuple[str, ...]]:
    """Places on the network to sail to, and a Dutch note where the network reaches none of them.

    Where all lie further than `NEAR_M` away, the network is a part of a larger one: the way goes on in a straight line
    from the place nearest to each.
    """
    targets = on_network(network, points)
    near = targets.within(NEAR_M)
    if (near.piece >= 0).any():
        return near, ()
    return targets, ("De vaarwegen reiken niet zo ver: vanaf de rand van het net is de afstand recht gemeten.",)


def sailing_to_nearest_m(
    locations: gpd.GeoDataFrame,
    vaarwegen: gpd.GeoDataFrame,
    access: WaterwayAccess | None,
    places: Iterable[str],
    reach_m: float,
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Metres over the vaarwegen from each location to the nearest named place, and Dutch notes.

    NaN where no vaarwegvak lies within reach of the location, or where no way leads to any of the places.

    Parameters
    ----------
    locations
        Places to sail from.
    vaarwegen
        Network.
    access
        Result of `waterway_access` when it was made before.
    places
        Texts for `named_places`.
    reach_m
        Distance in metres from a location to a vaarwegvak that it can still lie on.
    """
    found = waterway_access(locations, vaarwegen) if access is None else access
    points, _ = named_places(places)
    targets, notes = aimed_at(found.network, points)
    tree = sailing_tree(found.network, targets)
    return sailing_distance_m(found.network, found.berths.within(reach_m), tree), (*found.network.notes, *notes)
