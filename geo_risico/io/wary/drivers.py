"""Which GDAL drivers this program has: files only, nothing that leads to another file, a server or a database."""

from __future__ import annotations

import os
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
    """Let GDAL start without these drivers; works only before pyogrio is loaded.

    Rasters are opened with a list of drivers instead: a driver that is left out twice makes GDAL complain each time.
    """
    asked = [word for word in os.environ.get("OGR_SKIP", "").replace(",", " ").split() if word]
    os.environ["OGR_SKIP"] = ",".join(dict.fromkeys([*asked, *LEFT_OUT]))
    os.environ.setdefault("GDAL_VRT_ENABLE_PYTHON", "NO")
    os.environ.setdefault("OGR_SQLITE_LIST_VIRTUAL_OGR", "NO")
