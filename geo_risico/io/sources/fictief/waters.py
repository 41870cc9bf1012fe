"""Water as TOP10NL draws it: river, basins, canals, ditches and lakes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.io.sources.fictief.geometry import as_lines, parts_of
from geo_risico.io.sources.fictief.landscape import Edge, Landscape
from geo_risico.io.sources.fictief.names import RIVER
from geo_risico.io.sources.fictief.polder import edge_kinds
from geo_risico.io.sources.fictief.roads import edge_lines
from geo_risico.io.sources.fictief.shore import basins_of

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.geometry import Bools, Geometries
    from geo_risico.io.sources.fictief.world import World

CRS = "EPSG:28992"
CANAL_HALF_M = 11.0
DITCH_HALF_M = 2.2


def canal_lines(land: Landscape) -> Geometries:
    """Centre lines of the canals, each from junction to junction."""
    return _merged(land, edge_kinds(land) == Edge.CANAL)


def _merged(land: Landscape, chosen: Bools) -> Geometries:
    lines = as_lines(edge_lines(land)[chosen])
    return parts_of(shapely.line_merge(shapely.union_all(lines)))


def make_waterdeel_vlak(world: World) -> gpd.GeoDataFrame:
    """Water as polygons, with class, function and vaarwegklasse."""
    land, river = world.land, world.river
    stream = shapely.union_all(river.pieces)
    basins = shapely.difference(np.array([b.water for b in basins_of(world.shore)], dtype=object), stream)
    canals = _strips(land, Edge.CANAL, CANAL_HALF_M)
    ditches = _strips(land, Edge.DITCH, DITCH_HALF_M)
    groups = [
        (river.pieces, "waterloop", "50 - 125 meter", "", "Va", RIVER),
        (basins, "waterloop", "50 - 125 meter", "haven", "Va", ""),
        (canals, "waterloop", "12 - 50 meter", "", "II", "Nieuwe Vaart"),
        (ditches, "waterloop", "3 - 6 meter", "", "", ""),
        (world.lakes, "meer, plas", "", "", "", "Grote Plas"),
    ]
    shapes = np.concatenate([g[0] for g in groups])
    columns = {
        name: pd.Series(np.concatenate([np.full(len(g[0]), g[k], dtype=object) for g in groups]), dtype="str").replace(
            "", None
        )
        for k, name in enumerate(("typewater", "breedteklasse", "functie", "vaarwegklasse", "naam"), start=1)
    }
    return gpd.GeoDataFrame(
        {"lokaal_id": lokaal_ids("WV", len(shapes)), **columns, "getijdeinvloed": "nee"}, geometry=shapes, crs=CRS
    )


def lokaal_ids(letters: str, count: int) -> pd.Series:
    """TOP10NL-like identifiers that say FICTIEF."""
    return "NL.TOP10NL.FICTIEF." + letters + pd.Series(np.arange(count) + 1).astype("str").str.zfill(8)


def _strips(land: Landscape, kind: Edge, half_m: float) -> Geometries:
    kinds = edge_kinds(land)
    lines = _merged(land, kinds == kind)
    p = land.lattice.vertices
    outline = shapely.Polygon(np.concatenate([p[0], p[1:, -1], p[-1, -2::-1], p[-2:0:-1, 0]]))
    shapes = shapely.union_all(shapely.buffer(lines, half_m, cap_style="flat", join_style="mitre"))
    return np.asarray(shapely.get_parts(shapely.intersection(shapes, outline)), dtype=object)


def make_waterdeel_lijn(world: World) -> gpd.GeoDataFrame:
    """Narrow ditches between kavels as lines."""
    land, q = world.land, world.kavels.quads
    none = edge_kinds(land) == Edge.NONE
    between = shapely.linestrings(np.stack([q[:, 0], q[:, 3]], axis=1))
    behind = shapely.linestrings(np.stack([q[:, 3], q[:, 2]], axis=1))
    borders = shapely.linestrings(edge_lines(land)[none])
    shapes = np.concatenate([between, behind, borders])
    dry = np.arange(len(shapes)) % 9 == 0
    return gpd.GeoDataFrame(
        {
            "lokaal_id": lokaal_ids("WL", len(shapes)),
            "typewater": np.where(dry, "greppel, droge sloot", "waterloop"),
            "breedteklasse": "0,5 - 3 meter",
        },
        geometry=shapes,
        crs=CRS,
    )
