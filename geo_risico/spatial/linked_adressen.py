"""Inhabited addresses around a location, without its own; beyond the border and the edge of the data is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.around import count_around, has_outline, known_ring_share
from geo_risico.spatial.density import count_within
from geo_risico.spatial.linked import centres, in_use, inhabited, owners, shapes
from geo_risico.spatial.mask import domestic_share

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

_KNOWN_SHARE = 0.5


def coordinates(points: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Coordinates (x, y) in metres of the points of a layer, shape (n, 2)."""
    return np.asarray(shapely.get_coordinates(shapes(points)), dtype=np.float64)


def inhabited_count(
    locations: gpd.GeoDataFrame, adressen: gpd.GeoDataFrame, known_area: gpd.GeoDataFrame | None, radius_m: float
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Inhabited addresses of others within ``radius_m`` of the middle of each location, and notes.

    Of a site that has its own outline (`geo_risico.spatial.around.has_outline`) the distance counts from that outline
    and the addresses on it are its own. Near the border or the edge of the data the count is scaled up to a full
    circle; NaN where less than half of the circle is known.
    """
    rows, notes = inhabited(adressen)
    if has_outline(locations):
        sites = shapes(locations)
        share = known_ring_share(sites, known_area, radius_m)
        return _scaled_up(count_around(sites, shapes(rows), radius_m), share), notes
    counts = count_within(centres(locations), coordinates(rows), owners(locations, rows), radius_m)
    return _full_circle(counts, locations, known_area, radius_m), notes


def adres_density_km2(
    locations: gpd.GeoDataFrame, adressen: gpd.GeoDataFrame, known_area: gpd.GeoDataFrame | None, radius_m: float
) -> NDArray[np.float64]:
    """Addresses in use per km2 in the circle around the middle of each location, its own included."""
    rows = adressen.loc[in_use(adressen), ["geometry"]]
    counts = count_within(centres(locations), coordinates(rows), None, radius_m)
    return _full_circle(counts, locations, known_area, radius_m) / (np.pi * (radius_m / 1000) ** 2)


def _full_circle(
    counts: NDArray[np.float64], locations: gpd.GeoDataFrame, known_area: gpd.GeoDataFrame | None, radius_m: float
) -> NDArray[np.float64]:
    """Counts divided by the known share of the circle; NaN where less than half is known."""
    share = domestic_share(locations.geometry.representative_point(), radius_m, known_area).to_numpy(dtype="float64")
    return _scaled_up(counts, share)


def _scaled_up(counts: NDArray[np.float64], share: NDArray[np.floating]) -> NDArray[np.float64]:
    """Counts divided by the known share of where they were counted; NaN where less than half is known."""
    return np.where(share >= _KNOWN_SHARE, counts / np.maximum(share, _KNOWN_SHARE), np.nan)
