import importlib.util
from pathlib import Path

import pytest
from shapely.geometry import box

from geo_risico.core.errors import DataError, DefinitionError
from geo_risico.locations import build_locations

_SPEC = importlib.util.spec_from_file_location("locations_sample", Path(__file__).with_name("locations_sample.py"))
made = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(made)

X, Y, adres, build, pand = made.X, made.Y, made.adres, made.build, made.pand
ALL = ("in_gemeente", "outside_bebouwde_kom", "minimum_area")


def test_verbs_count_what_each_removes_within_the_gemeente():
    panden = [pand(1, 0, 0), pand(2, 1000, 0), pand(3, 2000, 0, 5, 5), pand(4, 9000, 0), pand(5, 3000, 0)]
    kom = [{"is_bebouwde_kom": True, "geometry": box(X + 990, Y - 50, X + 1100, Y + 50)}]
    kom += [{"is_bebouwde_kom": False, "geometry": box(X + 2900, Y - 50, X + 3100, Y + 50)}]
    gemeenten = made.gemeenten(("GM9999", "Nieuwpolder", box(X - 100, Y - 100, X + 5000, Y + 100)))
    result = build(panden, ALL, plaatsen=kom, gemeenten=gemeenten)
    assert result.frame.index.str[-1].tolist() == ["1", "5"]
    assert [note.split()[0] for note in result.notes[-2:]] == ["1", "1"]
    assert not any("afgeleid" in note for note in result.notes)


def test_an_erf_on_the_edge_of_the_kom_goes_with_most_of_its_buildings():
    kom = [{"is_bebouwde_kom": True, "geometry": box(X - 500, Y - 500, X + 20, Y + 500)}]
    panden = [pand(1, 0, 0, 15, 20), pand(2, 22, 0, 20, 20)]
    assert len(build(panden, ALL, plaatsen=kom).frame) == 1
    panden = [pand(1, 0, 0, 15, 20), pand(2, 22, 0, 10, 20)]
    assert len(build(panden, ALL, plaatsen=kom).frame) == 0


@pytest.mark.parametrize("source", ["adressen", "panden"])
def test_without_plaatsen_the_kom_is_derived_and_said(source):
    village = [(i * 20, j * 20) for i in range(15) for j in range(15)]
    ribbon = [(2000 + i * 40, 0) for i in range(40)]
    panden = [pand(i, x, y) for i, (x, y) in enumerate(village + ribbon)]
    rows = [adres(i, x + 5, y + 5) for i, (x, y) in enumerate(village + ribbon)]
    layers = {"adressen": rows} if source == "adressen" else {}
    result = build(panden, ALL, **layers)
    found = set(result.links["panden"].index)
    corners = {0, 14, 210, 224}
    assert set(range(225, 265)) <= found <= set(range(225, 265)) | corners
    assert any("afgeleid uit de dichtheid van " + source in note for note in result.notes)


def test_a_bedrijventerrein_against_the_village_belongs_to_the_derived_kom():
    village = [(i * 20, j * 20) for i in range(15) for j in range(15)]
    panden = [pand(i, x, y) for i, (x, y) in enumerate([*village, (500, 100), (3000, 100)])]
    rows = [adres(i, x + 5, y + 5) for i, (x, y) in enumerate(village)]
    terrein = [
        {"functie": "bedrijventerrein", "geometry": box(X + left, Y, X + left + 300, Y + 300)} for left in (330, 2900)
    ]
    result = build(panden, ALL, adressen=rows, functionele_gebieden=terrein)
    assert result.links["panden"].index.tolist() == [226]


def test_gemeente_outside_the_layer_is_refused_with_a_hint():
    layers = {"panden": made.layer("panden", [pand(1, 0, 0)]), "gemeenten": made.gemeenten()}
    with pytest.raises(DataError, match=r"GM9989: .*GM9999 \(Nieuwpolder\)"):
        build_locations(layers, made.theme(), ("GM9989",))


@pytest.mark.parametrize("missing", ["panden", "gemeenten"])
def test_a_needed_layer_that_is_absent_is_named(missing):
    layers = {"panden": made.layer("panden", [pand(1, 0, 0)]), "gemeenten": made.gemeenten()}
    del layers[missing]
    with pytest.raises(DataError, match=f"laag {missing} ontbreekt"):
        build_locations(layers, made.theme(ALL), ())


def test_unknown_builder_and_settings_are_refused():
    with pytest.raises(DefinitionError, match=r"'havens'.*erven, gemeenten"):
        build_locations({}, made.theme(builder="havens"), ())
    with pytest.raises(DefinitionError, match="bedoelt u 'pand_gap_m'") as caught:
        build_locations({}, made.theme(pand_gap=30, minimum_area_m2="veel"), ())
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize("selection", [(), ALL])
def test_empty_layers_give_zero_locations(selection):
    names = ("adressen", "verblijfsobjecten", "percelen", "plaatsen", "wijken", "buurten", "wegen")
    result = build([], selection, **{name: made.layer(name, []) for name in names})
    assert len(result.frame) == 0
    assert result.frame.crs.to_epsg() == 28992
    assert all(len(link) == 0 for link in result.links.values())
    assert set(result.links) == {"panden", "adressen", "verblijfsobjecten", "percelen"}


def test_gemeenten_are_locations_with_land_area_or_area_of_the_outline():
    rows = [("GM0002", "Zuid", box(X, Y, X + 1000, Y + 1000)), ("GM0001", "Noord", box(X, Y, X + 500, Y + 1000))]
    frame = made.gemeenten(*rows)
    frame.loc[0, "land_area_ha"] = 90.0
    before = frame.copy()
    result = build_locations({"gemeenten": frame}, made.theme((), "gemeenten"), ())
    assert result.frame.index.tolist() == ["GM0001", "GM0002"]
    assert result.frame["label"].tolist() == ["Noord", "Zuid"]
    assert result.frame["area_m2"].tolist() == [500_000.0, 900_000.0]
    assert result.links["gemeenten"].to_dict() == {0: "GM0002", 1: "GM0001"}
    assert before.equals(frame)
    only = build_locations({"gemeenten": frame}, made.theme((), "gemeenten"), ["GM0002"])
    assert only.frame.index.tolist() == ["GM0002"]
    with pytest.raises(DataError, match="GM0003"):
        build_locations({"gemeenten": frame}, made.theme((), "gemeenten"), ["GM0003"])
