"""Open rasters, kept open per thread, and GDAL's errors told in Dutch."""

from __future__ import annotations

import os
import threading
import warnings
from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import rasterio
from rasterio._err import CPLE_BaseError
from rasterio.errors import NotGeoreferencedWarning, RasterioError

from geo_risico.core.errors import SourceError
from geo_risico.io.wary.drivers import RASTERS
from geo_risico.io.wary.vrt import check_vrt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OPEN_MAXIMUM: Final = 48
"""Rasters that one thread keeps open."""
OPTIONS: Final[dict[str, Any]] = {"GDAL_CACHEMAX": 192 * 2**20, "VSI_CACHE": False}
"""Bounds on memory."""
REMOTE: Final[dict[str, Any]] = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_HTTP_CONNECTTIMEOUT": 10,
    "GDAL_HTTP_TIMEOUT": 30,
    "GDAL_HTTP_MAX_RETRY": 4,
    "GDAL_HTTP_RETRY_DELAY": 0.5,
    "GDAL_HTTP_LOW_SPEED_TIME": 15,
    "GDAL_HTTP_LOW_SPEED_LIMIT": 100,
    "CPL_VSIL_CURL_CACHE_SIZE": 32 * 2**20,
}
"""Bounds on waiting; no listing of folders on a server."""


@dataclass(frozen=True, kw_only=True)
class Image:
    """One raster file.

    ``name``: how GDAL opens it. ``label``: how messages call it, as written in the scan. ``path``: the local file, or
    the zip around it; None for an address.
    """

    name: str
    label: str
    path: Path | None

    @property
    def is_remote(self) -> bool:
        """Whether every byte comes over a network."""
        return self.path is None


class _Opened(threading.local):
    def __init__(self) -> None:
        self.process = os.getpid()
        self.by_name: OrderedDict[str, Any] = OrderedDict()


_OPENED = _Opened()


@contextmanager
def opened(image: Image) -> Iterator[Any]:
    """Dataset of an image, opened once per thread and closed when many others were used since.

    Raises
    ------
    SourceError
        When the file cannot be opened, or a read inside the block fails.
    """
    with rasterio.Env(**OPTIONS, **(REMOTE if image.is_remote else {})):
        try:
            yield _dataset(image)
        except (RasterioError, CPLE_BaseError, OSError, MemoryError) as error:
            raise SourceError(_told(image, error)) from error


def forget() -> None:
    """Close every raster of this thread."""
    while _OPENED.by_name:
        _OPENED.by_name.popitem()[1].close()


def _dataset(image: Image) -> Any:  # noqa: ANN401 - rasterio has no types
    if _OPENED.process != os.getpid():
        _OPENED.__init__()  # type: ignore[misc]
    known, key = _OPENED.by_name, _key(image)
    if key not in known:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            known[key] = rasterio.open(image.name, driver=_driver(image))
        while len(known) > OPEN_MAXIMUM:
            known.popitem(last=False)[1].close()
    known.move_to_end(key)
    return known[key]


def _driver(image: Image) -> str:
    """Driver that belongs to the name of an image; a VRT only when it lies on disk and points beside it."""
    driver = RASTERS.get(f".{image.name.partition('?')[0].rpartition('.')[2].lower()}", "GTiff")
    if driver == "VRT":
        if image.path is None:
            raise SourceError(f"{image.label}: een VRT op een adres verwijst verder; verwacht het beeld zelf")
        check_vrt(image.path, image.name, image.label)
    return driver


def _key(image: Image) -> str:
    """Name with the state of a local file, so that a file written anew is opened anew."""
    if image.path is None:
        return image.name
    state = image.path.stat()
    return f"{image.name} {state.st_size} {state.st_mtime_ns}"


def _told(image: Image, error: BaseException) -> str:
    cause = error.__cause__ or error.__context__ or error
    said = str(cause).splitlines()[0].replace(image.name, image.label)[:200] if str(cause) else type(cause).__name__
    if image.is_remote:
        return f"{image.label}: het adres levert geen leesbaar beeld ({said}); verwacht een GeoTIFF die heel is"
    if "recognized" in str(error):
        return f"{image.label}: is geen raster ({said}); verwacht een GeoTIFF, COG, JPEG2000 of VRT"
    return f"{image.label}: beeld is niet te lezen ({said}); verwacht een bestand dat heel is"
