"""Addresses and percelen of each location, against addresses written out by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import Point, box

from geo_risico.core.results import Locations
from geo_risico.scan.search_keys import adres_texts, perceel_texts, with_search_keys

KLEIKADE = {"straat": "Kleikade", "postcode": "8260AB", "woonplaats": "Polderdorp", "status": "Naamgeving uitgegeven"}


def adressen(*rows):
    names = ("straat", "huisnummer", "huisletter", "toevoeging", "postcode", "woonplaats", "status")
    data = {name: pd.Series([row.get(name, np.nan) for row in rows], dtype="str") for name in names}
    return gpd.GeoDataFrame(data, geometry=[row["at"] for row in rows], crs=28992)


def percelen(*rows):
    names = ("perceel_id", "kadastrale_gemeente", "akr_code", "sectie", "perceelnummer")
    data = {name: pd.Series([row.get(name, np.nan) for row in rows], dtype="str") for name in names}
    return gpd.GeoDataFrame(data, geometry=[row["at"] for row in rows], crs=28992)


def places(kind="erf", links=None):
    index = pd.Index(["een", "twee"], dtype="str", name="location_id")
    shapes = [box(0, 0, 100, 100), box(1000, 0, 1100, 100)]
    frame = gpd.GeoDataFrame({"kind": pd.Series([kind, kind], index=index)}, geometry=shapes, index=index, crs=28992)
    return Locations(frame=frame, links=links or {})


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({"huisnummer": "10", "huisletter": "a", "toevoeging": "2"}, "Kleikade 10a-2, 8260 AB Polderdorp"),
        ({"huisnummer": "10"}, "Kleikade 10, 8260 AB Polderdorp"),
        ({"huisnummer": "10", "postcode": np.nan}, "Kleikade 10, Polderdorp"),
        ({"huisnummer": "10", "straat": np.nan}, "10, 8260 AB Polderdorp"),
        ({"huisnummer": "10", "postcode": "8260 ab", "woonplaats": np.nan}, "Kleikade 10, 8260 AB"),
        ({"huisnummer": "10", "straat": "Oude|Weg"}, "Oude Weg 10, 8260 AB Polderdorp"),
        ({"huisnummer": np.nan}, None),
        ({"huisnummer": "10", "straat": np.nan, "postcode": np.nan}, None),
    ],
)
def test_an_address_is_written_as_on_an_envelope(row, text):
    written = adres_texts(adressen({**KLEIKADE, **row, "at": Point(0, 0)}))
    assert (None if pd.isna(written.iloc[0]) else written.iloc[0]) == text


def test_addresses_stand_in_natural_order_each_once_and_only_those_in_use():
    numbers = [("10", np.nan), ("2", np.nan), ("10", "a"), ("2", np.nan), ("9", np.nan)]
    rows = [{**KLEIKADE, "huisnummer": n, "huisletter": x, "at": Point(5, 5)} for n, x in numbers]
    rows.append({**KLEIKADE, "huisnummer": "3", "status": "Naamgeving ingetrokken", "at": Point(5, 5)})
    layer = adressen(*rows)
    link = pd.Series("een", index=layer.index, dtype="str")
    frame = with_search_keys(places(links={"adressen": link}), {"adressen": layer}).frame
    written = ["Kleikade 2", "Kleikade 9", "Kleikade 10", "Kleikade 10a"]
    assert frame.loc["een", "adressen"] == "|".join(f"{text}, 8260 AB Polderdorp" for text in written)
    assert pd.isna(frame.loc["twee", "adressen"])


def test_without_links_an_address_belongs_to_the_location_within_25_m():
    spots = {"1": (50, 50), "2": (124, 50), "3": (126, 50), "4": (980, 50)}
    layer = adressen(*({**KLEIKADE, "huisnummer": n, "at": Point(*xy)} for n, xy in spots.items()))
    frame = with_search_keys(places(), {"adressen": layer}).frame
    assert frame.loc["een", "adressen"] == "Kleikade 1, 8260 AB Polderdorp|Kleikade 2, 8260 AB Polderdorp"
    assert frame.loc["twee", "adressen"] == "Kleikade 4, 8260 AB Polderdorp"


def test_percelen_by_link_or_under_the_location():
    rows = [
        {"kadastrale_gemeente": "Polderdorp", "akr_code": "PDP01", "sectie": "B", "perceelnummer": number, "at": shape}
        for number, shape in (("1010", box(-5, -5, 50, 110)), ("00202", box(50, -5, 1050, 110)))
    ]
    layer = percelen(*rows)
    found = with_search_keys(places("jachthaven"), {"percelen": layer}).frame["kadastrale_aanduidingen"]
    assert found.tolist() == ["Polderdorp (PDP01) B 202|Polderdorp (PDP01) B 1010", "Polderdorp (PDP01) B 202"]
    linked = places(links={"percelen": pd.Series(["twee"], index=layer.index[:1], dtype="str")})
    named = with_search_keys(linked, {"percelen": layer}).frame["kadastrale_aanduidingen"]
    assert named.dropna().to_dict() == {"twee": "Polderdorp (PDP01) B 1010"}


def test_a_perceel_without_code_or_with_half_a_name():
    row = {"kadastrale_gemeente": "Otterlo", "sectie": "B", "perceelnummer": "2298.0", "at": Point(0, 0)}
    assert perceel_texts(percelen(row)).tolist() == ["Otterlo B 2298"]
    assert perceel_texts(percelen({**row, "sectie": np.nan})).isna().all()
    only_code = {"akr_code": "OTL00", "sectie": "B", "perceelnummer": "7", "at": Point(0, 0)}
    assert perceel_texts(percelen(only_code)).tolist() == ["OTL00 B 7"]


def test_absent_layers_and_gemeenten_add_nothing():
    assert list(with_search_keys(places(), {}).frame) == ["kind", "geometry"]
    layer = adressen({**KLEIKADE, "huisnummer": "1", "at": Point(50, 50)})
    assert list(with_search_keys(places("gemeente"), {"adressen": layer}).frame) == ["kind", "geometry"]
    given = places()
    with_search_keys(given, {"adressen": layer})
    assert list(given.frame) == ["kind", "geometry"]
