"""The fictitious gemeente: files, vocabularies, references, tiling, determinism and the planted surface."""

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo_risico.core.errors import GeoRisicoError
from geo_risico.io.sources.fictief import ensure, generate

PANDEN = 1500
SEED = 11
ADDRESS = {"openbare_ruimte_naam", "huisnummer", "huisletter", "toevoeging", "postcode", "woonplaats_naam"}
COLUMNS = {
    ("bag.gpkg", "pand"): {
        "identificatie", "bouwjaar", "status", "gebruiksdoel", "aantal_verblijfsobjecten", "documentdatum",
        "documentnummer", "geconstateerd",
    },
    ("bag.gpkg", "verblijfsobject"): {"identificatie", "gebruiksdoel", "oppervlakte", "pand_identificatie"} | ADDRESS,
    ("bag.gpkg", "ligplaats"): {"identificatie", "status"} | ADDRESS,
    ("bag.gpkg", "standplaats"): {"identificatie", "status"} | ADDRESS,
    ("bag.gpkg", "woonplaats"): {"identificatie", "naam", "status"},
    ("brk.gpkg", "perceel"): {
        "identificatie_lokaal_id", "kadastrale_gemeente_waarde", "kadastrale_gemeente_code",
        "akr_kadastrale_gemeente_code_waarde", "sectie", "perceelnummer", "kadastrale_grootte_waarde",
        "soort_grootte_waarde", "status_historie_waarde", "begin_geldigheid",
    },
    ("bestuurlijke_gebieden.gpkg", "gemeentegebied"): {
        "identificatie", "code", "naam", "ligt_in_provincie_code", "ligt_in_provincie_naam",
    },
    ("bestuurlijke_gebieden.gpkg", "provinciegebied"): {"identificatie", "code", "naam"},
    ("bestuurlijke_gebieden.gpkg", "landgebied"): {"identificatie", "code", "naam"},
    ("wijkenbuurten.gpkg", "gemeenten"): {"gemeentecode", "gemeentenaam", "omgevingsadressendichtheid", "jaar"},
    ("wijkenbuurten.gpkg", "wijken"): {"wijkcode", "gemeentecode", "aantal_inwoners", "oppervlakte_land_in_ha"},
    ("wijkenbuurten.gpkg", "buurten"): {
        "buurtcode", "buurtnaam", "wijkcode", "gemeentecode", "gemeentenaam", "omgevingsadressendichtheid",
        "stedelijkheid_adressen_per_km2", "bevolkingsdichtheid_inwoners_per_km2", "aantal_inwoners",
        "aantal_huishoudens", "woningvoorraad", "percentage_onbewoond", "gemiddelde_woningwaarde",
        "oprit_hoofdverkeersweg_gemiddelde_afstand_in_km", "oppervlakte_land_in_ha", "oppervlakte_water_in_ha", "jaar",
    },
    ("kerncijfers_gemeenten.gpkg", "gemeenten"): {
        "gemeentecode", "gemeentenaam", "aantal_inwoners", "bevolkingsdichtheid", "omgevingsadressendichtheid",
        "stedelijkheid", "pct_herkomst_nl", "pct_herkomst_europa", "pct_herkomst_buiten_europa", "opp_land",
        "opp_water", "pct_agrarisch", "pct_natuur", "opp_bedrijventerrein_ha", "lbt_totaal_cultuurgrond_ha",
        "lbt_totaal_rundvee", "lbt_totaal_varkens", "lbt_aantal_bedrijven", "cr_totaal_misdrijven", "cr_drugs_drank",
    },
    ("top10nl.gpkg", "plaats_vlak"): {"lokaal_id", "naamnl", "typegebied", "bebouwdekom", "aantalinwoners"},
    ("top10nl.gpkg", "wegdeel_hartlijn"): {
        "lokaal_id", "typeweg", "typeinfrastructuur", "hoofdverkeersgebruik", "verhardingsbreedteklasse",
        "verhardingstype", "naam",
    },
    ("top10nl.gpkg", "waterdeel_vlak"): {
        "lokaal_id", "typewater", "breedteklasse", "functie", "vaarwegklasse", "getijdeinvloed", "naam",
    },
    ("top10nl.gpkg", "waterdeel_lijn"): {"lokaal_id", "typewater", "breedteklasse"},
    ("top10nl.gpkg", "functioneel_gebied_vlak"): {"lokaal_id", "typefunctioneelgebied", "naam"},
    ("top10nl.gpkg", "gebouw_vlak"): {"lokaal_id", "typegebouw", "status"},
    ("top10nl.gpkg", "terrein_vlak"): {"lokaal_id", "typelandgebruik"},
    ("top10nl.gpkg", "inrichtingselement_lijn"): {"lokaal_id", "typeinrichtingselement"},
    ("top10nl.gpkg", "inrichtingselement_punt"): {"lokaal_id", "typeinrichtingselement"},
    ("nwb_wegen.gpkg", "wegvakken"): {
        "wvk_id", "wegnummer", "stt_naam", "bst_code", "rpe_code", "wegbehsrt", "jte_id_beg", "jte_id_end",
    },
    ("nwb_vaarwegen.gpkg", "vaarwegvakken"): {"vwk_id", "vwg_naam", "vwj_id_beg", "vwj_id_end"},
    ("brpgewaspercelen_2020.gpkg", "brpgewas"): {"category", "gewas", "gewascode", "jaar", "status"},
    ("brpgewaspercelen_2024.gpkg", "brpgewas"): {"category", "gewas", "gewascode", "jaar", "status"},
    ("osm_gebruik.gpkg", "points"): {"osm_id", "name", "shop", "leisure", "landuse", "craft"},
}  # fmt: skip
PAND_STATUS = {
    "Bouwvergunning verleend", "Niet gerealiseerd pand", "Bouw gestart", "Pand in gebruik (niet ingemeten)",
    "Pand in gebruik", "Verbouwing pand", "Sloopvergunning verleend", "Pand gesloopt", "Pand buiten gebruik",
    "Pand ten onrechte opgevoerd",
}  # fmt: skip
UNIT_STATUS = {
    "Verblijfsobject gevormd", "Niet gerealiseerd verblijfsobject", "Verblijfsobject in gebruik (niet ingemeten)",
    "Verblijfsobject in gebruik", "Verbouwing verblijfsobject", "Verblijfsobject ingetrokken",
    "Verblijfsobject buiten gebruik", "Verblijfsobject ten onrechte opgevoerd",
}  # fmt: skip
USES = {
    "woonfunctie", "bijeenkomstfunctie", "celfunctie", "gezondheidszorgfunctie", "industriefunctie", "kantoorfunctie",
    "logiesfunctie", "onderwijsfunctie", "sportfunctie", "winkelfunctie", "overige gebruiksfunctie",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return ensure(tmp_path_factory.mktemp("fictief"), panden_count=PANDEN, seed=SEED)


def layer(folder, file, name):
    return gpd.read_file(folder / file, layer=name)


@pytest.fixture(scope="module")
def panden(folder):
    return layer(folder, "bag.gpkg", "pand")


@pytest.fixture(scope="module")
def percelen(folder):
    frame = layer(folder, "brk.gpkg", "perceel")
    return frame[frame["status_historie_waarde"] == "Geldig"].reset_index(drop=True)


@pytest.fixture(scope="module")
def gemeente(folder):
    frame = layer(folder, "bestuurlijke_gebieden.gpkg", "gemeentegebied")
    return frame.set_index("identificatie").geometry["GM9999"]


@pytest.mark.parametrize(("file", "name"), list(COLUMNS))
def test_layer_has_rows_columns_and_crs(folder, file, name):
    info = pyogrio.read_info(folder / file, layer=name)
    assert COLUMNS[file, name] <= set(info["fields"])
    assert info["features"] > 0
    assert info["crs"] == "EPSG:28992"


def test_vocabularies_are_exact(folder, panden):
    units = layer(folder, "bag.gpkg", "verblijfsobject")
    assert set(panden["status"]) == PAND_STATUS
    assert set(units["status"]) == UNIT_STATUS
    for values in (panden["gebruiksdoel"], units["gebruiksdoel"]):
        assert set(values.dropna().str.split(",").explode()) <= USES
    for name in ("ligplaats", "standplaats"):
        assert set(layer(folder, "bag.gpkg", name)["status"]) == {"Plaats aangewezen", "Plaats ingetrokken"}


def test_roads_hold_all_classes(folder):
    roads = layer(folder, "top10nl.gpkg", "wegdeel_hartlijn")
    assert {"autosnelweg", "hoofdweg", "lokale weg", "straat"} <= set(roads["typeweg"])
    assert {"verhard", "half verhard", "onverhard"} == set(roads["verhardingstype"])
    assert {"OPR", "AFR", "HR"} <= set(layer(folder, "nwb_wegen.gpkg", "wegvakken")["bst_code"])


def test_functional_areas_and_fixtures(folder):
    kinds = set(layer(folder, "top10nl.gpkg", "functioneel_gebied_vlak")["typefunctioneelgebied"])
    assert {"kassengebied", "bungalowpark", "bedrijventerrein", "haven", "jachthaven", "tuincentrum"} <= kinds
    points = set(layer(folder, "top10nl.gpkg", "inrichtingselement_punt")["typeinrichtingselement"])
    assert {"botenhelling", "kraan", "dukdalf"} <= points
    buildings = set(layer(folder, "top10nl.gpkg", "gebouw_vlak")["typegebouw"])
    assert {"kas, warenhuis", "manege", "silo|tank", "veldschuur"} <= buildings


def test_count_of_panden_and_share_in_kom(folder, panden, gemeente):
    whole = panden[panden.geometry.notna()]
    inside = whole.geometry.representative_point().within(gemeente)
    assert abs(int(inside.sum()) - PANDEN) <= 0.02 * PANDEN
    assert len(panden) < 1.6 * PANDEN
    places = layer(folder, "top10nl.gpkg", "plaats_vlak")
    kom = places[places["bebouwdekom"] == "ja"].union_all()
    share = whole[inside].geometry.representative_point().within(kom).mean()
    assert 0.55 <= share <= 0.72


def test_identifiers_have_sixteen_digits(folder, panden):
    units = layer(folder, "bag.gpkg", "verblijfsobject")
    for frame in (panden, units, layer(folder, "bag.gpkg", "ligplaats"), layer(folder, "bag.gpkg", "standplaats")):
        assert frame["identificatie"].str.fullmatch(r"\d{16}").all()
    assert set(panden["identificatie"].str[4:6]) == {"10"}
    assert panden["identificatie"].str.startswith("0").any()
    assert units["identificatie"].is_unique


def test_references_resolve(folder, panden):
    units = layer(folder, "bag.gpkg", "verblijfsobject")
    assert units["pand_identificatie"].isin(panden["identificatie"]).all()
    count = units.groupby("pand_identificatie").size()
    expected = panden.drop_duplicates("identificatie").set_index("identificatie")["aantal_verblijfsobjecten"]
    assert (count.reindex(expected.index).fillna(0) == expected).all()
    leegstand = pd.read_csv(folder / "leegstand.csv", dtype=str)
    assert len(leegstand) > 5
    assert leegstand["verblijfsobject_identificatie"].isin(units["identificatie"]).all()


def test_percelen_tile_the_land(percelen, gemeente):
    shapes = percelen.geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    covered = shapely.union_all(shapes)
    assert abs(shapely.area(shapes).sum() - covered.area) < 0.1
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = one < other
    overlap = shapely.area(shapely.intersection(shapes[one[pairs]], shapes[other[pairs]]))
    assert overlap.max() < 0.1
    assert shapely.area(shapely.difference(gemeente, covered)) < 1.0


def test_gemeente_lies_within_the_country_and_touches_its_border(folder, gemeente):
    country = layer(folder, "bestuurlijke_gebieden.gpkg", "landgebied").geometry.iloc[0]
    assert shapely.area(shapely.difference(gemeente, country)) < 1e-3
    shared = shapely.intersection(shapely.boundary(gemeente), shapely.boundary(country))
    assert shapely.length(shared) > 1000
    minx, miny, _, maxy = gemeente.bounds
    west, south, _, north = country.bounds
    assert min(minx - west, miny - south, north - maxy) > 30_000


def test_buurten_tile_the_gemeente(folder, gemeente):
    buurten = layer(folder, "wijkenbuurten.gpkg", "buurten")
    assert buurten["buurtcode"].str.fullmatch(r"BU9999\d{4}").all()
    assert buurten["buurtcode"].is_unique
    assert np.isclose(buurten.area.sum(), gemeente.area)
    assert np.isclose(buurten.union_all().area, gemeente.area)
    assert (buurten["gemiddelde_woningwaarde"] == -99997).any()


def test_panden_stand_on_dry_land_and_beside_roads(folder, panden):
    shapes = panden.geometry[panden.geometry.notna() & panden.is_valid].to_numpy()
    for file, name in (("top10nl.gpkg", "waterdeel_vlak"), ("top10nl.gpkg", "wegdeel_hartlijn")):
        other = layer(folder, file, name).geometry.to_numpy()
        assert len(shapely.STRtree(other).query(shapes, predicate="intersects")[0]) == 0


def test_road_graph_is_connected_and_shares_its_ends(folder):
    roads = layer(folder, "nwb_wegen.gpkg", "wegvakken")
    ends = np.concatenate([roads["jte_id_beg"], roads["jte_id_end"]])
    _, node = np.unique(ends, return_inverse=True)
    start, end = node.reshape(2, -1)
    links = coo_array((np.ones(len(start)), (start, end)), shape=(node.max() + 1,) * 2)
    assert connected_components(links, directed=False)[0] == 1
    first = roads.geometry.apply(lambda line: line.coords[0])
    assert first.groupby(roads["jte_id_beg"]).nunique().max() == 1
    assert (np.bincount(node) == 1).any()


def test_kerncijfers_tile_without_overlap(folder):
    frame = layer(folder, "kerncijfers_gemeenten.gpkg", "gemeenten")
    assert sorted(frame["gemeentecode"]) == [f"GM{code}" for code in range(9975, 10_000)]
    assert np.isclose(frame.area.sum(), frame.union_all().area, rtol=1e-6)
    assert (
        frame["lbt_totaal_cultuurgrond_ha"].dropna()
        > frame["opp_land"].loc[frame["lbt_totaal_cultuurgrond_ha"].notna()]
    ).all()


def test_dirt_is_there(folder, panden):
    assert {9999, 1005} <= set(panden["bouwjaar"])
    assert panden["identificatie"].duplicated().any()
    assert panden.geometry.isna().any()
    assert (~panden.geometry.dropna().is_valid).any()
    assert "MultiPolygon" in set(panden.geometry.dropna().geom_type)
    assert panden["gebruiksdoel"].isna().any()
    assert "Historisch" in set(layer(folder, "brk.gpkg", "perceel")["status_historie_waarde"])


def test_planted_surface_shows_in_the_cases(folder):
    truth = pd.read_parquet(folder / "truth.parquet")
    assert truth[["opportunity", "effort"]].apply(lambda c: c.between(0, 1)).all(axis=None)
    cases = pd.read_csv(folder / "casussen.csv", dtype={"huisnummer": str})
    visits = pd.read_csv(folder / "bezoeken.csv", dtype={"huisnummer": str})
    means = pd.read_parquet(folder / "truth_casussen.parquet").set_index("id")["lot"]
    per_lot = truth.drop_duplicates("lot").set_index("lot")
    at_cases, at_visits = per_lot.loc[means[cases["casus_id"]]], per_lot.loc[means[visits["bezoek_id"]]]
    assert at_cases["opportunity"].mean() > at_visits["opportunity"].mean() + 0.08
    assert at_cases["presence"].mean() > at_visits["presence"].mean() + 0.08
    assert at_visits["effort"].mean() > per_lot["effort"].mean() + 0.02
    assert at_visits["visit_chance"].mean() > per_lot["visit_chance"].mean() + 0.05
    assert at_cases["present"].all()
    assert "niets aangetroffen" in set(visits["resultaat"])
    assert set(cases["bron"]) == {"discovered", "reported", "open"}


@pytest.mark.parametrize("entity", ["touristharbour", "terminal", "berth", "lock"])
def test_fis_envelope(folder, entity):
    document = json.loads((folder / "fis" / f"{entity}.json").read_text(encoding="utf-8"))
    assert document["Count"] == document["TotalCount"] == len(document["Result"]) > 0
    for item in document["Result"]:
        point = shapely.from_wkt(item["Geometry"]).centroid
        assert 3 < point.x < 8
        assert 50 < point.y < 54


def test_same_seed_gives_the_same_frames(folder, tmp_path):
    generate(tmp_path / "again", panden_count=PANDEN, seed=SEED)
    for file, name in (("bag.gpkg", "pand"), ("brk.gpkg", "perceel"), ("top10nl.gpkg", "wegdeel_hartlijn")):
        pd.testing.assert_frame_equal(layer(folder, file, name), layer(tmp_path / "again", file, name))
    for file in ("leegstand.csv", "casussen.csv", "fis/lock.json"):
        assert (folder / file).read_bytes() == (tmp_path / "again" / file).read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["again"]


def test_ensure_makes_it_once(folder):
    before = (folder / "bag.gpkg").stat().st_mtime_ns
    assert ensure(folder.parent, panden_count=PANDEN, seed=SEED) == folder
    assert (folder / "bag.gpkg").stat().st_mtime_ns == before


def test_refuses_an_impossible_count(tmp_path):
    with pytest.raises(GeoRisicoError, match="tussen 500 en 1000000"):
        generate(tmp_path / "none", panden_count=3, seed=1)
    assert not (tmp_path / "none").exists()
