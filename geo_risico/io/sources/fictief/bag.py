"""The BAG: panden, verblijfsobjecten, ligplaatsen, standplaatsen and woonplaatsen with their addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from geo_risico.io.sources.fictief.attributes import GONE, IN_USE, Stock, floor_area, quota
from geo_risico.io.sources.fictief.geometry import Floats, Ints, chance, stage_rng
from geo_risico.io.sources.fictief.moorings import moorings
from geo_risico.io.sources.fictief.names import GEMEENTE_CODES, place_names, street_names

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.world import World

CRS = "EPSG:28992"
FORMER_CODE = "0999"
FORMER_UNTIL = 1998
UNIT_IN_USE = "Verblijfsobject in gebruik"
UNIT_STATUS_SHARES = {
    "Verblijfsobject gevormd": 0.004,
    "Niet gerealiseerd verblijfsobject": 0.002,
    "Verblijfsobject in gebruik (niet ingemeten)": 0.004,
    "Verbouwing verblijfsobject": 0.003,
    "Verblijfsobject buiten gebruik": 0.004,
    "Verblijfsobject ten onrechte opgevoerd": 0.002,
}
WITHDRAWN = "Verblijfsobject ingetrokken"


@dataclass(frozen=True, eq=False)
class Bag:
    """The five BAG layers; `pand` and `verblijfsobject` keep the row order of the stock."""

    pand: gpd.GeoDataFrame
    verblijfsobject: gpd.GeoDataFrame
    ligplaats: gpd.GeoDataFrame
    standplaats: gpd.GeoDataFrame
    woonplaats: gpd.GeoDataFrame


def make_bag(world: World, stock: Stock) -> Bag:
    """The BAG of the gemeente and its data ring, without the dirt of a real delivery."""
    rng = stage_rng(world.seed, "bag")
    pand = _pand(world, stock, rng)
    unit = _verblijfsobject(world, stock, pand, rng)
    ligplaats, standplaats = moorings(world, rng)
    return Bag(pand, unit, ligplaats, standplaats, _woonplaats(world))


def identifiers(prefix: pd.Series, kind: str, number: Ints) -> pd.Series:
    """Identifiers of 16 digits: gemeente, type of object, serial number."""
    digits: pd.Series = prefix + kind + pd.Series(number, index=prefix.index).astype("str").str.zfill(10)
    return digits


def _prefix(stock: Stock, river_y: float) -> pd.Series:
    """Gemeente code in each identifier; south of the river lay another gemeente until 1998."""
    codes = np.array(GEMEENTE_CODES, dtype=object)[stock.panden["region"].to_numpy()]
    south = stock.panden["y"].to_numpy() < river_y
    former = (stock.panden["region"].to_numpy() == 0) & south & (stock.panden["bouwjaar"].to_numpy() < FORMER_UNTIL)
    return pd.Series(np.where(former, FORMER_CODE, codes), dtype="str")


def _pand(world: World, stock: Stock, rng: np.random.Generator) -> gpd.GeoDataFrame:
    p = stock.panden
    n = len(p)
    days = rng.integers(0, 365 * 14, n).astype("timedelta64[D]")
    return gpd.GeoDataFrame(
        {
            "identificatie": identifiers(
                _prefix(stock, float(world.river.centre[:, 1].mean())), "10", rng.permutation(n) + 1
            ),
            "bouwjaar": p["bouwjaar"].astype("int32"),
            "status": p["status"].astype("str"),
            "gebruiksdoel": _uses(stock, n),
            "aantal_verblijfsobjecten": p["units"].astype("int32"),
            "documentdatum": (np.datetime64("2011-06-01") + days).astype("datetime64[ms]"),
            "documentnummer": "FICTIEF-" + pd.Series(np.arange(n) % 97_003).astype("str").str.zfill(6),
            "geconstateerd": np.where(chance(n, 0.03, rng), "J", "N"),
        },
        geometry=world.buildings.outline,
        crs=CRS,
    )


def _uses(stock: Stock, count: int) -> pd.Series:
    """Gebruiksdoelen of each pand, joined with a comma; null for a pand without verblijfsobject."""
    use = stock.units.drop_duplicates(["building", "gebruiksdoel"]).sort_values(["building", "gebruiksdoel"])
    several = use["building"].duplicated(keep=False)
    joined = use[several].groupby("building")["gebruiksdoel"].agg(",".join)
    single = use[~several].set_index("building")["gebruiksdoel"]
    uses: pd.Series = pd.concat([single, joined]).reindex(range(count)).astype("str")
    return uses


def addresses(world: World, at: Floats, street: Ints, region: Ints) -> pd.DataFrame:
    """Street, number, postcode and woonplaats of points; numbers count along the street."""
    places = place_names(len(world.land.village_points))
    _, nearest = cKDTree(world.land.village_points).query(at)
    town = np.where(region == 0, np.array(places, dtype=object)[nearest], np.array(_RING_PLACES, dtype=object)[region])
    name = street_names(world.land, street)
    frame = pd.DataFrame(
        {"openbare_ruimte_naam": name, "woonplaats_naam": town, "order": np.round(at[:, 0] + at[:, 1], 1)}
    )
    ordered = frame.sort_values("order", kind="stable")
    number = ordered.groupby(["woonplaats_naam", "openbare_ruimte_naam"]).cumcount() + 1
    frame["huisnummer"] = number.reindex(frame.index).astype("int32")
    zone = np.where(region == 0, nearest % 90, 95 + region)
    letters = np.array([a + b for a in "ABCDEFGHJKLMNPRSTVWXZ" for b in "ABCDEFGHJKLMNPRSTVWXZ"], dtype=object)
    frame["postcode"] = pd.Series(9900 + zone).astype("str") + pd.Series(letters[np.abs(street) % len(letters)])
    return frame.drop(columns="order").astype(
        {"openbare_ruimte_naam": "str", "woonplaats_naam": "str", "postcode": "str"}
    )


_RING_PLACES = ("", "Noorderveld", "Westerwaard", "Zuiderbroek")


def _verblijfsobject(world: World, stock: Stock, pand: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    rows, position = stock.units["building"].to_numpy(), stock.units["position"].to_numpy()
    p = stock.panden
    xy = p[["x", "y"]].to_numpy()[rows]
    first = position == 0
    lot_street = world.lots.street[p["lot"].to_numpy()[rows]]
    adres = addresses(world, xy[first], lot_street[first], p["region"].to_numpy()[rows][first])
    adres = adres.iloc[np.cumsum(first) - 1].reset_index(drop=True)
    shift = np.where(first, 0.0, 0.35)[:, None] * np.stack([np.cos(position), np.sin(position)], axis=1)
    status = _unit_statuses(p["status"].to_numpy()[rows], p["region"].to_numpy()[rows], rng)
    letter = pd.Series("A", index=range(len(rows)), dtype="str").where(chance(len(rows), 0.03, rng))
    return gpd.GeoDataFrame(
        {
            "identificatie": identifiers(
                pand["identificatie"].str[:4].iloc[rows].reset_index(drop=True), "01", rng.permutation(len(rows)) + 1
            ),
            "status": pd.Series(status, dtype="str"),
            "gebruiksdoel": stock.units["gebruiksdoel"].astype("str"),
            "oppervlakte": floor_area(stock, rng).astype("int32"),
            "openbare_ruimte_naam": adres["openbare_ruimte_naam"],
            "huisnummer": adres["huisnummer"],
            "huisletter": letter,
            "toevoeging": pd.Series(position).astype("str").where(~first),
            "postcode": adres["postcode"],
            "woonplaats_naam": adres["woonplaats_naam"],
            "pand_identificatie": pand["identificatie"].iloc[rows].reset_index(drop=True),
        },
        geometry=shapely.points(xy + shift),
        crs=CRS,
    )


def _unit_statuses(pand_status: np.ndarray, region: Ints, rng: np.random.Generator) -> np.ndarray:
    plain = (pand_status == IN_USE) & (region == 0)
    values = np.full(len(pand_status), UNIT_IN_USE, dtype=object)
    values[np.isin(pand_status, GONE)] = WITHDRAWN
    values[pand_status == "Pand buiten gebruik"] = "Verblijfsobject buiten gebruik"
    values[np.isin(pand_status, ("Bouwvergunning verleend", "Bouw gestart"))] = "Verblijfsobject gevormd"
    shares = {**UNIT_STATUS_SHARES, WITHDRAWN: 0.004}
    return quota(values, shares, dict.fromkeys(shares, plain), rng)


def _woonplaats(world: World) -> gpd.GeoDataFrame:
    land = world.land
    p = land.lattice.vertices
    quads = np.stack([p[:-1, :-1], p[:-1, 1:], p[1:, 1:], p[1:, :-1]], axis=2).reshape(-1, 4, 2)
    inside = np.flatnonzero(land.region.ravel() == 0)
    _, nearest = cKDTree(land.village_points).query(quads[inside].mean(axis=1))
    names = place_names(len(land.village_points))
    used = np.unique(nearest)
    shapes = [shapely.union_all(shapely.polygons(quads[inside[nearest == k]])) for k in used]
    return gpd.GeoDataFrame(
        {
            "identificatie": [f"{9000 + k:04d}" for k in used],
            "naam": [names[k] for k in used],
            "status": "Woonplaats aangewezen",
        },
        geometry=shapes,
        crs=CRS,
    )
