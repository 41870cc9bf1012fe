"""Coordinates end up in EPSG:28992 metres, or the file is refused."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS, Transformer

from geo_risico.core.errors import DataError
from geo_risico.core.terms import CRS_RD, CRS_WGS84
from geo_risico.io.repairs import note

if TYPE_CHECKING:
    from geo_risico.core.results import Repair
    from geo_risico.core.source_specs import SourceSpec
    from geo_risico.io.part import Part
    from geo_risico.io.request import Bounds

NETHERLANDS_RD: Final = (-150_000.0, 200_000.0, 450_000.0, 900_000.0)
"""Wider than the land: registers of waterways reach into the North Sea."""

NETHERLANDS_WGS84: Final = (0.0, 49.0, 10.0, 57.0)

RD: Final = CRS.from_user_input(CRS_RD)
WGS84: Final = CRS.from_user_input(CRS_WGS84)


def settle_crs(part: Part, source: SourceSpec) -> tuple[CRS, tuple[Repair, ...]]:
    """Return the CRS in which the coordinates of the table really are.

    Parameters
    ----------
    part
        Described table.
    source
        Definition, with the CRS for files that name none.

    Raises
    ------
    DataError
        No CRS is known, or the coordinates do not lie in the Netherlands in that CRS.
    """
    if part.crs is None:
        raise DataError(
            f"{part.where}: bestand noemt geen crs; zet 'crs' in bron '{source.name}', bijvoorbeeld EPSG:28992"
        )
    crs = RD if is_rd(part.crs) else part.crs
    if part.extent is None or overlaps(part.extent, expected(crs)):
        return crs, ()
    if part.implies_wgs84 and crs.is_geographic and overlaps(part.extent, NETHERLANDS_RD):
        message = "Het bestand geldt als WGS84 maar bevat RD-coördinaten; gelezen als EPSG:28992."
        return RD, note("assumption", part.rows or 1, message)
    raise DataError(refusal(part.where, crs, part.extent))


def is_rd(crs: CRS) -> bool:
    """Return whether the CRS is RD New, also when only its name says so (shapefile).

    Parameters
    ----------
    crs
        CRS of a file.
    """
    name = crs.name.casefold().replace("_", " ")
    return "rd new" in name or crs.to_epsg(min_confidence=60) == RD.to_epsg()


def expected(crs: CRS) -> Bounds:
    """Return the bounds of the Netherlands and its sea in a CRS.

    Parameters
    ----------
    crs
        CRS of a file.
    """
    if is_rd(crs):
        return NETHERLANDS_RD
    return NETHERLANDS_WGS84 if crs.is_geographic else to_crs_bounds(NETHERLANDS_RD, crs)


def to_crs_bounds(bounds: Bounds, crs: CRS) -> Bounds:
    """Return the smallest box in a CRS around a box in RD.

    Parameters
    ----------
    bounds
        Bounds in EPSG:28992.
    crs
        CRS of a file.
    """
    if is_rd(crs):
        return bounds
    moved = Transformer.from_crs(RD, crs, always_xy=True).transform_bounds(*bounds, densify_pts=21)
    return (moved[0], moved[1], moved[2], moved[3])


def overlaps(a: Bounds, b: Bounds) -> bool:
    """Return whether two boxes touch.

    Parameters
    ----------
    a, b
        Bounds in the same CRS.
    """
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def refusal(where: str, crs: CRS, found: Bounds) -> str:
    """Return the message for coordinates that are not in the Netherlands.

    Parameters
    ----------
    where
        File and table.
    crs
        CRS as the file says.
    found
        Bounds that were found.
    """
    x0, y0, x1, y1 = expected(crs)
    label = "EPSG:" + str(crs.to_epsg()) if crs.to_epsg() else crs.name
    swapped = overlaps((found[1], found[0], found[3], found[2]), expected(crs))
    advice = " De assen lijken verwisseld." if swapped else " Het crs klopt waarschijnlijk niet."
    return (
        f"{where}: coördinaten liggen buiten Nederland; gevonden x {found[0]:g} tot {found[2]:g}, y {found[1]:g} tot "
        f"{found[3]:g}; verwacht in {label} x {x0:.6g} tot {x1:.6g}, y {y0:.6g} tot {y1:.6g}.{advice}"
    )


def to_rd(geometry: np.ndarray, crs: CRS) -> np.ndarray:
    """Return the geometries in EPSG:28992.

    Parameters
    ----------
    geometry
        Shapely geometries, None where empty.
    crs
        CRS that they are in.
    """
    if is_rd(crs):
        return geometry
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.asarray(gpd.GeoSeries(geometry, crs=crs).to_crs(RD).to_numpy(), dtype=object)


def outside(geometry: np.ndarray, box: Bounds) -> np.ndarray:
    """Return True for geometries that lie wholly outside a box; empty geometries do not count.

    Parameters
    ----------
    geometry
        Shapely geometries.
    box
        Bounds in the same CRS.
    """
    bounds = shapely.bounds(geometry)
    is_known = np.isfinite(bounds).all(axis=1)
    has_any = ~(shapely.is_missing(geometry) | shapely.is_empty(geometry))
    inside = (bounds[:, 0] <= box[2]) & (bounds[:, 2] >= box[0]) & (bounds[:, 1] <= box[3]) & (bounds[:, 3] >= box[1])
    return np.asarray(has_any & ~(is_known & inside))


def place(
    geometry: np.ndarray, crs: CRS, where: str, bounds: Bounds | None
) -> tuple[np.ndarray, np.ndarray, tuple[Repair, ...]]:
    """Return the geometries in RD, a mask of the rows in the area, and what fell outside.

    Parameters
    ----------
    geometry
        Geometries in ``crs``, None where empty.
    crs
        CRS of the file.
    where
        File and table, for messages.
    bounds
        Area in EPSG:28992, None for everything.

    Raises
    ------
    DataError
        More than half of the rows lie outside the Netherlands.
    """
    is_far = outside(geometry, expected(crs))
    filled = int((~shapely.is_missing(geometry)).sum())
    if is_far.sum() * 2 > filled:
        found = shapely.total_bounds(geometry)
        raise DataError(refusal(where, crs, (found[0], found[1], found[2], found[3])))
    near = geometry.copy()
    near[is_far] = None
    moved = to_rd(near, crs)
    is_off = outside(moved, bounds) if bounds is not None else np.zeros(len(moved), dtype=bool)
    mended = 0 if is_rd(crs) else int((~shapely.is_valid(near) & shapely.is_valid(moved) & ~is_off).sum())
    repairs = (
        *note("dropped", int(is_far.sum()), f"{is_far.sum()} rijen vallen af: de coördinaten liggen buiten Nederland."),
        *note("invalid_geometry", mended, f"{mended} geometrie(ën) ongeldig in de bron, geldig na omzetting naar RD."),
        *note("filtered", int(is_off.sum()), f"{is_off.sum()} rijen liggen buiten het gebied van de scan."),
    )
    return moved, ~is_far & ~is_off, repairs
