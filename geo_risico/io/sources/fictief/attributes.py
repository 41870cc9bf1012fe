"""What each building is in the registers: year, status and addresses, still without identifiers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo_risico.io.sources.fictief.frames import Lot, Role
from geo_risico.io.sources.fictief.geometry import Floats, Ints, chance, stage_rng

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.world import World

PEIL_YEAR = 2025
IN_USE = "Pand in gebruik"
STATUS_SHARES = {
    "Bouwvergunning verleend": 0.004,
    "Niet gerealiseerd pand": 0.003,
    "Bouw gestart": 0.003,
    "Pand in gebruik (niet ingemeten)": 0.006,
    "Verbouwing pand": 0.004,
    "Sloopvergunning verleend": 0.006,
    "Pand gesloopt": 0.012,
    "Pand buiten gebruik": 0.008,
    "Pand ten onrechte opgevoerd": 0.002,
}
OLD_STOCK = ("Sloopvergunning verleend", "Pand gesloopt", "Pand buiten gebruik")
GONE = ("Niet gerealiseerd pand", "Pand gesloopt", "Pand ten onrechte opgevoerd")


@dataclass(frozen=True, eq=False)
class Stock:
    """One row per building (`panden`) and one per address (`units`, whose `building` is the row of its pand)."""

    panden: pd.DataFrame
    units: pd.DataFrame


def describe(world: World) -> Stock:
    """Year, status, use and addresses of all buildings."""
    rng = stage_rng(world.seed, "attributes")
    b = world.buildings
    kind = world.lots.kind[b.lot]
    centre = shapely.get_coordinates(shapely.centroid(b.outline))
    year = _years(world, rng)
    status = _statuses(b.role, kind, world.lots.region[b.lot], rng)
    year = np.where(np.isin(status, ("Bouwvergunning verleend", "Bouw gestart")), PEIL_YEAR, year)
    count = _unit_counts(b.role, kind, rng)
    count[np.isin(status, ("Niet gerealiseerd pand", "Pand ten onrechte opgevoerd"))] = 0
    units = _units((b.role, kind, count), rng)
    panden = pd.DataFrame({
        "x": centre[:, 0], "y": centre[:, 1], "lot": b.lot, "kind": kind, "role": b.role, "area_m2": b.area_m2,
        "region": world.lots.region[b.lot], "place": world.lots.place[b.lot], "block": world.lots.block[b.lot],
        "bouwjaar": year, "status": status, "units": count,
    })  # fmt: skip
    return Stock(panden, units)


def _years(world: World, rng: np.random.Generator) -> Ints:
    lots, b = world.lots, world.buildings
    n = len(lots.kind)
    _, group = np.unique(lots.street, return_inverse=True)
    mood = rng.beta(2.0, 2.0, group.max() + 1)[group]
    low = np.array([1840, 1900, 1946, 1955, 1965, 1820, 1955, 1970, 1972, 1965, 1950])[lots.kind]
    high = np.array([1995, 2018, 1990, 2012, 2022, 1985, 2015, 2020, 2012, 2012, 2010])[lots.kind]
    town = np.isin(lots.kind, (Lot.TERRACE, Lot.PAIR, Lot.DETACHED, Lot.CENTRE))
    share = np.where(town, np.clip(mood + rng.normal(0, 0.04, n), 0, 1), rng.beta(1.8, 1.5, n))
    base = low + share * (high - low)
    age_room = np.maximum(PEIL_YEAR - base[b.lot], 1)
    later = np.where(
        np.isin(b.role, (Role.BARN, Role.SHED, Role.GLASS)), rng.beta(1.3, 1.6, len(b.lot)) * age_room, 0.0
    )
    early = np.maximum(base[b.lot] + later, np.where(b.role == Role.BARN, 1900, 1800))
    return np.asarray(np.minimum(np.round(early), PEIL_YEAR - 1), dtype=np.int64)


def quota(
    values: np.ndarray, shares: dict[str, float], eligible: dict[str, np.ndarray], rng: np.random.Generator
) -> np.ndarray:
    """Values with each key of `shares` set on at least two eligible rows, or on its share of all rows."""
    out = values.copy()
    free = np.ones(len(values), dtype=bool)
    for name, share in shares.items():
        rows = rng.permutation(np.flatnonzero(free & eligible[name]))
        chosen = rows[: max(2, round(share * len(values)))]
        out[chosen] = name
        free[chosen] = False
    return out


def _statuses(role: Ints, kind: Ints, region: Ints, rng: np.random.Generator) -> np.ndarray:
    rural = np.isin(kind, (Lot.FARM, Lot.LINT, Lot.GREENHOUSE)) & np.isin(role, (Role.BARN, Role.SHED, Role.HOUSE))
    old = rural & chance(len(role), np.where(role == Role.BARN, 0.9, 0.15), rng) & (region == 0)
    anywhere = ~np.isin(role, (Role.GLASS, Role.AMENITY)) & (region == 0)
    eligible = {name: old if name in OLD_STOCK else anywhere for name in STATUS_SHARES}
    return quota(np.full(len(role), IN_USE, dtype=object), STATUS_SHARES, eligible, rng)


def _unit_counts(role: Ints, kind: Ints, rng: np.random.Generator) -> Ints:
    n = len(role)
    barn = chance(n, np.where(kind == Lot.GREENHOUSE, 0.6, 0.1), rng).astype(np.int64)
    hall = rng.choice([1, 2, 4, 8, 12], n, p=[0.66, 0.14, 0.1, 0.06, 0.04])
    single = np.isin(role, (Role.HOUSE, Role.BUNGALOW, Role.AMENITY))
    return np.select([single, role == Role.SHOP, role == Role.HALL, role == Role.BARN], [1, 2, hall, barn], 0).astype(
        np.int64
    )


def _units(buildings: tuple[Ints, Ints, Ints], rng: np.random.Generator) -> pd.DataFrame:
    """One row per address; `buildings` holds the role, the kind of lot and the addresses of each building."""
    role, kind, count = buildings
    building = np.repeat(np.arange(len(role)), count)
    position = np.arange(len(building)) - (np.cumsum(count) - count)[building]
    r, n = role[building], len(building)
    amenity = rng.choice(
        ["onderwijsfunctie", "sportfunctie", "bijeenkomstfunctie", "gezondheidszorgfunctie", "winkelfunctie"], n
    )
    hall = rng.choice(["industriefunctie", "kantoorfunctie", "overige gebruiksfunctie"], n, p=[0.78, 0.1, 0.12])
    shop = np.where(position == 0, "winkelfunctie", "woonfunctie")
    park = np.where(chance(n, 0.08, rng), "woonfunctie", "logiesfunctie")
    barn = rng.choice(["industriefunctie", "overige gebruiksfunctie"], n, p=[0.75, 0.25])
    use = np.select(
        [r == Role.AMENITY, r == Role.HALL, r == Role.SHOP, r == Role.BUNGALOW, r == Role.BARN],
        [amenity, hall, shop, park, barn],
        "woonfunctie",
    )
    both = (r == Role.HOUSE) & (kind[building] == Lot.FARM) & chance(n, 0.12, rng)
    use = np.where(both, "industriefunctie,woonfunctie", use)
    return pd.DataFrame({"building": building, "position": position, "gebruiksdoel": use})


def floor_area(stock: Stock, rng: np.random.Generator) -> Floats:
    """Floor area in m2 of each unit: the footprint over its units, two storeys for houses."""
    rows = stock.units["building"].to_numpy()
    role = stock.panden["role"].to_numpy()[rows]
    storeys = np.where(np.isin(role, (Role.HOUSE, Role.SHOP)), rng.uniform(1.3, 1.9, len(rows)), 0.95)
    area = stock.panden["area_m2"].to_numpy()[rows] / stock.panden["units"].to_numpy()[rows] * storeys
    return np.asarray(np.maximum(np.round(area), 9.0), dtype=np.float64)
