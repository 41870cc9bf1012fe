"""Coordinates of a page in EPSG:28992, whatever the page says they are."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from geo_risico.core.errors import SourceError
from geo_risico.core.terms import CRS_RD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo_risico.io.registers.task import Bounds

CRS84: Final = "OGC:CRS84"
RD_CODES: Final = frozenset({28992, 7415})
DEGREES: Final = 360.0


def in_rd(geometry: NDArray[np.object_], crs: str, where: str) -> NDArray[np.object_]:
    """Geometries in EPSG:28992; heights stay as they are.

    Parameters
    ----------
    geometry
        As they stand in the answer, with None.
    crs
        Address of the CRS (``Content-Crs``); its own order of axes counts. Empty: degrees or RD, as the numbers show.
    where
        Service, for messages.

    Raises
    ------
    SourceError
        When the CRS is unknown, or the numbers cannot be in it.
    """
    bounds = shapely.total_bounds(geometry) if len(geometry) else np.full(4, np.nan)
    if not np.isfinite(bounds).all():
        return geometry
    looks_degrees = bool(np.abs(bounds).max() <= DEGREES)
    found = _crs(crs or (CRS84 if looks_degrees else CRS_RD), where)
    if found.is_geographic != looks_degrees:
        raise SourceError(
            f"{where}: Content-Crs is {crs}, maar de coördinaten lopen van {list(np.round(bounds, 3))}; "
            "verwacht coördinaten in dat CRS"
        )
    if found.to_epsg() in RD_CODES:
        return geometry
    move = Transformer.from_crs(found, CRS_RD)
    high = shapely.has_z(geometry)
    result = geometry.copy()
    for rows, is_high in ((~high, False), (high, True)):
        result[rows] = shapely.transform(geometry[rows], lambda xyz: _moved(xyz, move), include_z=is_high)
    return result


def square_in_degrees(bounds: Bounds) -> Bounds:
    """Smallest box in CRS84 around a box in EPSG:28992, rounded outward.

    Examples
    --------
    >>> square_in_degrees((155000, 463000, 156000, 464000))
    (5.3872035, 52.1551713, 5.4018191, 52.1641603)
    """
    low_x, low_y, high_x, high_y = Transformer.from_crs(CRS_RD, CRS84).transform_bounds(*bounds, densify_pts=21)
    scale = 1e7
    low = [math.floor(value * scale) / scale for value in (low_x, low_y)]
    high = [math.ceil(value * scale) / scale for value in (high_x, high_y)]
    return low[0], low[1], high[0], high[1]


def squares(bounds: Bounds, side_m: float | None) -> Sequence[Bounds]:
    """Boxes of about that side that together are the box; the box itself without a side. None has zero area.

    Examples
    --------
    >>> squares((0, 0, 10, 5), 5)
    [(0.0, 0.0, 5.0, 5.0), (5.0, 0.0, 10.0, 5.0)]
    """
    low_x, low_y = (math.floor(value * 1000) / 1000 for value in bounds[:2])
    high_x, high_y = (math.ceil(value * 1000) / 1000 for value in bounds[2:])
    high_x, high_y = max(high_x, low_x + 1), max(high_y, low_y + 1)
    across, along = (1 if side_m is None else math.ceil(size / side_m) for size in (high_x - low_x, high_y - low_y))
    xs = np.round(np.linspace(low_x, high_x, across + 1), 3).tolist()
    ys = np.round(np.linspace(low_y, high_y, along + 1), 3).tolist()
    return [(xs[i], ys[j], xs[i + 1], ys[j + 1]) for j in range(along) for i in range(across)]


def _moved(xyz: NDArray[np.float64], move: Transformer) -> NDArray[np.float64]:
    x, y = move.transform(xyz[:, 0], xyz[:, 1])
    return np.column_stack([x, y, *xyz.T[2:]])


def _crs(text: str, where: str) -> CRS:
    try:
        return CRS.from_user_input(text)
    except CRSError as error:
        raise SourceError(f"{where}: Content-Crs '{text}' is onbekend; verwacht een CRS van OGC of EPSG") from error
