"""Builders of vakantieparken, bedrijventerreinen and luchthavens on hand-made registers."""

import importlib.util
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import translate
from shapely.geometry import LineString, Point, box

from geo_risico.core.errors import DefinitionError
from geo_risico.locations import build_locations

_SPEC = importlib.util.spec_from_file_location("locations_sample", Path(__file__).with_name("locations_sample.py"))
made = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(made)

X, Y = made.X, made.Y
TEXT = ("gebied_id", "functie", "naam", "register", "nadere_functie")
VERBS = ("in_gemeente", "minimum_area")


def area(number, functie, x, y, w=100.0, h=100.0, **more):
    """Row of a functional area with its south-west corner at (x, y) from the origin."""
    shape = box(X + x, Y + y, X + x + w, Y + y + h)
    return {"gebied_id": f"G{number:03d}", "functie": functie, "register": "TOP10NL", "geometry": shape} | more


def areas(rows):
    """Layer functionele_gebieden."""
    data = {c: pd.Series([r.get(c, np.nan) for r in rows], dtype="str") for c in TEXT}
    data["jaar"] = pd.Series([r.get("jaar", np.nan) for r in rows], dtype="float64")
    return gpd.GeoDataFrame(data, geometry=[r["geometry"] for r in rows], crs=28992)


def built(rows, builder="vakantieparken", selection=VERBS, settings=None, **layers):
    """Locations from rows of functionele_gebieden and other layers."""
    given = {"functionele_gebieden": areas(rows), "gemeenten": made.gemeenten(), **layers}
    return build_locations(given, made.theme(selection, builder, **(settings or {})), ())


def kinds(result):
    return sorted(result.frame["kind"])


@pytest.mark.parametrize(
    ("builder", "functie", "kind"),
    [
        ("vakantieparken", "camping, kampeerterrein", "camping"),
        ("vakantieparken", "bungalowpark|recreatiegebied", "bungalowpark"),
        ("vakantieparken", "Caravanpark", "caravanpark"),
        ("vakantieparken", "vakantiepark", "vakantiepark"),
        ("bedrijventerreinen", "bedrijventerrein", "bedrijventerrein"),
        ("luchthavens", "vliegveld, luchthaven", "vliegveld"),
        ("luchthavens", "zweefvliegveldterrein", "zweefvliegterrein"),
        ("luchthavens", "helihaven", "helihaven"),
    ],
)
def test_each_functie_makes_its_type_and_only_in_its_own_theme(builder, functie, kind):
    rows = [area(1, functie, 0, 0)]
    assert kinds(built(rows, builder)) == [kind]
    assert all(built(rows, other).frame.empty for other in {"vakantieparken", "luchthavens"} - {builder})


def test_nameless_pieces_within_the_gap_are_one_park_with_the_gap_closed():
    rows = [area(n, "caravanpark", 30 * n, 0, 20, 20) for n in range(8)]
    result = built(rows)
    assert result.frame.index.tolist() == ["VKP-G000"]
    assert result.frame["area_m2"].iloc[0] == pytest.approx(230 * 20, rel=0.01)
    assert result.frame.geometry.iloc[0].geom_type == "Polygon"
    assert len(built(rows, settings={"piece_gap_m": 5, "minimum_area_m2": 0}).frame) == 8


def test_neighbours_with_other_names_stay_apart_and_pieces_of_one_name_come_together():
    rows = [
        area(1, "bedrijventerrein", 0, 0, naam="De Zwaan"),
        area(2, "bedrijventerrein", 100, 0, naam="De Haan"),
        area(3, "bedrijventerrein", 100, 300, naam="Bedrijventerrein De Zwaan"),
        area(4, "bedrijventerrein", 210, 0),
        area(5, "bedrijventerrein", 0, 1000, naam="De Zwaan"),
    ]
    result = built(rows, "bedrijventerreinen").frame
    assert result["label"].tolist() == [
        "De Zwaan",
        "De Haan",
        f"bedrijventerrein bij RD {X + 260:.0f}, {Y + 50:.0f}",
        "De Zwaan (2)",
    ]
    assert result.loc["BDT-G001"].geometry.geom_type == "MultiPolygon"


def test_a_bridge_of_another_register_does_not_join_two_names():
    rows = [
        area(1, "bedrijventerrein", 0, 0, naam="Noord"),
        area(2, "bedrijventerrein", 100, 0, naam="Zuid"),
        area(3, "bedrijventerrein", 0, 0, 200, 100, register="OSM"),
    ]
    result = built(rows, "bedrijventerreinen").frame
    assert sorted(result["label"]) == ["Noord", "Zuid"]
    assert result["sources"].str.contains("OSM").sum() == 1


def test_two_registers_give_one_park_with_sources_and_conflicts():
    rows = [
        area(1, "bungalowpark", 0, 0, naam="Het Veen"),
        area(2, "camping, kampeerterrein", 10, 10, register="OSM", naam="De Duinen"),
        area(3, "camping, kampeerterrein", 900, 0, register="OSM", naam="Kuilart"),
        area(4, "camping, kampeerterrein", 1040, 0, 90, 90, naam="Camping de Kuilart"),
    ]
    result = built(rows).frame
    assert result.index.tolist() == ["VKP-G001", "VKP-G004"]
    first, second = result["conflicts"]
    assert result["sources"].tolist() == ["TOP10NL|OSM", "TOP10NL|OSM"]
    assert first == (
        "Namen verschillen: Het Veen (TOP10NL) en De Duinen (OSM).|"
        "Soort verschilt: bungalowpark (TOP10NL) en camping (OSM)."
    )
    assert second == ""
    assert built(rows[2:3] + rows[:1]).frame["conflicts"].tolist() == [
        "Staat in TOP10NL, niet in OSM.",
        "Staat in OSM, niet in TOP10NL.",
    ]


def test_a_small_terrein_inside_another_keeps_its_own_name():
    rows = [
        area(1, "bedrijventerrein", 0, 0, 1000, 1000, naam="Haatland"),
        area(2, "bedrijventerrein", 10, 10, 200, 200, register="IBIS", naam="Zuiderzeehaven"),
        area(3, "bedrijventerrein", 5, 5, 900, 1000, register="IBIS", naam="Haatland I"),
    ]
    assert sorted(built(rows, "bedrijventerreinen").frame["label"]) == ["Haatland", "Zuiderzeehaven"]


def test_a_recreatiegebied_does_not_swallow_the_campings_in_it():
    rows = [
        area(1, "recreatiegebied", 0, 0, 1000, 1000),
        area(2, "camping, kampeerterrein", 50, 50, register="OSM"),
        area(3, "bungalowpark", 500, 500),
    ]
    assert kinds(built(rows)) == ["bungalowpark", "camping", "recreatiegebied"]


def test_points_and_lines_get_an_estimated_outline_and_say_so():
    rows = [
        area(1, "camping", 0, 0, geometry=Point(X, Y), naam="De Punt"),
        area(2, "start- en landingsbaan", 0, 0, geometry=LineString([(X, Y + 900), (X + 600, Y + 900)])),
    ]
    park = built(rows)
    assert park.frame["area_m2"].iloc[0] == pytest.approx(np.pi * 50**2, rel=0.02)
    assert park.frame["conflicts"].tolist() == ["Er is geen vlak bekend; de omtrek is geschat."]
    strip = built(rows, "luchthavens")
    assert strip.frame["kind"].tolist() == ["landingsstrip"]
    assert strip.frame["area_m2"].iloc[0] == pytest.approx(600 * 30)
    assert "Van 1 erf is geen vlak bekend: de omtrek is geschat." in strip.notes


def test_a_runway_on_a_known_airfield_is_no_strip_of_its_own():
    runway = area(2, "start- en landingsbaan", 0, 0, geometry=LineString([(X + 10, Y + 50), (X + 90, Y + 50)]))
    result = built([area(1, "vliegveld", 0, 0), runway | {"register": "OSM"}], "luchthavens").frame
    assert result[["kind", "sources", "conflicts"]].to_numpy().tolist() == [["vliegveld", "TOP10NL|OSM", ""]]


def test_installations_small_areas_and_old_years_are_no_terrein():
    rows = [
        area(1, "bedrijventerrein", 0, 0, nadere_functie="solar"),
        area(2, "bedrijventerrein", 500, 0, 10, 10),
        area(3, "bedrijventerrein", 1000, 0, naam="Oud", jaar=2010, register="IBIS"),
        area(3, "bedrijventerrein", 1000, 0, naam="Nieuw", jaar=2020, register="IBIS"),
    ]
    result = built(rows, "bedrijventerreinen")
    assert result.frame["label"].tolist() == ["Nieuw"]
    assert "1 erf valt af door een oppervlakte onder 2000 m2." in result.notes


def test_a_recreatiekern_is_a_park():
    plaatsen = made.layer(
        "plaatsen",
        [
            {
                "plaats_id": "P1",
                "plaats": "Duinrell",
                "typegebied": "recreatiekern",
                "geometry": box(X, Y, X + 90, Y + 90),
            }
        ],
    )
    assert built([], plaatsen=plaatsen).frame["label"].tolist() == ["Duinrell"]


def test_rows_on_a_terrein_are_linked_and_percelen_by_their_largest_share():
    layers = {
        "panden": made.layer("panden", [made.pand(1, 10, 10), made.pand(2, 300, 0)]),
        "adressen": made.layer("adressen", [made.adres(1, 15, 15), made.adres(2, 305, 5)]),
        "percelen": made.layer("percelen", [made.perceel(1, 60, 0, 60, 90), made.perceel(2, -900, -900, 930, 2000)]),
    }
    rows = [area(1, "camping", 0, 0), area(2, "recreatiegebied", -10, -10, 200, 200)]
    links = built(rows, **layers).links
    assert {name: link.to_dict() for name, link in links.items()} == {
        "panden": {0: "VKP-G001"},
        "adressen": {0: "VKP-G001"},
        "percelen": {0: "VKP-G002"},
    }


def test_no_terrein_at_all_is_an_empty_frame_of_the_same_form():
    full, empty = built([area(1, "camping", 0, 0)]), built([])
    assert empty.frame.empty
    assert empty.frame.dtypes.astype(str).to_dict() == full.frame.dtypes.astype(str).to_dict()
    assert empty.frame.index.name == "location_id"
    assert empty.notes == ("De registers kennen in dit gebied geen erven.",)


@pytest.mark.parametrize(("key", "value"), [("piece_gap", 3), ("piece_gap_m", -1), ("overlap_share", "veel")])
def test_wrong_settings_are_named(key, value):
    with pytest.raises(DefinitionError, match=key):
        built([], settings={key: value})


def test_the_verb_of_erven_is_refused():
    with pytest.raises(DefinitionError, match="outside_bebouwde_kom"):
        built([], selection=("outside_bebouwde_kom",))


def scattered(seed, count=40):
    """Areas of three registers, half of them named, often near each other."""
    rng = np.random.default_rng(seed)
    functies = ["camping", "bungalowpark", "caravanpark", "recreatiegebied"]
    names = [np.nan, np.nan, "De Wolf", "Zonnedal", "'t Hout"]
    low, size = rng.uniform(0, 1500, (count, 2)), rng.uniform(20, 200, (count, 2))
    return [
        area(n, functies[rng.integers(4)], *low[n], *size[n], naam=names[rng.integers(5)], register=register)
        for n, register in enumerate(rng.choice(["TOP10NL", "OSM", "IBIS"], count))
    ]


@settings(deadline=None, max_examples=10)
@given(seed=st.integers(0, 10_000))
def test_row_order_and_a_file_given_twice_do_not_matter(seed):
    rows = scattered(seed)
    first = built(rows).frame
    order = np.random.default_rng(seed + 1).permutation(len(rows))
    pd.testing.assert_frame_equal(pd.DataFrame(built([rows[n] for n in order]).frame), pd.DataFrame(first))
    twice = built([*rows, *rows]).frame
    pd.testing.assert_frame_equal(pd.DataFrame(twice), pd.DataFrame(first))
    assert first.index.is_unique
    assert first["label"].is_unique


@settings(deadline=None, max_examples=10)
@given(seed=st.integers(0, 10_000), x=st.floats(-15, 15), y=st.floats(-15, 15))
def test_a_second_register_that_lies_a_little_off_adds_no_park(seed, x, y):
    rng = np.random.default_rng(seed)
    grid = rng.permutation(36)[:12]
    rows = [
        area(n, "camping", 400 * (cell % 6), 400 * (cell // 6), 150, 150, naam=f"Park {chr(65 + n)}x{n}")
        for n, cell in enumerate(grid)
    ]
    other = [
        r | {"register": "OSM", "gebied_id": "O" + r["gebied_id"], "geometry": translate(r["geometry"], x, y)}
        for r in rows
    ]
    alone, both = built(rows).frame, built([*rows, *other]).frame
    assert both.index.tolist() == alone.index.tolist()
    assert both["sources"].eq("TOP10NL|OSM").all()
    assert both["conflicts"].eq("").all()
