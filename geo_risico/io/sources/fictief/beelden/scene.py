"""All things of the gemeente and its surroundings in RD, made once for every kind of image."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo_risico.io.sources.fictief.attributes import describe
from geo_risico.io.sources.fictief.beelden.clutter import make_clutter
from geo_risico.io.sources.fictief.beelden.covers import ARABLE, Cover
from geo_risico.io.sources.fictief.beelden.ground import make_aprons, make_buildings, make_ground, make_site_buildings
from geo_risico.io.sources.fictief.beelden.paint import Sheet, near, paint
from geo_risico.io.sources.fictief.beelden.planted import plant
from geo_risico.io.sources.fictief.beelden.plots import Plot, make_plots
from geo_risico.io.sources.fictief.beelden.things import Things, joined, light
from geo_risico.io.sources.fictief.geometry import Floats, Geometries, stage_rng

if TYPE_CHECKING:
    import datetime as dt

    import geopandas as gpd

    from geo_risico.io.sources.fictief.world import World

MARGIN_M, AROUND_M = 500.0, 20.0
MOWN_SHARE, MOWN_VIGOUR = 0.12, 0.72
YEAR_SWING = 0.025


@dataclass(frozen=True, eq=False)
class Landview:
    """Things in painting order within `bounds` (RD metres), the truth of what is planted, and the seed.

    `boxes` are the bounds of the things (n, 4); `places` are the erven and sites in the gemeente with a strip of land
    around them.
    """

    seed: int
    bounds: tuple[float, float, float, float]
    things: Things
    boxes: Floats
    places: Geometries
    truth: gpd.GeoDataFrame


def make_landview(world: World) -> Landview:
    """The gemeente as images see it, with a margin around it."""
    stock = describe(world)
    buildings = make_buildings(world, stock)
    plots = make_plots(world, buildings.outline)
    planted = plant(world, (stock, buildings), plots)
    sites = make_site_buildings(world)
    taken = np.concatenate([
        buildings.outline, sites.outline, planted.sheds.outline, planted.ground.outline,
    ])  # fmt: skip
    everything = joined([
        *make_ground(world),
        make_aprons(world),
        planted.ground,
        *make_clutter(world, taken),
        planted.buildings,
        sites,
        planted.sheds,
    ])  # fmt: skip
    own = world.land.grid.corners.reshape(-1, 4, 2)[world.land.region.ravel() == 0].reshape(-1, 2)
    low, high = own.min(axis=0) - MARGIN_M, own.max(axis=0) + MARGIN_M
    bounds = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
    seen = _within(everything, bounds)
    return Landview(world.seed, bounds, seen, shapely.bounds(seen.outline), _places(world, plots), planted.truth)


def _places(world: World, plots: list[Plot]) -> Geometries:
    yards = [plot.yard for plot in plots]
    sites = [*(site.shape for site in world.sites), *(place.terrain for place in world.shore)]
    return np.asarray(shapely.buffer(np.array([*yards, *sites], dtype=object), AROUND_M))


def _within(what: Things, bounds: tuple[float, float, float, float]) -> Things:
    box = shapely.bounds(what.outline)
    with np.errstate(invalid="ignore"):
        seen = (box[:, 0] < bounds[2]) & (box[:, 2] > bounds[0]) & (box[:, 1] < bounds[3]) & (box[:, 3] > bounds[1])
    return Things(*(values[seen] for values in vars(what).values()))


def light_on(view: Landview, date: dt.date) -> Floats:
    """Light (0 to 1) of each thing on a date (n, 4): crops rotate by year and some grass is just mown."""
    what = view.things
    rng = stage_rng(view.seed, f"beelden licht {date}")
    n = len(what.cover)
    arable = np.isin(what.cover, ARABLE)
    first = int(Cover.MAIZE)
    turned = first + (what.cover - first + date.year + np.arange(n)) % len(ARABLE)
    cover = np.where(arable, turned, what.cover)
    before = np.where(arable, cover, what.before)
    now = Things(what.outline, cover, before, what.since, what.days, what.height_m, what.vigour)
    mown = (cover == Cover.GRASS) & (rng.random(n) < MOWN_SHARE)
    return light(now, date, np.where(mown, MOWN_VIGOUR, rng.normal(1.0, YEAR_SWING, n)))


def painted(view: Landview, sheet: Sheet) -> np.ndarray:
    """Row of the thing in each cell of a sheet in RD, -1 where nothing is."""
    rows = np.flatnonzero(near(view.boxes, sheet))
    return paint(view.things.outline[rows], rows, sheet)
