"""Gemeenten behind what people type: names, codes, former names and years."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pandas as pd
import pyogrio
import pytest

from geo_risico.core.errors import DefinitionError
from geo_risico.io.registers.gemeenten import plain, resolve
from geo_risico.io.registers.herindelingen import former_gemeenten, successors_of, what_became

NOW = dt.date(2026, 1, 1)
NATIONAL = Path(__file__).parents[2].parent / "shared/data/nationaal/geoinzicht_gemeenten_2024.geojson"
KNOWN = pd.DataFrame(
    {
        "GM0014": "Groningen",
        "GM0080": "Leeuwarden",
        "GM0164": "Hengelo (O.)",
        "GM0344": "Utrecht",
        "GM0373": "Bergen (NH.)",
        "GM0518": "'s-Gravenhage",
        "GM0755": "Boekel",
        "GM0757": "Boxtel",
        "GM0796": "'s-Hertogenbosch",
        "GM0820": "Nuenen, Gerwen en Nederwetten",
        "GM0824": "Oisterwijk",
        "GM0855": "Tilburg",
        "GM0865": "Vught",
        "GM0893": "Bergen (L.)",
        "GM1900": "Súdwest-Fryslân",
        "GM1940": "De Fryske Marren",
        "GM1945": "Berg en Dal",
        "GM1949": "Waadhoeke",
    }.items(),
    columns=["gemeente_code", "gemeente"],
)
HAAREN = ["GM0757", "GM0824", "GM0855", "GM0865"]
COUNTS = {
    2006: 458,
    2009: 441,
    2010: 431,
    2012: 415,
    2014: 403,
    2015: 393,
    2018: 380,
    2019: 355,
    2021: 352,
    2022: 345,
    2023: 342,
}
"""Number of gemeenten on 1 January (CBS)."""
OLDER = {"GM1507", "GM1669"}
"""Successors with a high code that were there before 2006: Horst aan de Maas, Roerdalen."""


def codes(*asked, peildatum=NOW, known=KNOWN):
    return [one.code for one in resolve(asked, known, peildatum)]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Groningen", ["GM0014"]),
        ("gemeente groningen", ["GM0014"]),
        ("GM0014", ["GM0014"]),
        ("gm 14", ["GM0014"]),
        ("0014", ["GM0014"]),
        ("Den Haag", ["GM0518"]),
        ("s-gravenhage", ["GM0518"]),
        ("Den Bosch", ["GM0796"]),
        ("Nuenen", ["GM0820"]),
        ("Sudwest Fryslan", ["GM1900"]),
        ("Hengelo", ["GM0164"]),
        ("Utrecht (gemeente)", ["GM0344"]),
        ("Bergen (L.)", ["GM0893"]),
        ("De Friese Meren", ["GM1940"]),
        ("Lemsterland", ["GM1940"]),
        ("Haaren", HAAREN),
        ("GM0788", HAAREN),
        ("haaren 2020", HAAREN),
        ("Millingen aan de Rijn", ["GM1945"]),
        ("Littenseradiel", ["GM0080", "GM1900", "GM1949"]),
    ],
)
def test_every_way_to_write_it(asked, expected):
    assert codes(asked) == expected


def test_a_former_gemeente_is_told_and_none_comes_twice():
    found = resolve(["Tilburg", "Haaren"], KNOWN, NOW)
    assert Counter(one.code for one in found).most_common(1)[0][1] == 1
    assert found[0].note == ""
    assert "GM0788 (Haaren) bestaat sinds 1 januari 2021 niet meer; nu: GM0757 Boxtel" in found[1].note


def test_on_an_earlier_peildatum_the_gemeente_of_then_counts():
    then = pd.concat([KNOWN, pd.DataFrame([{"gemeente_code": "GM0788", "gemeente": "Haaren"}])])
    assert codes("Haaren", peildatum=dt.date(2020, 6, 1), known=then) == ["GM0788"]
    with pytest.raises(DefinitionError) as caught:
        codes("Haaren", peildatum=dt.date(2020, 6, 1))
    assert "grenzen zijn van later" in caught.value.problems[0]


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(DefinitionError) as caught:
        codes("Bergen", "Gronigen", "Overijssel", "GM9999")
    several, close, province, code = caught.value.problems
    assert "Bergen (NH.) (GM0373), Bergen (L.) (GM0893)" in several
    assert "bedoelt u Groningen (GM0014)" in close
    assert "is een provincie" in province
    assert "GM9999 is geen gemeente" in code


@pytest.mark.parametrize("year", COUNTS)
def test_the_table_adds_up_to_the_number_of_gemeenten_of_a_year(year):
    all_former = sorted(former_gemeenten().values(), key=lambda one: one.ended)
    began = {}
    for one in all_former:
        for code, _ in one.successors:
            began.setdefault(code, one.ended)
    ended_later = [one for one in all_former if one.ended > dt.date(year, 1, 1)]
    began_later = [
        code for code, date in began.items() if date > dt.date(year, 1, 1) and code > "GM1500" and code not in OLDER
    ]
    assert 342 + len(ended_later) - len(began_later) == COUNTS[year]


def test_every_chain_ends_in_a_gemeente_of_today():
    if not NATIONAL.exists():
        pytest.skip("gemeentegrenzen van 2024 ontbreken in ../shared")
    _, table = pyogrio.read_arrow(NATIONAL, columns=["gemeentecode", "gemeentenaam"], read_geometry=False)
    names = dict(zip(*(table[name].to_pylist() for name in ("gemeentecode", "gemeentenaam")), strict=True))
    for former in former_gemeenten().values():
        assert former.code not in names
        assert successors_of(former.code, names), former
        for code, naam in former.successors:
            assert code in former_gemeenten() or plain(names[code]) == plain(naam)


def test_what_became_is_empty_for_what_never_ended():
    assert what_became("GM0014") == ""
