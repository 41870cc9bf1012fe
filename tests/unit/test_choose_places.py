"""Visits that count, and warnings when the same places are hit again and again."""

from __future__ import annotations

import dataclasses
import datetime as dt
from types import SimpleNamespace

import pandas as pd
import pytest

from geo_risico.core.evidence import Evidence
from geo_risico.inspection.choose_places import known_visits, last_days, repeated


@pytest.fixture
def rows():
    """Forty places in four zones of equal size, a kilometre apart; twelve of zone A are chosen."""
    names = [f"L{number:02d}" for number in range(40)]
    return pd.DataFrame(
        {
            "zone": [zone for zone in "ABCD" for _ in range(10)],
            "x": [1000.0 * number + 500 for number in range(40)],
            "y": 500.0,
            "arm": ["score"] * 5 + [""] * 35,
        },
        index=pd.Index(names, name="location_id"),
    )


def visits(names, rows, day="2025-12-01"):
    frame = pd.DataFrame({"location_id": names, "date": pd.Timestamp(day)})
    return frame.join(rows[["x", "y"]], on="location_id")


def part(*table):
    frame = pd.DataFrame(table, columns=["bezoek_id", "location_id", "date", "x_m", "y_m"]).set_index("bezoek_id")
    return SimpleNamespace(evidence=Evidence(cases=None, visits=frame, reports=()))


def test_visits_of_the_layer_and_of_the_log_warn_without_any_earlier_list(rows):
    none = visits([], rows)
    assert repeated(rows, (), none) == ()
    told = repeated(rows, (), visits([f"L{number:02d}" for number in range(9)], rows))
    assert any("zone A krijgt 100% van de bezoeken van deze lijst en 9 andere bezoeken" in line for line in told)
    spread = visits([f"L{number:02d}" for number in range(5, 40)], rows)
    assert repeated(rows, (), spread) == ()


def test_a_place_that_was_visited_three_times_is_counted(rows):
    often = pd.concat([visits(["L00", "L39"], rows, day) for day in ("2025-03-01", "2025-06-01", "2025-09-01")])
    told = repeated(rows, (), often)
    assert any(line.startswith("1 gekozen locaties zijn in het afgelopen jaar al 3 keer") for line in told)


def test_what_an_earlier_list_holds_counts_once(rows):
    former = SimpleNamespace(chosen=rows[rows["arm"].ne("")])
    told = repeated(rows, (former,), visits(["L00", "L01"], rows))
    assert all("van deze lijst en de vorige lijst:" in line for line in told)
    assert told


def test_each_visit_is_known_once_whatever_names_it(rows):
    day = dt.datetime(2025, 5, 1)  # noqa: DTZ001 - a date of a table, without a time zone
    one = part(("b1", "L00", day, 1.0, 2.0), ("b2", "", day, 99.0, 99.0))
    two = part(("b1", "", day, 1.0, 2.0), ("b2", "", day, 99.0, 99.0), ("b3", "L01", pd.NaT, 1.0, 1.0))
    found = known_visits([one, two], {("L00", day.date()), ("L02", dt.date(2025, 6, 1)), ("weg", day.date())}, rows)
    assert sorted(found["location_id"]) == ["", "L00", "L02"]
    assert found.set_index("location_id").loc["L00", "x"] == 500.0
    assert last_days(found).dt.date.to_dict() == {"L00": day.date(), "L02": dt.date(2025, 6, 1)}


def test_without_layer_and_log_nothing_is_known(rows):
    empty = SimpleNamespace(evidence=None)
    found = known_visits([empty], set(), rows)
    assert found.empty
    assert last_days(found).empty
    none = dataclasses.replace(part().evidence, visits=None)
    assert known_visits([SimpleNamespace(evidence=none)], set(), rows).empty
