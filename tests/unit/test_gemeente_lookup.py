"""Gemeenten behind what people type, without their outlines."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_risico.core.errors import DefinitionError
from geo_risico.core.gemeente_lookup import look_up
from geo_risico.core.gemeente_names import folded, parse
from geo_risico.io.registers.gemeente_table import gemeente_history

NOW = dt.date(2024, 1, 1)
HAAREN = ["GM0757", "GM0824", "GM0855", "GM0865"]


def found(*asked, day=NOW):
    return look_up(asked, day, gemeente_history())


def problems(*asked, day=NOW):
    with pytest.raises(DefinitionError) as caught:
        found(*asked, day=day)
    return caught.value.problems


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Haaren", HAAREN),
        ("haaren 2020", HAAREN),
        ("Haaren (2020)", HAAREN),
        ("GM0788", HAAREN),
        ("gm 788", HAAREN),
        ("0788", HAAREN),
        ("Den Haag", ["GM0518"]),
        ("'s-Gravenhage", ["GM0518"]),
        ("s gravenhage (gemeente)", ["GM0518"]),
        ("gemeente DEN BOSCH", ["GM0796"]),
        ("Nuenen", ["GM0820"]),
        ("Utrecht (gemeente)", ["GM0344"]),
        ("Groningen", ["GM0014"]),
        ("Bergen (L.)", ["GM0893"]),
        ("bergen nh", ["GM0373"]),
        ("Bergen (Noord-Holland)", ["GM0373"]),
        ("Hengelo", ["GM0164"]),
        ("Hengelo (Gld.)", ["GM1876"]),
        ("Middelburg", ["GM0687"]),
        ("Middelburg (Z.)", ["GM0687"]),
        ("Sudwest Fryslan", ["GM1900"]),
        ("De Friese Meren", ["GM1940"]),
        ("De Fryske Marren", ["GM1940"]),
        ("Menaldumadeel", ["GM1949"]),
        ("Capelle a/d IJssel", ["GM0502"]),
        ("\u0132sselstein", ["GM0353"]),
    ],
)
def test_every_way_to_write_it(text, codes):
    assert [row.code for row in found(text)[0].valid] == codes


def test_the_peildatum_decides():
    assert [row.naam for row in found("Haaren", day=dt.date(2020, 6, 1))[0].valid] == ["Haaren"]
    assert [row.naam for row in found("De Friese Meren", day=dt.date(2014, 6, 1))[0].valid] == ["De Friese Meren"]
    assert found("Haaren", day=dt.date(2020, 6, 1))[0].note == ""


def test_a_name_of_before_is_told():
    assert "Boxtel, GM0824 Oisterwijk, GM0855 Tilburg en GM0865 Vught" in found("Haaren")[0].note
    assert "was ook Hengelo (Gld.) (GM0248, Gelderland; vóór 1998 tot 2005)" in found("Hengelo")[0].note


def test_all_that_is_wrong_is_said_at_once():
    several, close, provincie, other, code, year = problems(
        "Bergen", "Amsterdm", "provincie:Overijssel", "Friesland", "GM9999", "Haaren 2023"
    )
    assert "Bergen (NH.) (GM0373, Noord-Holland) en Bergen (L.) (GM0893, Limburg)" in several
    assert "bedoelt u Amsterdam (GM0363, Noord-Holland)?" in close
    assert "is een provincie met 25 gemeenten" in provincie
    assert "is een provincie met 18 gemeenten" in other
    assert "GM9999) is geen gemeente op 1 januari 2024" in code
    assert "is geen gemeente in 2023; bedoelt u Haaren (GM0788" in year


@pytest.mark.parametrize("text", ["", " ", "()", "2", "2023 2024", "gemeente", "provincie", "'s-", "[/]"])
def test_no_text_is_too_odd_for_an_answer(text):
    assert problems(text)


@given(st.sampled_from(gemeente_history().rows), st.randoms(use_true_random=False))
def test_capitals_and_marks_do_not_matter(row, chance):
    text = "".join(chance.choice([sign.upper(), sign.lower()]) for sign in row.naam).replace("-", " ")
    assert parse(text).name == folded(row.naam)
    assert [one.row for one in found(text)] == [one.row for one in found(row.naam)]
