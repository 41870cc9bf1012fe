"""Restricted tables and the planted truth of the places at the water and of the sites. All fictitious."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.io.sources.fictief.geometry import stage_rng

if TYPE_CHECKING:
    from geo_risico.io.sources.fictief.world import World

CRS = "EPSG:28992"
SEEN_EVERY = 2
RIVER_CONTROL_M = 20.0


def make_truth(world: World) -> pd.DataFrame:
    """One row per planted place: type, name, spot, and what is there (crane, drivable quay, fence, supervision)."""
    rows = []
    for place in world.shore:
        x, y = shapely.get_coordinates(shapely.point_on_surface(place.terrain))[0]
        facts = (place.has_crane, place.is_drivable, place.is_open, place.is_supervised)
        rows.append(("watergebonden", place.kind, place.name, x, y, *facts))
    for site in world.sites:
        x, y = shapely.get_coordinates(shapely.point_on_surface(site.shape))[0]
        rows.append(
            (_theme(site.kind), site.kind or "landingsstrip", site.name, x, y, False, True, True, site.is_licensed)
        )
    names = ["thema", "soort", "naam", "x", "y", "heeft_kraan", "kade_berijdbaar", "is_open", "heeft_toezicht"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.astype({"thema": "str", "soort": "str", "naam": "str"}).round({"x": 1, "y": 1})


def _theme(kind: str) -> str:
    if kind == "bedrijventerrein":
        return "bedrijventerreinen"
    return "luchthavens" if kind in {"", "zweefvliegveldterrein", "vliegveld, luchthaven"} else "vakantieparken"


def make_schouw(truth: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Schouw of about half of the places, all of the first six; a cell that nobody filled is empty."""
    rng = stage_rng(seed, "schouw")
    place = truth[(np.arange(len(truth)) < 6) | (np.arange(len(truth)) % SEEN_EVERY == 0)].reset_index(drop=True)  # noqa: PLR2004
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
