"""Farms and halls with another use: manege, tuincentrum, caravanstalling, autobedrijf, opslag."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.io.sources.fictief.attributes import IN_USE
from geo_risico.io.sources.fictief.frames import Lot, Role
from geo_risico.io.sources.fictief.geometry import chance, stage_rng

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.attributes import Stock
    from geo_risico.io.sources.fictief.world import World

CRS = "EPSG:28992"
LOTS_PER_ROUND = 90
LARGE_M2 = 450.0
USES = pd.DataFrame(
    [
        ("manege", "manege", "", "leisure", "horse_riding", "Manege"),
        ("tuincentrum", "", "tuincentrum", "shop", "garden_centre", "Tuincentrum"),
        ("caravanstalling", "", "", "shop", "storage_rental", "Caravanstalling"),
        ("autobedrijf", "", "", "shop", "car_repair", "Autobedrijf"),
        ("opslag", "", "", "shop", "storage_rental", "Opslagboxen"),
        ("timmerbedrijf", "", "", "craft", "carpenter", "Timmerbedrijf"),
        ("silo", "silo|tank", "", "", "", ""),
    ],
    columns=["gebruik", "typegebouw", "functie", "sleutel", "waarde", "titel"],
)


def special_lots(world: World, stock: Stock) -> pd.DataFrame:
    """One row per farm lot with another use; large barns are chosen first."""
    rng = stage_rng(world.seed, "usage")
    p = stock.panden
    farm = p[(p["kind"] == Lot.FARM) & (p["role"] == Role.BARN) & (p["region"] == 0) & (p["status"] == IN_USE)]
    large = farm.groupby("lot")["area_m2"].max()
    candidates = large.index[large > LARGE_M2].to_numpy()
    rounds = max(1, len(large) // LOTS_PER_ROUND)
    chosen = rng.permutation(candidates)[: rounds * len(USES)]
    rows = USES.iloc[np.arange(len(chosen)) % len(USES)].reset_index(drop=True)
    return rows.assign(lot=chosen)


def make_osm_points(world: World, stock: Stock) -> gpd.GeoDataFrame:
    """OSM points of use: what a volunteer mapped, so not everything that is there."""
    special = special_lots(world, stock)
    special = special[special["sleutel"] != ""].reset_index(drop=True)
    rng = stage_rng(world.seed, "osm")
    kept = chance(len(special), 0.8, rng)
    kept[:6] = True
    special = special[kept].reset_index(drop=True)
    spot = shapely.points(world.lots.corners[special["lot"].to_numpy()].mean(axis=1))
    n = len(special)
    columns = {
        key: special["waarde"].where(special["sleutel"] == key) for key in ("shop", "leisure", "landuse", "craft")
    }
    columns["landuse"] = pd.Series("plant_nursery", index=special.index, dtype="str").where(
        special["gebruik"] == "tuincentrum"
    )
    return gpd.GeoDataFrame(
        {
            "osm_id": (pd.Series(np.arange(n)) + 990_000_000_001).astype("str"),
            "name": special["titel"] + " Fictief " + (pd.Series(np.arange(n)) + 1).astype("str"),
            **columns,
        },
        geometry=spot,
        crs=CRS,
    )
