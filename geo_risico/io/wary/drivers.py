"""Which GDAL drivers this program has: files only, nothing that leads to another file, a server or a database."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Final

LEFT_OUT: Final = (
    "OGR_VRT", "GDALG", "WFS", "OAPIF", "OGCAPI", "HTTP", "CSW", "Elasticsearch", "Carto", "AmigoCloud",
    "PLSCENES", "NGW", "EEDA", "EEDAI", "ADBC", "GPSBabel", "GeoRSS", "PGDUMP", "MVT", "WMS", "WCS", "WMTS", "DAAS",
    "PLMOSAIC", "STACIT", "STACTA", "GTI", "DERIVED", "SNAP_TIFF", "Zarr", "MRF", "ECRGTOC", "RPFTOC", "TIL", "PDF",
    "MBTiles", "PMTiles", "KMLSUPEROVERLAY", "LIBKML", "DXF", "DGN", "MapML", "JSONFG", "TopoJSON",
    "ESRIJSON",
)  # fmt: skip
"""Drivers that open what a file names: addresses, other files, commands; or formats no register is delivered in."""

RASTERS: Final = {
    ".tif": "GTiff",
    ".tiff": "GTiff",
    ".jp2": "JP2OpenJPEG",
    ".img": "HFA",
    ".asc": "AAIGrid",
    ".nc": "netCDF",
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".vrt": "VRT",
}
"""Suffix -> the one driver with which such a raster is opened; a VRT only after `check_vrt`."""


def leave_out() -> None:
    """Load GDAL without these drivers; where somebody else has loaded it before, its drivers stay.

    The setting is for this one moment: programs that are started from here keep their own drivers. Rasters are opened
    with the one driver of their name instead.
    """
    before = os.environ.get("OGR_SKIP")
    asked = [word for word in (before or "").replace(",", " ").split() if word]
    os.environ["OGR_SKIP"] = ",".join(dict.fromkeys([*asked, *LEFT_OUT]))
    try:
        import_module("pyogrio")
    finally:
        if before is None:
            del os.environ["OGR_SKIP"]
        else:
            os.environ["OGR_SKIP"] = before
