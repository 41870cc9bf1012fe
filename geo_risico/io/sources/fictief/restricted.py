"""Restricted layers from a planted opportunity surface: cases, visits, reports and vacancy. All fictitious."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo_risico.io.sources.fictief.delivery import deliver, lot_addresses
from geo_risico.io.sources.fictief.evidence import make_cases, make_visits
from geo_risico.io.sources.fictief.frames import Lot
from geo_risico.io.sources.fictief.geometry import Floats, Ints, chance, stage_rng
from geo_risico.io.sources.fictief.planted import DRIVERS, lot_truth, outside_kom

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_risico.io.sources.fictief.attributes import Stock
    from geo_risico.io.sources.fictief.world import World

PEILDATUM = np.datetime64("2025-01-01")
LEEG_SHARE = 0.028


@dataclass(frozen=True, eq=False)
class Restricted:
    """Tables that only fictitious data may show.

    `truth` has one row per pand outside the kom; `truth_casussen` one row per case and visit, with the place it means.
    """

    leegstand: pd.DataFrame
    meldingen: pd.DataFrame
    bezoeken: pd.DataFrame
    casussen: pd.DataFrame
    truth: pd.DataFrame
    truth_casussen: pd.DataFrame


def make_restricted(world: World, stock: Stock, layers: dict[str, gpd.GeoDataFrame]) -> Restricted:
    """Restricted tables; `layers` needs pand, verblijfsobject and plaats_vlak without dirt."""
    rng = stage_rng(world.seed, "restricted")
    outside = outside_kom(stock, layers["plaats_vlak"])
    lots = lot_truth(world, stock, outside)
    own = lots[lots["region"] == 0]
    _spend(own, rng)
    sent = _evidence(world, stock, layers["verblijfsobject"], lots)
    return Restricted(
        leegstand=_leegstand(stock, layers["verblijfsobject"], rng),
        meldingen=_meldingen(own, rng),
        bezoeken=sent["bezoeken"][0],
        casussen=sent["casussen"][0],
        truth=_truth(stock, layers["pand"], lots, outside),
        truth_casussen=pd.concat([truth for _, truth in sent.values()], ignore_index=True),
    )


def _truth(stock: Stock, pand: gpd.GeoDataFrame, lots: pd.DataFrame, outside: np.ndarray) -> pd.DataFrame:
    p = stock.panden
    columns = ["opportunity", "effort", "presence", "present", "visit_chance", "field", *(d.column for d in DRIVERS)]
    at = lots[columns].reindex(p["lot"][outside]).reset_index(drop=True)
    place = pd.DataFrame({
        "identificatie": pand["identificatie"][outside].to_numpy(),
        "x": p["x"][outside].to_numpy(),
        "y": p["y"][outside].to_numpy(),
        "lot": p["lot"][outside].to_numpy(),
    })  # fmt: skip
    return pd.concat([place, at], axis=1)


def _evidence(
    world: World, stock: Stock, units: gpd.GeoDataFrame, lots: pd.DataFrame
) -> dict[str, tuple[pd.DataFrame, pd.DataFrame]]:
    """Casussen and bezoeken of all gemeenten, each as sent and with the places they mean."""
    rng = stage_rng(world.seed, "evidence")
    adressen = lot_addresses(stock, units)
    visits = make_visits(lots, rng)
    cases = make_cases(lots, visits, rng)
    events = {"casussen": cases, "bezoeken": visits}
    return {name: deliver(frame, (lots, adressen), world.seed, name) for name, frame in events.items()}


def _spend(lots: pd.DataFrame, rng: np.random.Generator) -> None:
    """Draw what an older version drew for its cases, so that leegstand and meldingen of a seed stay as they were."""
    count = len(lots)
    present = chance(count, 0.85 * lots["opportunity"].to_numpy() ** 1.8, rng)
    visited = np.flatnonzero(chance(count, lots["effort"].to_numpy(), rng))
    found = present[visited] & chance(len(visited), 0.85, rng)
    tipped = np.flatnonzero(present & chance(count, 0.18, rng))
    rng.random(len(visited))
    _dates(len(visited), 2019, rng)
    rng.random(len(visited))
    rng.normal(0, 1, (len(visited), 2))
    cases = int(found.sum()) + len(np.setdiff1d(tipped, visited[found]))
    _dates(cases, 2019, rng)
    rng.random(2 * cases)
    rng.normal(0, 1, (cases, 2))


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
