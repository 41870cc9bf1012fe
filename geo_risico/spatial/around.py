"""Addresses around the outline of a site: those on the site itself are its own, however large it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.linked import merged, shapes

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    Geometries = NDArray[np.object_]

_MIDDLE_KINDS = ("erf", "vierkant", "gemeente")
_SITES_PER_CHUNK = 200
_FIRST_REACH_M = 250.0


def has_outline(locations: pd.DataFrame) -> bool:
    """Whether distances count from the outline: for sites of any size, not for an erf, a vierkant or a gemeente."""
    return "kind" in locations and not locations["kind"].isin(_MIDDLE_KINDS).any()


def count_around(sites: Geometries, points: Geometries, radius_m: float) -> NDArray[np.float64]:
    """Number of points outside each site and at most ``radius_m`` from it."""
    counts = np.zeros(len(sites))
    tree = shapely.STRtree(points)
    for start in range(0, len(sites), _SITES_PER_CHUNK):
        part = sites[start : start + _SITES_PER_CHUNK]
        near, _ = tree.query(part, predicate="dwithin", distance=radius_m)
        inside, _ = tree.query(part, predicate="intersects")
        counts[start : start + len(part)] = np.bincount(near, minlength=len(part))
        counts[start : start + len(part)] -= np.bincount(inside, minlength=len(part))
    return counts


def known_ring_share(sites: Geometries, known_area: gpd.GeoDataFrame | None, radius_m: float) -> NDArray[np.float64]:
    """Share (0 to 1) of the ring of ``radius_m`` around each site that lies in the known area; 1 without known area."""
    share = np.ones(len(sites))
    if known_area is None or len(known_area) == 0 or len(sites) == 0:
        return share
    area = merged(known_area)
    grown = np.asarray(shapely.buffer(sites, radius_m), dtype=object)
    whole = np.zeros(len(sites), dtype=bool)
    whole[shapely.STRtree(grown).query(area, predicate="contains")[1]] = True
    rows = np.flatnonzero(~whole)
    ring = shapely.difference(grown[rows], sites[rows])
    share[rows] = shapely.area(shapely.intersection(ring, area[0])) / shapely.area(ring)
    return share


def nearest_outside_m(sites: Geometries, points: Geometries) -> NDArray[np.float64]:
    """Distance in metres from each site to the nearest point that does not lie on it; NaN where there is none."""
    distance = np.full(len(sites), np.nan)
    if len(sites) == 0 or len(points) == 0:
        return distance
    tree = shapely.STRtree(points)
    low, high = shapely.total_bounds(np.concatenate([sites, points])).reshape(2, 2)
    span = float(np.hypot(*(high - low)))
    reach, rows = _FIRST_REACH_M, np.arange(len(sites))
    while len(rows):
        one, two = tree.query(sites[rows], predicate="dwithin", distance=reach)
        metres = shapely.distance(sites[rows[one]], points[two])
        outside = metres > 0
        found = np.full(len(rows), np.inf)
        np.minimum.at(found, one[outside], metres[outside])
        hit = np.isfinite(found)
        distance[rows[hit]] = found[hit]
        rows = rows[~hit] if reach <= span else rows[:0]
        reach *= 4
    return distance


def nearest_address_m(locations: gpd.GeoDataFrame, adressen: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Distance in metres from the outline of each site to the nearest address outside it; NaN where there is none."""
    return nearest_outside_m(shapes(locations), shapes(adressen))
