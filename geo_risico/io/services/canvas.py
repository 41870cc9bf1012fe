"""GeoTIFFs made in parts and finished as COG: nothing is whole in memory, nothing half written gets the final name."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import rasterio
import rasterio.shutil
from rasterio.enums import Resampling
from rasterio.errors import RasterioError
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window

from geo_risico.core.errors import OutputError
from geo_risico.core.terms import CRS_RD

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from geo_risico.io.services.jobs import Bounds

_ONE_COPY: Final = threading.Lock()
"""Two copies to COG at the same moment now and then end the process (segmentation fault in GDAL under rasterio)."""
COG: Final = {"driver": "COG", "compress": "DEFLATE", "predictor": "YES", "blocksize": 512, "bigtiff": "IF_SAFER"}


@dataclass(frozen=True, kw_only=True)
class Canvas:
    """Grid of the file to make: north up, in any CRS, cells of ``pixel_x`` by ``pixel_y`` units of it."""

    crs: Any
    left: float
    top: float
    pixel_x: float
    pixel_y: float
    width: int
    height: int
    count: int
    dtype: str
    nodata: float | None
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def transform(self) -> rasterio.Affine:
        """Affine from cell to coordinate."""
        return rasterio.Affine(self.pixel_x, 0, self.left, 0, -self.pixel_y, self.top)

    @property
    def bytes_count(self) -> int:
        """Size in bytes without compression."""
        return self.width * self.height * self.count * np.dtype(self.dtype).itemsize


@contextmanager
def painting(canvas: Canvas, path: Path) -> Iterator[Any]:
    """Open file to paint on, without data where nothing is painted; removed when the work fails.

    Yields
    ------
    rasterio.io.DatasetWriter
        Of the size of the canvas.

    Raises
    ------
    OutputError
        When there is no room, or the folder cannot be written.
    """
    try:
        with rasterio.open(
            path,
            "w",
            driver="GTiff",
            crs=canvas.crs,
            transform=canvas.transform,
            width=canvas.width,
            height=canvas.height,
            count=canvas.count,
            dtype=canvas.dtype,
            nodata=canvas.nodata,
            tiled=True,
            blockxsize=512,
            blockysize=512,
            sparse_ok=True,
            bigtiff="IF_SAFER",
        ) as data:
            data.update_tags(**canvas.tags)
            yield data
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, RasterioError | OSError):
            raise OutputError(f"{path}: schrijven mislukt ({error}); verwacht genoeg ruimte en rechten") from error
        raise


def paint(data: Any, values: np.ndarray, column: int, row: int) -> None:  # noqa: ANN401 - rasterio has no types
    """Put values (bands, rows, columns) on a painting at a cell; what falls outside is left out."""
    left, top = max(column, 0), max(row, 0)
    right, bottom = min(column + values.shape[2], data.width), min(row + values.shape[1], data.height)
    if right > left and bottom > top:
        part = values[:, top - row : bottom - row, left - column : right - column]
        data.write(part, window=Window(left, top, right - left, bottom - top))


def finish(painted: Path, path: Path, *, classes: bool) -> None:
    """Copy a painting to a COG with overviews, and remove the painting.

    Parameters
    ----------
    painted
        File that ``painting`` made.
    path
        Final name; it appears only when the file is whole.
    classes
        True where values are codes that cannot be averaged.
    """
    with rasterio.open(painted) as data:
        _copy(data, path, classes=classes)
    painted.unlink()


def finish_in_rd(painted: Path, path: Path, bounds: Bounds, pixel_m: float) -> None:
    """Copy a painting in another CRS to a COG in EPSG:28992 (bilinear), and remove the painting.

    Parameters
    ----------
    painted
        File that ``painting`` made.
    path
        Final name; it appears only when the file is whole.
    bounds
        Area in EPSG:28992; the grid is snapped outward to multiples of the pixel.
    pixel_m
        Size of a cell in metres.
    """
    left, bottom = (np.floor(value / pixel_m) * pixel_m for value in bounds[:2])
    right, top = (np.ceil(value / pixel_m) * pixel_m for value in bounds[2:])
    with (
        rasterio.open(painted) as data,
        WarpedVRT(
            data,
            crs=CRS_RD,
            transform=rasterio.Affine(pixel_m, 0, float(left), 0, -pixel_m, float(top)),
            width=round((right - left) / pixel_m),
            height=round((top - bottom) / pixel_m),
            resampling=Resampling.bilinear,
            nodata=data.nodata,
        ) as warped,
    ):
        _copy(warped, path, classes=False, tags=data.tags())
    painted.unlink()


def date_tags(date: dt.date | None) -> dict[str, str]:
    """Tag of a GeoTIFF with the date of the image; empty when the date is unknown."""
    return {} if date is None else {"TIFFTAG_DATETIME": f"{date:%Y:%m:%d} 00:00:00"}


def _copy(data: Any, path: Path, *, classes: bool, tags: Mapping[str, str] | None = None) -> None:  # noqa: ANN401 - rasterio has no types
    part = path.with_name(f".{path.name}.deel")
    how = "NEAREST" if classes else "AVERAGE"
    try:
        with _ONE_COPY:
            rasterio.shutil.copy(data, part, **COG, overview_resampling=how)
        if tags:
            with rasterio.open(part, "r+", IGNORE_COG_LAYOUT_BREAK="YES") as made:
                made.update_tags(**tags)
        part.replace(path)
    except (RasterioError, OSError) as error:
        raise OutputError(f"{path}: schrijven mislukt ({error}); verwacht genoeg ruimte en rechten") from error
    finally:
        part.unlink(missing_ok=True)
