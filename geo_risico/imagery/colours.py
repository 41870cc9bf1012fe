"""Band values of two dates as colours that can be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo_risico.core.raster import Scene

TRUE_COLOUR: Final = ("rood", "groen", "blauw")
FALSE_COLOURS: Final = (("nir", "rood", "groen"), ("nir", "rood", "rood"))
TRUE_WORDS: Final = "ware kleuren"
FALSE_WORDS: Final = (
    "valse kleuren: planten zijn rood (nabij infrarood), kale grond en bebouwing grijs of lichtblauw, water donker"
)
LOW_PERCENT: Final = 2
HIGH_PERCENT: Final = 98
SMALLEST_SPAN: Final = 0.1
"""Least difference between dark and light, as a share of the lightest value: an even field shows no noise."""
TINY: Final = 1e-6
GREY: Final = (206, 210, 214)
GREY_LINE: Final = (128, 137, 146)
HATCH_PX: Final = 10
HATCH_LINE_PX: Final = 2


def with_colours(scenes: Sequence[Scene]) -> tuple[list[Scene], tuple[str, ...], str] | None:
    """Dated scenes with bands for red, green and blue, those bands, and what the colours are.

    True colours where at least two dates have them, else false colours; None when neither has two dates.
    """
    for bands, words in ((TRUE_COLOUR, TRUE_WORDS), *((bands, FALSE_WORDS) for bands in FALSE_COLOURS)):
        fit = [scene for scene in scenes if scene.meta.date is not None and set(bands) <= set(scene.bands)]
        if len({scene.meta.date for scene in fit}) > 1:
            return fit, bands, words
    return None


def known_cells(values: np.ndarray) -> np.ndarray:
    """Cells (rows, columns) of which every band is known."""
    known: np.ndarray = np.isfinite(values).all(axis=0)
    return known


def stretched(before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Both images as (rows, columns, 3) uint8 with one stretch, from percentiles over both; unknown is grey."""
    limits = [_limits(np.concatenate([before[band].ravel(), after[band].ravel()])) for band in range(len(before))]
    low = np.array([limit[0] for limit in limits])[:, None, None]
    span = np.array([limit[1] - limit[0] for limit in limits])[:, None, None]
    return _coloured(before, low, span), _coloured(after, low, span)


def alone(values: np.ndarray) -> np.ndarray:
    """One image as (rows, columns, 3) uint8, stretched by its own percentiles; unknown is grey."""
    limits = np.array([_limits(band.ravel()) for band in values])[:, :, None, None]
    return _coloured(values, limits[:, 0], limits[:, 1] - limits[:, 0])


def enlarged(picture: np.ndarray, known: np.ndarray, longest_px: int) -> np.ndarray:
    """The picture with whole cells as large as fit in ``longest_px``, hatched where unknown."""
    times = max(1, longest_px // max(known.shape))
    large = picture.repeat(times, axis=0).repeat(times, axis=1)
    mask = np.logical_not(known).repeat(times, axis=0).repeat(times, axis=1)
    y, x = np.indices(mask.shape)
    is_line = (x + y) % HATCH_PX < HATCH_LINE_PX
    out = np.where(mask[:, :, None], np.where(is_line[:, :, None], GREY_LINE, GREY), large)
    return out.astype(np.uint8)


def _limits(values: np.ndarray) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    if not len(known):
        return 0.0, 1.0
    low, high = (float(bound) for bound in np.percentile(known, [LOW_PERCENT, HIGH_PERCENT]))
    least = max(SMALLEST_SPAN * abs(high), TINY)
    if high - low >= least:
        return low, high
    middle = (low + high) / 2
    return middle - least / 2, middle + least / 2


def _coloured(values: np.ndarray, low: np.ndarray, span: np.ndarray) -> np.ndarray:
    shade = np.clip((values - low) / span, 0, 1) * 255
    filled = np.where(known_cells(values), np.nan_to_num(shade), np.array(GREY)[:, None, None])
    return np.rint(np.moveaxis(filled, 0, -1)).astype(np.uint8)
