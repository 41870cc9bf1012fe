"""The tables of one generated world from which a country is pieced together: a name, rows and shapes for each layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo_risico.io.sources.fictief.attributes import describe
from geo_risico.io.sources.fictief.bag import make_bag
from geo_risico.io.sources.fictief.brk import make_percelen
from geo_risico.io.sources.fictief.frames import Lot
from geo_risico.io.sources.fictief.terrain import make_gewaspercelen, make_inrichting_lijn, make_terrein_vlak
from geo_risico.io.sources.fictief.top10 import (
    make_functioneel_gebied,
    make_gebouw_vlak,
    make_plaats_vlak,
    make_wegdeel,
)
from geo_risico.io.sources.fictief.usage import make_osm_points
from geo_risico.io.sources.fictief.waters import make_waterdeel_vlak
from geo_risico.io.sources.fictief.waterways import make_vaarwegvakken

if TYPE_CHECKING:
    import geopandas as gpd

    from geo_risico.io.sources.fictief.attributes import Stock
    from geo_risico.io.sources.fictief.world import World

RURAL: Final = (Lot.FARM, Lot.LINT, Lot.GREENHOUSE)
OWN_ROADS: Final = ("autosnelweg",)
PAND, UNIT, PERCEEL, ROAD, CANAL = "panden", "verblijfsobjecten", "percelen", "wegen", "vaarwegen"


def world_tables(world: World) -> dict[str, gpd.GeoDataFrame]:
    """Rows of each layer by its name; ``panden`` also has the lot and whether it is rural, units have their pand."""
    stock = describe(world)
    bag = make_bag(world, stock)
    lot = stock.panden["lot"].to_numpy()
    percelen = make_percelen(world)
    gewas = dict(zip(("gewaspercelen_2020", "gewaspercelen_2024"), make_gewaspercelen(world), strict=True))
    wegen = make_wegdeel(world)
    canals = make_vaarwegvakken(world)
    return {
        PAND: bag.pand.assign(lot=lot, is_rural=np.isin(world.lots.kind[lot], RURAL)),
        UNIT: bag.verblijfsobject.assign(pand_row=stock.units["building"].to_numpy()),
        PERCEEL: percelen[percelen["status_historie_waarde"] == "Geldig"],
        ROAD: wegen[~wegen["typeweg"].isin(OWN_ROADS)],
        CANAL: canals[canals["vwg_naam"].str.startswith("Kanaal")],
        **gewas,
        **_map_tables(world, stock),
    }


def _map_tables(world: World, stock: Stock) -> dict[str, gpd.GeoDataFrame]:
    """Layers of the topographic map, only with the rows that the readers keep."""
    cover, lines, buildings = make_terrein_vlak(world), make_inrichting_lijn(world), make_gebouw_vlak(world, stock)
    woods = cover[cover["typelandgebruik"].str.startswith("bos")]
    hedges = lines[lines["typeinrichtingselement"] == "hek, haag"]
    return {
        "waterdelen": make_waterdeel_vlak(world),
        "beplanting": pd.concat([woods, hedges], ignore_index=True),
        "kassen": buildings[buildings["typegebouw"] == "kas, warenhuis"],
        "functionele_gebieden": make_functioneel_gebied(world, stock),
        "gebruikslocaties": make_osm_points(world, stock),
        "plaatsen": make_plaats_vlak(world, stock),
    }
