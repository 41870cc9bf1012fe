"""Heights, or any coverage, of an area from a WCS 2.0.1, asked in pieces that the service allows."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import rasterio
from pyproj import CRS
from rasterio.errors import RasterioError
from rasterio.io import MemoryFile
from rasterio.warp import transform_bounds

from geo_risico.core.errors import SourceError
from geo_risico.core.terms import CRS_RD
from geo_risico.io.services.addresses import query_of, safe_address
from geo_risico.io.services.answers import TOO_LARGE, BrokenAnswerError, image_of, xml_of
from geo_risico.io.services.canvas import Canvas, date_tags, finish, finish_in_rd, paint, painting
from geo_risico.io.services.connection import Ask
from geo_risico.io.services.coverage import read_coverage
from geo_risico.io.services.jobs import SceneJob, gather
from geo_risico.io.services.naming import layer_date, scene_name
from geo_risico.io.services.whole_files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from geo_risico.io.services.answers import Answer
    from geo_risico.io.services.connection import Connection
    from geo_risico.io.services.coverage import Coverage
    from geo_risico.io.services.jobs import Wish

SMALLEST: Final = 64
SHIFT: Final = 0.02
"""Largest part of a cell that an answer may lie beside the grid that was asked."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One request: first cell and size in cells of the result."""

    column: int
    row: int
    width: int
    height: int

    @property
    def name(self) -> str:
        """Name of its file."""
        return f"{self.column}_{self.row}_{self.width}_{self.height}.tif"


def plan_wcs(wish: Wish, connection: Connection) -> list[SceneJob]:
    """One scene with a GeoTIFF for each coverage.

    Raises
    ------
    SourceError
        When a coverage does not exist or does not reach the area.
    """
    takes = [_Take(wish, connection, part, name) for part, name in wish.parts.items()]
    date = layer_date(wish.use, takes[0].coverage.name)

    def make(folder: Path, advance: Callable[[int, int], None]) -> None:
        for take in takes:
            take.make(folder, advance)

    asked = {take.part: take.asked for take in takes}
    size = sum(take.grid.bytes_count for take in takes)
    return [SceneJob(name=scene_name(date), date=date, asked=asked, bytes_count=size, make=make)]


class _Take:
    """One coverage over the area, on its own grid or on a coarser one from the same corner."""

    def __init__(self, wish: Wish, connection: Connection, part: str, name: str) -> None:
        self.wish, self.connection, self.part = wish, connection, part
        self.where = f"{connection.title}: {safe_address(wish.endpoint)}"
        self.coverage: Coverage = connection.get(
            self._ask("DescribeCoverage", name, (), f"een beschrijving van coverage '{name}'"),
            lambda answer: read_coverage(xml_of(answer), name, self.where),
        )
        own = self.coverage.pixel_x * (self.coverage.crs.axis_info[0].unit_conversion_factor or 1)
        self.is_scaled = wish.use.pixel_m is not None and wish.use.pixel_m > own and not self.coverage.crs.is_geographic
        self.grid = self._grid()
        self.asked = {
            "coverage": name,
            "format": wish.spec.format or "image/tiff",
            "pixel": self.grid.pixel_x,
            "scaled_by_service": self.is_scaled,
        }

    def _grid(self) -> Canvas:
        cover = self.coverage
        asked = transform_bounds(CRS_RD, cover.crs.to_wkt(), *self.wish.bounds, densify_pts=21)
        low = [max(a, b) for a, b in zip(asked[:2], cover.bounds[:2], strict=True)]
        high = [min(a, b) for a, b in zip(asked[2:], cover.bounds[2:], strict=True)]
        if low[0] >= high[0] or low[1] >= high[1]:
            raise SourceError(
                f"{self.where}: coverage '{cover.name}' reikt van {list(cover.bounds)} en ligt buiten het gebied; "
                "verwacht een coverage die het gebied raakt"
            )
        size_x = float(self.wish.use.pixel_m or 0) if self.is_scaled else cover.pixel_x
        size_y = float(self.wish.use.pixel_m or 0) if self.is_scaled else cover.pixel_y
        left = cover.bounds[0] + math.floor((low[0] - cover.bounds[0]) / size_x + SHIFT) * size_x
        top = cover.bounds[3] - math.floor((cover.bounds[3] - high[1]) / size_y + SHIFT) * size_y
        return Canvas(
            crs=cover.crs.to_wkt(),
            left=left,
            top=top,
            pixel_x=size_x,
            pixel_y=size_y,
            width=max(math.ceil((high[0] - left) / size_x - SHIFT), 1),
            height=max(math.ceil((top - low[1]) / size_y - SHIFT), 1),
            count=cover.bands,
            dtype="float32",
            nodata=cover.nodata if cover.nodata is not None else self.wish.spec.nodata,
            tags=date_tags(layer_date(self.wish.use, cover.name)),
        )

    def make(self, folder: Path, advance: Callable[[int, int], None]) -> None:
        """Fetch the pieces that are not there yet, and make the GeoTIFF of them."""
        path = folder / f"{self.part}.tif"
        if path.exists():
            return
        kept = folder / f".delen_{self.part}"
        kept.mkdir(exist_ok=True)
        pieces = self._first_piece(kept)
        missing = [piece for piece in pieces if not (kept / piece.name).exists()]
        gather(missing, lambda piece: self._fetch(piece, kept), self.wish.spec.parallel, advance)
        self._join(pieces, kept, path)
        for old in kept.iterdir():
            old.unlink()
        kept.rmdir()

    def _first_piece(self, kept: Path) -> list[Piece]:
        """Pieces of a size that the service accepts, found with the first of them."""
        size = self.wish.spec.max_tile_pixels
        while True:
            pieces = list(_pieces(self.grid, size))
            try:
                if not (kept / pieces[0].name).exists():
                    self._fetch(pieces[0], kept)
            except SourceError as error:
                if not TOO_LARGE.search(str(error)) or size <= SMALLEST:
                    raise
                size = max(min(size, max(pieces[0].width, pieces[0].height)) // 2, SMALLEST)
                continue
            return pieces

    def _fetch(self, piece: Piece, kept: Path) -> None:
        grid, cover = self.grid, self.coverage
        west, north = grid.left + piece.column * grid.pixel_x, grid.top - piece.row * grid.pixel_y
        east, south = west + piece.width * grid.pixel_x, north - piece.height * grid.pixel_y
        params = [
            ("format", self.wish.spec.format or "image/tiff"),
            ("subset", f"{cover.east}({max(west, cover.bounds[0])!r},{min(east, cover.bounds[2])!r})"),
            ("subset", f"{cover.north}({max(south, cover.bounds[1])!r},{min(north, cover.bounds[3])!r})"),
        ]
        if self.is_scaled:
            params.append(("scalesize", f"{cover.east}({piece.width}),{cover.north}({piece.height})"))
        expected = f"een GeoTIFF van {piece.width} bij {piece.height} beeldpunten van '{cover.name}'"
        body = self.connection.get(
            self._ask("GetCoverage", cover.name, params, expected), lambda answer: self._checked(answer, piece)
        )
        write_whole(kept / piece.name, body)

    def _ask(self, what: str, name: str, more: Any, expected: str) -> Ask:  # noqa: ANN401 - pairs of words
        url, extra = query_of(self.wish.endpoint)
        words = {"SERVICE": "WCS", "VERSION": "2.0.1", "REQUEST": what, "COVERAGEID": name}
        return Ask(url=url, params=[*extra.items(), *words.items(), *more], expected=expected)

    def _checked(self, answer: Answer, piece: Piece) -> bytes:
        """Bytes of a GeoTIFF that can be read to its last cell and lies where it was asked."""
        body = image_of(answer, tiff=True)
        try:
            with MemoryFile(body) as memory, memory.open() as data:
                data.read()
                shape, transform, bands = (data.width, data.height), data.transform, data.count
        except RasterioError as error:
            raise BrokenAnswerError(f"GeoTIFF is niet heel ({error})") from error
        if bands < self.coverage.bands:
            raise BrokenAnswerError(f"GeoTIFF heeft {bands} banden, verwacht {self.coverage.bands}", final=True)
        grid = self.grid
        place = (
            (transform.c - grid.left) / grid.pixel_x - piece.column,
            (grid.top - transform.f) / grid.pixel_y - piece.row,
        )
        sizes = (transform.a / grid.pixel_x - 1, -transform.e / grid.pixel_y - 1)
        cut = shape[0] > piece.width or shape[1] > piece.height
        if cut or max(map(abs, place)) > SHIFT or max(map(abs, sizes)) > 1 / max(shape):
            raise BrokenAnswerError(
                f"GeoTIFF ligt niet op het gevraagde raster ({shape[0]} bij {shape[1]}, linksboven {transform.c:g}, "
                f"{transform.f:g}, cel {transform.a:g})",
                final=True,
            )
        return body

    def _join(self, pieces: list[Piece], kept: Path, path: Path) -> None:
        with rasterio.open(kept / pieces[0].name) as first:
            said = self.grid.nodata if self.grid.nodata is not None else first.nodata
            grid = replace(self.grid, dtype=first.dtypes[0], nodata=_fitting(said, first.dtypes[0]))
        painted = path.with_name(f".{path.name}.verf")
        with painting(grid, painted) as out:
            for piece in pieces:
                with rasterio.open(kept / piece.name) as data:
                    values = data.read(list(range(1, grid.count + 1)))
                    if data.nodata is not None and grid.nodata is not None:
                        values = np.where(values == data.nodata, values.dtype.type(grid.nodata), values)
                    paint(out, values, piece.column, piece.row)
        if CRS.from_user_input(grid.crs).to_epsg() == CRS.from_user_input(CRS_RD).to_epsg():
            finish(painted, path, classes=self.part in self.wish.spec.classes)
        else:
            finish_in_rd(painted, path, self.wish.bounds, self.wish.use.pixel_m or _metres(grid))


def _pieces(grid: Canvas, size: int) -> Iterator[Piece]:
    for row in range(0, grid.height, size):
        for column in range(0, grid.width, size):
            yield Piece(
                column=column, row=row, width=min(size, grid.width - column), height=min(size, grid.height - row)
            )


def _fitting(value: float | None, dtype: str) -> float | None:
    """Nodata as a number of this type; None where the type cannot hold it."""
    if value is None or np.issubdtype(np.dtype(dtype), np.floating):
        return None if value is None else float(np.dtype(dtype).type(value))
    info = np.iinfo(dtype)
    return value if info.min <= value <= info.max and value == int(value) else None


def _metres(grid: Canvas) -> float:
    """Size of a cell in metres, to two digits."""
    size = grid.pixel_y * (111_320 if CRS.from_user_input(grid.crs).is_geographic else 1)
    return float(f"{size:.2g}")
