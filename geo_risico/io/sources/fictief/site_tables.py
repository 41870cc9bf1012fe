"""Restricted tables and the planted truth of the places at the water and of the sites. All fictitious."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.io.sources.fictief.geometry import stage_rng
from geo_risico.io.sources.fictief.landscape import Block
from geo_risico.io.sources.fictief.top10 import built_shapes

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.world import World

CRS = "EPSG:28992"
SEEN_EVERY, SEEN_FIRST = 2, 6
MANY = 0.5
FIRST_SITES = (
    (Block.PARK, "bungalowpark", "Vakantiepark De Wilgen"),
    (Block.INDUSTRY, "bedrijventerrein", "Bedrijventerrein De Vliet"),
)
TRUTH = [
    "thema", "soort", "naam", "vorm", "heeft_kraan", "kade_berijdbaar", "is_open", "heeft_toezicht", "is_uitgepond",
    "woonaandeel",
]  # fmt: skip
RIVER_CONTROL_M = 20.0


def make_truth(world: World) -> pd.DataFrame:
    """One row per planted place: type, name, spot, and what is there (crane, drivable quay, fence, supervision).

    `is_uitgepond` is a park of many percelen; `woonaandeel` the planted share of dwellings with a woonfunctie.
    """
    rows: list[tuple[object, ...]] = []
    for place in world.shore:
        facts = (place.has_crane, place.is_drivable, place.is_open, place.is_supervised)
        rows.append(("watergebonden", place.kind, place.name, place.terrain, *facts, False, np.nan))
    for site in world.sites:
        kind, name, shape = site.kind or "landingsstrip", site.name, site.shape
        is_open = site.kind != "bedrijventerrein"
        watched = site.is_licensed and site.dwelling_share < MANY
        rows.append((_theme(site.kind), kind, name, shape, False, True, is_open, watched, False, site.dwelling_share))
    for block, kind, name in FIRST_SITES:
        known = (False, True, True, kind == "bedrijventerrein", kind == "bungalowpark", np.nan)
        rows += [(_theme(kind), kind, name, shape, *known) for shape in built_shapes(world, block)]
    frame = pd.DataFrame(rows, columns=TRUTH).astype({"thema": "str", "soort": "str", "naam": "str"})
    spot = shapely.get_coordinates(shapely.point_on_surface(frame["vorm"].to_numpy(dtype=object)))
    return frame.drop(columns="vorm").assign(x=spot[:, 0].round(1), y=spot[:, 1].round(1))


def _theme(kind: str) -> str:
    if kind == "bedrijventerrein":
        return "bedrijventerreinen"
    return "luchthavens" if kind in {"", "zweefvliegveldterrein", "vliegveld, luchthaven"} else "vakantieparken"


def make_schouw(truth: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Schouw of about half of the places, all of the first six; a cell that nobody filled is empty."""
    rng = stage_rng(seed, "schouw")
    order = np.arange(len(truth))
    place = truth[(order < SEEN_FIRST) | (order % SEEN_EVERY == 0)].reset_index(drop=True)
    n = len(place)
    watched = place["heeft_toezicht"].to_numpy()
    water = place["thema"].eq("watergebonden").to_numpy()
    lodging = np.where(
        water, place["soort"].isin(["jachthaven", "passantensteiger"]), place["thema"] == "vakantieparken"
    )
    night = np.where(watched, rng.choice(["ja digitaal", "ja papier"], n), "nee")
    return pd.DataFrame({
        "location_id": "",
        "x": place["x"],
        "y": place["y"],
        "peildatum": "2025-" + pd.Series(rng.integers(4, 11, n)).astype("str").str.zfill(2) + "-15",
        "isps": np.where(water, np.where(place["naam"] == "Industriehaven", "ja", "nee"), ""),
        "aanwezigheid_uren_week": np.where(watched, rng.choice([56, 84, 168], n), 0),
        "cameras": np.where(watched, rng.integers(2, 7, n), 0),
        "verlichting": np.where(watched, "goed", rng.choice(["matig", "geen"], n)),
        "nachtregister": np.where(lodging, night, ""),
        "id_plicht": np.where(lodging, np.where(watched, "ja", "nee"), ""),
        "contant": np.where(lodging, np.where(watched, "nee", "ja"), ""),
        "gedragssignalen": np.where(watched, 0, rng.poisson(1.2, n)),
        "onbekende_vaartuigen": pd.Series(np.where(watched, 0, rng.poisson(1.0, n))).where(water).astype("Int64"),
        "incidenten": rng.poisson(0.5, n),
    })  # fmt: skip


def make_bedrijfsregister(truth: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Counts of vestigingen per place, for two in three places, without names."""
    rng = stage_rng(seed, "bedrijfsregister")
    place = truth[np.arange(len(truth)) % 3 != 1].reset_index(drop=True)
    n = len(place)
    many = place["thema"].eq("bedrijventerreinen").to_numpy()
    count = np.where(many, rng.integers(18, 45, n), rng.integers(1, 7, n))
    return pd.DataFrame({
        "location_id": "",
        "x": place["x"],
        "y": place["y"],
        "peildatum": "2026-01-01",
        "vestigingen": count,
        "mutaties": rng.binomial(count, np.where(place["heeft_toezicht"], 0.08, 0.3)),
        "onduidelijke_bedrijven": rng.binomial(count, np.where(place["heeft_toezicht"], 0.02, 0.2)),
    })  # fmt: skip


def make_vitaliteit(truth: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Outcome of a vitality scan of the parks and the certificates of the business grounds."""
    rng = stage_rng(seed, "vitaliteit")
    place = truth[truth["thema"].isin(["vakantieparken", "bedrijventerreinen"])].reset_index(drop=True)
    n = len(place)
    park, watched = place["thema"].eq("vakantieparken"), place["heeft_toezicht"].to_numpy()
    quality = np.where(watched, rng.choice(["goed", "voldoende"], n), rng.choice(["matig", "onvoldoende"], n))
    return pd.DataFrame({
        "location_id": "",
        "x": place["x"],
        "y": place["y"],
        "peildatum": "2025-06-01",
        "kwaliteit": np.where(park, quality, ""),
        "keurmerk": np.where(park, "", rng.choice(["ja", "verlopen", "nee"], n)),
    })  # fmt: skip


def make_transacties(truth: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Sales of the last years on parks and business grounds: a price per m2, no buyer or seller."""
    rng = stage_rng(seed, "transacties")
    place = truth[truth["thema"].isin(["vakantieparken", "bedrijventerreinen"])]
    count = np.where(place["is_uitgepond"], 12, 2)
    rows = place.loc[place.index.repeat(count)].reset_index(drop=True)
    n = len(rows)
    middle = np.where(rows["heeft_toezicht"], 1500.0, 800.0)
    return pd.DataFrame({
        "location_id": "",
        "x": rows["x"],
        "y": rows["y"],
        "peildatum": pd.Series(rng.integers(2022, 2026, n)).astype("str") + "-05-01",
        "prijs_m2": (middle * rng.lognormal(0.0, 0.25, n)).round(-1).astype("int64"),
    })  # fmt: skip


def make_beheer(world: World) -> dict[str, gpd.GeoDataFrame]:
    """Two waterschappen, north and south of the river, and the water that the state manages."""
    p = world.land.lattice.vertices
    row = int(world.land.lattice.river_rows[0])
    low = np.concatenate([p[0], p[1 : row + 1, -1], p[row, -2::-1], p[row - 1 : 0 : -1, 0]])
    high = np.concatenate([p[row], p[row + 1 :, -1], p[-1, -2::-1], p[-2:row:-1, 0]])
    river = shapely.buffer(shapely.union_all(world.river.pieces), RIVER_CONTROL_M)
    schappen = gpd.GeoDataFrame(
        {"naam": ["Waterschap Zuider Vliet", "Waterschap Noorder Vliet"], "code": ["9901", "9902"]},
        geometry=[shapely.Polygon(low), shapely.Polygon(high)],
        crs=CRS,
    )
    state = gpd.GeoDataFrame({"beheerder": ["Rijkswaterstaat Fictieland"]}, geometry=[river], crs=CRS)
    return {"waterschappen": schappen, "beheergrenzen_nat": state}
