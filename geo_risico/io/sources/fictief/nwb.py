"""NWB wegen: the same centre lines as TOP10NL, with junction numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geo_risico.io.sources.fictief.landscape import Edge
from geo_risico.io.sources.fictief.names import street_names
from geo_risico.io.sources.fictief.roads import MOTORWAY, OFF_RAMP, ON_RAMP

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.world import World

CRS = "EPSG:28992"
FIRST_JUNCTION = 600_000_001


def make_wegvakken(world: World) -> gpd.GeoDataFrame:
    """Wegvakken with NWB columns; junction numbers are shared between touching wegvakken."""
    r = world.roads
    n = len(r.kind)
    bst = np.select(
        [r.kind == MOTORWAY, r.kind == ON_RAMP, r.kind == OFF_RAMP, r.kind == Edge.CYCLEWAY],
        ["HR", "OPR", "AFR", "FP"],
        "",
    )
    number = np.select([r.kind >= MOTORWAY, r.kind == Edge.MAIN, r.kind == Edge.REGIONAL], ["099", "999", "998"], "")
    keeper = np.select([r.kind >= MOTORWAY, np.isin(r.kind, (Edge.MAIN, Edge.REGIONAL))], ["R", "P"], "G")
    name = np.where(r.kind >= MOTORWAY, "A99", street_names(world.land, r.street))
    return gpd.GeoDataFrame(
        {
            "wvk_id": np.arange(n) + 700_000_001,
            "wegnummer": pd.Series(number, dtype="str").replace("", None),
            "stt_naam": pd.Series(name, dtype="str"),
            "bst_code": pd.Series(bst, dtype="str").replace("", None),
            "rpe_code": np.where(np.isin(r.kind, (MOTORWAY,)), "R", "#"),
            "wegbehsrt": pd.Series(keeper, dtype="str"),
            "jte_id_beg": r.start + FIRST_JUNCTION,
            "jte_id_end": r.end + FIRST_JUNCTION,
        },
        geometry=r.line,
        crs=CRS,
    )
