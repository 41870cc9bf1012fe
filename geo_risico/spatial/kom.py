"""Built-up areas from the density of points (addresses or panden) on a raster of 25 m.

A cell is built up when many points lie within ``radius_m`` of it and at least one lies within ``near_m``: the first
tells a village from a ribbon along a polder road, the second keeps the edge of a town tight around its last houses.
Gaps up to twice ``near_m`` are closed, small holes filled, thin ribbons removed, and a patch with too few points or
too little area is dropped. The raster starts at RD (0, 0), so two windows give the same areas where they overlap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from scipy import fft, ndimage

from geo_risico.core.terms import CRS_RD

if TYPE_CHECKING:
    from numpy.typing import NDArray

CELL_M = 25.0


@dataclass(frozen=True, kw_only=True)
class Density:
    """When a place counts as built up; lengths in metres, ``hole_ha`` and ``minimum_ha`` in hectares."""

    radius_m: float
    """Reach within which points are counted."""
    per_ha: float
    """Points per hectare within that reach from which a cell is built up."""
    near_m: float
    """Largest distance from a built-up cell to a point."""
    minimum_count: int
    """Points that a patch holds at least."""
    minimum_ha: float
    """Area of a patch at least."""
    hole_ha: float
    """Largest hole that is filled."""


def built_up_areas(x: NDArray[np.float64], y: NDArray[np.float64], density: Density) -> gpd.GeoSeries:
    """Polygons (EPSG:28992) of the built-up areas around points, in order of their south-west corner.

    Parameters
    ----------
    x, y
        Coordinates in metres, in any order; one point per address or pand.
    density
        Thresholds.
    """
    known = np.isfinite(x) & np.isfinite(y)
    if not known.any():
        return gpd.GeoSeries([], crs=CRS_RD)
    margin = int(np.ceil(density.radius_m / CELL_M)) + 2
    column = np.floor(x[known] / CELL_M).astype(np.int64)
    row = np.floor(y[known] / CELL_M).astype(np.int64)
    left, bottom = int(column.min()) - margin, int(row.min()) - margin
    shape = (int(row.max()) - bottom + margin + 1, int(column.max()) - left + margin + 1)
    flat = np.ravel_multi_index((row - bottom, column - left), shape)
    counts = np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape)
    patches = _patches(counts, density)
    return _outlines(patches, left, bottom)


def _sum_around(values: NDArray[np.float64], window: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum of the values under a window of odd sides around each cell; outside the raster is 0."""
    full = [a + b - 1 for a, b in zip(values.shape, window.shape, strict=True)]
    size = [fft.next_fast_len(length, real=True) for length in full]
    product = fft.irfft2(fft.rfft2(values, size) * fft.rfft2(window, size), size)
    row, col = (side // 2 for side in window.shape)
    return np.asarray(product[row : row + values.shape[0], col : col + values.shape[1]])


def _patches(counts: NDArray[np.int64], density: Density) -> NDArray[np.int64]:
    """Raster with the number of the built-up patch of each cell, 0 elsewhere."""
    reach = _disc(density.radius_m)
    within = np.round(_sum_around(counts.astype(np.float64), reach.astype(np.float64)))
    dense = within >= density.per_ha * reach.sum() * CELL_M**2 / 10_000
    near = _grow(counts > 0, density.near_m)
    kept = dense & near
    closed = ~_grow(~_grow(kept, density.near_m), density.near_m) | kept
    opened = _grow(~_grow(~_fill_holes(closed, density.hole_ha), CELL_M), CELL_M)
    labels, number = ndimage.label(opened)
    every = np.arange(1, number + 1)
    points = ndimage.sum_labels(counts, labels, every)
    area_ha = ndimage.sum_labels(opened, labels, every) * CELL_M**2 / 10_000
    good = (points >= density.minimum_count) & (area_ha >= density.minimum_ha)
    return np.asarray(np.where(np.concatenate([[False], good])[labels], labels, 0), dtype=np.int64)


def _disc(radius_m: float) -> NDArray[np.bool_]:
    """Cells whose centre lies within the radius of the centre of the middle cell."""
    size = int(radius_m // CELL_M)
    i, j = np.mgrid[-size : size + 1, -size : size + 1]
    return np.asarray(np.hypot(i, j) * CELL_M <= radius_m)


def _grow(mask: NDArray[np.bool_], distance_m: float) -> NDArray[np.bool_]:
    """Cells within the distance of a true cell."""
    return np.asarray(ndimage.binary_dilation(mask, structure=_disc(distance_m)))


def _fill_holes(mask: NDArray[np.bool_], hole_ha: float) -> NDArray[np.bool_]:
    """The mask with every enclosed hole up to this size filled."""
    holes, number = ndimage.label(~mask)
    area_ha = np.bincount(holes.ravel(), minlength=number + 1) * CELL_M**2 / 10_000
    small = area_ha <= hole_ha
    small[0] = True
    small[np.unique(np.concatenate([holes[0], holes[-1], holes[:, 0], holes[:, -1]]))] = False
    return np.asarray(mask | (small[holes] & (holes > 0)))


def _outlines(patches: NDArray[np.int64], left: int, bottom: int) -> gpd.GeoSeries:
    """Polygons around the cells of each patch, made from one box per run of cells in a row."""
    inside = np.pad(patches > 0, ((0, 0), (1, 1))).astype(np.int8)
    step = np.diff(inside, axis=1)
    row, start = np.nonzero(step == 1)
    _, end = np.nonzero(step == -1)
    if not len(row):
        return gpd.GeoSeries([], crs=CRS_RD)
    boxes = shapely.box(
        (left + start) * CELL_M, (bottom + row) * CELL_M, (left + end) * CELL_M, (bottom + row + 1) * CELL_M
    )
    whole = shapely.get_parts(shapely.union_all(boxes))
    # Where a ring starts decides which corners simplifying keeps, so each ring first gets a fixed start.
    smooth = shapely.simplify(shapely.normalize(whole), CELL_M)
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(smooth)))
    parts = parts[shapely.get_dimensions(parts) == 2]  # noqa: PLR2004 - a polygon has two dimensions
    order = np.lexsort(shapely.bounds(parts).T[[1, 0]])
    return gpd.GeoSeries(parts[order], crs=CRS_RD)
