"""Panden of the places at the water and of the sites: sheds at quays, chalets, small units and hangars."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.io.sources.fictief.bag import identifiers
from geo_risico.io.sources.fictief.geometry import Geometries, bilinear, chance, stage_rng
from geo_risico.io.sources.fictief.names import GEMEENTE
from geo_risico.io.sources.fictief.waters import lokaal_ids

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.river import Basin
    from geo_risico.io.sources.fictief.shore import Waterplace
    from geo_risico.io.sources.fictief.sites import Site
    from geo_risico.io.sources.fictief.world import World

CRS = "EPSG:28992"
SHED_DEPTH_M = 26.0
SHEDS = {"jachthaven": 1, "binnenhaven": 3, "scheepswerf": 2}
EMPTY_SHED = "scheepswerf"
STREETS = {"shore": "Havenkade", "park": "Parklaan", "bedrijventerrein": "Ambachtsweg", "luchthaven": "Vliegveldweg"}
FIRST_NUMBER = 9_000_000


def make_annex(world: World) -> gpd.GeoDataFrame:
    """One row per pand: place, street, gebruiksdoel of its units, number of units, typegebouw, year and status."""
    parts = [_of_shore(place) for place in world.shore[len(world.river.basins) :]]
    parts += [_of_site(site, world.seed, k) for k, site in enumerate(world.sites)]
    frame = pd.concat([part for part in parts if len(part)], ignore_index=True)
    rng = stage_rng(world.seed, "annex")
    years = rng.integers(1962, 2016, len(frame))
    status = np.where(frame["is_idle"], "Pand buiten gebruik", "Pand in gebruik")
    shapes = frame["outline"].to_numpy(dtype=object)
    return gpd.GeoDataFrame(
        frame.drop(columns=["outline", "is_idle"]).assign(bouwjaar=years, status=status), geometry=shapes, crs=CRS
    )


def _rows(outlines: Geometries, **columns: object) -> pd.DataFrame:
    return pd.DataFrame({"outline": outlines, **columns}, index=range(len(outlines)))


def _of_shore(place: Waterplace) -> pd.DataFrame:
    if place.basin is None:
        return _rows(np.empty(0, dtype=object))
    sheds = _sheds(place.basin, SHEDS[place.kind])
    yard = place.kind == "scheepswerf"
    idle = np.zeros(len(sheds), dtype=bool)
    idle[-1] = place.kind == EMPTY_SHED and not place.is_supervised
    return _rows(
        sheds,
        place=place.name,
        street=STREETS["shore"],
        gebruiksdoel="sportfunctie" if place.kind == "jachthaven" else "industriefunctie",
        units=np.where(idle, 0, 1),
        typegebouw="werf" if yard else "overig",
        is_idle=idle,
    )


def _sheds(basin: Basin, count: int) -> Geometries:
    """Sheds in a row between the quay road and the dike."""
    height = float(np.linalg.norm(basin.quad[3] - basin.quad[0]))
    width = float(np.linalg.norm(basin.quad[1] - basin.quad[0]))
    u0, _, u1, _ = basin.inner
    v0 = basin.inner[3] + 0.03
    v1 = v0 + SHED_DEPTH_M / height
    edges = np.linspace(u0 + 12 / width, min(u1, u0 + count * 52 / width), count + 1)
    a, b = edges[:-1], edges[1:] - 6 / width
    low, high = np.full(count, v0), np.full(count, v1)
    quads = np.broadcast_to(basin.quad, (count, 4, 2))
    ring = [bilinear(quads, u, v) for u, v in ((a, low), (b, low), (b, high), (a, high))]
    return np.asarray(shapely.polygons(np.stack(ring, axis=1)), dtype=object)


def _of_site(site: Site, seed: int, number: int) -> pd.DataFrame:
    n = len(site.outlines)
    if site.kind == "bedrijventerrein":
        street, use = STREETS["bedrijventerrein"], np.full(n, "industriefunctie", dtype=object)
    elif site.perceel < 0:
        street, use = STREETS["luchthaven"], np.full(n, "overige gebruiksfunctie", dtype=object)
    else:
        street = STREETS["park"]
        dwelling = chance(n, site.dwelling_share, stage_rng(seed, f"park {number}"))
        use = np.where(dwelling, "woonfunctie", "logiesfunctie").astype(object)
    return _rows(
        site.outlines,
        place=site.name or "Strip",
        street=street,
        gebruiksdoel=use,
        units=np.full(n, site.units),
        typegebouw="overig",
        is_idle=np.zeros(n, dtype=bool),
    )


def annex_panden(annex: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The panden of the annex with the columns of the BAG."""
    n = len(annex)
    prefix = pd.Series("9999", index=range(n), dtype="str")
    return gpd.GeoDataFrame(
        {
            "identificatie": identifiers(prefix, "10", FIRST_NUMBER + np.arange(n)),
            "bouwjaar": annex["bouwjaar"].astype("int32"),
            "status": annex["status"].astype("str"),
            "gebruiksdoel": annex["gebruiksdoel"].where(annex["units"] > 0).astype("str"),
            "aantal_verblijfsobjecten": annex["units"].astype("int32"),
            "documentdatum": pd.Series(np.datetime64("2016-03-01", "ms"), index=range(n)),
            "documentnummer": "FICTIEF-9" + pd.Series(np.arange(n)).astype("str").str.zfill(5),
            "geconstateerd": "N",
        },
        geometry=annex.geometry.to_numpy(),
        crs=CRS,
    )


def annex_verblijfsobjecten(annex: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The verblijfsobjecten of the annex with the columns of the BAG; small units share their pand evenly."""
    pand = np.repeat(np.arange(len(annex)), annex["units"])
    n = len(pand)
    counts = annex["units"].to_numpy()
    position = np.arange(n) - (np.cumsum(counts) - counts)[pand]
    spot = shapely.get_coordinates(shapely.centroid(annex.geometry.to_numpy()))[pand]
    shift = np.where(position == 0, 0.0, 0.35)[:, None] * np.stack([np.cos(position), np.sin(position)], axis=1)
    area = annex.area.to_numpy()[pand] * 0.95 / counts[pand]
    street = annex["street"].to_numpy()[pand]
    prefix = pd.Series("9999", index=range(n), dtype="str")
    return gpd.GeoDataFrame(
        {
            "identificatie": identifiers(prefix, "01", FIRST_NUMBER + np.arange(n)),
            "status": np.where(
                annex["status"].to_numpy()[pand] == "Pand in gebruik",
                "Verblijfsobject in gebruik",
                "Verblijfsobject buiten gebruik",
            ),
            "gebruiksdoel": pd.Series(annex["gebruiksdoel"].to_numpy()[pand], dtype="str"),
            "oppervlakte": np.maximum(area.round(), 9).astype("int32"),
            "openbare_ruimte_naam": pd.Series(street, dtype="str"),
            "huisnummer": (pd.Series(pand).groupby(street).transform(lambda p: pd.factorize(p)[0]) + 1).astype("int32"),
            "huisletter": pd.Series([None] * n, dtype="str"),
            "toevoeging": pd.Series(position).astype("str").where(position > 0),
            "postcode": "9900YY",
            "woonplaats_naam": GEMEENTE,
            "pand_identificatie": identifiers(prefix, "10", FIRST_NUMBER + pand),
        },
        geometry=shapely.points(spot + shift),
        crs=CRS,
    )


def annex_gebouwen(annex: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The buildings of the annex as TOP10NL draws them."""
    return gpd.GeoDataFrame(
        {
            "lokaal_id": lokaal_ids("GX", len(annex)),
            "typegebouw": annex["typegebouw"].astype("str"),
            "status": pd.Series(
                np.where(annex["status"] == "Pand buiten gebruik", "buiten gebruik", "in gebruik"), dtype="str"
            ),
        },
        geometry=annex.geometry.to_numpy(),
        crs=CRS,
    )


def together(*frames: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The rows of all frames in order, with a new index."""
    return pd.concat(frames, ignore_index=True)
