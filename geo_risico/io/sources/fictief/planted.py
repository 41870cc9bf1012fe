"""The planted truth: what makes a place offer opportunity, where a case is, and where people look. All fictitious."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from scipy.optimize import brentq
from scipy.spatial import cKDTree

from geo_risico.io.sources.fictief.attributes import GONE, Stock, describe
from geo_risico.io.sources.fictief.frames import Role
from geo_risico.io.sources.fictief.geometry import Bools, Floats, as_points, smooth_noise, stage_rng
from geo_risico.io.sources.fictief.top10 import make_plaats_vlak
from geo_risico.io.sources.fictief.world import make_world

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_risico.io.sources.fictief.world import World

EFFORT_REACH_M = 2600.0
DEAD_END_REACH_M = 60.0
NEIGHBOUR_REACH_M = 100.0
VILLAGE_REACH_M = 4000.0
OLD_YEARS = 100.0
BARN_QUANTILE = 0.95
PRESENT_SHARE = 0.3
FIELD_EFFECT = 0.6
VISIT_BASE, VISIT_REMOTE, VISIT_NEIGHBOUR = 2.6, 2.0, 4.0
LEAST_VISITED, MOST_VISITED = 0.04, 0.85


@dataclass(frozen=True)
class Driver:
    """One planted cause: its column of values in [0, 1], its coefficient, and the indicator that comes closest."""

    column: str
    coefficient: float
    indicator: str


DRIVERS: Final = (
    Driver("v_neighbour", 3.2, "neighbour_distance_m"),
    Driver("v_barn", 2.4, "barn_area_m2"),
    Driver("v_remote", 1.7, "adressen_1000m_count"),
    Driver("v_age", 1.2, "newest_pand_years"),
    Driver("v_derelict", 0.8, "bouwval_count"),
    Driver("v_dead_end", 0.4, "is_dead_end"),
)


def planted_lots(panden_count: int, seed: int) -> pd.DataFrame:
    """Planted truth of each lot outside the kom of a fictitious world, without writing its files.

    Parameters
    ----------
    panden_count : int
        Panden inside the gemeente; the ring around it is extra.
    seed : int
        Seed of all randomness.

    Returns
    -------
    DataFrame
        Columns x, y (m), region (0 in Nieuwpolder), the values of `DRIVERS`, field (the part that no layer shows),
        presence (chance of a case), present, and visit_chance.
    """
    world = make_world(panden_count, seed)
    stock = describe(world)
    return lot_truth(world, stock, outside_kom(stock, make_plaats_vlak(world, stock)))


def outside_kom(stock: Stock, plaatsen: gpd.GeoDataFrame) -> Bools:
    """True for each pand that lies in no bebouwde kom."""
    kom = np.asarray(plaatsen.geometry[plaatsen["bebouwdekom"] == "ja"], dtype=object)
    points = as_points(stock.panden[["x", "y"]].to_numpy())
    inside: Bools = np.zeros(len(points), dtype=np.bool_)
    inside[shapely.STRtree(points).query(kom, predicate="intersects")[1]] = True
    return np.logical_not(inside)


def planted_weights() -> pd.DataFrame:
    """Planted coefficient per driver, its share of 1 (`weight`), its column and the indicator that comes closest."""
    frame = pd.DataFrame([vars(d) for d in DRIVERS])
    return frame.assign(weight=frame["coefficient"] / frame["coefficient"].sum())


def lot_truth(world: World, stock: Stock, outside: Bools) -> pd.DataFrame:
    """Planted truth of each lot outside the kom: opportunity and effort, and what `planted_lots` gives."""
    rng = stage_rng(world.seed, "truth")
    p = stock.panden[outside]
    barn = ~p["status"].isin(GONE) & p["role"].isin((Role.BARN, Role.HALL, Role.GLASS)) & (p["units"] == 0)
    lots = pd.DataFrame({
        "x": p.groupby("lot")["x"].mean(),
        "y": p.groupby("lot")["y"].mean(),
        "barn_m2": (p["area_m2"] * barn).groupby(p["lot"]).sum(),
        "newest": p.groupby("lot")["bouwjaar"].max(),
        "derelict": p["status"].eq("Pand buiten gebruik").groupby(p["lot"]).any(),
    })  # fmt: skip
    xy = lots[["x", "y"]].to_numpy()
    lots["far_m"] = np.asarray(cKDTree(xy).query(xy, k=2)[0])[:, 1]
    lots["dead_end"] = _dead_end_lots(world)[lots.index.to_numpy()]
    lots["field"] = smooth_noise(xy, 3600.0, rng)
    lots["near_m"], _ = cKDTree(world.land.village_points).query(xy)
    lots["opportunity"] = _opportunity(lots)
    lots["effort"] = np.clip(
        0.08 + 0.7 * np.exp(-lots["near_m"] / EFFORT_REACH_M) + 0.05 * smooth_noise(xy, 5000.0, rng), 0.02, 0.8
    )
    lots["region"] = world.lots.region[lots.index.to_numpy()]
    return _with_cases(lots, world.seed)


def _opportunity(lots: pd.DataFrame) -> Floats:
    signal = (
        0.9 * _scaled(np.sqrt(lots["barn_m2"].to_numpy()))
        + 0.55 * _scaled(np.log(lots["far_m"].to_numpy() + 5))
        + 0.35 * _scaled(2025 - lots["newest"].to_numpy(dtype=float))
        + 0.5 * lots["dead_end"].to_numpy()
        + 0.6 * lots["derelict"].to_numpy()
        + 0.6 * lots["field"].to_numpy()
    )
    return np.asarray(1 / (1 + np.exp(-(signal - 0.8) * 1.15)), dtype=np.float64)


def _scaled(values: Floats) -> Floats:
    return np.asarray((values - values.mean()) / max(float(values.std()), 1e-9), dtype=np.float64)


def _with_cases(lots: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The lots with driver values, the chance of a case (logistic in them), the cases, and the chance of a visit."""
    large_m2 = max(float(np.quantile(lots["barn_m2"], BARN_QUANTILE)), 1.0)
    planted = lots.assign(
        v_neighbour=1 - np.exp(-lots["far_m"] / NEIGHBOUR_REACH_M),
        v_barn=np.sqrt(np.minimum(lots["barn_m2"] / large_m2, 1)),
        v_remote=1 - np.exp(-lots["near_m"] / VILLAGE_REACH_M),
        v_age=np.clip((2025 - lots["newest"]) / OLD_YEARS, 0, 1),
        v_derelict=lots["derelict"].astype(float),
        v_dead_end=lots["dead_end"].astype(float),
    )
    signal = sum(d.coefficient * planted[d.column].to_numpy() for d in DRIVERS) + FIELD_EFFECT * planted["field"]
    base = brentq(lambda a: float(_logistic(signal + a).mean()) - PRESENT_SHARE, -40.0, 40.0)
    looked = VISIT_BASE - VISIT_REMOTE * planted["v_remote"] - VISIT_NEIGHBOUR * planted["v_neighbour"]
    presence = _logistic(signal + base)
    return planted.assign(
        presence=presence,
        present=stage_rng(seed, "presence").random(len(planted)) < presence,
        visit_chance=np.clip(_logistic(looked), LEAST_VISITED, MOST_VISITED).round(4),
    )


def _logistic(values: pd.Series) -> pd.Series:
    chances: pd.Series = 1 / (1 + np.exp(-values))
    return chances


def _dead_end_lots(world: World) -> Bools:
    """True for lots whose front lies within 60 m of an end of the road network."""
    r = world.roads
    degree = np.bincount(np.concatenate([r.start, r.end]))
    ends = np.unique(np.concatenate([r.start[degree[r.start] == 1], r.end[degree[r.end] == 1]]))
    place = np.zeros((len(degree), 2))
    coords = shapely.get_coordinates(r.line).reshape(-1, 2, 2)
    place[r.start], place[r.end] = coords[:, 0], coords[:, 1]
    distance, _ = cKDTree(place[ends]).query(world.lots.corners[:, :2].mean(axis=1))
    return np.asarray(distance < DEAD_END_REACH_M, dtype=np.bool_)
