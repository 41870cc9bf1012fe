"""From RD to Web Mercator, for millions of points: a curve that is fitted to the exact projection and checked."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from pyproj import Transformer

from geo_risico.core.terms import CRS_RD

if TYPE_CHECKING:
    from numpy.typing import NDArray

CRS_WEB: Final = "EPSG:3857"
DEGREE: Final = 6
LATTICE: Final = 24
MOST_OFF_M: Final = 0.01
WORTH_A_CURVE: Final = 20_000
CHUNK: Final = 1 << 18


@cache
def _exact() -> Transformer:
    return Transformer.from_crs(CRS_RD, CRS_WEB, always_xy=True)


def to_web(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Web Mercator coordinates (m) of RD points, at most 1 cm off; exact for a few points.

    Parameters
    ----------
    xy
        Points (EPSG:28992), one a row.
    """
    if len(xy) < WORTH_A_CURVE:
        return _projected(xy)
    low, high = xy.min(axis=0), xy.max(axis=0)
    middle, half = (low + high) / 2, np.maximum((high - low) / 2, 1.0)
    curve = _curve(tuple(middle), tuple(half))
    if curve is None:
        return _projected(xy)
    return np.concatenate([_evaluated((xy[i : i + CHUNK] - middle) / half, curve) for i in range(0, len(xy), CHUNK)])


def _projected(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack(_exact().transform(xy[:, 0], xy[:, 1]))


def _curve(middle: tuple[Any, ...], half: tuple[Any, ...]) -> NDArray[np.float64] | None:
    """Factors [power of x, power of y, axis] over a box; None where they miss the projection by more than 1 cm."""
    fitted, between = (_lattice(count) for count in (LATTICE, LATTICE - 1))
    factors = np.zeros((DEGREE + 1, DEGREE + 1, 2))
    powers = [(x, y) for x in range(DEGREE + 1) for y in range(DEGREE + 1 - x)]
    terms = np.column_stack([fitted[:, 0] ** x * fitted[:, 1] ** y for x, y in powers])
    found = np.linalg.lstsq(terms, _projected(fitted * half + middle), rcond=None)[0]
    for (x, y), pair in zip(powers, found, strict=True):
        factors[x, y] = pair
    off = np.abs(_evaluated(between, factors) - _projected(between * half + middle)).max()
    return factors if off <= MOST_OFF_M else None


def _lattice(count: int) -> NDArray[np.float64]:
    steps = np.linspace(-1, 1, count)
    return np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)


def _evaluated(unit: NDArray[np.float64], factors: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y = np.ascontiguousarray(unit.T)
    out = np.zeros((len(unit), 2))
    for axis in range(2):
        total = np.zeros(len(unit))
        for x_power in range(DEGREE, -1, -1):
            row = np.zeros(len(unit))
            for y_power in range(DEGREE - x_power, -1, -1):
                row = row * y + factors[x_power, y_power, axis]
            total = total * x + row
        out[:, axis] = total
    return out
