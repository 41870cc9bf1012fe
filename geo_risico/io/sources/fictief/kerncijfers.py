"""Key figures of 25 fictitious gemeenten that tile a province."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.io.sources.fictief.geometry import Geometries, chance, stage_rng
from geo_risico.io.sources.fictief.names import GEMEENTE_NAMES

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.world import World

CRS = "EPSG:28992"
SIDE = 5
CELL_M = 12_000.0
URBAN_LIMITS = (500, 1000, 1500, 2500)
SLIVER_M2 = 5e6
OTHER_NAMES = (
    "Oosterhaar", "Westmeer", "Eikenrade", "Broekhoven", "Zandwolde", "Hoogveld", "Rietmeer", "Kraaiburg",
    "Valkenzijl", "Middelmare",
    "Nederhorn", "Bovenveen", "Klaverlo", "Wilgenmonde", "Heiderade", "Turfdorp", "Duinkerke aan de Vliet",
    "Lageland", "Groenmeer", "Steenwaard", "Berkenoord",
)  # fmt: skip


def make_kerncijfers(world: World, gemeente: shapely.Geometry) -> gpd.GeoDataFrame:
    """Twenty-five gemeenten with the columns and the oddities of the national file."""
    rng = stage_rng(world.seed, "kerncijfers")
    shapes = _tiles(gemeente, rng)
    n = len(shapes)
    km2 = shapely.area(shapes) / 1e6
    urban = rng.beta(1.2, 3.2, n)
    urban[0] = 0.12
    density = 90 * np.exp(3.1 * urban) * rng.uniform(0.8, 1.25, n)
    land = km2 * rng.uniform(0.88, 0.995, n) * 100
    people = np.round(density * land / 100 / 5) * 5
    abroad = 4 + 30 * urban * rng.uniform(0.6, 1.2, n)
    europe = np.round(abroad * rng.uniform(0.25, 0.5, n))
    oad = np.round(250 + 2400 * urban**1.2 * rng.uniform(0.8, 1.2, n))
    farm_share = np.clip(78 * (1 - urban) * rng.uniform(0.6, 1.1, n), 1, 89)
    farms = np.round(land * farm_share / 100 / rng.uniform(38, 75, n))
    frame = pd.DataFrame({
        "gemeentecode": [f"GM{9999 - k}" for k in range(n)],
        "gemeentenaam": [*GEMEENTE_NAMES, *OTHER_NAMES],
        "aantal_inwoners": people,
        "bevolkingsdichtheid": np.round(people / land * 100),
        "omgevingsadressendichtheid": oad,
        "stedelijkheid": 5.0 - np.digitize(oad, URBAN_LIMITS),
        "pct_herkomst_nl": 100 - np.round(abroad),
        "pct_herkomst_europa": europe,
        "pct_herkomst_buiten_europa": np.round(abroad) - europe,
        "opp_land": np.round(land),
        "opp_water": np.round(km2 * 100 - land),
        "pct_agrarisch": farm_share.round(2),
        "pct_natuur": (rng.beta(1.3, 5, n) * (96 - farm_share)).round(2),
        "opp_bedrijventerrein_ha": np.round(land * rng.uniform(0.008, 0.05, n)),
        "lbt_totaal_cultuurgrond_ha": np.round(land * farm_share * rng.uniform(0.82, 0.97, n)),
        "lbt_totaal_rundvee": np.round(farms * rng.uniform(20, 140, n)),
        "lbt_totaal_varkens": np.round(farms * rng.choice([0, 8, 60, 300], n) * rng.uniform(0.3, 1.0, n)),
        "lbt_aantal_bedrijven": farms,
        "cr_totaal_misdrijven": np.round(people * rng.uniform(0.018, 0.045, n)),
        "cr_drugs_drank": chance(n, 0.12, rng) * rng.integers(1, 4, n).astype(float),
    })  # fmt: skip
    gaps = rng.permutation(np.arange(4, n))
    frame.loc[
        gaps[:2], ["lbt_totaal_cultuurgrond_ha", "lbt_totaal_rundvee", "lbt_totaal_varkens", "lbt_aantal_bedrijven"]
    ] = np.nan
    frame.loc[gaps[2:5], ["pct_agrarisch", "pct_natuur", "opp_bedrijventerrein_ha"]] = np.nan
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=CRS)


def _tiles(gemeente: shapely.Geometry, rng: np.random.Generator) -> Geometries:
    """Nieuwpolder and 24 cells of a bent grid around it; its east edge stays the province border."""
    minx, miny, maxx, maxy = shapely.bounds(gemeente).tolist()
    step = max(CELL_M, (maxx - minx) * 1.15, (maxy - miny) * 1.15)
    x = maxx - step * np.arange(SIDE, -1, -1.0)
    y = (miny + maxy) / 2 + step * (np.arange(SIDE + 1) - SIDE / 2)
    p = np.stack(np.meshgrid(x, y), axis=-1)
    p[1:-1, 1:-1] += rng.uniform(-0.1, 0.1, (SIDE - 1, SIDE - 1, 2)) * step
    p[SIDE // 2 : SIDE // 2 + 2, -2, 0] = x[-2]
    quads = np.stack([p[:-1, :-1], p[:-1, 1:], p[1:, 1:], p[1:, :-1]], axis=2).reshape(-1, 4, 2)
    cells = np.asarray(shapely.polygons(quads), dtype=object)
    own = (SIDE // 2) * SIDE + SIDE - 1
    near = [own, own + SIDE, own - 1, own - SIDE]
    others = [k for k in range(SIDE * SIDE) if k not in near]
    return _give_rest(cells[[*near, *others]], gemeente)


def _give_rest(cells: Geometries, gemeente: shapely.Geometry) -> Geometries:
    rest = shapely.difference(cells, gemeente)
    leftover = shapely.get_parts(rest[0])
    west = shapely.get_x(shapely.centroid(leftover)) < shapely.get_x(shapely.centroid(gemeente))
    rest[2] = shapely.union_all([rest[2], *leftover[west | (shapely.area(leftover) > SLIVER_M2)]])
    rest[0] = gemeente
    return rest
