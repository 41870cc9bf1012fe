"""The fictitious places at the water and sites in the files: registers, waterways, tables and the planted truth."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import yaml
from pyproj import Transformer
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo_risico.io.sources.fictief import generate
from geo_risico.io.sources.fictief.world import make_world

PANDEN, SEED = 6000, 9999
ENTITIES = (
    "touristharbour", "terminal", "berth", "vinharbour", "lock", "chamber", "operatingtimes", "section",
    "maximumdimensions", "navigability", "administration", "bridge", "opening",
)  # fmt: skip
TO_RD = Transformer.from_crs("EPSG:4326", "EPSG:28992", always_xy=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("fictief") / "nieuwpolder"
    generate(path, panden_count=PANDEN, seed=SEED)
    return path


@pytest.fixture(scope="module")
def fis(folder):
    return {name: json.loads((folder / "fis" / f"{name}.json").read_text(encoding="utf-8")) for name in ENTITIES}


@pytest.fixture(scope="module")
def truth(folder):
    frame = pd.read_parquet(folder / "truth_locaties.parquet")
    return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(frame["x"], frame["y"]), crs="EPSG:28992")


@pytest.fixture(scope="module")
def vakken(folder):
    return gpd.read_file(folder / "nwb_vaarwegen.gpkg", layer="vaarwegvakken")


def places_of(document):
    shapes = [shapely.from_wkt(item["Geometry"]) for item in document["Result"]]
    moved = [shapely.transform(s, lambda xy: np.stack(TO_RD.transform(xy[:, 0], xy[:, 1]), axis=1)) for s in shapes]
    return {item["Name"]: shape for item, shape in zip(document["Result"], moved, strict=True)}


def test_fis_has_all_entities(fis):
    for name, document in fis.items():
        assert document["Count"] == document["TotalCount"] == len(document["Result"]) > 0, name
        ids = [item["Id"] for item in document["Result"]]
        assert len(set(ids)) == len(ids), name
    every = [item["Id"] for document in fis.values() for item in document["Result"]]
    assert len(set(every)) == len(every)


def test_fis_references_resolve(fis):
    ids = {name: {item["Id"] for item in document["Result"]} for name, document in fis.items()}
    assert {item["OperatingTimesId"] for item in fis["lock"]["Result"]} == ids["operatingtimes"]
    assert {item["AdministrationId"] for item in fis["lock"]["Result"]} <= ids["administration"]
    assert {item["ParentId"] for item in fis["chamber"]["Result"]} == ids["lock"]
    assert {item["ParentId"] for item in fis["opening"]["Result"]} == ids["bridge"]
    for name in ("maximumdimensions", "navigability"):
        assert {item["RouteId"] for item in fis[name]["Result"]} == {
            item["RouteId"] for item in fis["section"]["Result"]
        }
    days = [item["NormalSchedules"][0]["Mon"]["OperatingTimes"][0] for item in fis["operatingtimes"]["Result"]]
    assert all(day["FromTime"] < day["ToTime"] for day in days)


def test_waterways_are_one_network(vakken):
    assert set(vakken["vaktype"]) == {"D", "H", "V"}
    ends = vakken.geometry.apply(lambda line: (line.coords[0], line.coords[-1]))
    node = pd.concat([vakken["vwj_id_beg"], vakken["vwj_id_end"]], ignore_index=True)
    spot = pd.DataFrame([pair[0] for pair in ends] + [pair[1] for pair in ends])
    assert (spot.groupby(node).max() - spot.groupby(node).min()).to_numpy().max() < 0.2
    _, number = np.unique(node, return_inverse=True)
    start, end = number.reshape(2, -1)
    links = coo_array((np.ones(len(start)), (start, end)), shape=(number.max() + 1,) * 2)
    assert connected_components(links, directed=False)[0] == 1


def test_kilometres_run_on_along_a_route(vakken):
    for code, route in vakken[vakken["vaktype"] == "D"].groupby("vrt_code"):
        ordered = route.sort_values("begkm")
        assert ordered["begkm"].iloc[0] == 0, code
        np.testing.assert_allclose(ordered["begkm"].iloc[1:], ordered["endkm"].iloc[:-1], atol=0.0011)
        np.testing.assert_allclose(ordered["endkm"] - ordered["begkm"], ordered.length / 1000, atol=0.0011)


@pytest.mark.parametrize(("setting", "name"), [("sea_entrances", "IJmuiden (pieren)"), ("seaports", "IJmuiden")])
def test_the_sea_is_reached(vakken, pytestconfig, setting, name):
    layer = yaml.safe_load((pytestconfig.rootpath / "layers" / "vaarwegen.yaml").read_text(encoding="utf-8"))
    settings = next(i["settings"] for i in layer["indicators"] if setting in i.get("settings", {}))
    x, y = next(text for text in settings[setting] if text.startswith(f"{name}:")).split(": ")[1].split()[:2]
    assert vakken.distance(shapely.Point(float(x), float(y))).min() < 10


def test_a_lock_lies_on_the_way_to_the_sea_and_in_each_feeder(fis, vakken):
    locks = places_of(fis["lock"])
    feeders = vakken[vakken["vaktype"] == "V"]
    assert len(locks) == len(feeders) + 1
    assert vakken[vakken["vwg_naam"] == "Vlietmond"].distance(locks["Zeesluis Vlietmond"]).min() == 0
    assert shapely.intersects(np.array(list(feeders.geometry)), shapely.union_all(list(locks.values()))).all()


def test_registers_differ_as_planted(folder, fis, vakken):
    harbours = set(vakken.loc[vakken["vaktype"] == "H", "vwg_naam"])
    osm = set(gpd.read_file(folder / "osm_water.gpkg", layer="multipolygons")["name"].dropna())
    top10 = gpd.read_file(folder / "top10nl.gpkg", layer="functioneel_gebied_vlak")
    names = {
        name for document in fis.values() for name in (item["Name"] for item in document["Result"] if "Name" in item)
    }
    assert {"Turfhaven", "Zeehaven Vlietmond", "Industriehaven", "Kolkhaven", "Jachthaven De Kolk"} <= harbours
    assert "Turfhaven" not in names | osm | set(top10["naam"])
    assert "Jachthaven Grote Plas" in osm - names - harbours - set(top10["naam"])
    assert "Scheepswerf De Onderneming" in (osm & set(top10["naam"])) - names - harbours
    assert "Haven van Nieuwpolder" in names - osm
    assert top10["typefunctioneelgebied"].isin(["haven", "jachthaven", "werf"]).sum() == 5
    marinas = places_of(fis["touristharbour"])
    terrain = top10.set_index("naam").geometry
    assert terrain["Jachthaven De Vliet"].contains(marinas["Jachthaven De Vliet"])
    assert terrain["Jachthaven De Kolk"].distance(marinas["Jachthaven De Kolk"]) == pytest.approx(90, abs=8)


def test_the_planted_truth_stands_in_the_files(folder, truth):
    water = truth[truth["soort"].isin(["jachthaven", "binnenhaven", "scheepswerf"])]
    areas = gpd.read_file(folder / "top10nl.gpkg", layer="functioneel_gebied_vlak")
    areas = areas[areas["typefunctioneelgebied"].isin(["haven", "jachthaven", "werf"])]
    points = gpd.read_file(folder / "top10nl.gpkg", layer="inrichtingselement_punt")
    lines = gpd.read_file(folder / "top10nl.gpkg", layer="inrichtingselement_lijn")
    roads = gpd.read_file(folder / "top10nl.gpkg", layer="wegdeel_hartlijn")
    basins = gpd.read_file(folder / "top10nl.gpkg", layer="waterdeel_vlak").query("functie == 'haven'")
    for row in water.itertuples():
        terrain = areas.geometry[areas.contains(row.geometry)].iloc[0]
        inside = set(points.loc[points.within(terrain.buffer(1)), "typeinrichtingselement"])
        assert ("kraan" in inside) == row.heeft_kraan, row.naam
        assert ("wegafsluiting" in inside) != row.is_open, row.naam
        fences = lines[lines["typeinrichtingselement"] == "hekwerk"]
        assert (fences.distance(terrain).min() < 1) != row.is_open, row.naam
        basin = basins.geometry[basins.intersects(terrain)].iloc[0]
        assert (roads.distance(basin).min() < 15) == row.kade_berijdbaar, row.naam
    target = water["heeft_kraan"] & water["kade_berijdbaar"] & ~water["heeft_toezicht"]
    assert list(water.loc[target & water["soort"].eq("jachthaven"), "naam"]) == ["Jachthaven De Kolk"]


def test_parks_and_percelen(folder, truth):
    percelen = gpd.read_file(folder / "brk.gpkg", layer="perceel").query("status_historie_waarde == 'Geldig'")
    areas = gpd.read_file(folder / "top10nl.gpkg", layer="functioneel_gebied_vlak")
    units = gpd.read_file(folder / "bag.gpkg", layer="verblijfsobject")
    for row in truth[truth["thema"] == "vakantieparken"].itertuples():
        park = areas.loc[areas.contains(row.geometry) & (areas["naam"] == row.naam)].geometry.iloc[0]
        count = int(percelen.representative_point().within(park).sum())
        assert (count > 20) == row.is_uitgepond, row.naam
        assert row.is_uitgepond or count == 1
        uses = units.loc[units.within(park), "gebruiksdoel"]
        if row.woonaandeel >= 0.5:
            assert 0.3 < (uses == "woonfunctie").mean() < 0.9


def test_schouw_covers_about_half_and_holds_no_persons(folder, truth):
    schouw = pd.read_csv(folder / "schouw.csv")
    assert 0.4 <= len(schouw) / len(truth) <= 0.75
    spots = gpd.GeoSeries(gpd.points_from_xy(schouw["x"], schouw["y"]), crs="EPSG:28992")
    nearest = truth.geometry.sindex.nearest(spots, return_all=False)[1]
    watched = truth["heeft_toezicht"].to_numpy()[nearest]
    assert ((schouw["aanwezigheid_uren_week"] > 0) == watched).all()
    assert ((schouw["cameras"] > 0) == watched).all()
    for name in ("schouw", "bedrijfsregister", "vitaliteit", "transacties"):
        columns = set(pd.read_csv(folder / f"{name}.csv").columns)
        assert not columns & {"naam", "eigenaar", "bsn", "kvk_nummer", "bewoner", "koper"}, name


def test_new_panden_are_small_in_number_and_fall_within_their_sites(folder):
    panden = gpd.read_file(folder / "bag.gpkg", layer="pand")
    added = panden[panden["identificatie"].str.startswith("9999100009")]
    assert 10 < len(added) < 0.02 * PANDEN
    areas = gpd.read_file(folder / "top10nl.gpkg", layer="functioneel_gebied_vlak").union_all()
    strip = gpd.read_file(folder / "osm_water.gpkg", layer="lines")
    strip = strip[strip["other_tags"].str.contains("airstrip", na=False)].buffer(60).union_all()
    assert added.within(shapely.union(areas, strip)).all()
    others = panden[panden.geometry.notna() & panden.is_valid].drop(index=added.index)
    assert len(others.sindex.query(added.geometry, predicate="intersects")[0]) == 0


def test_larger_gemeenten_have_more_of_everything():
    small, large = make_world(2000, SEED), make_world(30_000, SEED)
    assert len(large.shore) > len(small.shore)
    for kind in ("bungalowpark", "bedrijventerrein"):
        assert sum(s.kind == kind for s in large.sites) > sum(s.kind == kind for s in small.sites)
    kinds = {site.kind for site in large.sites}
    assert {"vliegveld, luchthaven", "zweefvliegveldterrein", "caravanpark", ""} <= kinds
    assert len({place.name for place in large.shore if place.name}) == sum(bool(p.name) for p in large.shore)


def test_the_same_seed_gives_the_same_files(folder, tmp_path):
    generate(tmp_path / "again", panden_count=PANDEN, seed=SEED)
    for name in ("schouw.csv", "bedrijfsregister.csv", "vitaliteit.csv", "transacties.csv", "fis/berth.json"):
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name
    for layer in ("points", "lines", "multipolygons"):
        first, second = (gpd.read_file(p / "osm_water.gpkg", layer=layer) for p in (folder, tmp_path / "again"))
        pd.testing.assert_frame_equal(first, second)
