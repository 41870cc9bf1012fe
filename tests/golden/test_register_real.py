"""The register of watergebonden locaties on real files, where the shared data stands beside the repository."""

import datetime as dt
from pathlib import Path

import pandas as pd
import pyogrio
import pytest
import shapely

from geo_risico.catalog import load_catalog
from geo_risico.core.source_specs import LayerUse
from geo_risico.io.read import read_layer
from geo_risico.io.request import ReadRequest
from geo_risico.locations import build_locations

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
PBF = DATA / "kampen" / "kampen.osm.pbf"
NWB = DATA / "nationaal" / "nwb_vaarwegvakken_2017.shp"
GEMEENTEN = DATA / "nationaal" / "geoinzicht_gemeenten_2024.geojson"
WESTERDOK = DATA / "amsterdam_westerdok" / "bag_adressen_ligplaatsen_westerdok.gpkg"
pytestmark = [
    pytest.mark.skipif(not DATA.exists(), reason="../shared/data staat niet naast de repository"),
    pytest.mark.filterwarnings("ignore::RuntimeWarning"),  # rings cut at the edge of the extract
]
CATALOG = load_catalog(ROOT / "layers", ROOT / "scans" / "themes")
APPROACHES = (
    "toeloop",
    "aanlooproute",
    "vaargeul",
    "toegangsgeul",
    "sluizen",
    "voorhavens",
    "doekegat",
    "havenkanaal",
    "delfshavense",
)


def read(layer, *uses):
    request = ReadRequest(folder=ROOT, bounds=None, peildatum=dt.date(2024, 12, 31))
    pairs = [(LayerUse(source=source, path=str(path)), CATALOG.sources[source]) for source, path in uses]
    return read_layer(CATALOG.layers[layer], pairs, request)[0]


@pytest.fixture(scope="module")
def base():
    return {
        "gemeenten": read("gemeenten", ("gemeenten_geoinzicht", GEMEENTEN)),
        "vaarwegen": read("vaarwegen", ("nwb_vaarwegen", NWB)),
    }


def built(layers, codes=()):
    return build_locations(layers, CATALOG.themes["watergebonden"], codes)


@pytest.fixture(scope="module")
def nederland(base):
    return built(base)


@pytest.fixture(scope="module")
def kampen(base):
    objects = read("waterobjecten", ("osm_waterobjecten", PBF), ("osm_meerplaatsen", PBF))
    return objects, built({**base, "waterobjecten": objects}, ["GM0166", "GM0303"])


def test_named_marinas_and_harbours_of_kampen_are_there_once_with_their_type(kampen):
    _, locations = kampen
    kinds = locations.frame.groupby("label")["kind"].agg(list)
    marinas = [
        "W.S.V Bovenhaven",
        "Oude Buitenhaven",
        "WSV Kampen IJsselmuiden",
        "Nieuwe Buitenhaven",
        "WSV De Riette",
        "WV Roggebot",
        "Camping Roggebotsluis",
        "Jachthaven ZC'37",
        "Passantenhaven",
        "WSV het Koggeschip",
    ]
    assert {name: kinds[name] for name in marinas} == {name: ["jachthaven"] for name in marinas}
    assert kinds["Haatlandhaven"] == ["binnenhaven"] == kinds["Zuiderzeehaven"]
    assert kinds["Schokbeton-Betonson"] == ["laad- en loswal"]
    both = locations.frame.set_index("label").loc["Zuiderzeehaven", "sources"]
    assert both == "NWB|OSM"
    assert (locations.frame["kind"] == "jachthaven").sum() == len(marinas)


def test_every_pier_and_houseboat_of_kampen_belongs_to_one_location(base, kampen):
    objects, _ = kampen
    links = built({**base, "waterobjecten": objects}).links["waterobjecten"]
    lines = pyogrio.read_dataframe(PBF, layer="lines", columns=["osm_id", "man_made"], read_geometry=False)
    piers = "OSM-" + lines.loc[lines["man_made"] == "pier", "osm_id"]
    assert len(piers) == 99
    linked = set(objects.loc[links.index, "object_id"])
    assert set(piers) <= linked
    boats = objects[objects["soort"] == "woonboot"]
    assert len(boats) == 18
    assert set(boats["object_id"]) <= linked
    assert not links.index.has_duplicates


def test_no_harbour_of_the_netherlands_is_lost_or_doubled(nederland):
    rows = pyogrio.read_dataframe(NWB, columns=["VAKTYPE", "VWG_NAAM"])
    names = set(rows.loc[rows["VAKTYPE"] == "H", "VWG_NAAM"])
    assert len(names) == 488
    found = nederland.frame["label"].value_counts()
    for name in sorted(names):
        is_haven = (rows["VAKTYPE"] == "H") | (
            (rows["VAKTYPE"] == "D") & ("haven" in name.lower()) & (name != "Voorhaven")
        )
        same = rows[(rows["VWG_NAAM"] == name) & is_haven]
        apart = shapely.get_num_geometries(shapely.union_all(shapely.buffer(same.geometry.values, 75)))
        assert found.get(name, 0) == apart, name


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Amerikahaven", "zeehaven"),
        ("Eemshaven", "zeehaven"),
        ("Haven van Terschelling", "zeehaven"),
        ("Havens van Harlingen", "zeehaven"),
        ("Sloehaven", "zeehaven"),
        ("Waalhaven", "zeehaven"),
        ("Haven van Vollenhove", "binnenhaven"),
        ("Theodorushaven te Bergen op Zoom", "binnenhaven"),
        ("Jachthaven De Steur", "jachthaven"),
        ("Marina Makkum", "jachthaven"),
        ("Scheepswerf De Merwede", "scheepswerf"),
        ("Zandoverslag JW de Lange bv", "laad- en loswal"),
        ("Suiker Unie te Puttershoek", "laad- en loswal"),
    ],
)
def test_well_known_harbours_have_their_type(nederland, name, kind):
    assert nederland.frame.loc[nederland.frame["label"] == name, "kind"].tolist() == [kind]


def test_approaches_canals_and_locks_are_no_harbours(nederland):
    labels = nederland.frame["label"].str.lower()
    wrong = labels[labels.str.contains("|".join(APPROACHES)) & ~labels.str.contains("kreekraksluizen|roompotsluis")]
    assert wrong.tolist() == []
    assert nederland.frame["gemeente_code"].notna().all()


def test_a_second_register_with_the_same_harbours_adds_none(base, nederland):
    harbours = nederland.frame
    copy = harbours[["label", "geometry"]].rename(columns={"label": "naam"}).reset_index(drop=True)
    copy = copy.set_geometry(copy.geometry.representative_point().translate(42, 42))
    copy = copy.assign(object_id=[f"FIS-{k}" for k in range(len(copy))], soort="haven", register="FIS")
    near = copy.distance(harbours.geometry.reset_index(drop=True)) < 100
    both = built({**base, "waterobjecten": copy[near].reset_index(drop=True)})
    assert len(both.frame) == len(harbours)
    assert (both.frame["sources"] == "FIS|NWB").sum() == near.sum()


def test_every_ligplaats_of_the_westerdok_belongs_to_a_location(base):
    objects = read("waterobjecten", ("bag_ligplaatsen", WESTERDOK))
    assert len(objects) == 67
    alone = built({"gemeenten": base["gemeenten"], "waterobjecten": objects})
    assert len(alone.links["waterobjecten"]) == 67
    assert set(alone.frame["kind"]) == {"woonboot- en ligplaatsgroep"}
    assert 1 < len(alone.frame) < 15
    harbours = built({**base, "waterobjecten": objects}, ["GM0363"])
    assert isinstance(harbours.links["waterobjecten"], pd.Series)
    assert len(harbours.links["waterobjecten"]) == 67
