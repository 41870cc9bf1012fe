"""Sailing distances on the real waterways of 2017, against kilometre marks that the product does not use."""

import importlib.util
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import yaml
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo_risico.catalog import load_catalog
from geo_risico.indicators.lock_count import lock_count
from geo_risico.indicators.sailing_distance_border_m import sailing_distance_border_m
from geo_risico.indicators.sailing_distance_sea_m import sailing_distance_sea_m
from geo_risico.spatial.named_places import named_places
from geo_risico.spatial.sailing import on_network, waterway_access
from geo_risico.spatial.waterways import waterway_network

_SPEC = importlib.util.spec_from_file_location("reading_sample", Path(__file__).with_name("reading_sample.py"))
_sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_sample)
ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
NWB = "nationaal/nwb_vaarwegvakken_2017.shp"
PBF = "kampen/kampen.osm.pbf"
HAVENS = yaml.safe_load(Path(__file__).with_name("vaarafstand.yaml").read_text("utf-8"))
CATALOG = load_catalog(ROOT / "layers", ROOT / "scans" / "themes")
SETTINGS = {name: spec.settings for name, spec in CATALOG.indicators.items()}
SEA = SETTINGS["sailing_distance_sea_m"]["sea_entrances"]


def real(source, path):
    if not (DATA / path).exists():
        pytest.skip(f"echte gegevens ontbreken: ../shared/data/{path}")
    return _sample.read(DATA, source, path)[0]


@pytest.fixture(scope="module")
def vaarwegen():
    return real("nwb_vaarwegen", NWB)


def quays(rows):
    """Locations of 20 by 20 m around places."""
    shapes = [shapely.Point(place).buffer(10, cap_style="square") for place in rows.values()]
    return gpd.GeoDataFrame(geometry=shapes, index=pd.Index(rows, name="location_id", dtype="str"), crs="EPSG:28992")


def test_the_whole_country_is_one_network_but_for_two_polders(vaarwegen):
    network = waterway_network(vaarwegen)
    assert (network.joined_count, network.misplaced_count) == (2, 0)
    size = len(network.nodes)
    graph = coo_array((np.ones(len(network.edges)), network.edges.T), shape=(size, size))
    _, part = connected_components(graph, directed=False)
    on_land = network.line >= 0
    loose = np.flatnonzero(part[network.edges[:, 0]] != np.bincount(part).argmax())
    rows = vaarwegen.iloc[network.row[network.line[loose[on_land[loose]]]]]
    assert sorted(rows["route"]) == sorted(
        ["Nieuwevaart", "Nieuwevaart", "Wennetjessloot", "Rijner Watering", "Strijp"]
    )


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("sailing_distance_sea_m", "sea_entrances"),
        ("sailing_distance_seaport_m", "seaports"),
        ("sailing_distance_border_m", "border_points"),
        ("displacement_gravity", "hardened_ports"),
    ],
)
def test_every_named_place_lies_on_the_network(vaarwegen, name, key):
    points, _ = named_places(SETTINGS[name][key])
    assert on_network(waterway_network(vaarwegen), points).beside_m.max() < 2


def test_the_way_to_sea_is_the_same_for_distance_locks_and_bridges():
    assert SETTINGS["lock_count"] == SETTINGS["bridge_clearance_m"] == {"sea_entrances": SEA}


@pytest.fixture(scope="module")
def sailed(vaarwegen):
    """Metres to the nearest entrance, and to each entrance that the table names, for every port of the table."""
    here = quays({haven["haven"]: haven["place"] for haven in HAVENS})
    given = {"vaarwegen": vaarwegen, "waterway_network": waterway_access(here, vaarwegen), "reach_m": 500}
    seas = {part["sea"] for haven in HAVENS for part in (haven, *haven.get("others", ()))}
    named = {sea: sailing_distance_sea_m(here, **given, sea_entrances=(entrance(sea),)) for sea in sorted(seas)}
    return sailing_distance_sea_m(here, **given, sea_entrances=SEA), named


def entrance(sea):
    (text,) = (text for text in SEA if text.startswith(sea + ":"))
    return text


def by_marks_m(part):
    """Metres of a way by the kilometre marks of its legs."""
    return 1000 * sum(end - begin for _, begin, end in part["legs"])


def at_mark(vaarwegen, route, km):
    """Places on a route where the marks in the file give this kilometre: one, or two where two sections meet."""
    rows = vaarwegen[(vaarwegen["route_code"] == route) & (vaarwegen["begin_km"] <= km) & (vaarwegen["einde_km"] >= km)]
    share = (km - rows["begin_km"]) / (rows["einde_km"] - rows["begin_km"])
    return rows.geometry.interpolate(share, normalized=True).tolist()


@pytest.mark.parametrize("haven", HAVENS, ids=lambda haven: haven["haven"])
def test_well_known_ports(sailed, haven):
    nearest, named = sailed
    assert nearest[haven["haven"]] == pytest.approx(named[haven["sea"]][haven["haven"]])
    assert nearest[haven["haven"]] == pytest.approx(by_marks_m(haven), rel=0.005, abs=25)


WAYS = [(haven, part) for haven in HAVENS for part in (haven, *haven.get("others", ()))]


@pytest.mark.parametrize(("haven", "part"), WAYS, ids=[f"{h['haven']}, {p.get('way', 'kortste')}" for h, p in WAYS])
def test_legs_of_a_way_join_from_port_to_sea(vaarwegen, haven, part):
    (sea,), _ = named_places([entrance(part["sea"])])
    here = [shapely.Point(haven["place"])]
    for route, begin, end in part["legs"]:
        ends = [at_mark(vaarwegen, route, km) for km in (begin, end)]
        gaps = [min((a.distance(b) for a in here for b in places), default=np.inf) for places in ends]
        assert min(gaps) < 10, (route, begin, end)
        here = ends[int(np.argmin(gaps) == 0)]
    assert min(sea.distance(place) for place in here) < 10


@pytest.mark.parametrize(
    ("haven", "other"), [way for way in WAYS if "way" in way[1]], ids=lambda value: value.get("way", value["sea"])
)
def test_other_ways_with_a_name_are_longer(sailed, haven, other):
    nearest, named = sailed
    assert by_marks_m(other) > nearest[haven["haven"]] + 1000
    measured = named[other["sea"]][haven["haven"]]
    assert measured <= by_marks_m(other) * 1.005
    if other["sea"] != haven["sea"]:
        assert measured > nearest[haven["haven"]] + 1000
        assert measured == pytest.approx(by_marks_m(other), rel=0.06)


@pytest.mark.parametrize(
    ("begin", "end", "boards_km"),
    [
        ((187187, 429450), (160088, 433343), 913 - 884),  # Waal, Nijmegen to the Amsterdam-Rijnkanaal at Tiel
        ((187187, 429450), (126548, 426116), 955 - 884),  # Waal and Merwede, Nijmegen to Gorinchem
        ((93600, 436800), (76402, 436731), 1019 - 1000),  # Nieuwe Maas, Willemsbrug to Maassluis
        ((76402, 436731), (68127, 443579), 1030 - 1019),  # Nieuwe Waterweg, Maassluis to Hoek van Holland
        ((210000, 461800), (207300, 473700), 945 - 928),  # IJssel, Zutphen to Deventer
        ((207300, 473700), (191500, 507800), 995 - 945),  # IJssel, Deventer to Kampen
    ],
)
def test_kilometre_boards_along_the_rivers(vaarwegen, begin, end, boards_km):
    target = (f"Eind: {end[0]} {end[1]}",)
    here = quays({"A": begin})
    metres = sailing_distance_border_m(here, vaarwegen=vaarwegen, border_points=target, reach_m=500)["A"]
    assert metres / 1000 == pytest.approx(boards_km, rel=0.03, abs=0.5)


def test_a_network_that_was_made_before_gives_the_same(vaarwegen):
    here = quays({haven["haven"]: haven["place"] for haven in HAVENS})
    given = {"vaarwegen": vaarwegen, "sea_entrances": SEA}
    access = waterway_access(here, vaarwegen)
    pd.testing.assert_series_equal(
        sailing_distance_sea_m(here, **given, reach_m=500),
        sailing_distance_sea_m(here, **given, reach_m=500, waterway_network=access),
    )


def test_locks_known_only_around_kampen_say_nothing_about_the_way_to_sea(vaarwegen):
    sluizen = real("osm_sluizen", PBF)
    assert {"Roggebotsluis", "Ganzensluis", "Scheeresluis"} <= set(sluizen["naam"].dropna())
    area = gpd.GeoDataFrame(geometry=[shapely.box(185_756, 504_133, 195_843, 510_884)], crs="EPSG:28992")
    here = quays({"Kampen": (188255, 509629)})
    given = {"vaarwegen": vaarwegen, "sluizen": sluizen, "sea_entrances": SEA}
    assert np.isnan(lock_count(here, **given, known_area=area)["Kampen"])
    assert lock_count(here, **given)["Kampen"] == 0
