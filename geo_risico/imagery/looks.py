"""Which two images show the change of a location."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo_risico.imagery.colours import known_cells, with_colours
from geo_risico.imagery.square import read_square, square_around, square_grid
from geo_risico.spatial.looks.change import day_gap

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    import numpy as np

    from geo_risico.core.raster import Bounds, Grid, RasterLayer, Scene, Window

FINE_PIXEL_M: Final = 2.0
FINE_PX: Final = 800
COARSE_PX: Final = 320
CLEAR_SHARE: Final = 0.5
"""From this share of known cells at the location an image counts as clear, unless the indicator says otherwise."""
SEASON_DAYS: Final = 45
"""Largest difference in day of the year, unless the indicator says otherwise."""
CLOSE_DAYS: Final = 550
"""Aerial photographs stand in for satellite images that are at most this many days away."""
PREFERRED: Final = "luchtfotos"
LEAST_VIEW: Final = 0.9
"""Aerial photographs stand in when they show at least this share of what the satellite images show of the location."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Look:
    """One image of the square around a location: values (bands, rows, columns), NaN = unknown."""

    scene: Scene
    date: dt.date
    values: np.ndarray
    clear_share: float
    """Share (0 to 1) of the square that is known."""
    location_share: float
    """The same of the box around the location."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the indicator asks of the two images it compares."""

    clear_share: float = CLEAR_SHARE
    season_days: float = SEASON_DAYS


@dataclass(frozen=True, kw_only=True, eq=False)
class LookPair:
    """The square before and after."""

    before: Look
    after: Look
    square: Grid
    longest_px: int
    colours: str


def best_pair(layers: Sequence[RasterLayer], bounds: Bounds, wish: Wish) -> LookPair | None:
    """Before and after of a location from the layer that tells the change, or from aerial photographs of those years.

    Parameters
    ----------
    layers
        The layer of the strongest change first; None of them needs to have colours.
    bounds
        Of the location, in metres.
    wish
        What the indicator asks of its images.
    """
    pairs = [(layer.name, pair) for layer in layers if (pair := _pair_of(layer, bounds, wish)) is not None]
    if not pairs:
        return None
    _, first = pairs[0]
    photos = (pair for name, pair in pairs if name == PREFERRED and _same_years(pair, first))
    return next((pair for pair in photos if _shows_place(pair, first)), first)


def _pair_of(layer: RasterLayer, bounds: Bounds, wish: Wish) -> LookPair | None:
    chosen = with_colours(layer.scenes)
    if chosen is None:
        return None
    scenes, bands, words = chosen
    coarsest = max(scenes, key=lambda scene: scene.grid.pixel_m)
    pixel_m = coarsest.grid.pixel_m
    longest = FINE_PX if pixel_m <= FINE_PIXEL_M else COARSE_PX
    square, factor = square_grid(square_around(bounds, pixel_m), coarsest.grid, longest)
    place = square.coarser(factor).window(bounds)
    looks = [_look(scene, read_square(scene, bands, square, factor), place) for scene in scenes]
    found = choose((look for look in looks if look.location_share > 0), wish)
    if found is None:
        return None
    return LookPair(before=found[0], after=found[1], square=square, longest_px=longest, colours=words)


def look_at(scene: Scene, bands: Sequence[str], square: Grid, factor: int, bounds: Bounds) -> Look:
    """One image of a square, read at cells ``factor`` times as wide; ``bounds`` of the location in metres."""
    return _look(scene, read_square(scene, bands, square, factor), square.coarser(factor).window(bounds))


def choose(looks: Iterable[Look], wish: Wish) -> tuple[Look, Look] | None:
    """The pair of clear looks farthest apart in time and in the same season; None without two dates.

    Without such a pair the two that are farthest apart count, and without two clear looks the two clearest.
    """
    best: dict[dt.date, Look] = {}
    for look in sorted(looks, key=lambda look: look.location_share):
        best[look.date] = look
    if len(best) < len(("before", "after")):
        return None
    by_clarity = sorted(best.values(), key=lambda look: (-look.location_share, look.date))
    clear = [look for look in by_clarity if look.location_share >= wish.clear_share]
    usable = clear if len(clear) > 1 else by_clarity[:2]
    pairs = [(a, b) for a in usable for b in usable if a.date < b.date]
    pairs.sort(key=lambda pair: (pair[0].date - pair[1].date, -pair[1].date.toordinal()))
    same = (pair for pair in pairs if day_gap(pair[0].date, pair[1].date) <= wish.season_days)
    return next(same, pairs[0])


def _look(scene: Scene, values: np.ndarray, place: Window) -> Look:
    date, known = scene.meta.date, known_cells(values)
    if date is None:
        raise TypeError("a look needs a date")
    own = known[place.row : place.row + place.height, place.column : place.column + place.width]
    return Look(
        scene=scene,
        date=date,
        values=values,
        clear_share=float(known.mean()),
        location_share=float(own.mean()) if own.size else 0.0,
    )


def _same_years(one: LookPair, other: LookPair) -> bool:
    pairs = ((one.before.date, other.before.date), (one.after.date, other.after.date))
    return all(abs((a - b).days) <= CLOSE_DAYS for a, b in pairs)


def _shows_place(one: LookPair, other: LookPair) -> bool:
    pairs = ((one.before, other.before), (one.after, other.after))
    return all(a.location_share >= LEAST_VIEW * b.location_share for a, b in pairs)
