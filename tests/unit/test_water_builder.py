"""Watergebonden locaties: harbour sections, loose objects, labels, gemeenten and stability."""

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_risico.core.errors import DefinitionError

_SPEC = importlib.util.spec_from_file_location("water_sample", Path(__file__).with_name("water_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)
X, Y = sample.X, sample.Y
basin, built, line, objects, row, spot = (
    sample.basin,
    sample.built,
    sample.line,
    sample.objects,
    sample.row,
    sample.spot,
)


def test_sections_of_one_harbour_are_one_and_approaches_and_locks_are_none():
    found = built(
        vaarwegen=sample.sections(
            ("Vlietkanaal", "D", line((-5000, 0), (0, 0))),
            ("Buitenhaven te Schiedam", "D", line((0, 0), (300, 0))),
            ("Buitenhaven", "D", line((300, 0), (600, 0))),
            ("Toeloop naar Buitenhaven", "V", line((0, 0), (0, 200))),
            ("Voorhaven Sluis Weurt, Maas-Waalkanaal", "D", line((600, 0), (900, 0))),
            ("Haven van Goes, aanlooproute naar", "D", line((900, 0), (1900, 0))),
            ("Buitenhaven", "D", line((9000, 0), (9300, 0))),
            ("Schokbeton-Betonson", "H", line((4000, 0), (4200, 0))),
            (None, "H", line((6000, 0), (6200, 0))),
        )
    )
    assert sorted(found.frame["label"]) == [
        "Buitenhaven",
        "Buitenhaven",
        "Schokbeton-Betonson",
        "binnenhaven nabij Nieuwpolder",
    ]
    assert found.links["vaarwegen"].value_counts().sort_index().tolist() == [2, 1, 1, 1]
    assert found.frame.set_index("label")["kind"]["Schokbeton-Betonson"] == "laad- en loswal"


def test_parts_of_a_harbour_with_their_own_name_are_harbours():
    names = ["Waalhaven", "Waalhaven Pier 1", "Waalhaven Pier 2", "Waalhaven, Sleepboothaven"]
    found = built(vaarwegen=sample.sections(*((name, "H", line((0, 0), (100, 0))) for name in names)))
    assert sorted(found.frame["label"]) == names


def test_parts_near_a_harbour_belong_to_it_and_elsewhere_make_their_own_location():
    given_rows = objects(
        row("OSM", "jachthaven", basin(0, 0), "De Meeuw"),
        row("OSM", "aanlegsteiger", line((50, 60), (50, 100))),
        row("TOP10NL", "kraan", spot(110, 10)),
        row("OSM", "trailerhelling", spot(0, 200)),
        row("OSM", "trailerhelling", spot(0, 2000)),
        row("FIS", "meerplaats", line((3000, 0), (3100, 0)), "Passantensteiger Vliet"),
        row("OSM", "dukdalf", spot(3050, 30)),
        row("BAG", "ligplaats", basin(6000, 0, 20, 5)),
        row("OSM", "woonboot", basin(6030, 0, 20, 5)),
        row("OSM", "dukdalf", spot(9000, 0)),
        row("OSM", "aanlegsteiger", spot(9060, 0)),
        row("TOP10NL", "kraan", spot(12_000, 0)),
    )
    found = built(given_rows)
    kinds = found.links["waterobjecten"].map(found.frame["kind"])
    assert kinds.to_dict() == {
        **dict.fromkeys(range(4), "jachthaven"),
        4: "trailerhelling",
        **dict.fromkeys((5, 6), "passantensteiger"),
        **dict.fromkeys((7, 8), "woonboot- en ligplaatsgroep"),
        **dict.fromkeys((9, 10), "losse steiger"),
    }
    assert found.notes == ("1 kraan staat niet bij een haven, kade of werf en maakt zelf geen locatie.",)


def test_a_canal_with_a_jetty_at_every_garden_becomes_groups_of_limited_size():
    rows = [row("OSM", "aanlegsteiger", line((75 * k, 0), (75 * k, 8))) for k in range(40)]
    found = built(objects(*rows)).frame
    width = found.geometry.bounds.maxx - found.geometry.bounds.minx
    assert 7 <= len(found) <= 15
    assert width.max() <= 400 + 2 * 10 + 1


def test_hundreds_of_adjacent_berths_become_few_locations():
    rows = [row("FIS", "meerplaats", line((20 * k, 0), (20 * k + 18, 0)), f"Ligplaats {k}") for k in range(300)]
    assert len(built(objects(*rows)).frame) <= 8


def test_labels_are_readable_and_different_without_any_name():
    rows = [row("OSM", "aanlegsteiger", spot(x, 0)) for x in (0, 1000, 2000)]
    water = sample.sections(("Ganzendiep", "D", line((-100, 20), (3000, 20))))
    labels = built(objects(*rows), water).frame["label"]
    near = "losse steiger aan het Ganzendiep, nabij Nieuwpolder"
    assert sorted(labels) == [near, f"{near} (2)", f"{near} (3)"]
    assert built(objects(rows[0])).frame["label"].tolist() == ["losse steiger nabij Nieuwpolder"]


def test_a_harbour_outside_every_gemeente_belongs_to_the_nearest_within_reach():
    land = sample.gemeenten(sample.box(X, Y, X + 1000, Y + 1000), sample.box(X + 5000, Y, X + 6000, Y + 1000))
    rows = [
        row("FIS", "haven", spot(500, 500), "Binnen"),
        row("FIS", "haven", spot(4000, 500), "Op zee"),
        row("FIS", "haven", spot(500, 50_000), "Ver weg"),
    ]
    found = built(objects(*rows), gemeenten=land)
    codes = found.frame.set_index("label")["gemeente_code"].to_dict()
    assert codes == {"Binnen": "GM9990", "Op zee": "GM9991"}
    assert any(note.startswith("1 locatie ligt op water") for note in found.notes)
    assert any(note.startswith("1 locatie ligt verder dan 10 km") for note in found.notes)
    assert built(objects(*rows), gemeenten=land, codes=["GM9990"]).frame["label"].tolist() == ["Binnen"]


def test_panden_within_50_m_lie_on_the_site_of_the_nearest_location():
    rows = [row("FIS", "haven", basin(0, 0), "A"), row("FIS", "haven", basin(180, 0), "B")]
    panden = sample.objects(*(row("OSM", "haven", basin(x, 0, 10, 10)) for x in (105, 162, 700)))
    links = built(objects(*rows), panden=panden).links["panden"]
    assert links.tolist() == ["WGL-FIS-1", "WGL-FIS-2"]


def test_nothing_at_all_gives_no_locations():
    for found in (built(), built(objects()), built(objects(), sample.sections())):
        assert len(found.frame) == 0
        assert {"label", "kind", "sources", "conflicts", "area_m2"} <= set(found.frame.columns)


def test_wrong_settings_are_named_together():
    with pytest.raises(DefinitionError) as error:
        built(objects(), settings={"same_harbor_m": 10, "facility_m": -1, "werf_words": 3, "zeehavens": ("Daar",)})
    assert [line.split(":")[0] for line in error.value.problems] == [
        "settings.facility_m",
        "settings.werf_words",
        "settings.same_harbor_m",
        "settings.zeehavens",
    ]


SOORTEN = ["jachthaven", "haven", "terminal", "aanlegsteiger", "dukdalf", "ligplaats", "trailerhelling", "meerplaats"]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["FIS", "OSM", "TOP10NL"]),
        st.sampled_from(SOORTEN),
        st.integers(0, 30),
        st.sampled_from([None, "De Meeuw", "Jachthaven De Meeuw", "De Stern", "Noorderhaven"]),
    ),
    max_size=10,
)


def drawn(rows):
    return objects(
        *(
            row(register, soort, basin(60 * x, 0, 40, 20) if x % 2 else spot(60 * x, 5), name, f"n{k:02d}")
            for k, (register, soort, x, name) in enumerate(rows)
        )
    )


@given(ROWS, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=15)
def test_the_order_of_rows_and_a_file_given_twice_make_no_difference(rows, random):
    layer = drawn(rows)
    order = list(range(len(layer)))
    random.shuffle(order)
    first = built(layer)
    again = built(layer.iloc[order].reset_index(drop=True))
    pd.testing.assert_frame_equal(
        pd.DataFrame(first.frame.drop(columns="geometry")), pd.DataFrame(again.frame.drop(columns="geometry"))
    )
    assert shapely.equals(first.frame.geometry.values, again.frame.geometry.values).all()
    doubled = pd.concat([layer, layer.assign(object_id=layer["object_id"] + "x")], ignore_index=True)
    sites = layer["soort"].isin(["jachthaven", "haven", "terminal"]).all()
    if sites and layer["naam"].notna().all():
        assert len(built(doubled).frame) == len(first.frame)


@given(ROWS)
@settings(deadline=None, max_examples=15)
def test_every_object_belongs_to_one_location_that_holds_or_touches_its_surroundings(rows):
    layer = drawn(rows)
    found = built(layer)
    assert found.links.get("waterobjecten", pd.Series(dtype="str")).index.tolist() == layer.index.tolist()
    assert found.frame.geometry.is_valid.all()
    assert found.frame.index.is_unique
    assert (found.frame["label"].str.len() > 0).all()


@given(st.lists(st.integers(0, 8), min_size=1, max_size=8, unique=True), st.sampled_from([(60, 0), (-60, 0), (40, 44)]))
@settings(deadline=None, max_examples=15)
def test_a_second_register_with_the_same_harbours_shifted_adds_none(places, shift):
    names = [
        f"Jachthaven {name}"
        for name in ("Aal", "Baars", "Brasem", "Snoek", "Meerval", "Zeelt", "Karper", "Kwabaal", "Ruisvoorn")
    ]
    first = [row("OSM", "jachthaven", basin(180 * k, 0), names[k]) for k in places]
    more = [
        row("FIS", "jachthaven", spot(180 * k + 50 + shift[0], 30 + shift[1]), names[k].removeprefix("Jachthaven "))
        for k in places
    ]
    assert len(built(objects(*first)).frame) == len(places) == len(built(objects(*first, *more)).frame)
    assert np.all(built(objects(*first, *more)).frame["sources"] == "FIS|OSM")


def test_rows_of_the_schouw_belong_to_the_location_they_name_or_lie_at():
    schouw = pd.DataFrame(
        {
            "location_id": pd.Series(["WGL-FIS-1", None, None, "WGL-FIS-9"], dtype="str"),
            "x": [np.nan, X + 40.0, X + 900.0, np.nan],
            "y": [np.nan, Y, Y, np.nan],
        }
    )
    layer = objects(row("FIS", "haven", spot(0, 0), "A"), row("FIS", "haven", spot(5000, 0), "B"))
    found = built(layer, schouw=schouw)
    assert found.links["schouw"].to_dict() == {0: "WGL-FIS-1", 1: "WGL-FIS-1"}
    assert built(layer, schouw=schouw.head(0)).links["schouw"].empty
