"""One tile of a WMTS as cell values, whatever the form in which it came."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, UnidentifiedImageError

from geo_risico.core.limits import PICTURE, too_much
from geo_risico.io.services.answers import BrokenAnswerError

if TYPE_CHECKING:
    from geo_risico.io.services.wmts_matrix import Matrix

NODATA: Final = 0
"""No photo here; a black cell of a photo becomes 1."""


def tile_values(body: bytes, matrix: Matrix, bands: int) -> np.ndarray:
    """Values (bands, rows, columns) as uint8, 0 where the tile is see-through; palettes and greys become colours.

    Read with Pillow, which refuses an image that breaks off; GDAL fills the rest with grey.

    Parameters
    ----------
    body
        JPEG, PNG, WebP or TIFF.
    matrix
        Level of the tile, for its size.
    bands
        Number of bands of the result, 1 to 3.

    Raises
    ------
    BrokenAnswerError
        When the image breaks off or has another size.
    """
    size = (matrix.tile_width, matrix.tile_height)
    try:
        with Image.open(io.BytesIO(body)) as image:
            if image.size != size:
                raise BrokenAnswerError(
                    f"tegel is {image.size[0]} bij {image.size[1]} beeldpunten, verwacht {size[0]} bij {size[1]}"
                )
            if fault := too_much(PICTURE, size[0] * size[1]):
                raise BrokenAnswerError(fault, final=True)
            colours = np.moveaxis(np.asarray(image.convert("RGBA")), -1, 0)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise BrokenAnswerError(f"tegel is niet heel ({error})") from error
    return np.where(colours[3] > 0, np.maximum(colours[:bands], 1), NODATA).astype(np.uint8)
