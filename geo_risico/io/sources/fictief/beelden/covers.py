"""Kinds of ground and roof: how green they are through the year and what light they throw back."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.geometry import Floats, Ints

BANDS: Final = ("B02", "B03", "B04", "B08")


class Cover(IntEnum):
    """What lies on top."""

    GRASS = 0
    MAIZE = 1
    WHEAT = 2
    POTATO = 3
    BEET = 4
    WOOD = 5
    GARDEN = 6
    LAWN = 7
    WATER = 8
    ASPHALT = 9
    PAVING = 10
    BARE = 11
    PLOUGHED = 12
    WILD = 13
    TREE = 14
    RED_ROOF = 15
    DARK_ROOF = 16
    GREY_ROOF = 17
    BRIGHT_ROOF = 18
    GLASS = 19
    SPARSE = 20


ROOFS: Final = (Cover.RED_ROOF, Cover.DARK_ROOF, Cover.GREY_ROOF, Cover.BRIGHT_ROOF)
ARABLE: Final = (Cover.MAIZE, Cover.WHEAT, Cover.POTATO, Cover.BEET)

_LEAF = (0.025, 0.062, 0.030, 0.44)
_NEEDLE = (0.020, 0.042, 0.025, 0.34)
_SOIL = (0.070, 0.095, 0.125, 0.190)
_GRAVEL = (0.130, 0.160, 0.190, 0.230)
_STONE = (0.110, 0.125, 0.140, 0.170)
_TAR = (0.085, 0.095, 0.105, 0.125)
_KNOTS_DAY: Final = (1.0, 80.0, 165.0, 205.0, 235.0, 300.0, 366.0)
_WHOLE_YEAR = (0.0,) * 7

TABLE: Final = {
    Cover.GRASS: ((0.55, 0.62, 0.90, 0.86, 0.85, 0.80, 0.55), _LEAF, _SOIL),
    Cover.MAIZE: ((0.10, 0.08, 0.35, 0.88, 0.92, 0.25, 0.10), _LEAF, _SOIL),
    Cover.WHEAT: ((0.30, 0.50, 0.88, 0.55, 0.25, 0.22, 0.30), _LEAF, _SOIL),
    Cover.POTATO: ((0.05, 0.05, 0.65, 0.88, 0.75, 0.12, 0.05), _LEAF, _SOIL),
    Cover.BEET: ((0.05, 0.06, 0.70, 0.90, 0.90, 0.60, 0.05), _LEAF, _SOIL),
    Cover.WOOD: ((0.35, 0.42, 0.93, 0.93, 0.91, 0.70, 0.35), _NEEDLE, _SOIL),
    Cover.GARDEN: ((0.40, 0.45, 0.66, 0.64, 0.63, 0.55, 0.40), _LEAF, _STONE),
    Cover.LAWN: ((0.55, 0.60, 0.84, 0.80, 0.80, 0.76, 0.55), _LEAF, _SOIL),
    Cover.WATER: (_WHOLE_YEAR, _LEAF, (0.035, 0.040, 0.028, 0.018)),
    Cover.ASPHALT: (_WHOLE_YEAR, _LEAF, _TAR),
    Cover.PAVING: ((0.05, 0.06, 0.08, 0.08, 0.08, 0.07, 0.05), _LEAF, _STONE),
    Cover.BARE: ((0.02, 0.03, 0.05, 0.05, 0.05, 0.04, 0.02), _LEAF, _GRAVEL),
    Cover.PLOUGHED: ((0.03,) * 7, _LEAF, _SOIL),
    Cover.WILD: ((0.45, 0.50, 0.92, 0.92, 0.90, 0.75, 0.45), _LEAF, _SOIL),
    Cover.TREE: ((0.35, 0.42, 0.94, 0.94, 0.92, 0.70, 0.35), _NEEDLE, _SOIL),
    Cover.RED_ROOF: (_WHOLE_YEAR, _LEAF, (0.060, 0.085, 0.170, 0.230)),
    Cover.DARK_ROOF: (_WHOLE_YEAR, _LEAF, (0.050, 0.055, 0.060, 0.075)),
    Cover.GREY_ROOF: (_WHOLE_YEAR, _LEAF, (0.130, 0.140, 0.150, 0.170)),
    Cover.BRIGHT_ROOF: (_WHOLE_YEAR, _LEAF, (0.280, 0.300, 0.310, 0.330)),
    Cover.GLASS: (_WHOLE_YEAR, _LEAF, (0.170, 0.180, 0.175, 0.230)),
    Cover.SPARSE: ((0.15, 0.18, 0.26, 0.24, 0.24, 0.22, 0.15), _LEAF, _SOIL),
}
"""Green share at the knots of the year, light of its green and light of what lies under it."""


def green_share(cover: Ints, day: int) -> Floats:
    """Share (0 to 1) of each cover that is green on a day of the year."""
    curve = np.array([np.interp(day, _KNOTS_DAY, TABLE[kind][0]) for kind in Cover])
    return np.asarray(curve[cover], dtype=np.float64)


def reflectance(cover: Ints, green: Floats) -> Floats:
    """Light thrown back (0 to 1) in the bands of BANDS, for covers and their green share: (n, 4)."""
    leaf = np.array([TABLE[kind][1] for kind in Cover])[cover]
    ground = np.array([TABLE[kind][2] for kind in Cover])[cover]
    share = np.asarray(green)[:, None]
    return np.asarray(share * leaf + (1 - share) * ground, dtype=np.float64)
