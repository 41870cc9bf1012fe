"""Administrative areas: gemeente, province, land, and the wijken and buurten that tile the gemeente."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from geo_risico.io.sources.fictief.geometry import Floats, Geometries, Ints, polygons, stage_rng
from geo_risico.io.sources.fictief.names import GEMEENTE, GEMEENTE_CODES, GEMEENTE_NAMES, PROVINCE, place_names

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.attributes import Stock
    from geo_risico.io.sources.fictief.landscape import Landscape
    from geo_risico.io.sources.fictief.world import World

CRS = "EPSG:28992"
MISSING = -99997
COUNTRY_REACH_M = 36_000.0
YEAR = 2024
SIDE_STEP = np.array([0.0, 1500.0])
SMALL_BUURT_UNITS = 30
URBAN_LIMITS = (500, 1000, 1500, 2500)


@dataclass(frozen=True, eq=False)
class Areas:
    """Layers of bestuurlijke gebieden and of wijken en buurten; `block_buurt` is the buurt number of each block."""

    gemeentegebied: gpd.GeoDataFrame
    provinciegebied: gpd.GeoDataFrame
    landgebied: gpd.GeoDataFrame
    gemeenten: gpd.GeoDataFrame
    wijken: gpd.GeoDataFrame
    buurten: gpd.GeoDataFrame


def block_quads(land: Landscape) -> Floats:
    """Quads (n, 4, 2) of all blocks up to their edges; together they tile the data area."""
    p = land.lattice.vertices
    return np.stack([p[:-1, :-1], p[:-1, 1:], p[1:, 1:], p[1:, :-1]], axis=2).reshape(-1, 4, 2)


def make_areas(world: World, stock: Stock) -> Areas:
    """All areas, with counts taken from the stock of panden."""
    land = world.land
    quads = polygons(block_quads(land))
    region = land.region.ravel()
    shapes = [shapely.union_all(quads[region == r]) for r in range(len(GEMEENTE_CODES))]
    present = [r for r in range(len(GEMEENTE_CODES)) if not shapes[r].is_empty]
    gemeentegebied = gpd.GeoDataFrame(
        {
            "identificatie": [f"GM{GEMEENTE_CODES[r]}" for r in present],
            "code": [GEMEENTE_CODES[r] for r in present],
            "naam": [GEMEENTE_NAMES[r] for r in present],
            "ligt_in_provincie_code": PROVINCE[1],
            "ligt_in_provincie_naam": PROVINCE[2],
        },
        geometry=[shapes[r] for r in present],
        crs=CRS,
    )
    country = _country(land)
    buurt = _buurt_of_blocks(land)
    buurten = _statistics(world, stock, buurt, quads)
    return Areas(
        gemeentegebied=gemeentegebied,
        provinciegebied=_named(
            PROVINCE[0], PROVINCE[1], PROVINCE[2], shapely.union_all(np.array(shapes, dtype=object))
        ),
        landgebied=_named("6030", "6030", "Nederland", country),
        gemeenten=_merged(buurten, "gemeentecode", "gemeentenaam"),
        wijken=_merged(buurten, "wijkcode", "wijknaam"),
        buurten=buurten.drop(columns="wijknaam"),
    )


def _named(identificatie: str, code: str, naam: str, shape: shapely.Geometry) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"identificatie": [identificatie], "code": [code], "naam": [naam]}, geometry=[shape], crs=CRS
    )


def _country(land: Landscape) -> shapely.Polygon:
    p = land.lattice.vertices
    border = p[:, -1]
    low, high = p.reshape(-1, 2).min(axis=0), p.reshape(-1, 2).max(axis=0)
    steps = np.linspace(1, COUNTRY_REACH_M, 12)[1:]
    sway = 900.0 * np.sin(steps / 5200.0)
    south = np.stack([border[0, 0] + sway, border[0, 1] - steps], axis=1)[::-1]
    north = np.stack([border[-1, 0] - sway, border[-1, 1] + steps], axis=1)
    west = low[0] - COUNTRY_REACH_M
    corners = np.array([[west, high[1] + COUNTRY_REACH_M], [west, low[1] - COUNTRY_REACH_M]])
    return shapely.Polygon(np.concatenate([south, border, north, corners]))


def _buurt_of_blocks(land: Landscape) -> Ints:
    """Buurt number of each block inside the gemeente, -1 outside: villages first, then the land around each hamlet."""
    inside = land.region.ravel() == 0
    village = land.village.ravel()
    villages = len(land.village_points)
    centres = block_quads(land).mean(axis=1)
    seeds = np.concatenate([land.village_points + SIDE_STEP, land.village_points - SIDE_STEP, land.hamlet_points])
    _, nearest = cKDTree(seeds).query(centres)
    number = np.where(village >= 0, village, villages + nearest)
    number = np.where(inside, number, -1)
    used, dense = np.unique(number[inside], return_inverse=True)
    out = np.full(len(inside), -1, dtype=np.int64)
    out[inside] = dense
    return out if len(used) else number


def _statistics(world: World, stock: Stock, buurt: Ints, quads: Geometries) -> gpd.GeoDataFrame:
    rng = stage_rng(world.seed, "areas")
    count = int(buurt.max()) + 1
    shapes = np.array([shapely.union_all(quads[buurt == k]) for k in range(count)], dtype=object)
    dwelling = stock.units["gebruiksdoel"].str.contains("woonfunctie").to_numpy()
    rows = stock.units["building"].to_numpy()
    at = buurt[stock.panden["block"].to_numpy()[rows]]
    homes = np.bincount(at[dwelling & (at >= 0)], minlength=count)
    units = np.bincount(at[at >= 0], minlength=count)
    hectare = shapely.area(shapes) / 10_000
    water = np.array([shapely.area(shapely.intersection(s, world.river.pieces)).sum() for s in shapes]) / 10_000
    density = _density(world, stock, buurt, count)
    land_name, wijk = _names(world.land, buurt, count)
    exits = rng.uniform(0.6, 9.0, count).round(1)
    within = pd.Series(wijk).groupby(wijk).cumcount()
    frame = pd.DataFrame({
        "buurtcode": [f"BU9999{w:02d}{k:02d}" for w, k in zip(wijk, within, strict=True)],
        "buurtnaam": land_name,
        "wijkcode": [f"WK9999{w:02d}" for w in wijk],
        "wijknaam": [f"Wijk {w:02d} {place_names(w + 1)[w]}" for w in wijk],
        "gemeentecode": "GM9999",
        "gemeentenaam": GEMEENTE,
        "omgevingsadressendichtheid": density,
        "stedelijkheid_adressen_per_km2": 5 - np.digitize(density, URBAN_LIMITS),
        "bevolkingsdichtheid_inwoners_per_km2": np.round(homes * 2.25 / hectare * 100).astype(int),
        "aantal_inwoners": (homes * 2.25 / 5).round().astype(int) * 5,
        "aantal_huishoudens": (homes * 0.98 / 5).round().astype(int) * 5,
        "woningvoorraad": homes,
        "percentage_onbewoond": np.clip(rng.normal(4, 1.6, count), 1, 12).round().astype(int),
        "gemiddelde_woningwaarde": rng.integers(290, 560, count),
        "oprit_hoofdverkeersweg_gemiddelde_afstand_in_km": exits,
        "oppervlakte_land_in_ha": np.round(hectare - water).astype(int),
        "oppervlakte_water_in_ha": np.round(water).astype(int),
        "jaar": YEAR,
    })  # fmt: skip
    small = units < SMALL_BUURT_UNITS
    income = stage_rng(world.seed, "inkomen").normal(30.0, 4.0, count)
    frame.insert(len(frame.columns) - 1, "gemiddeld_inkomen_per_inwoner", np.clip(income, 19, 48).round(1))
    for column in ("percentage_onbewoond", "gemiddelde_woningwaarde", "gemiddeld_inkomen_per_inwoner"):
        frame.loc[small, column] = MISSING
    frame.loc[rng.permutation(count)[: max(1, count // 12)], "gemiddelde_woningwaarde"] = MISSING
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=CRS)


def _names(land: Landscape, buurt: Ints, count: int) -> tuple[list[str], Ints]:
    places = place_names(len(land.village_points) + len(land.hamlet_points) + count)
    first_block = np.array([int(np.flatnonzero(buurt == k)[0]) for k in range(count)])
    centres = np.array([block_quads(land)[buurt == k].mean(axis=(0, 1)) for k in range(count)])
    _, wijk = cKDTree(land.village_points).query(centres)
    village = land.village.ravel()[first_block]
    names = [
        f"{places[v]} Kern" if v >= 0 else f"Buitengebied {places[len(land.village_points) + k]}"
        for k, v in enumerate(village)
    ]
    return names, np.asarray(np.minimum(wijk, 99), dtype=np.int64)


def _density(world: World, stock: Stock, buurt: Ints, count: int) -> Ints:
    rows = stock.units["building"].to_numpy()
    xy = stock.panden[["x", "y"]].to_numpy()[rows]
    at = buurt[stock.panden["block"].to_numpy()[rows]]
    rng = stage_rng(world.seed, "density")
    tree = cKDTree(xy)
    out = np.zeros(count, dtype=np.int64)
    for k in range(count):
        mine = np.flatnonzero(at == k)
        if len(mine):
            sample = xy[rng.choice(mine, min(25, len(mine)), replace=False)]
            found = tree.query_ball_point(sample, 1000.0, return_length=True)
            out[k] = round(float(np.mean(found)) / np.pi)
    return out


def _merged(buurten: gpd.GeoDataFrame, code: str, naam: str) -> gpd.GeoDataFrame:
    sums = (
        "aantal_inwoners",
        "aantal_huishoudens",
        "woningvoorraad",
        "oppervlakte_land_in_ha",
        "oppervlakte_water_in_ha",
    )
    merged = buurten.dissolve(
        code, aggfunc=dict.fromkeys(sums, "sum") | {naam: "first", "gemeentenaam": "first"}
    ).reset_index()
    weight = buurten["woningvoorraad"].clip(lower=1)
    density = (buurten["omgevingsadressendichtheid"] * weight).groupby(buurten[code]).sum() / weight.groupby(
        buurten[code]
    ).sum()
    merged["gemeentecode"] = "GM9999"
    merged["omgevingsadressendichtheid"] = merged[code].map(density.round().astype(int))
    klasse = np.digitize(merged["omgevingsadressendichtheid"], URBAN_LIMITS)
    merged["stedelijkheid_adressen_per_km2"] = 5 - klasse
    per_km2 = merged["aantal_inwoners"] / merged["oppervlakte_land_in_ha"] * 100
    merged["bevolkingsdichtheid_inwoners_per_km2"] = per_km2.round().astype(int)
    valid = buurten[buurten["percentage_onbewoond"] > MISSING].groupby(code)
    for column in ("percentage_onbewoond", "gemiddelde_woningwaarde"):
        merged[column] = (
            merged[code].map(valid[column].median()).fillna(MISSING).round().astype(int).clip(lower=MISSING)
        )
    exits = buurten.groupby(code)["oprit_hoofdverkeersweg_gemiddelde_afstand_in_km"].mean().round(1)
    merged["oprit_hoofdverkeersweg_gemiddelde_afstand_in_km"] = merged[code].map(exits)
    merged["jaar"] = YEAR
    return merged
