"""Points on locations: within the stated distance, ties fixed, in any order; what lies after the peildatum is out."""

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo_risico.cases.linking import link_points
from geo_risico.cases.rows import place_rows, report_rows
from geo_risico.cases.rules import LinkRules
from geo_risico.cases.words import koppeling_words
from geo_risico.core.results import Locations
from geo_risico.io.write_koppeling import koppeling_csv

SHAPES = {"B": shapely.box(0, 0, 10, 10), "A": shapely.box(20, 0, 30, 10), "C": shapely.box(-5, -5, 40, 40)}


def locations(names="BA", links=None):
    frame = gpd.GeoDataFrame(index=pd.Index(list(names)), geometry=[SHAPES[n] for n in names], crs="EPSG:28992")
    return Locations(frame=frame, links=links or {})


def link(points, places, within_m=50.0, preferred=None):
    wanted = np.asarray(preferred or [""] * len(points), dtype=object)
    return link_points(np.asarray(points, dtype=float), places, within_m, wanted)


def test_inside_is_zero_and_near_is_measured_to_the_outline():
    found = link([(5, 5), (10, 60), (10, 60.5), (np.nan, np.nan)], locations())
    assert list(found["location_id"]) == ["B", "B", "", ""]
    assert list(found["distance_m"].round(3))[:2] == [0, 50]
    assert found["nearest_m"].iloc[2] == 50.5


def test_ties_go_to_the_smallest_then_to_the_first_name_in_any_order():
    for names in ("BA", "AB"):
        assert link([(15, 5)], locations(names))["location_id"].iloc[0] == "A"
    for names in ("BAC", "CAB"):
        assert link([(5, 5)], locations(names))["location_id"].iloc[0] == "B"


def test_the_register_goes_before_distance_but_not_beyond_it():
    assert link([(12, 5)], locations(), preferred=["A"])["location_id"].iloc[0] == "A"
    assert link([(5, 5)], locations(), within_m=5, preferred=["A"])["location_id"].iloc[0] == "B"


def report(order=(0, 1, 2, 3)):
    table = gpd.GeoDataFrame(
        {"casus_id": ["1", "2", "3", "=4"], "soort": ["overig", None, "overig", "overig"]},
        geometry=[shapely.Point(5, 5), shapely.Point(5, 93), shapely.Point(900, 900), None],
        crs="EPSG:28992",
    ).assign(date=pd.to_datetime(["2025-01-01", "2023-01-01", "2023-01-01", None]))
    table = table.iloc[list(order)].reset_index(drop=True)
    rules = LinkRules(
        within_m=50, peildatum=dt.date(2024, 1, 1), frames={}, outlines=np.asarray([shapely.box(-100, -100, 100, 100)])
    )
    return report_rows(table, place_rows(table, "casussen", None), "casussen", locations(), rules)


def test_every_row_has_its_reason_and_the_order_does_not_matter():
    found = report()
    assert list(found.rows["location_id"]) == [""] * 4
    reasons = found.rows["reason"]
    assert reasons["1"] == "datum 2025-01-01 ligt na de peildatum, telt niet mee"
    assert reasons["2"] == "te ver: 83 m tot B; soort onbekend"
    assert reasons["3"] == "buiten het gebied van de scan"
    assert reasons["=4"] == "datum onbekend; geen coördinaten en geen adres"
    pd.testing.assert_frame_equal(report((3, 1, 0, 2)).rows.loc[found.rows.index], found.rows)


def test_the_report_as_csv_and_in_words():
    text = koppeling_csv(report())
    assert text.splitlines()[0].startswith("casus_id,hoe,geplaatst,exact,adres_id,x,y,locatie,afstand_m,reden")
    assert "\n'=4,geen plek,nee,nee," in text
    said = "\n".join(koppeling_words(report()))
    assert "3 van 4 rijen hebben een plek (75%)" in said
    assert "1 met een datum na de peildatum" in said
