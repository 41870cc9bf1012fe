"""The part of a remote GeoTIFF or COG that covers an area, in its own grid."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import rasterio
from rasterio.enums import Resampling
from rasterio.errors import RasterioError
from rasterio.warp import transform_bounds
from rasterio.windows import Window

from geo_risico.core.errors import SourceError
from geo_risico.core.terms import CRS_RD
from geo_risico.io.services.addresses import safe_address
from geo_risico.io.services.canvas import Canvas, finish, paint, painting
from geo_risico.io.services.ranges import REMOTE, RangeFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from geo_risico.io.services.connection import Connection
    from geo_risico.io.services.jobs import Bounds

STRIDE: Final = 2048
"""Cells of the result that are read at a time."""
DEGREE_M: Final = 111_320


@dataclass(frozen=True, kw_only=True)
class Cut:
    """What to take of a remote file: bounds in EPSG:28992, and the size of a cell when the own one is too fine."""

    url: str
    bounds: Bounds
    pixel_m: float | None
    classes: bool
    tags: Mapping[str, str]


@contextmanager
def opened(connection: Connection, url: str) -> Iterator[Any]:
    """Remote file, opened with rasterio over requests for parts.

    Yields
    ------
    rasterio.io.DatasetReader
        With a CRS and north up.

    Raises
    ------
    SourceError
        When it cannot be read as a GeoTIFF, or does not say where it lies.
    """
    remote = RangeFile(connection, url)
    where = f"{connection.title}: {safe_address(url)}"
    try:
        with rasterio.open(REMOTE, opener=remote.opener) as data:
            if data.crs is None or data.transform.b or data.transform.d or data.transform.e >= 0:
                raise SourceError(f"{where}: ligging onbekend of gedraaid; verwacht een GeoTIFF met CRS, noord boven")
            yield data
    except RasterioError as error:
        if remote.failure is not None:
            raise remote.failure from error
        raise SourceError(f"{where}: niet te lezen ({error}); verwacht een hele GeoTIFF of COG") from error


def window_of(data: Any, bounds: Bounds) -> Window | None:  # noqa: ANN401 - rasterio has no types
    """Whole cells of a file that cover the bounds (EPSG:28992); None where they do not meet."""
    west, south, east, north = transform_bounds(CRS_RD, data.crs, *bounds, densify_pts=21)
    cells = data.transform
    left, right = (west - cells.c) / cells.a, (east - cells.c) / cells.a
    top, bottom = (north - cells.f) / cells.e, (south - cells.f) / cells.e
    first_column, first_row = max(int(left // 1), 0), max(int(top // 1), 0)
    last_column, last_row = min(-int(-right // 1), data.width), min(-int(-bottom // 1), data.height)
    if last_column <= first_column or last_row <= first_row:
        return None
    return Window(first_column, first_row, last_column - first_column, last_row - first_row)


def cut_file(connection: Connection, cut: Cut, path: Path, advance: Callable[[int, int], None]) -> bool:
    """Write the part within the bounds as COG; False where the file does not reach the area.

    Nodata, scale, offset and colours stay as they are. With a larger cell the overviews of the file are read.

    Parameters
    ----------
    connection
        Connection with the service.
    cut
        Address, bounds and cell.
    path
        File to write.
    advance
        Called with the number of blocks done and the total.

    Raises
    ------
    SourceError
        When the file cannot be read.
    """
    with opened(connection, cut.url) as data:
        window = window_of(data, cut.bounds)
        if window is None:
            return False
        factor = max(int((cut.pixel_m or 0) / _cell_m(data)), 1)
        canvas = _canvas(data, window, factor, cut.tags)
        painted = path.with_name(f".{path.name}.verf")
        steps = [(c, r) for r in range(0, canvas.height, STRIDE) for c in range(0, canvas.width, STRIDE)]
        with painting(canvas, painted) as out:
            out.scales, out.offsets = data.scales, data.offsets
            out.colorinterp = data.colorinterp
            for done, (column, row) in enumerate(steps, start=1):
                paint(out, _block(data, window, factor, canvas, (column, row), classes=cut.classes), column, row)
                advance(done, len(steps))
    finish(painted, path, classes=cut.classes)
    return True


def cut_bytes(data: Any, bounds: Bounds, pixel_m: float | None) -> int:  # noqa: ANN401 - rasterio has no types
    """Size in bytes, without compression, of the part within the bounds; 0 where they do not meet."""
    window = window_of(data, bounds)
    return 0 if window is None else _canvas(data, window, max(int((pixel_m or 0) / _cell_m(data)), 1), {}).bytes_count


def _cell_m(data: Any) -> float:  # noqa: ANN401 - rasterio has no types
    size = abs(float(data.transform.e))
    return size * (DEGREE_M if data.crs.is_geographic else float(data.crs.linear_units_factor[1]))


def _canvas(data: Any, window: Window, factor: int, tags: Mapping[str, str]) -> Canvas:  # noqa: ANN401 - rasterio has no types
    return Canvas(
        crs=data.crs,
        left=data.transform.c + window.col_off * data.transform.a,
        top=data.transform.f + window.row_off * data.transform.e,
        pixel_x=data.transform.a * factor,
        pixel_y=-data.transform.e * factor,
        width=-(-window.width // factor),
        height=-(-window.height // factor),
        count=data.count,
        dtype=data.dtypes[0],
        nodata=data.nodata,
        tags=tags,
    )


def _block(data: Any, window: Window, factor: int, canvas: Canvas, at: tuple[int, int], *, classes: bool) -> Any:  # noqa: ANN401 - rasterio has no types
    """Values of one block of the result; cells beyond the edge of the file keep nodata."""
    width, height = min(STRIDE, canvas.width - at[0]), min(STRIDE, canvas.height - at[1])
    source = Window(window.col_off + at[0] * factor, window.row_off + at[1] * factor, width * factor, height * factor)
    how = Resampling.nearest if classes or factor == 1 else Resampling.average
    inside = source.intersection(Window(0, 0, data.width, data.height))
    shape = (data.count, max(round(inside.height / factor), 1), max(round(inside.width / factor), 1))
    return data.read(window=inside, out_shape=shape, resampling=how)
