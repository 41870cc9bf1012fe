"""The kadastrale kaart: percelen with their designation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.io.sources.fictief.geometry import chance, stage_rng
from geo_risico.io.sources.fictief.names import GEMEENTE_NAMES

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.world import World

CRS = "EPSG:28992"
SECTIONS = np.array(list("ABCDEFGHKLMNPRST"), dtype=object)
KADASTRAL_CODES = ("NPD00", "NVD00", "WWD00", "ZBK00")
HISTORIC_SHARE = 0.003


def make_percelen(world: World) -> gpd.GeoDataFrame:
    """All percelen; a few are 'Historisch' and lie under the present ones."""
    rng = stage_rng(world.seed, "brk")
    p = world.percelen
    n = len(p.land)
    region = world.land.region.ravel()[p.block]
    row, column = np.divmod(p.block, world.land.columns)
    section = SECTIONS[(row // 3 * 5 + column // 3) % len(SECTIONS)]
    key = pd.DataFrame({"region": region, "section": section})
    area = shapely.area(p.outline)
    days = rng.integers(0, 365 * 30, n).astype("timedelta64[D]")
    frame = gpd.GeoDataFrame(
        {
            "identificatie_lokaal_id": "9999" + pd.Series(rng.permutation(n) + 1).astype("str").str.zfill(11),
            "kadastrale_gemeente_waarde": np.array(GEMEENTE_NAMES, dtype=object)[region],
            "kadastrale_gemeente_code": (990 + region).astype("str"),
            "akr_kadastrale_gemeente_code_waarde": np.array(KADASTRAL_CODES, dtype=object)[region],
            "sectie": section,
            "perceelnummer": (key.groupby(["region", "section"]).cumcount() + 1).astype("int32"),
            "kadastrale_grootte_waarde": np.maximum(np.round(area), 1.0),
            "soort_grootte_waarde": np.where(chance(n, 0.05, rng), "Voorlopig", "Vastgesteld"),
            "status_historie_waarde": "Geldig",
            "begin_geldigheid": (np.datetime64("1994-01-01") + days).astype("datetime64[ms]"),
        },
        geometry=p.outline,
        crs=CRS,
    )
    return pd.concat([frame, _historic(frame, rng)], ignore_index=True)


def _historic(frame: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    count = max(3, round(HISTORIC_SHARE * len(frame)))
    chosen = np.sort(rng.permutation(len(frame))[:count])
    old = frame.iloc[chosen].copy()
    number = len(frame) + 1 + np.arange(count)
    old["identificatie_lokaal_id"] = ("9999" + pd.Series(number).astype("str").str.zfill(11)).to_numpy()
    old["perceelnummer"] = (90_000 + np.arange(count)).astype("int32")
    old["status_historie_waarde"] = "Historisch"
    old["begin_geldigheid"] = np.array(["1988-01-01"], dtype="datetime64[ms]").repeat(count)
    return old
