"""Spatial blocks and the folds that they are dealt into; they do not depend on the order of the rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_risico.core.errors import DataError
from geo_risico.model.inputs import as_column, as_labels, as_points

if TYPE_CHECKING:
    import numpy.typing as npt

DEFAULT_BLOCK_M: Final = 3000.0
LEAST_FOLDS: Final = 2


def block_side_m(half_distance_m: float | None = None) -> float:
    """Side of the blocks in metres: 3 km, and at least twice the largest half-distance of a value function.

    Examples
    --------
    >>> block_side_m(), block_side_m(2500)
    (3000.0, 5000.0)
    """
    return DEFAULT_BLOCK_M if half_distance_m is None else max(DEFAULT_BLOCK_M, 2.0 * half_distance_m)


def block_corners(xy: npt.NDArray[np.float64], block_m: float) -> npt.NDArray[np.int64]:
    """Column and row number of the block of each place, counted from the origin of the coordinates."""
    if not (np.isfinite(block_m) and block_m > 0):
        raise DataError(f"block_m: {block_m}, verwacht een lengte in meters boven 0")
    return np.floor(xy / block_m).astype(np.int64)


def spatial_folds(
    xy: object, y: object, block_m: float = DEFAULT_BLOCK_M, n_folds: int = 5, seed: int = 0
) -> npt.NDArray[np.int64]:
    """Fold number (0, 1, ...) of each place: whole square blocks, dealt so that each fold has as many cases.

    The block with the most cases goes first, each to the fold with the fewest cases and then the fewest places; equal
    blocks go in an order drawn with the seed. There are fewer folds when fewer blocks have a case.

    Parameters
    ----------
    xy
        Coordinates in metres, shape (n, 2), or points with a coordinate system in metres.
    y
        True where a place has a case.
    block_m
        Side of the blocks in metres.
    n_folds
        Number of folds, at least 2.
    seed
        Order of equal blocks.

    Raises
    ------
    DataError
        When fewer than two blocks have a case: then nothing can be measured on places that were not seen.
    """
    index = _index_of(y, xy)
    points, cases = as_points(xy, index), as_labels(y, index)
    if n_folds < LEAST_FOLDS:
        raise DataError(f"n_folds: {n_folds}, verwacht minstens {LEAST_FOLDS}")
    blocks, block = np.unique(block_corners(points, block_m), axis=0, return_inverse=True)
    case_count = np.bincount(block, weights=cases, minlength=len(blocks)).astype(np.int64)
    place_count = np.bincount(block, minlength=len(blocks))
    filled = int((case_count > 0).sum())
    if filled < LEAST_FOLDS:
        raise DataError(
            f"Ruimtelijke blokken van {block_m:g} m: {filled} blok met een casus, verwacht minstens {LEAST_FOLDS};"
            " kies een kleinere block_m of een groter gebied"
        )
    chance = np.random.default_rng(seed).random(len(blocks))
    order = np.lexsort((chance, -place_count, -case_count))
    dealt = _dealt(case_count[order], place_count[order], min(n_folds, filled))
    folds = np.empty(len(blocks), dtype=np.int64)
    folds[order] = dealt
    result: npt.NDArray[np.int64] = folds[block.ravel()]
    return result


def _dealt(cases: npt.NDArray[np.int64], places: npt.NDArray[np.int64], fold_count: int) -> npt.NDArray[np.int64]:
    """Fold of each block, in the given order."""
    have_cases, have_places = np.zeros(fold_count, dtype=np.int64), np.zeros(fold_count, dtype=np.int64)
    result = np.empty(len(cases), dtype=np.int64)
    for place, (case_count, place_count) in enumerate(zip(cases.tolist(), places.tolist(), strict=True)):
        # a block without cases only evens out the number of places
        keys = (have_places, have_cases) if case_count else (have_places,)
        fold = int(np.lexsort(keys)[0])
        result[place] = fold
        have_cases[fold] += case_count
        have_places[fold] += place_count
    return result


def _index_of(y: object, xy: object) -> pd.Index:
    """Index of the labels, or of the coordinates, or a plain count."""
    for values in (y, xy):
        if isinstance(values, pd.Series | pd.DataFrame):
            return values.index
    return pd.RangeIndex(len(as_column(y, pd.RangeIndex(np.shape(np.asarray(y))[0]), "y")))
