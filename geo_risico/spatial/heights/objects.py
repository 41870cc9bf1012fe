"""Objects that stand on the ground and are no trees and no registered building, on the cells of a window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

from geo_risico.spatial.heights.planes import face_share
from geo_risico.spatial.heights.relief import flat_window, plane_residual_m

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class ObjectRules:
    """What counts as an object.

    ``minimum_m``: height above the ground. ``minimum_m2``: footprint. ``roughness_m``: how far cells of a roof may lie
    from a plane. ``flat_share``: part (0 to 1) of the footprint that lies in at most four flat faces.
    ``minimum_cells``: cells that a footprint needs, so that large cells do not make small objects.
    """

    minimum_m: float
    minimum_m2: float
    roughness_m: float
    flat_share: float
    minimum_cells: int = 9

    def least_m2(self, pixel_m: float) -> float:
        """Smallest footprint in m2 that counts at this size of cell."""
        return max(self.minimum_m2, self.minimum_cells * pixel_m**2)


@dataclass(frozen=True, kw_only=True, eq=False)
class Ground:
    """What is known of the cells of a window.

    ``surface`` and ``ground``: metres (NAP), NaN = unknown. ``registered``: near a registered building. ``green``:
    growing plants according to an image.
    """

    surface: NDArray[np.float32]
    ground: NDArray[np.float32]
    registered: Mask
    green: Mask
    pixel_m: float


def unregistered_cells(place: Ground, rules: ObjectRules) -> Mask:
    """Cells of objects that look like a building and touch nothing that is registered.

    Tall cells with a flat surroundings are grown to the edges of their object; an object is left out when it is too
    small, touches a registered cell or is not made of flat faces.
    """
    with np.errstate(invalid="ignore"):
        tall = (place.surface - place.ground > rules.minimum_m) & ~place.green
    numbers, count = _objects(place, tall, rules)
    if count == 0:
        return np.zeros(tall.shape, dtype=bool)
    cells = np.bincount(numbers.ravel(), minlength=count + 1)
    kept = cells * place.pixel_m**2 >= rules.least_m2(place.pixel_m)
    kept[numbers[place.registered]] = False
    kept[0] = False
    boxes = ndimage.find_objects(numbers)
    for number in np.flatnonzero(kept):
        kept[number] = _flat_part(place, numbers, int(number), boxes[number - 1], rules) >= rules.flat_share
    return np.asarray(kept[numbers], dtype=bool)


def _objects(place: Ground, tall: Mask, rules: ObjectRules) -> tuple[NDArray[np.int32], int]:
    """Number of the object of each cell (0 is none), and how many there are."""
    width = flat_window(place.pixel_m)
    flat = plane_residual_m(place.surface, tall, width) <= rules.roughness_m
    if not flat.any():
        return np.zeros(tall.shape, dtype=np.int32), 0
    whole = ndimage.binary_dilation(flat, np.ones((3, 3), dtype=bool), iterations=width // 2 + 1, mask=tall)
    numbers, count = ndimage.label(whole)
    return np.asarray(numbers, dtype=np.int32), int(count)


def _flat_part(
    place: Ground, numbers: NDArray[np.int32], number: int, box: tuple[slice, ...], rules: ObjectRules
) -> float:
    """Share of an object that lies in flat faces."""
    inside = numbers[box] == number
    surface = np.where(inside, place.surface[box], np.nan).astype(np.float64)
    down, across = (_slope(surface, axis, place.pixel_m) for axis in (0, 1))
    row, column = np.nonzero(inside)
    x, y = (np.asarray(axis * place.pixel_m, dtype=np.float64) for axis in (column, row))
    z = surface[row, column]
    seeds = np.column_stack([x, y, z, across[row, column], down[row, column]])
    return face_share(x, y, z, seeds[~np.isnan(seeds).any(axis=1)], rules.roughness_m)


def _slope(surface: NDArray[np.float64], axis: int, pixel_m: float) -> NDArray[np.float64]:
    """Rise per metre along an axis between the cells two places before and after each cell, NaN at edges."""
    step = 2 if pixel_m <= 1 else 1
    result = np.full(surface.shape, np.nan)
    lines, out = np.moveaxis(surface, axis, 0), np.moveaxis(result, axis, 0)
    if len(lines) > 2 * step:
        out[step:-step] = (lines[2 * step :] - lines[: -2 * step]) / (2 * step * pixel_m)
    return result
