"""The table of gemeenten since 1998: counts, successors, and what it says of a code on a day."""

import datetime as dt
from pathlib import Path

import pyogrio
import pytest

from geo_risico.core.gemeente_names import PROVINCES
from geo_risico.core.gemeenten import KNOWN_FROM, KNOWN_TO, GemeenteRow, History
from geo_risico.io.registers.gemeente_table import gemeente_history

NATIONAL = Path(__file__).parents[2].parent / "shared/data/nationaal/geoinzicht_gemeenten_2024.geojson"
COUNTS = {
    1998: 548,
    1999: 538,
    2000: 537,
    2001: 504,
    2002: 496,
    2003: 489,
    2004: 483,
    2005: 467,
    2006: 458,
    2007: 443,
    2008: 443,
    2009: 441,
    2010: 431,
    2011: 418,
    2012: 415,
    2013: 408,
    2014: 403,
    2015: 393,
    2016: 390,
    2017: 388,
    2018: 380,
    2019: 355,
    2020: 355,
    2021: 352,
    2022: 345,
    2023: 342,
    2024: 342,
}
"""Number of gemeenten on 1 January (CBS)."""
A_DAY = dt.date(2024, 1, 1)


@pytest.fixture(scope="module")
def history():
    return gemeente_history()


def test_the_number_of_gemeenten_of_each_year_is_that_of_cbs(history):
    assert {year: len(history.on(dt.date(year, 1, 1))) for year in COUNTS} == COUNTS
    assert min(COUNTS) == KNOWN_FROM


def test_each_end_has_successors_that_exist_that_day_and_each_begin_has_predecessors(history):
    first = dt.date(KNOWN_FROM, 1, 1)
    assert len(history.by_code) == len(history.rows)
    for row in history.rows:
        assert row.provincie in PROVINCES
        assert (row.until is None) == (not row.successors)
        assert all(history.by_code[code].is_valid(row.until) for code in row.successors), row
        if row.since is not None and row.since > first:
            assert any(one.until == row.since for one in history.predecessors(row.code)), row


def test_the_gemeenten_of_2024_are_those_of_the_national_file(history):
    if not NATIONAL.exists():
        pytest.skip("gemeentegrenzen van 2024 ontbreken in ../shared")
    _, table = pyogrio.read_arrow(NATIONAL, columns=["gemeentecode", "gemeentenaam"], read_geometry=False)
    there = dict(zip(*(table[name].to_pylist() for name in ("gemeentecode", "gemeentenaam")), strict=True))
    assert {row.code: row.naam for row in history.on(A_DAY)} == {k: v for k, v in there.items() if k != "GM0998"}


@pytest.mark.parametrize(
    ("code", "day", "expected"),
    [
        ("GM0788", A_DAY, {"GM0757", "GM0824", "GM0855", "GM0865"}),
        ("GM0788", dt.date(2020, 12, 31), {"GM0788"}),
        ("GM0140", A_DAY, {"GM0080", "GM1900", "GM1949"}),
        ("GM0082", A_DAY, {"GM1940"}),  # Lemsterland, by way of De Friese Meren
        ("GM0457", dt.date(2022, 3, 23), {"GM0457"}),
        ("GM0457", dt.date(2022, 3, 24), {"GM0363"}),
        ("GM1948", dt.date(2015, 1, 1), {"GM0844", "GM0846", "GM0860"}),  # not yet Meierijstad
        ("GM1949", dt.date(2010, 6, 1), {"GM0063", "GM0070", "GM0083", "GM0140"}),  # through Menameradiel
        ("GM4321", A_DAY, set()),
    ],
)
def test_who_holds_the_ground_on_a_day(history, code, day, expected):
    assert {row.code for row in history.valid_for(code, day)} == expected


def test_what_is_told_of_a_code(history):
    told = history.told("GM0788", A_DAY)
    assert told.startswith("GM0788 (Haaren) bestaat sinds 2021 niet meer; nu: GM0757 Boxtel, GM0824 Oisterwijk")
    assert history.told("GM1948", dt.date(2015, 1, 1)).startswith("GM1948 (Meierijstad) bestaat pas sinds 2017; op 1 ")
    assert history.told("GM0082", dt.date(2014, 6, 1)).endswith("meer; op 1 juni 2014: GM1921 De Friese Meren")
    assert not history.told("GM0166", A_DAY)
    assert not history.told("GM4321", A_DAY)


def test_gemeenten_that_merge_back_and_forth_end():
    one = GemeenteRow(code="GM1", naam="A", until=A_DAY, successors=("GM2",))
    other = GemeenteRow(code="GM2", naam="B", until=A_DAY, successors=("GM1",))
    assert History((one, other)).valid_for("GM1", dt.date(KNOWN_TO, 1, 1)) == ()
