"""The perimeter of a site: which stretches have land on their outer side, and which of those bound a basin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.spatial.along import cut, length_m
from geo_risico.spatial.linked import shapes
from geo_risico.spatial.nearest import as_lines, segments

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from geo_risico.spatial.along import Stretches

    Geometries = NDArray[np.object_]

_POLYGON = 2
_DRY = "greppel, droge sloot"
_SLIVER_M = 0.01
_PARALLEL_M2 = 1e-9


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
        drawn = as_lines(self.pieces)
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
    """Outer perimeter of each site, with its inside on the left; inner rings do not count."""
    parts, site = shapely.get_parts(sites, return_index=True)
    area = shapely.get_dimensions(parts) == _POLYGON
    pieces, part = segments(_rings(parts[area]))
    return Edge(pieces=pieces, site=site[area][part])


def land_side(sites: Geometries, water: Geometries, within_m: float) -> tuple[Edge, NDArray[np.bool_]]:
    """Perimeter of each site with land on its outer side, exact, and which of its pieces have water on the inner side.

    A stretch is water side when the point ``within_m`` outward from it lies in water: the shore of a terrain, or the
    mouth of a basin. What is left is land side; where the point as far inward lies in water it is the shore of a basin.

    Parameters
    ----------
    sites
        Polygons.
    water
        Polygons; they may overlap and share seams.
    within_m
        How far beside the perimeter the water is looked for, in metres.
    """
    edge = outline(sites)
    step = edge.pieces[:, 1] - edge.pieces[:, 0]
    outward = np.stack([step[:, 1], -step[:, 0]], axis=1) / np.hypot(*step.T)[:, None] * within_m
    beside = [edge.pieces + side * outward[:, None, :] for side in (1.0, -1.0)]
    near = water[np.unique(shapely.STRtree(water).query(sites, predicate="dwithin", distance=2 * within_m)[1])]
    shore, tree = segments(near)[0], shapely.STRtree(near)
    stretches = _split(len(edge.pieces), [_crossings(pieces, shore) for pieces in beside])
    outer, inner = (_is_inside(cut(pieces, stretches), tree) for pieces in beside)
    pieces = cut(edge.pieces, stretches)
    kept = ~outer & (length_m(pieces) > _SLIVER_M)
    return Edge(pieces=pieces[kept], site=edge.site[stretches[0]][kept]), inner[kept]


def _rings(polygons: Geometries) -> Geometries:
    return np.asarray(shapely.get_exterior_ring(shapely.orient_polygons(polygons)), dtype=object)


def _crossings(pieces: NDArray[np.float64], shore: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Pieces that meet the shore, and where (0 to 1) along the piece."""
    one, two = shapely.STRtree(as_lines(shore)).query(as_lines(pieces), predicate="intersects")
    step, other = pieces[one, 1] - pieces[one, 0], shore[two, 1] - shore[two, 0]
    gap = shore[two, 0] - pieces[one, 0]
    turn = step[:, 0] * other[:, 1] - step[:, 1] * other[:, 0]
    real = np.abs(turn) > _PARALLEL_M2
    at = (gap[real, 0] * other[real, 1] - gap[real, 1] * other[real, 0]) / turn[real]
    return one[real], np.clip(at, 0.0, 1.0)


def _split(count: int, cuts: list[tuple[NDArray[np.intp], NDArray[np.float64]]]) -> Stretches:
    """Stretches of each of ``count`` pieces between their cuts."""
    every = np.arange(count)
    piece = np.concatenate([every, every, *(one for one, _ in cuts)])
    at = np.concatenate([np.zeros(count), np.ones(count), *(where for _, where in cuts)])
    order = np.lexsort((at, piece))
    piece, at = piece[order], at[order]
    real = (piece[1:] == piece[:-1]) & (at[1:] > at[:-1])
    return piece[:-1][real], at[:-1][real], at[1:][real]


def _is_inside(pieces: NDArray[np.float64], tree: shapely.STRtree) -> NDArray[np.bool_]:
    """Whether the middle of each piece lies in one of the polygons."""
    inside = np.zeros(len(pieces), dtype=bool)
    middle = np.asarray(shapely.points(pieces.mean(axis=1)), dtype=object).reshape(len(pieces))
    inside[tree.query(middle, predicate="intersects")[0]] = True
    return inside
