"""Restricted layers from a planted opportunity surface: cases, visits, reports and vacancy. All fictitious."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from geo_risico.io.sources.fictief.attributes import GONE, Stock
from geo_risico.io.sources.fictief.frames import Lot, Role
from geo_risico.io.sources.fictief.geometry import Bools, Floats, Ints, as_points, chance, smooth_noise, stage_rng

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_risico.io.sources.fictief.world import World

PEILDATUM = np.datetime64("2025-01-01")
EFFORT_REACH_M = 2600.0
KINDS = ("hennepkwekerij", "synthetische drugs", "illegale opslag", "afvaldumping", "illegale bewoning")
OCCASIONS = ("integrale controle", "milieucontrole", "melding", "steekproef")
LEEG_SHARE = 0.028
DEAD_END_REACH_M = 60.0


@dataclass(frozen=True, eq=False)
class Restricted:
    """Tables that only fictitious data may show; `truth` has one row per pand outside the kom."""

    leegstand: pd.DataFrame
    meldingen: pd.DataFrame
    bezoeken: pd.DataFrame
    casussen: pd.DataFrame
    truth: pd.DataFrame


def make_restricted(world: World, stock: Stock, layers: dict[str, gpd.GeoDataFrame]) -> Restricted:
    """Restricted tables; `layers` needs pand, verblijfsobject and plaats_vlak without dirt."""
    rng = stage_rng(world.seed, "restricted")
    outside = _outside_kom(stock, layers["plaats_vlak"])
    lots = _lot_truth(world, stock, outside)
    p = stock.panden
    truth = pd.DataFrame({
        "identificatie": layers["pand"]["identificatie"][outside].to_numpy(),
        "x": p["x"][outside].to_numpy(),
        "y": p["y"][outside].to_numpy(),
        "opportunity": lots["opportunity"].reindex(p["lot"][outside]).to_numpy(),
        "effort": lots["effort"].reindex(p["lot"][outside]).to_numpy(),
    })  # fmt: skip
    own = lots[world.lots.region[lots.index.to_numpy()] == 0]
    casussen, bezoeken = _cases_and_visits(own, rng)
    return Restricted(
        leegstand=_leegstand(stock, layers["verblijfsobject"], rng),
        meldingen=_meldingen(own, rng),
        bezoeken=bezoeken,
        casussen=casussen,
        truth=truth,
    )


def _outside_kom(stock: Stock, plaatsen: gpd.GeoDataFrame) -> Bools:
    kom = np.asarray(plaatsen.geometry[plaatsen["bebouwdekom"] == "ja"], dtype=object)
    points = as_points(stock.panden[["x", "y"]].to_numpy())
    inside: Bools = np.zeros(len(points), dtype=np.bool_)
    inside[shapely.STRtree(points).query(kom, predicate="intersects")[1]] = True
    return np.logical_not(inside)


def _scaled(values: Floats) -> Floats:
    return np.asarray((values - values.mean()) / max(float(values.std()), 1e-9), dtype=np.float64)


def _lot_truth(world: World, stock: Stock, outside: Bools) -> pd.DataFrame:
    """Opportunity and effort of each lot outside the kom: a smooth field plus the effects of real drivers."""
    rng = stage_rng(world.seed, "truth")
    p = stock.panden[outside]
    standing = ~p["status"].isin(GONE)
    barn = standing & p["role"].isin((Role.BARN, Role.HALL, Role.GLASS)) & (p["units"] == 0)
    lots = pd.DataFrame({
        "x": p.groupby("lot")["x"].mean(),
        "y": p.groupby("lot")["y"].mean(),
        "barn_m2": (p["area_m2"] * barn).groupby(p["lot"]).sum(),
        "newest": p.groupby("lot")["bouwjaar"].max(),
        "derelict": p["status"].eq("Pand buiten gebruik").groupby(p["lot"]).any(),
    })  # fmt: skip
    xy = lots[["x", "y"]].to_numpy()
    far = np.asarray(cKDTree(xy).query(xy, k=2)[0], dtype=np.float64)
    dead_end = _dead_end_lots(world)[lots.index.to_numpy()]
    field = smooth_noise(xy, 3600.0, rng)
    signal = (
        0.9 * _scaled(np.sqrt(lots["barn_m2"].to_numpy()))
        + 0.55 * _scaled(np.log(far[:, 1] + 5))
        + 0.35 * _scaled(2025 - lots["newest"].to_numpy(dtype=float))
        + 0.5 * dead_end
        + 0.6 * lots["derelict"].to_numpy()
        + 0.6 * field
    )
    lots["opportunity"] = 1 / (1 + np.exp(-(signal - 0.8) * 1.15))
    near, _ = cKDTree(world.land.village_points).query(xy)
    lots["effort"] = np.clip(
        0.08 + 0.7 * np.exp(-near / EFFORT_REACH_M) + 0.05 * smooth_noise(xy, 5000.0, rng), 0.02, 0.8
    )
    return lots


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


def _dates(count: int, first_year: int, rng: np.random.Generator) -> pd.Series:
    start = np.datetime64(f"{first_year}-01-01")
    days = rng.integers(0, int((PEILDATUM - start) / np.timedelta64(1, "D")), count)
    return pd.Series(np.datetime_as_string(start + days.astype("timedelta64[D]"), unit="D"), dtype="str")


def _points(lots: pd.DataFrame, rows: Ints, rng: np.random.Generator) -> dict[str, Floats]:
    jitter = rng.normal(0, 4.0, (len(rows), 2))
    return {
        "x": (lots["x"].to_numpy()[rows] + jitter[:, 0]).round(1),
        "y": (lots["y"].to_numpy()[rows] + jitter[:, 1]).round(1),
    }


def _ids(letters: str, count: int) -> pd.Series:
    return f"FICTIEF-{letters}-" + (pd.Series(np.arange(count)) + 1).astype("str").str.zfill(6)


def _cases_and_visits(lots: pd.DataFrame, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    opportunity, effort = lots["opportunity"].to_numpy(), lots["effort"].to_numpy()
    present = chance(len(lots), 0.85 * opportunity**1.8, rng)
    visited = np.flatnonzero(chance(len(lots), effort, rng))
    found = present[visited] & chance(len(visited), 0.85, rng)
    tipped = np.flatnonzero(present & chance(len(lots), 0.18, rng))
    result = np.where(
        found, "aangetroffen", rng.choice(["niets aangetroffen", "geen toegang"], len(visited), p=[0.9, 0.1])
    )
    bezoeken = pd.DataFrame({
        "bezoek_id": _ids("B", len(visited)),
        "datum": _dates(len(visited), 2019, rng),
        "aanleiding": rng.choice(OCCASIONS, len(visited), p=[0.3, 0.4, 0.2, 0.1]),
        "resultaat": result,
        **_points(lots, visited, rng),
        "insluitkans": effort[visited].round(4),
    })  # fmt: skip
    rows = np.concatenate([visited[found], np.setdiff1d(tipped, visited[found])])
    source = np.where(np.arange(len(rows)) < int(found.sum()), "discovered", "reported")
    casussen = pd.DataFrame({
        "casus_id": _ids("C", len(rows)),
        "datum": _dates(len(rows), 2019, rng),
        "soort": rng.choice(KINDS, len(rows), p=[0.35, 0.13, 0.22, 0.2, 0.1]),
        "bron": source,
        "zekerheid": np.where((source == "discovered") | chance(len(rows), 0.5, rng), "vastgesteld", "vermoeden"),
        **_points(lots, rows, rng),
    })  # fmt: skip
    return casussen, bezoeken


def _meldingen(lots: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    share = 0.03 + 0.16 * lots["opportunity"].to_numpy() * (0.4 + lots["effort"].to_numpy())
    rows = np.flatnonzero(chance(len(lots), share, rng))
    return pd.DataFrame({
        "melding_id": _ids("M", len(rows)),
        "datum": _dates(len(rows), 2019, rng),
        "soort": rng.choice(["stank", "verkeersbewegingen", "afval", "geluid", "anonieme tip"], len(rows)),
        "bron": rng.choice(["reported", "discovered"], len(rows), p=[0.85, 0.15]),
        **_points(lots, rows, rng),
    })  # fmt: skip


def _leegstand(stock: Stock, units: gpd.GeoDataFrame, rng: np.random.Generator) -> pd.DataFrame:
    rows = stock.units["building"].to_numpy()
    p = stock.panden
    rural = np.isin(p["kind"].to_numpy()[rows], (Lot.FARM, Lot.LINT, Lot.HALL, Lot.HARBOUR, Lot.GREENHOUSE))
    used = units["status"].str.startswith("Verblijfsobject in gebruik").to_numpy() & (p["region"].to_numpy()[rows] == 0)
    share = np.where(rural, 2.2 * LEEG_SHARE, 0.7 * LEEG_SHARE)
    empty = np.flatnonzero(used & chance(len(rows), share, rng))
    days = (rng.gamma(1.4, 800.0, len(empty)) + 60).astype(np.int64)
    since = np.datetime_as_string(PEILDATUM - days.astype("timedelta64[D]"), unit="D")
    return pd.DataFrame({
        "verblijfsobject_identificatie": units["identificatie"].iloc[empty].to_numpy(),
        "leegstand_type": "administratief",
        "leeg_sinds": since,
        "peildatum": str(PEILDATUM),
    })  # fmt: skip
