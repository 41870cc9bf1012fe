"""Addresses of cases against a small made-up town: what fits, what looks like it, what is unsure, what is not there."""

import importlib.util
from pathlib import Path

import pandas as pd
import pytest

_SPEC = importlib.util.spec_from_file_location("casussen_sample", Path(__file__).with_name("casussen_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)
ROWS, make_adressen, match = sample.ROWS, sample.make_adressen, sample.match

LINES = [
    ("Dorpsstraat 12a, 8261 AB Kampen", "adres", "A01"),
    ("8261AB 12 A-2", "adres", "A02"),
    ("DORPSSTRAAT 12-A-2 KAMPEN", "straat", "A02"),
    ("Burg. v.d. Boschstr. 3bis, Kampen", "straat", "A06"),
    ("Sgravenweg 7 te Ijsselmuiden", "straat", "A07"),
    ("Plein 1944 5, Kampen", "straat", "A11"),
    ("Kampen, Plein 1944 nr 5", "straat", "A11"),
    ("Dorpsstraat 12-16, Kampen", "reeks", "A02"),
    ("Dorpsstraat 14 t/m 16 8261AB", "reeks", "A03"),
    ("Dorpstraat 14, 8261 AB Kampen", "adres", "A03"),
    ("Dorpsstraat 14, 8261 AD Kampen", "gelijkend", "A03"),
    ("Dropsstraat 14, Kampen", "gelijkend", "A03"),
    ("Dorpsstraat 14, Kmapen", "gelijkend", "A03"),
    ("Dorpsstraat 14 B, Kampen", "gelijkend", "A03"),
    ("Dorpsstraat 14", "gelijkend", "A03"),
    ("Dorpsstraat 14, 8261AB Zwolle", "adres", "A03"),
    ("Kerkstraat 5, Grafhorst, Nederland", "straat", "A09"),
    ("Kerkstraat 5, Kampen", "meer mogelijk", ""),
    ("Kerkstraat 5", "meer mogelijk", ""),
    ("Merelweg 20, Kampen", "meer mogelijk", ""),
    ("Merelweg 20C, Kampen", "meer mogelijk", ""),
    ("Sprxeuwenlaan 1, Kampen", "meer mogelijk", ""),
    ("Merelweg 20A, 8271AB Grafhorst", "meer mogelijk", ""),
    ("Plein 1945 5, Kampen", "niet gevonden", ""),
    ("Dorpsstraat 13, Kampen", "niet gevonden", ""),
    ("Dorpsstraat, Kampen", "niet gevonden", ""),
    ("Stationsweg 1, Appingedam", "niet gevonden", ""),
    ("Postbus 12, 8261 AB Kampen", "niet gevonden", ""),
    ("9999 ZZ 1", "niet gevonden", ""),
]


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    text = "\n".join(["casus_id;adres", *(f"{n};{line}" for n, (line, _, _) in enumerate(LINES))])
    return match(tmp_path_factory.mktemp("adressen"), text)


@pytest.mark.parametrize("number", range(len(LINES)), ids=[line for line, _, _ in LINES])
def test_each_line_gets_its_address_or_a_reason(found, number):
    _, how, adres_id = LINES[number]
    row = found.loc[str(number)]
    assert (row["how"], row["adres_id"]) == (how, adres_id), row["reason"]
    assert bool(row["is_exact"]) == (how in {"adres", "straat"})
    assert row[["x_m", "y_m"]].notna().all() == (adres_id != "")
    if how not in {"adres", "straat"}:
        assert row["reason"]
    if how == "meer mogelijk":
        assert row["candidates"]


def test_candidates_are_named_as_people_write_them(found):
    number = [line for line, _, _ in LINES].index("Merelweg 20, Kampen")
    assert found.loc[str(number), "candidates"] == "Merelweg 20A, 8261EF Kampen|Merelweg 20B, 8261EF Kampen"


def test_a_number_that_is_not_there_names_its_neighbours(found):
    number = [line for line, _, _ in LINES].index("Dorpsstraat 13, Kampen")
    assert "wel 12, 14, 15, 16" in found.loc[str(number), "reason"]


def test_the_order_of_rows_and_addresses_does_not_matter(tmp_path, found):
    text = "\n".join(["casus_id;adres", *(f"{n};{line}" for n, (line, _, _) in reversed(list(enumerate(LINES))))])
    other = match(tmp_path, text, adressen=make_adressen().sort_index())
    pd.testing.assert_frame_equal(other.loc[found.index], found)


def test_columns_of_their_own_with_usual_names(tmp_path):
    rows = ["id,pc,huisnr,Huisletter,toev,straatnaam,plaats", "1,8261 ab,12,a,2,,", "2,,12A-2,,,Dorpsstraat,kampen"]
    text = "\n".join([*rows, "3,,,,,Dorpsstraat 14,Kampen"])
    found = match(tmp_path, text)
    assert list(found["adres_id"]) == ["A02", "A02", "A03"]


def test_a_postcode_that_contradicts_the_street_is_not_guessed(tmp_path):
    found = match(tmp_path, "id;adres\n1;Merelweg 20A, 8261AB Grafhorst\n2;Plein 1944 14, 8261AB Kampen")
    assert list(found["how"]) == ["meer mogelijk", "meer mogelijk"]
    assert "past niet bij postcode 8261AB" in found["reason"].iloc[1]


def test_a_spreadsheet_that_made_a_date_of_a_range(tmp_path):
    found = match(tmp_path, "id;postcode;huisnummer\n1;8261AB;2024-12-14 00:00:00")
    assert "een datum geworden" in found["reason"].iloc[0]


def test_addresses_on_one_spot_are_one_place_and_elsewhere_unsure(tmp_path):
    double = make_adressen([*ROWS[:1], *ROWS[:1]])
    assert match(tmp_path, "id;adres\n1;Dorpsstraat 12, Kampen", double)["how"].iloc[0] == "meer mogelijk"
    double.geometry = [double.geometry.iloc[0]] * 2
    row = match(tmp_path, "id;adres\n1;Dorpsstraat 12, Kampen", double).iloc[0]
    assert (row["how"], row["adres_id"]) == ("straat", "A00")


def test_a_layer_without_town_or_postcode_still_finds_the_only_street(tmp_path):
    poor = make_adressen().drop(columns=["woonplaats", "postcode", "toevoeging"])
    row = match(tmp_path, "id;adres\n1;Dorpsstraat 14, 8261AB Kampen", poor).iloc[0]
    assert (row["how"], row["adres_id"], bool(row["is_exact"])) == ("gelijkend", "A03", False)


def test_without_addresses_the_reason_says_so(tmp_path):
    frame = match(tmp_path, "id;adres\n1;Dorpsstraat 14, Kampen", make_adressen().iloc[:0])
    assert frame["how"].iloc[0] == "niet gevonden"
