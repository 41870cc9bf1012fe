"""Rows of a table and the locations they belong to, for several themes at once."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo_risico.core.errors import DataError
from geo_risico.core.results import Locations
from geo_risico.core.terms import CRS_RD
from geo_risico.locations.tables import link_tables

NAN = float("nan")


def places(**shapes):
    frame = gpd.GeoDataFrame(
        geometry=[shapely.box(*shape) for shape in shapes.values()],
        index=pd.Index(list(shapes), name="location_id", dtype="str"),
        crs=CRS_RD,
    )
    return Locations(frame=frame, links={})


def table(*rows):
    names = ["location_id", "x", "y", "voorrang"]
    frame = pd.DataFrame([dict.fromkeys(names) | row for row in rows], columns=names)
    return frame.astype({"location_id": "str", "x": "float64", "y": "float64", "voorrang": "float64"})


HAVENS = places(B=(0, 0, 10, 10), A=(200, 0, 210, 10))
PARKEN = places(P=(5000, 0, 5100, 100))


def links(rows, *given):
    return [list(place.links["schouw"]) for place in link_tables(given, {"schouw": rows})]


def test_by_name_in_any_theme():
    rows = table({"location_id": "A"}, {"location_id": "P"}, {"location_id": "A"})
    havens, parken = links(rows, HAVENS, PARKEN)
    assert havens == ["A", pytest.approx(NAN, nan_ok=True), "A"]
    assert parken[1] == "P"
    assert not any(place.notes for place in link_tables([HAVENS, PARKEN], {"schouw": rows}))


def test_by_place_up_to_150_m_from_the_outline():
    rows = table({"x": 5.0, "y": 160.0}, {"x": 5.0, "y": 160.5}, {"x": 205.0, "y": 5.0}, {"x": 105.0, "y": 5.0})
    (found,) = links(rows, HAVENS)
    assert found[0] == "B"
    assert pd.isna(found[1])
    assert found[2] == "A"
    assert found[3] == "A", "bij gelijke afstand de eerste naam"


def test_a_row_with_a_wrong_name_is_not_placed_by_its_coordinates():
    linked = link_tables([HAVENS], {"schouw": table({"location_id": "WEG", "x": 5.0, "y": 5.0})})
    assert linked[0].links["schouw"].isna().all()
    assert linked[0].notes == (
        "1 rij (van 1) van de schouw hoort bij geen locatie van deze scan; zij telt niet mee (bijvoorbeeld WEG).",
    )


def test_rows_of_nobody_are_told_once_with_examples():
    rows = table({"location_id": "A"}, {"location_id": "Z"}, {"x": 9000.0, "y": 9000.0}, {})
    first, second = link_tables([HAVENS, PARKEN], {"schouw": rows})
    (note,) = first.notes
    assert note.startswith("3 rijen (van 4) van de schouw horen bij geen locatie van deze scan; zij tellen niet mee")
    assert note.endswith("(bijvoorbeeld Z, x 9000 y 9000).")
    assert second.notes == ()
    (silent, _) = link_tables([HAVENS, PARKEN], {"schouw": rows}, with_examples=False)
    assert "Z" not in silent.notes[0]


def test_a_filled_in_row_of_nobody_is_an_error():
    rows = table({"location_id": "A", "voorrang": 1.0}, {"location_id": "Z", "voorrang": 1.0})
    with pytest.raises(DataError, match="location_id 'Z'"):
        link_tables([HAVENS], {"schouw": rows})


def test_nothing_to_link_leaves_everything_as_it_was():
    assert link_tables([HAVENS], {}) == (HAVENS,)
    assert link_tables([HAVENS], {"schouw": table()}) == (HAVENS,)
    nobody = Locations(frame=HAVENS.frame.iloc[:0], links={})
    (empty,) = link_tables([nobody], {"schouw": table({"x": 5.0, "y": 5.0})})
    assert empty.links["schouw"].isna().all()


def test_order_of_the_locations_does_not_matter():
    rows = table(*({"x": float(x), "y": 5.0} for x in np.arange(0, 400, 17)))
    turned = Locations(frame=HAVENS.frame.iloc[::-1], links={})
    pd.testing.assert_series_equal(
        link_tables([HAVENS], {"bedrijfsregister": rows})[0].links["bedrijfsregister"],
        link_tables([turned], {"bedrijfsregister": rows})[0].links["bedrijfsregister"],
    )
