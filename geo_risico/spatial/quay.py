"""Where a site meets the water and where it meets the land: its quay and the land side of its perimeter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.along import cut, length_m, stretches_between, stretches_near
from geo_risico.spatial.linked import owners, shapes
from geo_risico.spatial.nearest import segments

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    Geometries = NDArray[np.object_]

_LINE, _POLYGON = 1, 2
_DRY = "greppel, droge sloot"
_MARGIN_M = 10.0
_NO_STOP = ("autosnelweg", "oprit")
_NO_MOTOR = ("fietspad", "voetpad")
_SLIVER_M = 0.01
NO_WATER = (
    "Voor {count} locaties zonder water in de laag waterdelen geldt de lijn van steiger, kade of havenvak als oever."
)


@dataclass(frozen=True, kw_only=True)
class Edge:
    """Pieces of line that belong to sites: begin and end in metres, shape (n, 2, 2), and the position of the site."""

    pieces: NDArray[np.float64]
    site: NDArray[np.intp]

    def total_m(self, count: int, lengths: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
        """Length in metres per site, of the pieces or of the given part of each."""
        weights = length_m(self.pieces) if lengths is None else lengths
        return np.bincount(self.site, weights=weights, minlength=count).astype(np.float64)

    def lines(self, count: int) -> Geometries:
        """Edge of each site as one geometry (empty without edge)."""
        drawn = np.asarray(shapely.linestrings(self.pieces), dtype=object).reshape(len(self.pieces))
        order = np.argsort(self.site, kind="stable")
        ends = np.cumsum(np.bincount(self.site, minlength=count))[:-1]
        return np.asarray([shapely.multilinestrings(own) for own in np.split(drawn[order], ends)], dtype=object)


def water_shapes(waterdelen: gpd.GeoDataFrame | None, width_m: float) -> Geometries:
    """Polygons of water that is not dry and on average at least ``width_m`` wide (twice the area by the outline)."""
    if waterdelen is None:
        return np.empty(0, dtype=object)
    water = shapes(waterdelen)
    wide = 2 * shapely.area(water) >= width_m * shapely.length(water)
    kept: NDArray[np.bool_] = (
        wide & (shapely.get_dimensions(water) == _POLYGON) & waterdelen["typewater"].ne(_DRY).to_numpy(dtype=bool)
    )
    return np.asarray(water[kept], dtype=object)


def outline(sites: Geometries) -> Edge:
    """Outer perimeter of each site; inner rings do not count."""
    parts, site = shapely.get_parts(sites, return_index=True)
    area = shapely.get_dimensions(parts) == _POLYGON
    pieces, part = segments(np.asarray(shapely.get_exterior_ring(parts[area]), dtype=object))
    return Edge(pieces=pieces, site=site[area][part])


def land_side(sites: Geometries, water: Geometries, within_m: float) -> Edge:
    """Perimeter of each site that is neither in the water nor within ``within_m`` of it, exact.

    Parameters
    ----------
    sites
        Polygons.
    water
        Polygons; they may overlap and share seams.
    within_m
        Distance in metres to the water within which a stretch is water side.
    """
    edge = outline(sites)
    near = water[np.unique(shapely.STRtree(water).query(sites, predicate="dwithin", distance=within_m)[1])]
    free = stretches_between(stretches_near(edge.pieces, segments(near)[0], within_m), len(edge.pieces))
    pieces, site = cut(edge.pieces, free), edge.site[free[0]]
    middle = np.asarray(shapely.points(pieces.mean(axis=1)), dtype=object).reshape(len(pieces))
    dry = np.ones(len(pieces), dtype=bool)
    dry[shapely.STRtree(near).query(middle, predicate="intersects")[0]] = False
    dry &= length_m(pieces) > _SLIVER_M
    return Edge(pieces=pieces[dry], site=site[dry])


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
    lines = np.asarray(shapely.linestrings(edge.pieces), dtype=object).reshape(len(edge.pieces))
    near = np.unique(shapely.STRtree(roads).query(lines, predicate="dwithin", distance=within_m)[1])
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
    clipped = shapely.intersection(water[two], frame[one])
    order = np.argsort(one, kind="stable")
    rows, begins = np.unique(one[order], return_index=True)
    merged = np.asarray([shapely.union_all(own) for own in np.split(clipped[order], begins[1:])], dtype=object)
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
