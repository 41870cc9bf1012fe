"""What the national border hides: the far side is unknown, not empty.

``land`` is the landgebied layer: one or more polygons (EPSG:28992) whose outer edge is the border. All functions keep
the index of ``points``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from shapely import STRtree

from geo_risico.spatial.union import union_of

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

CIRCLE_SEGMENTS = 16
"""Straight segments per quarter circle; the share is relative to the same polygon, so its error stays below 0.001."""


def domestic_share(points: gpd.GeoSeries, radius_m: float, land: gpd.GeoDataFrame | None) -> pd.Series[float]:
    """Share (0 to 1) of the circle around each point that lies inside the landgebied.

    Parameters
    ----------
    points
        Points in EPSG:28992.
    radius_m
        Radius of the circle in metres.
    land
        Landgebied; None or empty means that no border is known and every share is 1.

    Returns
    -------
    pandas.Series
        Float on the index of ``points``; 1 far inside, 0 far outside, NaN for an empty or missing point.
    """
    geometry = np.asarray(points.values)
    share = np.where(shapely.is_empty(geometry) | shapely.is_missing(geometry), np.nan, 1.0)
    polygon = _land_polygon(land)
    if polygon is not None and len(geometry):
        outside = ~_inside(geometry, polygon) & ~np.isnan(share)
        share[outside] = 0.0
        near = np.flatnonzero(_border_distance(geometry, polygon, np.full(len(geometry), radius_m)) < radius_m)
        share[near] = _circle_shares(geometry[near], radius_m, polygon)
    return pd.Series(share, index=points.index, name="domestic_share")


def beyond_border(
    points: gpd.GeoSeries, distance_m: pd.Series[float], land: gpd.GeoDataFrame | None
) -> pd.Series[bool]:
    """Whether something nearer than the distance found may lie across the border.

    Parameters
    ----------
    points
        Points in EPSG:28992.
    distance_m
        Distance in metres that was found inside the country, on the same index; NaN means nothing found.
    land
        Landgebied; None or empty means that no border is known and every answer is False.

    Returns
    -------
    pandas.Series
        Bool on the index of ``points``: the border is nearer than ``distance_m``, the point itself lies outside the
        land, or nothing was found although a border exists.
    """
    geometry = np.asarray(points.values)
    polygon = _land_polygon(land)
    if polygon is None or not len(geometry):
        return pd.Series(data=False, index=points.index, name="beyond_border")
    found = distance_m.reindex(points.index).to_numpy(dtype="float64")
    limit = np.where(np.isnan(found), np.inf, found)
    hidden = (_border_distance(geometry, polygon, limit) < limit) | ~_inside(geometry, polygon)
    return pd.Series(hidden, index=points.index, name="beyond_border")


def _land_polygon(land: gpd.GeoDataFrame | None) -> shapely.Geometry | None:
    """All land as one geometry, so that inner seams between parts are no border."""
    if land is None or land.empty:
        return None
    parts = np.asarray(land.geometry.values)
    merged: shapely.Geometry = parts[0] if len(parts) == 1 else union_of(parts)
    return None if shapely.is_missing(merged) or shapely.is_empty(merged) else merged


def _inside(geometry: NDArray[np.object_], polygon: shapely.Geometry) -> NDArray[np.bool_]:
    """Whether each point lies inside; the preparation is on a copy that nobody else sees."""
    own = shapely.from_wkb(shapely.to_wkb(polygon))
    shapely.prepare(own)
    return np.asarray(shapely.intersects_xy(own, shapely.get_x(geometry), shapely.get_y(geometry)))


def _border_distance(
    geometry: NDArray[np.object_], polygon: shapely.Geometry, limit: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Distance in metres to the edge of the land, inf beyond the largest limit."""
    rings = shapely.get_parts(shapely.boundary(polygon))
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    ends = np.stack([coordinates[:-1][same], coordinates[1:][same]], axis=1)
    tree = STRtree(np.asarray(shapely.linestrings(ends)))
    finite = limit[np.isfinite(limit)]
    reach = float(finite.max()) if len(finite) == len(limit) else None
    distance = np.full(len(geometry), np.inf)
    if reach is not None and reach <= 0:
        return distance
    (asked, _), found = tree.query_nearest(geometry, max_distance=reach, return_distance=True, all_matches=False)
    distance[asked] = found
    return distance


def _circle_shares(centres: NDArray[np.object_], radius_m: float, polygon: shapely.Geometry) -> NDArray[np.float64]:
    """Share of each circle inside the polygon, with the polygon cut in tiles so that each overlay is small."""
    if not len(centres):
        return np.empty(0)
    circles = shapely.buffer(centres, radius_m, quad_segs=CIRCLE_SEGMENTS)
    side = max(2 * radius_m, 500.0)
    xy = np.unique(np.floor(shapely.get_coordinates(centres) / side).astype(int), axis=0)
    around = np.array([(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)])
    corner = np.unique((xy[:, None, :] + around[None, :, :]).reshape(-1, 2), axis=0) * side
    boxes = shapely.box(corner[:, 0], corner[:, 1], corner[:, 0] + side, corner[:, 1] + side)
    tiles = shapely.intersection(boxes, polygon)
    tiles = tiles[~shapely.is_empty(tiles)]
    circle, tile = STRtree(tiles).query(circles, predicate="intersects")
    pieces = shapely.area(shapely.intersection(circles[circle], tiles[tile]))
    inside = np.bincount(circle, weights=pieces, minlength=len(circles))
    return np.asarray(np.clip(inside / shapely.area(circles), 0.0, 1.0))
