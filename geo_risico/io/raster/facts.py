"""What one raster file says of itself, and why it cannot be used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from pyproj.exceptions import CRSError
from rasterio.enums import ColorInterp
from rasterio.windows import Window as RasterWindow

from geo_risico.core.errors import DataError, SourceError
from geo_risico.core.limits import RASTER_BANDS, RASTER_BLOCK, RASTER_SIDE, too_much
from geo_risico.io.raster.frames import Frame, crs_text
from geo_risico.io.raster.handles import opened
from geo_risico.io.raster.remote import check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_risico.io.raster.handles import Image

RGB = (ColorInterp.red, ColorInterp.green, ColorInterp.blue)
LAST_BLOCK_MAXIMUM: int = 2**24
"""Cells; a last block that is larger is not read to see whether the file is whole."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Cells, bands and remarks of a file. ``tags``: of the file and of its bands, names in lower case."""

    image: Image
    frame: Frame
    band_count: int
    dtypes: tuple[str, ...]
    nodata: tuple[float | None, ...]
    scales: tuple[float, ...]
    offsets: tuple[float, ...]
    overviews: tuple[int, ...]
    is_palette: bool
    is_rgb: bool
    tags: dict[str, str]


def facts(image: Image, crs: str | None) -> Facts:
    """Facts of a file; ``crs`` counts when it names none.

    Raises
    ------
    SourceError
        When the file is missing, broken or no raster.
    DataError
        When it says not where it lies, or holds complex numbers.
    """
    if image.path is None:
        check(image.label)
    elif not image.path.exists():
        raise SourceError(f"{image.label}: bestand bestaat niet; verwacht een raster")
    with opened(image) as data:
        found = _facts(data, image, crs)
        if not image.is_remote:
            _read_last(data)
    return found


def _check_size(data: Any, image: Image) -> None:  # noqa: ANN401 - rasterio has no types
    """Refuse a file that says of itself to be larger than any raster, whatever it holds."""
    block = max((h * w * np.dtype(t).itemsize for (h, w), t in _blocks(data)), default=0)
    faults = (
        too_much(RASTER_SIDE, max(data.width, data.height)),
        too_much(RASTER_BANDS, data.count),
        too_much(RASTER_BLOCK, block),
    )
    if any(faults):
        raise SourceError(f"{image.label}: {next(filter(None, faults))}")


def _blocks(data: Any) -> Iterator[tuple[tuple[int, int], str]]:  # noqa: ANN401 - rasterio has no types
    """Size in cells and type of the blocks of each band; complex numbers are refused elsewhere."""
    for shape, dtype in zip(data.block_shapes, data.dtypes, strict=True):
        yield shape, dtype if not dtype.startswith("complex") else "complex128"


def _facts(data: Any, image: Image, crs: str | None) -> Facts:  # noqa: ANN401 - rasterio has no types
    _check_size(data, image)
    if data.count == 0:
        raise DataError(f"{image.label}: bevat {len(data.subdatasets)} onderdelen en zelf geen band; noem het bestand")
    for number, dtype in enumerate(data.dtypes, start=1):
        if dtype.startswith("complex"):
            raise DataError(f"{image.label}: band {number} heeft complexe getallen ({dtype}); verwacht gewone getallen")
    tags = {key.lower(): str(value) for key, value in data.tags().items()}
    for number in range(1, data.count + 1):
        tags = {key.lower(): str(value) for key, value in data.tags(number).items()} | tags
    return Facts(
        image=image,
        frame=_frame(data, image, crs),
        band_count=data.count,
        dtypes=tuple(data.dtypes),
        nodata=tuple(data.nodatavals),
        scales=tuple(data.scales),
        offsets=tuple(data.offsets),
        overviews=tuple(data.overviews(1)),
        is_palette=ColorInterp.palette in data.colorinterp,
        is_rgb=data.colorinterp[:3] == RGB,
        tags=tags,
    )


def _frame(data: Any, image: Image, crs: str | None) -> Frame:  # noqa: ANN401 - rasterio has no types
    said = data.crs.to_wkt() if data.crs else crs
    if not said:
        raise DataError(
            f"{image.label}: bestand noemt geen crs; verwacht de sleutel crs in de bron, bijvoorbeeld EPSG:28992"
        )
    if data.transform.is_identity:
        raise DataError(
            f"{image.label}: bestand zegt niet waar het ligt (geen ligging en celmaat); verwacht een GeoTIFF"
        )
    try:
        name = crs_text(said)
    except CRSError as error:
        raise DataError(
            f"{image.label}: crs '{said[:80]}' is onbekend ({error}); verwacht bijvoorbeeld EPSG:28992"
        ) from error
    frame = Frame(crs=name, transform=tuple(data.transform)[:6], width=data.width, height=data.height)
    _check_place(frame, image)
    return frame


NETHERLANDS = (-60_000.0, 250_000.0, 340_000.0, 680_000.0)
"""Bounds (EPSG:28992) of the reach of RD, sea included."""


def _check_place(frame: Frame, image: Image) -> None:
    try:
        bounds = frame.bounds_rd()
    except CRSError as error:
        raise DataError(f"{image.label}: crs is niet naar EPSG:28992 om te rekenen ({error})") from error
    minx, miny, maxx, maxy = NETHERLANDS
    if not (bounds[0] < maxx and bounds[2] > minx and bounds[1] < maxy and bounds[3] > miny):
        place = ", ".join(f"{value:.0f}" for value in bounds)
        raise DataError(
            f"{image.label}: ligt buiten Nederland (crs {frame.crs[:40]}, in EPSG:28992 {place}); verwacht een beeld "
            "in Nederland met het juiste crs"
        )


def _read_last(data: Any) -> None:  # noqa: ANN401 - rasterio has no types
    """Read the last block: a file that was cut off fails here and not halfway a scan."""
    height, width = data.block_shapes[0]
    if height * width <= LAST_BLOCK_MAXIMUM and data.driver == "GTiff":
        row, column = (data.height - 1) // height * height, (data.width - 1) // width * width
        data.read(data.count, window=RasterWindow(column, row, data.width - column, data.height - row))
