"""An aerial photo of an area from the tiles of a WMTS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyproj import Transformer

from geo_risico.core.errors import SourceError
from geo_risico.core.terms import CRS_RD
from geo_risico.io.services.addresses import safe_address
from geo_risico.io.services.answers import image_of
from geo_risico.io.services.canvas import Canvas, date_tags, finish, finish_in_rd, paint, painting
from geo_risico.io.services.jobs import SceneJob, gather
from geo_risico.io.services.naming import layer_date, scene_name
from geo_risico.io.services.tiles import NODATA, tile_values
from geo_risico.io.services.whole_files import write_whole
from geo_risico.io.services.wmts_layer import read_layer
from geo_risico.io.services.wmts_matrix import choose, tiles_over

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

    from geo_risico.io.services.answers import Answer
    from geo_risico.io.services.connection import Connection
    from geo_risico.io.services.jobs import Bounds, Wish
    from geo_risico.io.services.wmts_layer import TileLayer
    from geo_risico.io.services.wmts_matrix import Matrix, Tile

RD: Final = 28992


def plan_wmts(wish: Wish, connection: Connection) -> list[SceneJob]:
    """One scene with a GeoTIFF for each layer.

    Raises
    ------
    SourceError
        When a layer does not exist or has no tiles here.
    """
    photos = [_Photo(wish, connection, part, read_layer(wish, connection, name)) for part, name in wish.parts.items()]
    date = photos[0].date

    def make(folder: Path, advance: Callable[[int, int], None]) -> None:
        for photo in photos:
            photo.make(folder, advance)

    asked = {photo.part: photo.asked for photo in photos}
    size = sum(photo.bytes_count for photo in photos)
    return [SceneJob(name=scene_name(date), date=date, asked=asked, bytes_count=size, make=make)]


class _Photo:
    """One layer over the area at one level."""

    def __init__(self, wish: Wish, connection: Connection, part: str, layer: TileLayer) -> None:
        self.wish, self.connection, self.part, self.layer = wish, connection, part, layer
        self.date: dt.date | None = layer_date(wish.use, layer.name)
        self.bounds, stretch = _in_crs(wish.bounds, layer.epsg)
        wanted = wish.use.pixel_m
        self.matrix: Matrix = choose(layer.matrices, None if wanted is None else wanted * stretch)
        self.pixel_m = self.matrix.pixel if layer.epsg == RD else (wanted or self.matrix.pixel / stretch)
        self.tiles = tiles_over(self.matrix, self.bounds)
        if not self.tiles:
            raise SourceError(
                f"{connection.title}: {safe_address(wish.endpoint)}: laag '{layer.name}' heeft geen tegels in "
                f"{list(wish.bounds)}; verwacht een laag die het gebied dekt"
            )
        self.first = self.tiles[0]
        self.bytes_count = len(self.tiles) * self.matrix.tile_width * self.matrix.tile_height * wish.spec.bands
        self.asked = {
            "layer": layer.name,
            "style": layer.style,
            "format": layer.format,
            "matrix_set": layer.matrix_set,
            "matrix": self.matrix.name,
            "pixel_m": self.pixel_m,
            "tiles": len(self.tiles),
        }

    def make(self, folder: Path, advance: Callable[[int, int], None]) -> None:
        """Fetch the tiles that are not there yet, and make the GeoTIFF of them."""
        path = folder / f"{self.part}.tif"
        if path.exists():
            return
        kept = folder / f".tegels_{self.part}"
        kept.mkdir(exist_ok=True)
        missing = [tile for tile in self.tiles if not _tile_path(kept, tile).exists()]
        gather(missing, lambda tile: self._fetch(tile, kept), self.wish.spec.parallel, advance)
        if not any(_tile_path(kept, tile).stat().st_size for tile in self.tiles):
            raise SourceError(
                f"{self.connection.title}: {safe_address(self.wish.endpoint)}: geen enkele van {len(self.tiles)} "
                f"tegels van '{self.layer.name}' bestaat; verwacht een laag die het gebied dekt"
            )
        self._join(kept, path)
        for tile in self.tiles:
            _tile_path(kept, tile).unlink()
        kept.rmdir()

    def _fetch(self, tile: Tile, kept: Path) -> None:
        write_whole(_tile_path(kept, tile), self.connection.get(self.layer.ask(self.matrix, tile), self._checked))

    def _checked(self, answer: Answer) -> bytes:
        """Bytes of a tile that can be read; none where the service has no tile here."""
        if answer.status != 200 or b"TileOutOfRange" in answer.body[:2000]:  # noqa: PLR2004 - no content, or not found
            return b""
        body = image_of(answer)
        tile_values(body, self.matrix, self.wish.spec.bands)
        return body

    def _join(self, kept: Path, path: Path) -> None:
        matrix = self.matrix
        left = matrix.left + self.first.column * matrix.tile_width * matrix.pixel
        top = matrix.top - self.first.row * matrix.tile_height * matrix.pixel
        # the cells of the tiles that lie within the bounds
        column = max(int((self.bounds[0] - left) / matrix.pixel), 0)
        row = max(int((top - self.bounds[3]) / matrix.pixel), 0)
        last = self.tiles[-1]
        all_columns = (last.column - self.first.column + 1) * matrix.tile_width
        all_rows = (last.row - self.first.row + 1) * matrix.tile_height
        right = min(-int(-(self.bounds[2] - left) / matrix.pixel // 1), all_columns)
        bottom = min(-int(-(top - self.bounds[1]) / matrix.pixel // 1), all_rows)
        canvas = Canvas(
            crs=f"EPSG:{self.layer.epsg}",
            left=left + column * matrix.pixel,
            top=top - row * matrix.pixel,
            pixel_x=matrix.pixel,
            pixel_y=matrix.pixel,
            width=right - column,
            height=bottom - row,
            count=self.wish.spec.bands,
            dtype="uint8",
            nodata=NODATA,
            tags=date_tags(self.date),
        )
        painted = path.with_name(f".{path.name}.verf")
        with painting(canvas, painted) as out:
            for tile in self.tiles:
                body = _tile_path(kept, tile).read_bytes()
                if body:
                    values = tile_values(body, matrix, self.wish.spec.bands)
                    x = (tile.column - self.first.column) * matrix.tile_width - column
                    y = (tile.row - self.first.row) * matrix.tile_height - row
                    paint(out, values, x, y)
        if self.layer.epsg == RD:
            finish(painted, path, classes=False)
        else:
            finish_in_rd(painted, path, self.wish.bounds, self.pixel_m)


def _tile_path(folder: Path, tile: Tile) -> Path:
    return folder / f"{tile.column}_{tile.row}"


def _in_crs(bounds: Bounds, epsg: int) -> tuple[Bounds, float]:
    """Bounds in the CRS of the tiles, and how many of its units go in a metre here."""
    if epsg == RD:
        return bounds, 1.0
    move = Transformer.from_crs(CRS_RD, f"EPSG:{epsg}", always_xy=True)
    minx, miny, maxx, maxy = move.transform_bounds(*bounds, densify_pts=21)
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    (low, _), (high, _) = move.transform(x - 50, y), move.transform(x + 50, y)
    return (minx, miny, maxx, maxy), (high - low) / 100
