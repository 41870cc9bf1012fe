"""Houseboats along the bank: their outlines and their ligplaatsen in the BAG."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.io.sources.fictief.fixtures import bank_direction
from geo_risico.io.sources.fictief.geometry import Floats, left
from geo_risico.io.sources.fictief.names import GEMEENTE

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.shore import Waterplace
    from geo_risico.io.sources.fictief.world import World

CRS = "EPSG:28992"
HOUSEBOATS, APART_M = 8, 22.0
FIRST_NUMBER = 8_000_001


def houseboats(place: Waterplace) -> Floats:
    """Corners (n, 4, 2) of houseboats in a row along the bank."""
    along = bank_direction(place)
    steps = (np.arange(HOUSEBOATS) - (HOUSEBOATS - 1) / 2) * APART_M
    middle = place.spot + steps[:, None] * along - 5.0 * left(along)
    half = np.array([[-8.0, -2.4], [8.0, -2.4], [8.0, 2.4], [-8.0, 2.4]])
    turned = half[:, :1] * along + half[:, 1:] * left(along)
    return np.asarray(middle[:, None] + turned, dtype=np.float64)


def houseboat_places(world: World) -> gpd.GeoDataFrame:
    """Ligplaatsen of all houseboats with the columns of the BAG."""
    rings = [houseboats(place) for place in world.shore if place.kind == "woonboten"]
    corners = np.concatenate(rings) if rings else np.empty((0, 4, 2))
    n = len(corners)
    return gpd.GeoDataFrame(
        {
            "identificatie": "999902" + pd.Series(np.arange(n) + FIRST_NUMBER).astype("str").str.zfill(10),
            "status": pd.Series(["Plaats aangewezen"] * n, dtype="str"),
            "openbare_ruimte_naam": pd.Series(["Vlietdijk"] * n, dtype="str"),
            "huisnummer": (np.arange(n) + 1).astype("int32"),
            "huisletter": pd.Series([None] * n, dtype="str"),
            "toevoeging": pd.Series([None] * n, dtype="str"),
            "postcode": pd.Series(["9900XW"] * n, dtype="str"),
            "woonplaats_naam": pd.Series([GEMEENTE] * n, dtype="str"),
        },
        geometry=shapely.polygons(corners) if n else [],
        crs=CRS,
    )
