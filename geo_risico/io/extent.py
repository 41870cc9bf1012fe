"""The area that an extract covers, where its file says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyogrio
from pyproj import Transformer

from geo_risico.core.terms import CRS_RD, CRS_WGS84

if TYPE_CHECKING:
    from geo_risico.io.files import Located
    from geo_risico.io.request import Bounds


def declared_extent(located: Located) -> Bounds | None:
    """Bounds (EPSG:28992) of an extract of OpenStreetMap from its header; None where a file does not tell.

    Parameters
    ----------
    located
        File that was read.
    """
    if located.suffix != ".pbf":
        return None
    bounds = pyogrio.read_info(located.gdal_name, layer="points", force_total_bounds=False)["total_bounds"]
    if bounds is None:
        return None
    west, south, east, north = bounds
    to_rd = Transformer.from_crs(CRS_WGS84, CRS_RD, always_xy=True)
    moved = to_rd.transform_bounds(west, south, east, north, densify_pts=21)
    return (moved[0], moved[1], moved[2], moved[3])
