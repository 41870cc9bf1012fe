"""Regular hexagons in metres with a fixed origin: the same cell has the same code in every scan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import scipy.sparse
import shapely

from geo_risico.core.errors import DataError
from geo_risico.core.terms import CRS_RD

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

_ROW: Final = np.sqrt(3.0) / 2.0
"""Distance between two rows of centres, as a share of the width."""
_STEPS: Final = ((1, 0), (0, 1), (1, -1))
"""Half of the six steps to a cell beside; the other half is the same with the opposite sign."""
_DEGREES: Final = (180.0, 90.0)
Crs = Any
"""Name of a coordinate system, or one of pyproj; None where it is not known."""
Links = Any
"""Sparse table of scipy that says which cells lie side by side; its stubs do not follow the arithmetic."""


def hexagons(places: object, width_m: float, crs: Crs = CRS_RD) -> gpd.GeoDataFrame:
    """Cells that hold or touch at least one place, by code, with the number of places in each.

    The origin is fixed at (0, 0), so that borders between areas cut no cell and neighbouring areas share cells.

    Parameters
    ----------
    places
        Points or polygons (GeoSeries or GeoDataFrame in metres), or coordinates in metres of shape (n, 2). A polygon
        counts in every cell that it touches.
    width_m
        Distance between two opposite sides, which is the distance between the centres of cells side by side.
    crs
        Coordinate system of plain coordinates; a GeoSeries brings its own.

    Returns
    -------
    gpd.GeoDataFrame
        Index ``cel``, column place_count, and the outline.

    Raises
    ------
    DataError
        When coordinates are missing or in degrees, or the width is not above 0.
    """
    if isinstance(places, gpd.GeoDataFrame):
        places = places.geometry
    if not isinstance(places, gpd.GeoSeries):
        points = np.asarray(places, dtype=np.float64).reshape(-1, 2)
        places = gpd.GeoSeries.from_xy(points[:, 0], points[:, 1], crs=crs)
    if bool((places.isna() | places.is_empty).any()):
        raise DataError("Zeshoeken: er zijn plaatsen zonder geometrie, verwacht een punt of vlak per plaats")
    if places.crs is not None and places.crs.is_geographic:
        raise DataError(f"Zeshoeken: coordinaten in graden ({places.crs}), verwacht meters")
    counts = _codes_of(places, width_m).value_counts().sort_index()
    outline = hexagon_shapes(list(counts.index), places.crs)
    return gpd.GeoDataFrame({"place_count": counts.to_numpy()}, geometry=outline, index=outline.index)


def hexagon_codes(xy: Floats, width_m: float) -> pd.Series[str]:
    """Code of the cell of each point: ``H``, the width in metres, ``Q`` and ``R`` of the cell.

    Examples
    --------
    >>> hexagon_codes(np.array([[100_000.0, 450_000.0]]), 1000).iloc[0]
    'H1000Q-160R520'
    """
    cells = _cells(_checked(xy, width_m), width_m)
    return pd.Series(_named(cells, width_m), dtype="str", name="cel")


def hexagon_shapes(codes: Sequence[str], crs: Crs = CRS_RD) -> gpd.GeoSeries:
    """Outlines of the cells with these codes, on the codes as index."""
    width, cells = _parsed(codes)
    centres = _centres(cells, width[:, None])
    angles = np.radians(np.arange(30, 390, 60))
    corners = np.column_stack([np.cos(angles), np.sin(angles)])
    rings = centres[:, None, :] + corners[None, :, :] * (width / np.sqrt(3.0))[:, None, None]
    shapes = shapely.polygons(rings) if len(rings) else np.empty(0, dtype=object)
    return gpd.GeoSeries(shapes, index=pd.Index(list(codes), dtype="str", name="cel"), crs=crs)


def hexagon_adjacency(codes: Sequence[str]) -> Links:
    """Which cells lie side by side: a symmetric table of 0 and 1 in the order of the codes, without the diagonal."""
    width, cells = _parsed(codes)
    places = pd.Series(np.arange(len(codes)), index=pd.Index(list(codes)))
    first, second = [], []
    for step in _STEPS:
        beside = places.reindex(_named(cells + np.array(step), float(width[0]) if len(width) else 1.0)).to_numpy()
        known = ~np.isnan(beside)
        first.append(np.flatnonzero(known))
        second.append(beside[known].astype(np.int64))
    row, column = np.concatenate(first), np.concatenate(second)
    both = (np.concatenate([row, column]), np.concatenate([column, row]))
    return scipy.sparse.csr_array((np.ones(2 * len(row)), both), shape=(len(codes), len(codes)))


def _checked(xy: Floats, width_m: float) -> Floats:
    points = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
    if not width_m > 0:
        raise DataError(f"Zeshoeken: breedte {width_m}, verwacht een getal boven 0 in meters")
    if not np.isfinite(points).all():
        raise DataError("Zeshoeken: er zijn plaatsen zonder coordinaten, verwacht x en y in meters")
    if len(points) and (np.abs(points) <= _DEGREES).all():
        raise DataError("Zeshoeken: alle coordinaten liggen binnen 180 en 90; dat lijken graden, verwacht meters")
    return points


def _codes_of(places: gpd.GeoSeries, width_m: float) -> pd.Series[str]:
    """Codes of the cells that each place lies in or touches, one row per pair."""
    if bool((places.geom_type == "Point").all()):
        return hexagon_codes(np.column_stack([places.x, places.y]), width_m)
    bounds = places.bounds.to_numpy()
    _checked(bounds.reshape(-1, 2), width_m)
    (left, bottom), (right, top) = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    rows = np.arange(np.floor(bottom / width_m / _ROW) - 1, np.ceil(top / width_m / _ROW) + 2)
    columns = np.arange(np.floor(left / width_m) - 1, np.ceil(right / width_m) + 2)
    r = np.repeat(rows, len(columns))
    q = np.tile(columns, len(rows)) - np.floor(r / 2)
    shapes = hexagon_shapes(_named(np.column_stack([q, r]).astype(np.int64), width_m), places.crs)
    found = shapely.STRtree(np.asarray(shapes.array)).query(np.asarray(places.array), predicate="intersects")[1]
    return pd.Series(shapes.index[found], dtype="str", name="cel")


def _cells(points: Floats, width_m: float) -> Ints:
    """Column q and row r of the nearest centre of each point, by rounding in three axes that add up to zero."""
    r = points[:, 1] / (width_m * _ROW)
    q = points[:, 0] / width_m - r / 2.0
    exact = np.column_stack([q, r, -q - r])
    whole = np.rint(exact)
    error = np.abs(whole - exact)
    worst = error.argmax(axis=1)
    rows = np.arange(len(points))
    whole[rows, worst] -= whole.sum(axis=1)
    cells: Ints = whole[:, :2].astype(np.int64)
    return cells


def _centres(cells: Ints, width: Floats) -> Floats:
    """Middle of each cell in metres."""
    grid = np.column_stack([cells[:, 0] + cells[:, 1] / 2.0, cells[:, 1] * _ROW])
    centres: Floats = grid * width
    return centres


def _named(cells: Ints, width_m: float) -> list[str]:
    return [f"H{width_m:g}Q{q}R{r}" for q, r in cells.tolist()]


def _parsed(codes: Sequence[str]) -> tuple[Floats, Ints]:
    """Width and (q, r) of each code."""
    parts = pd.Series(list(codes), dtype="str").str.extract(r"^H([\d.]+)Q(-?\d+)R(-?\d+)$")
    if bool(parts.isna().to_numpy().any()):
        raise DataError(f"Zeshoeken: onbekende code in {list(codes)[:5]}, verwacht bijvoorbeeld H1000Q-160R520")
    width = parts[0].to_numpy(dtype=np.float64)
    if len(width) and np.ptp(width) > 0:
        raise DataError("Zeshoeken: cellen van verschillende breedte door elkaar, verwacht een breedte")
    return width, parts[[1, 2]].to_numpy(dtype=np.int64)
