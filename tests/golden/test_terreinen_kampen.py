"""Terreinen of Kampen from OpenStreetMap, where the shared data stands beside the repository; checked by hand."""

from pathlib import Path

import pytest

from geo_risico.catalog import load_catalog, load_scan, make_plan
from geo_risico.locations import build_locations
from geo_risico.scan.reading import read_layers

ROOT = Path(__file__).parents[2]
PBF = ROOT.parent / "shared" / "data" / "kampen" / "kampen.osm.pbf"
pytestmark = pytest.mark.skipif(not PBF.exists(), reason="../shared/data/kampen staat niet naast de repository")
NEEDED = ("gemeenten", "functionele_gebieden", "wegen", "recreatieobjecten")


@pytest.fixture(scope="module")
def scan():
    """Frames and themes of the scan, with only the layers that the builder reads."""
    catalog = load_catalog(ROOT / "layers", ROOT / "scans" / "themes")
    spec = load_scan(ROOT / "scans" / "kampen_terreinen.yaml")
    return catalog, spec.model_copy(update={"layers": {name: spec.layers[name] for name in NEEDED}})


@pytest.fixture(scope="module")
def built(scan, tmp_path_factory):
    catalog, spec = scan
    plan = make_plan(spec, catalog, ROOT / "scans")
    layers = read_layers(plan, tmp_path_factory.mktemp("cache"), lambda _: None)
    return layers.frames, {
        theme.name: build_locations(layers.frames, theme, spec.area.gemeenten) for theme in plan.themes
    }


def test_the_39_caravan_lots_are_one_park_and_each_park_stands_once(built):
    layers, result = built
    parks = result["vakantieparken"].frame
    assert parks[["label", "kind"]].to_numpy().tolist() == [
        ["Burgemeester Berghuisplein", "camperplaats"],
        ["Camping Seveningen", "camping"],
        ["caravanpark nabij Wielstraat", "caravanpark"],
    ]
    lots = layers["functionele_gebieden"].query("functie == 'caravanpark'")
    assert len(lots) == 39
    park = parks.loc["VKP-OSM-W620563979"].geometry
    assert lots.within(park.buffer(0.1)).all()
    assert 11_000 < park.area < 15_000


def test_caravans_drawn_on_the_park_are_counted(built):
    layers, result = built
    park = result["vakantieparken"].frame.loc["VKP-OSM-W620563979"].geometry
    caravans = layers["recreatieobjecten"].query("soort == 'stacaravan'")
    assert len(caravans) == 69
    assert caravans.representative_point().within(park).sum() == len(
        layers["functionele_gebieden"].query("functie == 'caravanpark'")
    )


def test_bedrijventerreinen_once_each_without_solar_park_and_sewage_works(built):
    frame = built[1]["bedrijventerreinen"].frame
    assert sorted(frame["label"]) == [
        "Bedrijvenpark N50",
        "Haatland",
        "bedrijventerrein nabij Bergweg",
        "bedrijventerrein nabij Grafhorsterweg",
        "bedrijventerrein nabij Ondernemersstraat",
    ]
    assert (frame["area_m2"] >= 5_000).all()
    assert frame["conflicts"].eq("").all()


def test_a_gemeente_without_airfield_has_an_empty_frame(built):
    result = built[1]["luchthavens"]
    assert result.frame.empty
    assert "De registers kennen in dit gebied geen vliegterreinen." in result.notes


def test_an_older_extract_of_the_same_map_doubles_nothing(scan, built, tmp_path):
    catalog, spec = scan
    use = spec.layers["functionele_gebieden"]
    older = use[0].model_copy(
        update={"source": "landuse_functionele_gebieden", "path": "../../shared/data/kampen/landuse.gpkg"}
    )
    both = spec.model_copy(update={"layers": {**spec.layers, "functionele_gebieden": (*use, older)}})
    frames = read_layers(make_plan(both, catalog, ROOT / "scans"), tmp_path, lambda _: None).frames
    for name, result in built[1].items():
        found = build_locations(frames, catalog.themes[name], spec.area.gemeenten).frame
        assert found.index.tolist() == result.frame.index.tolist(), name
