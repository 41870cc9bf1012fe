"""The newest image that shows a location sharply and without clouds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo_risico.imagery.colours import FALSE_COLOURS, FALSE_WORDS, TRUE_COLOUR, TRUE_WORDS
from geo_risico.imagery.looks import CLEAR_SHARE, FINE_PIXEL_M, LEAST_VIEW, look_at
from geo_risico.imagery.square import square_around, square_grid

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from geo_risico.core.raster import Bounds, Grid, RasterLayer, Scene
    from geo_risico.imagery.looks import Look

LONGEST_PX: Final = 640
LARGEST_M: Final = 1500.0
"""A wider square shows too little on paper, and takes long to read."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Sight:
    """One image of the square around a location, and what its colours are."""

    look: Look
    square: Grid
    colours: str


def newest_sight(layer: RasterLayer, bounds: Bounds) -> Sight | None:
    """The newest sharp image on which the location is clear; the clearest where none is, None without any.

    Parameters
    ----------
    layer
        Images; those with cells of 2 m or more are left out, they show no buildings.
    bounds
        Of the location, in metres.
    """
    best: Sight | None = None
    for sight in _sights(layer, bounds):
        share = sight.look.location_share
        if share >= LEAST_VIEW:
            return sight
        if share >= CLEAR_SHARE and (best is None or share > best.look.location_share):
            best = sight
    return best


def _sights(layer: RasterLayer, bounds: Bounds) -> Iterator[Sight]:
    for bands, words in ((TRUE_COLOUR, TRUE_WORDS), *((bands, FALSE_WORDS) for bands in FALSE_COLOURS)):
        for scene in _newest_first(layer, bands):
            around = square_around(bounds, scene.grid.pixel_m)
            if around[2] - around[0] > LARGEST_M or not _touches(scene.grid.bounds, bounds):
                continue
            square, factor = square_grid(around, scene.grid, LONGEST_PX)
            yield Sight(look=look_at(scene, bands, square, factor, bounds), square=square, colours=words)


def _newest_first(layer: RasterLayer, bands: tuple[str, ...]) -> list[Scene]:
    dated: list[tuple[dt.date, Scene]] = [
        (scene.meta.date, scene)
        for scene in layer.scenes
        if scene.meta.date is not None and set(bands) <= set(scene.bands) and scene.grid.pixel_m < FINE_PIXEL_M
    ]
    return [scene for _, scene in sorted(dated, key=lambda pair: pair[0], reverse=True)]


def _touches(one: Bounds, other: Bounds) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
