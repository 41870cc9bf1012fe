import importlib.util
from pathlib import Path

import pytest
from shapely.geometry import LineString, box

_SPEC = importlib.util.spec_from_file_location("locations_sample", Path(__file__).with_name("locations_sample.py"))
made = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(made)

X, Y, adres, build, groups, pand, perceel = (
    made.X,
    made.Y,
    made.adres,
    made.build,
    made.groups,
    made.pand,
    made.perceel,
)


@pytest.mark.parametrize(("gap", "count"), [(25, 1), (30, 1), (31, 2), (35, 2)])
def test_panden_within_thirty_metres_are_one_erf(gap, count):
    result = build([pand(1, 0, 0), pand(2, 10 + gap, 0)])
    assert len(result.frame) == count


def test_two_addressed_panden_of_one_yard_stay_one_erf():
    result = build([pand(1, 0, 0), pand(2, 30, 0)], adressen=[adres(1, 5, 5), adres(2, 35, 5)])
    assert len(result.frame) == 1
    assert len(result.links["adressen"]) == 2


def test_a_ribbon_of_forty_houses_is_forty_erven_each_with_its_own_barn():
    houses = [pand(i, i * 30, 0) for i in range(40)]
    barns = [pand(100 + i, i * 30, 20) for i in range(40)]
    result = build(houses + barns, adressen=[adres(i, i * 30 + 5, 5) for i in range(40)])
    assert groups(result) == {frozenset({i, 40 + i}) for i in range(40)}


def test_a_ribbon_without_any_address_is_cut_to_the_extent_of_a_yard():
    result = build([pand(i, i * 30, 0) for i in range(40)])
    assert result.frame.geometry.bounds.eval("maxx - minx").max() < 210
    near_pairs = [pand(2 * i + j, i * 35 + j * 12, 0) for i in range(20) for j in range(2)]
    assert groups(build(near_pairs)) == {frozenset({2 * i, 2 * i + 1}) for i in range(20)}


def test_panden_of_one_perceel_are_one_erf_however_far_apart():
    result = build([pand(1, 0, 0), pand(2, 150, 0)], percelen=[perceel(1, -5, -5, 200, 50)])
    assert len(result.frame) == 1
    assert result.frame["perceel_ids"].iloc[0] == "NPD00B00001"


def test_perceel_without_address_joins_the_touching_perceel_but_not_over_a_road():
    panden = [pand(1, 0, 0), pand(2, 30, 0), pand(3, 0, 30)]
    percelen = [perceel(1, -5, -5, 20, 20), perceel(2, 15, -5, 40, 20), perceel(3, -5, 20, 20, 40)]
    result = build(panden, percelen=percelen, adressen=[adres(1, 5, 5)])
    assert groups(result) == {frozenset({0, 1}), frozenset({2})}
    assert result.frame["perceel_ids"].tolist() == ["NPD00B00001|NPD00B00002", "NPD00B00003"]
    assert result.links["percelen"].tolist() == [result.frame.index[0]] * 2 + [result.frame.index[1]]


def test_two_inhabited_percelen_stay_apart_and_a_barn_between_goes_to_the_nearest():
    panden = [pand(1, 0, 0), pand(2, 50, 0), pand(3, 18, 0)]
    percelen = [perceel(1, -5, -5, 20, 20), perceel(2, 32, -5, 40, 20), perceel(3, 15, -5, 17, 20)]
    result = build(panden, percelen=percelen, adressen=[adres(1, 5, 5), adres(2, 55, 5)])
    assert groups(result) == {frozenset({0, 2}), frozenset({1})}


def test_a_company_address_on_an_adjacent_perceel_joins_the_house():
    panden = [pand(1, 0, 0), pand(2, 30, 0)]
    percelen = [perceel(1, -5, -5, 20, 20), perceel(2, 15, -5, 40, 20)]
    adressen = [adres(1, 5, 5, gebruiksdoel="woonfunctie"), adres(2, 35, 5, gebruiksdoel="industriefunctie")]
    assert len(build(panden, percelen=percelen, adressen=adressen).frame) == 1
    adressen[1]["gebruiksdoel"] = "industriefunctie,woonfunctie"
    assert len(build(panden, percelen=percelen, adressen=adressen).frame) == 2


def test_a_pand_belongs_to_the_perceel_with_the_largest_overlap():
    percelen = [perceel(1, -50, -5, 54, 20), perceel(2, 4, -5, 50, 20)]
    result = build([pand(1, 0, 0)], percelen=percelen)
    assert result.frame["perceel_ids"].tolist() == ["NPD00B00002"]


def test_only_panden_in_stock_count_and_unknown_status_counts_as_standing():
    gone = ["Pand gesloopt", "Niet gerealiseerd pand", "Pand ten onrechte opgevoerd", "Bouw gestart"]
    rows = [pand(i, i * 100, 0, status=s) for i, s in enumerate(["Pand in gebruik", "Pand buiten gebruik", *gone])]
    result = build([*rows, pand(9, 900, 0)])
    assert sorted(result.links["panden"].index) == [0, 1, 6]
    assert any("4 panden tellen niet mee" in note for note in result.notes)
    assert any("Van 1 panden is de status onbekend" in note for note in result.notes)


def test_identity_is_the_smallest_pand_and_a_pand_without_one_is_named_after_its_place():
    result = build([pand(7, 0, 0), pand(3, 20, 0), pand(5, 500, 0) | {"pand_id": float("nan")}])
    assert result.frame.index.tolist() == ["ERF-9999100000000003", "ERF-X1905050Y5000050"]
    assert result.frame["pand_count"].tolist() == [2, 1]
    assert result.frame["area_m2"].tolist() == [200.0, 100.0]


def test_address_is_linked_by_pand_id_else_by_place():
    panden = [pand(1, 0, 0), pand(2, 200, 0), pand(3, 400, 0, status="Pand gesloopt")]
    rows = [
        adres(1, 205, 5, pand_id="9999100000000001"),
        adres(2, 0, -9),
        adres(3, 0, -11),
        adres(4, 205, 5, pand_id="1234100000000001"),
        adres(5, 205, 5, pand_id="9999100000000003"),
    ]
    first, second = "ERF-9999100000000001", "ERF-9999100000000002"
    assert build(panden, adressen=rows).links["adressen"].to_dict() == {0: first, 1: first, 3: second}
    on_perceel = build(panden, adressen=rows, percelen=[perceel(1, -50, -50, 100, 100)])
    assert on_perceel.links["adressen"].to_dict() == {0: first, 1: first, 2: first, 3: second}


def test_label_is_address_then_perceel_then_street_then_coordinates():
    panden = [pand(1, 0, 0, 30, 30), pand(2, 40, 0), pand(3, 3000, 0), pand(4, 6000, 0), pand(5, 9000, 0)]
    result = build(
        panden,
        adressen=[adres(9, 45, 5), adres(2, 5, 5, huisletter="a", toevoeging="1")],
        percelen=[perceel(2298, 2990, -10, 100, 100)],
        wegen=[{"straat": "Zwartendijk", "geometry": LineString([(X + 6000, Y + 50), (X + 6100, Y + 50)])}],
    )
    assert result.frame["label"].tolist() == [
        "Polderweg 2a-1, Nieuwpolder",
        "Otterlo B 2298",
        "erf nabij Zwartendijk",
        "erf bij RD 199005, 500005",
    ]


def test_regions_and_square_follow_the_representative_point():
    west, east = box(X - 500, Y - 500, X, Y + 500), box(X, Y - 500, X + 500, Y + 500)
    result = build(
        [pand(1, -200, 0), pand(2, 200, 0), pand(3, 2000, 0)],
        wijken=[{"wijk_code": "WK999900", "wijk": "Oost", "gemeente_code": "GM9999", "geometry": east}],
        buurten=[
            {"buurt_code": "BU99990001", "buurt": "Kop", "wijk_code": "WK999900", "geometry": west},
            {"buurt_code": "BU99990002", "buurt": "Staart", "wijk_code": "WK999900", "geometry": east},
        ],
    )
    assert result.frame["buurt"].fillna("-").tolist() == ["Kop", "Staart", "-"]
    assert result.frame["wijk_code"].fillna("-").tolist() == ["-", "WK999900", "-"]
    assert result.frame["gemeente"].tolist() == ["Nieuwpolder"] * 3
    assert result.frame["vierkant"].tolist() == ["E1895N5000", "E1900N5000", "E1920N5000"]


def test_outline_is_a_valid_polygon_around_the_panden():
    panden = [pand(1, 0, 0), pand(2, 38, 0), pand(3, 20, 30)]
    shape = build(panden).frame.geometry.iloc[0]
    assert shape.geom_type == "Polygon"
    assert shape.is_valid
    assert all(shape.contains(row["geometry"]) for row in panden)
