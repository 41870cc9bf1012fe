"""The road that each location lies on, found once for every indicator that asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo_risico.spatial.graph import RoadNetwork, road_network
from geo_risico.spatial.linked import shapes
from geo_risico.spatial.nearest import nearest_segment

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray


@dataclass(frozen=True, kw_only=True)
class RoadAccess:
    """Network of the roads and the piece of it nearest to each location, motorways and exits left out.

    ``piece``: position in the network, -1 for none. ``distance_m``: from the outline, NaN for none. ``along_m``: from
    the begin of the piece to its point nearest to the middle of the location.
    """

    network: RoadNetwork
    piece: NDArray[np.intp]
    distance_m: NDArray[np.float64]
    along_m: NDArray[np.float64]

    def within(self, distance_m: float) -> NDArray[np.bool_]:
        """Whether the road of each location lies within a distance in metres."""
        return np.asarray(self.distance_m <= distance_m)


def nearest_access(locations: gpd.GeoDataFrame, wegen: gpd.GeoDataFrame) -> RoadAccess:
    """Nearest road of each location, in the order of ``locations``."""
    network = road_network(wegen)
    access = np.flatnonzero(network.is_access)
    found, distance, along = nearest_segment(shapes(locations), network.pieces[access])
    piece = np.full(len(found), -1, dtype=np.intp)
    piece[found >= 0] = access[found[found >= 0]]
    return RoadAccess(network=network, piece=piece, distance_m=distance, along_m=along)
