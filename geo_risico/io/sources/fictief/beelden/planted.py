"""Changes that are planted in the images, with the truth about each: what, where, since when and how large."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.io.sources.fictief.beelden.covers import ROOFS, Cover
from geo_risico.io.sources.fictief.beelden.plots import Plot, free_rectangle, free_spot
from geo_risico.io.sources.fictief.beelden.things import Things
from geo_risico.io.sources.fictief.frames import Lot, Role
from geo_risico.io.sources.fictief.geometry import Ints, stage_rng

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.attributes import Stock
    from geo_risico.io.sources.fictief.world import World

CRS = "EPSG:28992"
SHARES: Final = {
    Lot.FARM: {"kaal": 0.10, "schuur": 0.09, "afname": 0.05, "groei": 0.05, "dak": 0.08, "geploegd": 0.08},
    Lot.LINT: {"kaal": 0.03, "schuur": 0.03, "afname": 0.008, "groei": 0.008, "dak": 0.026, "geploegd": 0.02},
}
"""Share of the plots of each kind that gets a change; geploegd looks like one and is none."""
BARE_M2: Final = {Lot.FARM: (250.0, 5000.0), Lot.LINT: (200.0, 700.0)}
SHED_M2: Final = {Lot.FARM: (60.0, 800.0), Lot.LINT: (50.0, 160.0)}
SHED_HEIGHT_M = (3.0, 8.0)
SMALLEST_ROOF_M2 = 60.0
FIRST_CHANGE, LAST_CHANGE = dt.date(2022, 9, 15).toordinal(), dt.date(2025, 2, 1).toordinal()
SLOW_SINCE, SLOW_DAYS = dt.date(2021, 4, 1).toordinal(), 1600
PLOUGHED_SINCE = dt.date(2025, 7, 25).toordinal()
NEW_SINCE_YEAR = 2022


@dataclass(frozen=True, eq=False)
class Planted:
    """Things that lie on the ground, sheds that stand above it, roofs in another cover, and the truth of all."""

    ground: Things
    sheds: Things
    buildings: Things
    truth: gpd.GeoDataFrame


def plant(world: World, known: tuple[Stock, Things], plots: list[Plot]) -> Planted:
    """Changes on a share of the farms and houses in the countryside; every plot has at most one.

    Parameters
    ----------
    world
        The gemeente.
    known
        Its buildings in the registers, and their roofs without changes; the answer has them with changes.
    plots
        Where a change may be planted.
    """
    rng = stage_rng(world.seed, "beelden veranderingen")
    stock, buildings = known
    rows: list[dict[str, object]] = []
    for kind, shares in SHARES.items():
        mine = [plots[k] for k in rng.permutation(len(plots)) if plots[k].kind == kind]
        for what, share in shares.items():
            count = max(2, round(share * len([plot for plot in plots if plot.kind == kind])))
            while mine and count:
                found = _MAKERS[what](world, mine.pop(), buildings, rng)
                rows += [] if found is None else [found]
                count -= found is not None
    truth = gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs=CRS)
    changed = _new_roofs(buildings, truth)
    fresh = _new_panden(world, stock, changed)
    flat = truth[truth["kind"].isin(("geploegd", "kaal", "afname", "groei"))].sort_values("kind", ascending=False)
    sheds = truth[truth["kind"] == "schuur"]
    return Planted(_as_things(flat), _as_things(sheds), changed, _truth(pd.concat([truth, fresh], ignore_index=True)))


def _as_things(rows: gpd.GeoDataFrame) -> Things:
    slow = rows["kind"].isin(("afname", "groei")).to_numpy()
    cover, before, since = (rows[name].to_numpy(dtype=np.int64) for name in ("cover", "before", "since"))
    height = rows["height_m"].to_numpy(dtype=np.float64)
    shapes = np.asarray(rows.geometry, dtype=object)
    return Things(shapes, cover, before, since, np.where(slow, SLOW_DAYS, 0), height, np.ones(len(rows)))


def _record(plot: Plot, kind: str, shape: shapely.Geometry, covers: tuple[int, int], since: int) -> dict[str, object]:
    return {
        "kind": kind, "is_change": kind != "geploegd", "lot": plot.lot, "building": -1, "since": since,
        "area_m2": float(shapely.area(shape)), "height_m": 0.0, "before": int(covers[0]), "cover": int(covers[1]),
        "geometry": shape,
    }  # fmt: skip


def _day(rng: np.random.Generator) -> int:
    return int(rng.integers(FIRST_CHANGE, LAST_CHANGE))


def _bare(_: World, plot: Plot, __: Things, rng: np.random.Generator) -> dict[str, object] | None:
    low, high = BARE_M2[plot.kind]
    area = float(np.exp(rng.uniform(np.log(low), np.log(high))))
    shape = free_rectangle(plot, area, rng)
    return None if shape is None else _record(plot, "kaal", shape, (Cover.LAWN, Cover.BARE), _day(rng))


def _shed(_: World, plot: Plot, __: Things, rng: np.random.Generator) -> dict[str, object] | None:
    low, high = SHED_M2[plot.kind]
    area = float(np.exp(rng.uniform(np.log(low), np.log(high))))
    shape = free_spot(plot, (low, area), rng)
    if shape is None:
        return None
    roof = int(rng.choice([Cover.GREY_ROOF, Cover.BRIGHT_ROOF, Cover.DARK_ROOF]))
    return _record(plot, "schuur", shape, (Cover.LAWN, roof), _day(rng)) | {"height_m": rng.uniform(*SHED_HEIGHT_M)}


def _slow(kind: str, plot: Plot, covers: tuple[int, int]) -> dict[str, object] | None:
    shape = shapely.difference(plot.yard, plot.built)
    return None if shape.is_empty else _record(plot, kind, shape, covers, SLOW_SINCE)


def _decline(_: World, plot: Plot, __: Things, ___: np.random.Generator) -> dict[str, object] | None:
    return _slow("afname", plot, (Cover.LAWN, Cover.SPARSE))


def _growth(_: World, plot: Plot, __: Things, ___: np.random.Generator) -> dict[str, object] | None:
    return _slow("groei", plot, (Cover.BARE, Cover.WILD))


def _roof(world: World, plot: Plot, buildings: Things, rng: np.random.Generator) -> dict[str, object] | None:
    b = world.buildings
    old = buildings.since < FIRST_CHANGE
    fit = plot.buildings[(b.area_m2 >= SMALLEST_ROOF_M2)[plot.buildings] & old[plot.buildings]]
    fit = fit[~shapely.is_empty(buildings.outline[fit]) & (b.role[fit] != Role.GLASS)]
    if not len(fit):
        return None
    row = int(rng.choice(fit))
    other = [cover for cover in ROOFS if cover != buildings.cover[row]]
    covers = (int(buildings.cover[row]), int(rng.choice(other)))
    return _record(plot, "dak", buildings.outline[row], covers, _day(rng)) | {"building": row}


def _ploughed(_: World, plot: Plot, __: Things, ___: np.random.Generator) -> dict[str, object] | None:
    if plot.field is None:
        return None
    return _record(plot, "geploegd", plot.field, (Cover.GRASS, Cover.PLOUGHED), PLOUGHED_SINCE)


_MAKERS: Final = {
    "kaal": _bare, "schuur": _shed, "afname": _decline, "groei": _growth, "dak": _roof, "geploegd": _ploughed,
}  # fmt: skip


def _new_roofs(buildings: Things, truth: gpd.GeoDataFrame) -> Things:
    roofs = truth[truth["kind"] == "dak"]
    cover, before, since = buildings.cover.copy(), buildings.before.copy(), buildings.since.copy()
    at: Ints = roofs["building"].to_numpy(dtype=np.int64)
    cover[at], before[at], since[at] = (roofs[name].to_numpy(np.int64) for name in ("cover", "before", "since"))
    return Things(buildings.outline, cover, before, since, buildings.days, buildings.height_m, buildings.vigour)


def _new_panden(world: World, stock: Stock, buildings: Things) -> gpd.GeoDataFrame:
    """Registered panden that were built in the years of the images: they look like change and are known."""
    p = stock.panden
    recent = (p["bouwjaar"] >= NEW_SINCE_YEAR).to_numpy() & ~shapely.is_empty(buildings.outline)
    rows = np.flatnonzero(recent & (p["region"] == 0).to_numpy())
    return gpd.GeoDataFrame(
        {
            "kind": "nieuw_pand", "is_change": False, "lot": world.buildings.lot[rows], "building": rows,
            "since": buildings.since[rows], "area_m2": world.buildings.area_m2[rows],
            "height_m": buildings.height_m[rows], "before": buildings.before[rows], "cover": buildings.cover[rows],
        },
        geometry=buildings.outline[rows],
        crs=CRS,
    )  # fmt: skip


def _truth(rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The truth in the form of its file, with words for covers."""
    words = np.array([cover.name.lower() for cover in Cover], dtype=object)
    dates = [dt.date.fromordinal(int(day)).isoformat() for day in rows["since"]]
    return gpd.GeoDataFrame(
        {
            "verandering_id": "FICTIEF-V-" + (pd.Series(np.arange(len(rows))) + 1).astype("str").str.zfill(5),
            "kind": rows["kind"].astype("str"),
            "is_change": rows["is_change"].astype(bool),
            "lot": rows["lot"].astype("int64"),
            "since": pd.Series(dates, dtype="str"),
            "area_m2": rows["area_m2"].round(1),
            "height_m": rows["height_m"].astype(float).round(2),
            "before": pd.Series(words[rows["before"].to_numpy(np.int64)], dtype="str"),
            "after": pd.Series(words[rows["cover"].to_numpy(np.int64)], dtype="str"),
        },
        geometry=rows.geometry.to_numpy(),
        crs=CRS,
    )


def with_clouds(truth: gpd.GeoDataFrame, clouds: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The truth with the clouds that no mask hides, which are no change."""
    n = len(clouds)
    number = pd.Series(np.arange(n) + len(truth) + 1).astype("str").str.zfill(5)
    rows = gpd.GeoDataFrame(
        {
            "verandering_id": "FICTIEF-V-" + number, "kind": "wolk", "is_change": np.zeros(n, dtype=bool),
            "lot": np.full(n, -1, dtype=np.int64), "since": clouds["since"].to_numpy(),
            "area_m2": clouds.area.round(1).to_numpy(), "height_m": np.zeros(n), "before": "", "after": "",
        },
        geometry=clouds.geometry.to_numpy(),
        crs=CRS,
    )  # fmt: skip
    return pd.concat([truth, rows], ignore_index=True)
