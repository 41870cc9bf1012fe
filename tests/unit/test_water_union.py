"""Which objects of the registers are one harbour."""

import importlib.util
from pathlib import Path

import pytest

_SPEC = importlib.util.spec_from_file_location("water_sample", Path(__file__).with_name("water_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)
basin, built, line, objects, row, spot = (
    sample.basin,
    sample.built,
    sample.line,
    sample.objects,
    sample.row,
    sample.spot,
)


def labels(locations):
    return labels_of(locations.frame)


def labels_of(frame):
    return sorted(frame["label"])


def test_one_harbour_in_three_registers_is_one_location_with_all_sources():
    found = built(
        objects(
            row("OSM", "jachthaven", basin(0, 0), "WSV De Riette"),
            row("FIS", "jachthaven", spot(140, 30), "Jachthaven de Riette"),
            row("TOP10NL", "jachthaven", basin(10, 5)),
        )
    ).frame
    assert found["label"].tolist() == ["Jachthaven de Riette"]
    assert found["sources"].tolist() == ["FIS|TOP10NL|OSM"]
    assert found["kind"].tolist() == ["jachthaven"]
    assert found.index.tolist() == ["WGL-FIS-2"]
    assert found["conflicts"].tolist() == [""]


def test_two_marinas_80_m_apart_in_two_registers_stay_two():
    found = built(
        objects(
            row("OSM", "jachthaven", basin(0, 0), "Noorderzon"),
            row("OSM", "jachthaven", basin(180, 0), "Zuiderzon"),
            row("FIS", "jachthaven", spot(150, 30), "Jachthaven Noorderzon"),
            row("FIS", "jachthaven", spot(120, 30), "Jachthaven Zuiderzon"),
        )
    ).frame
    assert labels_of(found) == ["Jachthaven Noorderzon", "Jachthaven Zuiderzon"]
    assert set(found["sources"]) == {"FIS|OSM"}


def test_two_nameless_marinas_80_m_apart_in_two_registers_stay_two():
    shapes = [basin(0, 0), basin(180, 0)]
    rows = [row(register, "jachthaven", shape) for register in ("OSM", "TOP10NL") for shape in shapes]
    found = built(objects(*rows)).frame
    assert len(found) == 2
    assert set(found["sources"]) == {"TOP10NL|OSM"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1e Havenarm", "2e Havenarm"),
        ("Eerste Binnenhaven", "Tweede Binnenhaven"),
        ("Noorderhaven", "Zuiderhaven"),
        ("Binnenhaven", "Buitenhaven"),
        ("Oude Haven", "Nieuwe Haven"),
        ("Sethehaven", "Sethehaven II"),
        ("Waalhaven Pier 1", "Waalhaven Pier 2"),
        ("Oosterkapelle", "Westerkapelle"),
        ("Oosterkapelle", "Esterkapelle Zuid"),
    ],
)
def test_names_that_differ_in_number_or_direction_are_two_harbours(one, other):
    rows = [row("OSM", "haven", basin(0, 0), one), row("FIS", "haven", spot(190, 30), other)]
    assert labels(built(objects(*rows))) == sorted([one, other])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("W.S.V. Bovenhaven", "Bovenhaven"),
        ("Jachthaven De Kolk", "de kolk"),
        ("Haven van Urk", "Urk, haven te"),
        ("Marina Muiderzand", "Jachthaven Muiderzand"),
        ("1e Havenarm", "Eerste Havenarm"),
        ("Zeilvereniging De Kolk", "Jachtclub de Kolk"),
        ("Watersportcentrum Belt", "W.S.V. Belt"),
        ("Binnenhaven Slijkneburg", "Havens van Slijkenburg"),
        ("Jachthaven W.S.V. osterkapelle", "Oosterkapelle"),
    ],
)
def test_names_that_differ_in_general_words_are_one_harbour(one, other):
    rows = [row("OSM", "jachthaven", basin(0, 0), one), row("FIS", "jachthaven", spot(240, 30), other)]
    assert labels(built(objects(*rows))) == [other]


def test_different_names_are_one_harbour_only_within_50_m_and_then_a_conflict():
    near = [row("OSM", "jachthaven", basin(0, 0), "De Meeuw"), row("FIS", "jachthaven", spot(140, 30), "Ruitenberg")]
    far = [row("OSM", "jachthaven", basin(0, 0), "De Meeuw"), row("FIS", "jachthaven", spot(160, 30), "Ruitenberg")]
    found = built(objects(*near)).frame
    assert found["conflicts"].tolist() == ["namen verschillen: Ruitenberg (FIS), De Meeuw (OSM)"]
    assert labels(built(objects(*far))) == ["De Meeuw", "Ruitenberg"]


def test_beyond_150_m_the_same_name_is_another_harbour():
    rows = [row("OSM", "haven", basin(0, 0), "Buitenhaven"), row("FIS", "haven", spot(251, 30), "Buitenhaven")]
    assert labels(built(objects(*rows))) == ["Buitenhaven", "Buitenhaven"]


def test_harbours_of_one_register_are_never_one_however_close():
    rows = [row("FIS", "jachthaven", spot(0, 0), "De Meeuw"), row("FIS", "jachthaven", spot(0, 0), "De Stern")]
    third = row("OSM", "jachthaven", basin(-20, -20))
    found = built(objects(*rows, third)).frame
    assert labels_of(found) == ["De Meeuw", "De Stern"]


def test_one_harbour_drawn_twice_in_one_register_is_one():
    rows = [row("OSM", "jachthaven", basin(0, 0), "De Meeuw"), row("OSM", "jachthaven", spot(130, 30), "De Meeuw")]
    parts = [row("TOP10NL", "haven", basin(1000, 0)), row("TOP10NL", "haven", basin(1105, 0))]
    apart = [row("TOP10NL", "haven", basin(3000, 0)), row("TOP10NL", "haven", basin(3150, 0))]
    assert len(built(objects(*rows, *parts, *apart)).frame) == 4


def test_a_marina_inside_a_sea_harbour_stays_a_marina():
    rows = [
        row("TOP10NL", "haven", basin(0, 0, 1500, 800), "Buitenhaven"),
        row("OSM", "jachthaven", basin(600, 300), "WSV De Golf"),
        row("FIS", "jachthaven", spot(650, 330), "De Golf"),
    ]
    found = built(objects(*rows), settings={"zeehavens": (f"Hier {sample.X} {sample.Y} 5000",)}).frame
    assert dict(zip(found["label"], found["kind"], strict=True)) == {"Buitenhaven": "zeehaven", "De Golf": "jachthaven"}


def test_a_harbour_and_a_marina_of_one_name_in_two_registers_stay_two():
    shapes = [basin(0, 0), basin(120, 0)]
    rows = [row("OSM", "haven", shapes[0], "Haven van Vliet"), row("OSM", "jachthaven", shapes[1], "Jachthaven Vliet")]
    more = [
        row("FIS", "haven", spot(115, 30), "Haven Vliet"),
        row("FIS", "jachthaven", spot(105, 30), "Jachthaven Vliet"),
    ]
    found = built(objects(*rows, *more)).frame
    assert sorted(found["kind"]) == ["binnenhaven", "jachthaven"]
    assert set(found["sources"]) == {"FIS|OSM"}


def test_a_harbour_line_inside_a_marina_is_that_marina():
    water = sample.sections(("Katwolderhaven", "H", line((20, 30), (80, 30))))
    found = built(objects(row("OSM", "jachthaven", basin(0, 0), "De Vliet")), water).frame
    assert found["kind"].tolist() == ["jachthaven"]
    assert "soorten verschillen: binnenhaven (NWB), jachthaven (OSM)" in found["conflicts"].iloc[0]


def test_a_small_nameless_harbour_around_a_marina_is_that_marina():
    rows = [row("TOP10NL", "haven", basin(0, 0)), row("FIS", "jachthaven", spot(50, 30), "WSV De Golf")]
    found = built(objects(*rows)).frame
    assert (found["kind"].tolist(), found["sources"].tolist()) == (["jachthaven"], ["FIS|TOP10NL"])
    large = [row("TOP10NL", "haven", basin(0, 0, 500, 150)), rows[1]]
    assert sorted(built(objects(*large)).frame["kind"]) == ["binnenhaven", "jachthaven"]
    one_register = [row("FIS", "haven", basin(0, 0)), rows[1]]
    assert sorted(built(objects(*one_register)).frame["kind"]) == ["binnenhaven", "jachthaven"]


def test_a_terminal_of_a_company_is_a_terminal():
    rows = [row("FIS", "terminal", spot(0, 0), "Terminal Vliet BV"), row("FIS", "terminal", spot(900, 0), "Grind BV")]
    found = built(objects(*rows)).frame.set_index("label")["kind"]
    assert found.to_dict() == {"Terminal Vliet BV": "terminal", "Grind BV": "laad- en loswal"}


@pytest.mark.parametrize("soort", ["terminal", "scheepswerf", "laad- en loswal"])
def test_a_terminal_quay_or_shipyard_is_never_one_with_a_harbour(soort):
    rows = [row("TOP10NL", "haven", basin(0, 0), "Industriehaven"), row("FIS", soort, spot(50, 30), "Industriehaven")]
    assert sorted(built(objects(*rows)).frame["kind"]) == sorted(["binnenhaven", soort])


def test_a_port_around_several_harbours_is_a_location_of_its_own():
    water = sample.sections(
        ("Petroleumhaven", "H", line((100, 100), (100, 700))), ("Ertshaven", "H", line((900, 100), (900, 700)))
    )
    found = built(objects(row("OSM", "haven", basin(0, 0, 1500, 800), "Havengebied Vlietmond")), water)
    assert labels(found) == ["Ertshaven", "Havengebied Vlietmond", "Petroleumhaven"]


def test_a_register_lacks_a_harbour_only_where_it_has_such_objects():
    rows = [
        row("FIS", "jachthaven", spot(0, 0), "De Meeuw"),
        row("FIS", "jachthaven", spot(5000, 5000), "De Stern"),
        row("OSM", "jachthaven", spot(0, 10), "De Meeuw"),
        row("OSM", "jachthaven", spot(5000, 0), "De Aalscholver"),
        row("TOP10NL", "aanlegsteiger", line((0, 0), (5000, 5000))),
    ]
    found = built(objects(*rows)).frame.set_index("label")["conflicts"]
    assert found.to_dict() == {
        "De Meeuw": "",
        "De Stern": "",
        "De Aalscholver": "staat in OSM, niet in FIS",
    }
