"""Where a site meets the water: its quay, and the roads along it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.linked import owners, shapes
from geo_risico.spatial.nearest import as_lines, segments
from geo_risico.spatial.perimeter import Edge, water_shapes

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    Geometries = NDArray[np.object_]

_LINE, _POLYGON = 1, 2
_MARGIN_M = 10.0
_NO_STOP = ("autosnelweg", "oprit")
_NO_MOTOR = ("fietspad", "voetpad")
NO_WATER = (
    "Voor {count} locaties zonder water in de laag waterdelen geldt de lijn van steiger, kade of havenvak als oever."
)


def quay(
    locations: gpd.GeoDataFrame,
    waterdelen: gpd.GeoDataFrame | None,
    waterobjecten: gpd.GeoDataFrame | None,
    reach_m: tuple[float, float],
    width_m: float,
) -> tuple[Edge, tuple[str, ...]]:
    """Water's edge of each site, and notes.

    Parameters
    ----------
    locations
        Sites.
    waterdelen
        Their polygons of at least ``width_m`` wide are the water.
    waterobjecten
        The lines of a site stand in where there is no water around it (noted).
    reach_m
        The edge within the first distance in metres of a site is its own; only a site without any such edge has that
        within the second distance.
    width_m
        Narrower water is a ditch.
    """
    sites = shapes(locations)
    water = water_shapes(waterdelen, width_m)
    edges = [np.full(len(sites), None, dtype=object)]
    for reach in reach_m:
        missing = np.flatnonzero(shapely.is_missing(edges[-1]) | shapely.is_empty(edges[-1]))
        drawn = edges[-1].copy()
        drawn[missing] = _shore(sites[missing], water, reach)
        edges.append(drawn)
    shore, site = segments(edges[-1])
    bare = np.bincount(site, minlength=len(sites)) == 0
    lines, owner = _own_lines(locations, waterobjecten)
    used = bare[owner]
    notes = (NO_WATER.format(count=len(np.unique(owner[used]))),) if used.any() else ()
    pieces = np.concatenate([shore, lines[used]])
    return Edge(pieces=pieces, site=np.concatenate([site, owner[used]])), notes


def motor_roads(wegen: gpd.GeoDataFrame, edge: Edge, within_m: float) -> NDArray[np.float64]:
    """Pieces of the roads near an edge on which a motor vehicle may stop: no motorway, exit, cycle path or footpath."""
    kind = wegen["wegtype"].astype("str")
    known = wegen["is_motor_accessible"].notna()
    motor = np.where(known, wegen["is_motor_accessible"].eq(other=True), ~kind.isin(_NO_MOTOR)) & ~kind.isin(_NO_STOP)
    roads = shapes(wegen)[np.asarray(motor, dtype=bool)]
    near = np.unique(shapely.STRtree(roads).query(as_lines(edge.pieces), predicate="dwithin", distance=within_m)[1])
    return segments(roads[near])[0]


def _shore(sites: Geometries, water: Geometries, reach_m: float) -> Geometries:
    """Outline of the water within ``reach_m`` of each site; seams between polygons of water fall away."""
    zones = np.asarray(shapely.buffer(sites, reach_m, quad_segs=32), dtype=object)
    edge = np.full(len(sites), shapely.LineString(), dtype=object)
    one, two = shapely.STRtree(water).query(zones, predicate="intersects")
    if len(one) == 0:
        return edge
    x1, y1, x2, y2 = shapely.bounds(zones).T
    frame = shapely.box(x1 - _MARGIN_M, y1 - _MARGIN_M, x2 + _MARGIN_M, y2 + _MARGIN_M)
    parts, pair = shapely.get_parts(shapely.intersection(water[two], frame[one]), return_index=True)
    real = shapely.get_dimensions(parts) == _POLYGON
    parts, one = parts[real], one[pair[real]]
    order = np.argsort(one, kind="stable")
    rows, begins = np.unique(one[order], return_index=True)
    merged = np.asarray([shapely.union_all(own) for own in np.split(parts[order], begins[1:])], dtype=object)
    edge[rows] = shapely.intersection(shapely.boundary(merged), zones[rows])
    return edge


def _own_lines(
    locations: gpd.GeoDataFrame, waterobjecten: gpd.GeoDataFrame | None
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Pieces of the lines among the waterobjecten of each site, and its position."""
    if waterobjecten is None:
        return np.empty((0, 2, 2)), np.empty(0, dtype=np.intp)
    owner = owners(locations, waterobjecten)
    drawn = shapes(waterobjecten)
    rows = np.flatnonzero((owner >= 0) & (shapely.get_dimensions(drawn) == _LINE))
    pieces, row = segments(drawn[rows])
    return pieces, owner[rows][row]
