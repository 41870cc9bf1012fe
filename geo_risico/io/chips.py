"""Cut-outs of images as small files: WebP for the page, JPEG for paper."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from PIL import Image

if TYPE_CHECKING:
    import numpy as np

LARGEST_BYTES: Final = 40_000
QUALITIES: Final = (80, 65, 50, 35, 20)
SMALLER: Final = 0.75
METHOD: Final = 3
PHOTO_QUALITY: Final = 80
SHARP: Final = 330
"""Longest side in pixels up to which a picture without loss may fit; beyond it trying only costs time."""


def encode_chip(picture: np.ndarray) -> tuple[bytes, int, int]:
    """A picture (rows, columns, 3; uint8) as WebP of at most 40 kB, with its width and height in pixels.

    Without loss where a small picture fits, else at the highest quality that fits, else smaller.
    """
    image = Image.fromarray(picture)
    while True:
        found = _fitting(image)
        if found is not None:
            return found, image.width, image.height
        image = image.resize((round(image.width * SMALLER), round(image.height * SMALLER)), Image.Resampling.LANCZOS)


def encode_photo(picture: np.ndarray) -> bytes:
    """A picture (rows, columns, 3; uint8) as JPEG, the form that a PDF holds as it is."""
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "JPEG", quality=PHOTO_QUALITY)
    return out.getvalue()


def _fitting(image: Image.Image) -> bytes | None:
    if max(image.size) <= SHARP:
        content = _webp(image, lossless=True)
        if len(content) <= LARGEST_BYTES:
            return content
    for quality in QUALITIES:
        content = _webp(image, quality=quality)
        if len(content) <= LARGEST_BYTES:
            return content
    return None


def _webp(image: Image.Image, *, lossless: bool = False, quality: int = 80) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", lossless=lossless, quality=quality, method=METHOD)
    return out.getvalue()
