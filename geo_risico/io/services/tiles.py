"""One tile of a WMTS as cell values, whatever the form in which it came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import rasterio
from rasterio.enums import ColorInterp
from rasterio.errors import RasterioError
from rasterio.io import MemoryFile

from geo_risico.io.services.answers import BrokenAnswerError

if TYPE_CHECKING:
    from geo_risico.io.services.wmts_matrix import Matrix

NODATA: Final = 0
"""No photo here; a black cell of a photo becomes 1."""


def tile_values(body: bytes, matrix: Matrix, bands: int) -> np.ndarray:
    """Values (bands, rows, columns) as uint8, 0 where the tile is see-through; palettes and greys become colours.

    Parameters
    ----------
    body
        JPEG, PNG, WebP or TIFF.
    matrix
        Level of the tile, for its size.
    bands
        Number of bands of the result.

    Raises
    ------
    BrokenAnswerError
        When the image breaks off, has another size or too few bands.
    """
    try:
        with (
            rasterio.Env(GDAL_ERROR_ON_LIBJPEG_WARNING=True, GDAL_PAM_ENABLED="NO"),
            MemoryFile(body) as memory,
            memory.open() as data,
        ):
            values, seen = _colours(data)
    except (RasterioError, ValueError) as error:
        raise BrokenAnswerError(f"tegel is niet heel ({error})") from error
    if values.shape[1:] != (matrix.tile_height, matrix.tile_width):
        raise BrokenAnswerError(
            f"tegel is {values.shape[2]} bij {values.shape[1]}, verwacht {matrix.tile_width} bij {matrix.tile_height}"
        )
    if values.shape[0] == 1 and bands > 1:
        values = np.repeat(values, bands, axis=0)
    if values.shape[0] < bands:
        raise BrokenAnswerError(f"tegel heeft {values.shape[0]} banden, verwacht {bands}", final=True)
    return np.where(seen, np.maximum(values[:bands], 1), NODATA).astype(np.uint8)


def _colours(data: Any) -> tuple[np.ndarray, np.ndarray]:  # noqa: ANN401 - rasterio has no types
    """Colour bands, and where they can be seen."""
    values = data.read()
    if data.colorinterp[0] == ColorInterp.palette:
        table = np.zeros((256, 4), dtype=np.uint8)
        for code, colour in data.colormap(1).items():
            table[code] = colour
        values = np.moveaxis(table[values[0]], -1, 0)
        if data.nodata is not None:
            values[3][data.read(1) == data.nodata] = 0
        return values[:3], values[3] > 0
    if ColorInterp.alpha in data.colorinterp:
        place = data.colorinterp.index(ColorInterp.alpha)
        return np.delete(values, place, axis=0), values[place] > 0
    return values, data.dataset_mask() > 0
