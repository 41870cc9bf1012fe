"""Ligplaatsen in the marina and the harbour, standplaatsen on a woonwagencentrum, and the piers between the boats."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.io.sources.fictief.frames import Land
from geo_risico.io.sources.fictief.geometry import Floats, bilinear, chance, rectangles, unit
from geo_risico.io.sources.fictief.landscape import Block
from geo_risico.io.sources.fictief.names import GEMEENTE

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.river import Basin
    from geo_risico.io.sources.fictief.world import World

PIERS = 4
BOATS_PER_PIER = 5
STANDS = 6
WITHDRAWN_SHARE = 0.12
CRS = "EPSG:28992"


def piers(basin: Basin) -> Floats:
    """Centre lines (n, 2, 2) of the piers of a marina, from the land side into the basin."""
    u0, low, u1, top = basin.inner
    u = u0 + (u1 - u0) * (np.arange(PIERS) + 0.7) / (PIERS + 0.4)
    quads = np.broadcast_to(basin.quad, (PIERS, 4, 2))
    start = bilinear(quads, u, np.full(PIERS, top))
    return np.stack([start, bilinear(quads, u, np.full(PIERS, low + 0.2 * (top - low)))], axis=1)


def quays(basin: Basin) -> Floats:
    """Quay (2, 2): the land side of a basin."""
    u0, _, u1, top = basin.inner
    return bilinear(np.broadcast_to(basin.quad, (2, 4, 2)), np.array([u0, u1]), np.array([top, top]))


def moorings(world: World, rng: np.random.Generator) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Ligplaatsen and standplaatsen as the BAG holds them."""
    boats = [_pier_boats(b) if b.is_marina else _quay_boats(b) for b in world.river.basins]
    ligplaats = _frame(np.concatenate(boats), "02", "Havenkade", rng)
    return ligplaats, _frame(_stands(world), "03", "Kampweg", rng)


def _pier_boats(basin: Basin) -> Floats:
    line = piers(basin)
    t = (np.arange(BOATS_PER_PIER) + 0.6) / (BOATS_PER_PIER + 0.4)
    along = unit(line[:, 1] - line[:, 0])
    side = np.stack([-along[:, 1], along[:, 0]], axis=1)
    spot = line[:, None, 0] * (1 - t)[None, :, None] + line[:, None, 1] * t[None, :, None]
    both = np.concatenate([spot + side[:, None] * 7.5, spot - side[:, None] * 7.5], axis=1).reshape(-1, 2)
    axis = np.repeat(side, 2 * BOATS_PER_PIER, axis=0)
    return rectangles(both, axis, np.full(len(both), 11.0), np.full(len(both), 3.6))


def _quay_boats(basin: Basin) -> Floats:
    line = quays(basin)
    along = unit(line[1] - line[0])
    inward = np.array([along[1], -along[0]])
    t = (np.arange(6) + 0.5) / 6
    spot = line[0] * (1 - t)[:, None] + line[1] * t[:, None] + inward * 5.0
    return rectangles(spot, np.broadcast_to(along, spot.shape), np.full(6, 24.0), np.full(6, 5.5))


def stand_site(world: World) -> Floats:
    """Quad (4, 2) of the woonwagencentrum: the largest piece without lots in a village or industry block."""
    kind = world.land.block_kind.ravel()[world.percelen.block]
    field = world.percelen.land == Land.FIELD
    edge = field & np.isin(kind, (Block.INDUSTRY, Block.VILLAGE))
    empty = world.percelen.outline[edge if edge.any() else field]
    largest = empty[int(np.argmax(shapely.area(empty)))]
    return np.asarray(shapely.get_coordinates(largest)[:4], dtype=np.float64)


def _stands(world: World) -> Floats:
    quad = stand_site(world)
    quads = np.broadcast_to(quad, (STANDS, 4, 2))
    u = (np.arange(STANDS) % 3 + 0.7) / 3.4
    v = 0.25 + 0.4 * (np.arange(STANDS) // 3)
    along = np.broadcast_to(unit(quad[1] - quad[0]), (STANDS, 2))
    return rectangles(bilinear(quads, u, v), along, np.full(STANDS, 14.0), np.full(STANDS, 9.0))


def _frame(rings: Floats, kind: str, street: str, rng: np.random.Generator) -> gpd.GeoDataFrame:
    n = len(rings)
    withdrawn = chance(n, WITHDRAWN_SHARE, rng)
    withdrawn[: min(1, n)] = True
    return gpd.GeoDataFrame(
        {
            "identificatie": "9999" + kind + pd.Series(np.arange(n) + 1).astype("str").str.zfill(10),
            "status": np.where(withdrawn, "Plaats ingetrokken", "Plaats aangewezen"),
            "openbare_ruimte_naam": street,
            "huisnummer": (np.arange(n) + 1).astype("int32"),
            "huisletter": pd.Series([None] * n, dtype="str"),
            "toevoeging": pd.Series([None] * n, dtype="str"),
            "postcode": "9900XX",
            "woonplaats_naam": GEMEENTE,
        },
        geometry=shapely.polygons(rings),
        crs=CRS,
    )
