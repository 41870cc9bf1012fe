"""What a page about one location shows beside its score: a photograph from above and the ground around it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from geo_risico.core.candidates import Chip
    from geo_risico.core.raster import Bounds

WIDE_MM: Final = 182.0
NARROW_MM: Final = 97.0
HIGH_MM: Final = 76.0
"""Size of the map on paper: over the full width, beside a photograph, and how high."""
SCALES: Final = (5000, 7500, 10_000, 15_000, 20_000, 25_000, 40_000, 50_000, 75_000, 100_000, 200_000)
ROOM: Final = 1.7
"""The map is at least so many times as wide and high as the location."""
SEARCH_M: Final = 500.0
"""Roads and water are looked for up to this distance from a location."""


@dataclass(frozen=True, kw_only=True)
class Photo:
    """The newest clear photograph from above, cut to a square around a location; its picture is a JPEG.

    ``outline``: the location as an SVG path on a square of 1000 by 1000 from the top left; ``width_m`` of that square.
    """

    chip: Chip
    colours: str
    """Dutch, what the colours are."""
    outline: str
    width_m: float
    attribution: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Grounds:
    """Photographs by location, and open layers around those locations at full detail (EPSG:28992).

    ``layers``: panden, percelen, wegen (naam, wegtype, verharding, is_motor_accessible) and water (naam); a layer that
    the scan does not have is absent.
    """

    photos: Mapping[str, Photo] = field(default_factory=lambda: MappingProxyType({}))
    layers: Mapping[str, gpd.GeoDataFrame] = field(default_factory=lambda: MappingProxyType({}))


def map_scale(bounds: Bounds) -> int:
    """Denominator of the scale at which a location with room around it fits on the narrow map.

    Examples
    --------
    >>> map_scale((0, 0, 60, 40)), map_scale((0, 0, 900, 400))
    (5000, 20000)
    """
    width, height = bounds[2] - bounds[0], bounds[3] - bounds[1]
    needed = 1000 * ROOM * max(width / NARROW_MM, height / HIGH_MM)
    return next((scale for scale in SCALES if scale >= needed), math.ceil(needed))


def map_window(bounds: Bounds, width_mm: float = WIDE_MM) -> Bounds:
    """Ground that the map shows around a location, in metres."""
    scale = map_scale(bounds) / 1000
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    half_x, half_y = width_mm * scale / 2, HIGH_MM * scale / 2
    return (x - half_x, y - half_y, x + half_x, y + half_y)
