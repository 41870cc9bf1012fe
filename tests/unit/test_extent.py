"""Where data reach, which locations are inside, and what is told about it."""

import dataclasses

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo_risico.core.results import IndicatorFacts, Layers, Locations, Provenance
from geo_risico.core.source_specs import AreaSpec
from geo_risico.core.specs import DimensionSpec, ThemeSpec
from geo_risico.core.terms import CRS_RD
from geo_risico.scan.areas import aggregate_areas, peer_groups, within_bounds
from geo_risico.scan.compute import relevant_provenance
from geo_risico.scan.extent import (
    delivered_area,
    domestic_area,
    extent_notes,
    known_area,
    known_shares,
    outside_area,
    scanned_gemeenten,
)

X, Y = 200_000, 450_000
AREA = AreaSpec(gemeenten=("GM0001",))


def box(x1, y1, x2, y2):
    return shapely.box(X + x1, Y + y1, X + x2, Y + y2)


def bounds(x1, y1, x2, y2):
    return (X + x1, Y + y1, X + x2, Y + y2)


def shapes(*geometries, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(geometries), crs=CRS_RD)


def origin(layer, extent=None, status="present"):
    return Provenance(layer=layer, source="proef", title=f"Titel {layer}", status=status, extent=extent)


def layers(frames=None, **extents):
    """Layers with for each name the extents of its files."""
    provenance = {name: tuple(origin(name, item) for item in items) for name, items in extents.items()}
    gemeenten = shapes(
        box(0, 0, 1000, 1000),
        box(1000, 0, 2000, 1000),
        gemeente_code=["GM0001", "GM0002"],
        gemeente=["Westdorp", "Oostdorp"],
    )
    return Layers(frames={"gemeenten": gemeenten, **(frames or {})}, provenance=provenance)


def erven(*corners, gemeente="GM0001", kind="erf"):
    index = pd.Index([f"ERF-{n}" for n in range(len(corners))], name="location_id", dtype="str")
    columns = {
        "gemeente_code": pd.Series(gemeente, index=index, dtype="str"),
        "kind": pd.Series(kind, index=index, dtype="str"),
        "vierkant": pd.Series("E2000N4500", index=index, dtype="str"),
        "wijk_code": pd.Series(np.nan, index=index, dtype="str"),
        "buurt_code": pd.Series(np.nan, index=index, dtype="str"),
    }
    geometry = [box(x, y, x + 100, y + 100) for x, y in corners]
    return Locations(frame=gpd.GeoDataFrame(columns, geometry=geometry, index=index, crs=CRS_RD), links={})


def test_delivered_area_of_one_layer_is_the_sum_of_its_files():
    area = delivered_area(layers(panden=[bounds(0, 0, 10, 10), bounds(10, 0, 30, 10)]), ["panden"])
    assert area.equals(box(0, 0, 30, 10))


def test_delivered_area_of_two_layers_is_where_both_are():
    given = layers(panden=[bounds(0, 0, 20, 10)], adressen=[bounds(10, 0, 30, 10)], wegen=[None])
    assert delivered_area(given, ["panden", "adressen", "wegen"]).equals(box(10, 0, 20, 10))


def test_a_file_without_edge_makes_its_layer_boundless():
    given = layers(panden=[bounds(0, 0, 20, 10), None])
    assert delivered_area(given, ["panden"]) is None
    assert delivered_area(given, ["kassen"]) is None
    assert delivered_area(given, []) is None


def test_an_absent_layer_has_no_edge():
    given = dataclasses.replace(layers(), provenance={"panden": (origin("panden", status="absent"),)})
    assert delivered_area(given, ["panden"]) is None


def _known(given, names):
    return known_area(given, names, domestic_area(given))


def test_known_area_without_border_or_edge_is_none():
    assert _known(layers(), ["adressen"]) is None


def test_known_area_stops_at_the_border_and_at_the_edge():
    given = layers({"landgebied": shapes(box(0, 0, 500, 1000))}, adressen=[bounds(100, -50, 900, 400)])
    (area,) = _known(given, ["adressen"]).geometry
    assert area.equals(box(100, 0, 500, 400))
    (land,) = _known(given, ["wegen"]).geometry
    assert land.intersection(box(-100, -100, 2000, 2000)).equals(box(0, 0, 500, 1000))


def test_an_empty_landgebied_is_no_border():
    empty = shapes(box(0, 0, 1, 1)).iloc[:0]
    assert _known(layers({"landgebied": empty}), ["adressen"]) is None


def test_waters_in_the_land_and_the_sea_are_known_to_be_empty():
    ring = box(0, 0, 1000, 1000).difference(box(200, 200, 800, 800))
    (area,) = _known(layers({"landgebied": shapes(ring)}), []).geometry
    assert area.contains(box(300, 300, 700, 700))
    assert area.contains(shapely.Point(60_000, 480_000))  # Noordzee
    assert area.contains(shapely.Point(180_000, 620_000))  # boven de Wadden
    assert not area.intersects(shapely.Point(20_000, 350_000))  # Vlaanderen
    assert not area.intersects(shapely.Point(280_000, 480_000))  # Duitsland


def test_land_in_parts_has_no_border_between_them():
    given = layers({"landgebied": shapes(box(0, 0, 500, 1000), box(500, 0, 1000, 1000))})
    (area,) = _known(given, []).geometry
    assert area.contains(box(400, 400, 600, 600))


def test_known_shares_of_outlines():
    outlines = gpd.GeoSeries([box(0, 0, 100, 100), box(100, 0, 200, 100), box(500, 0, 600, 100)], crs=CRS_RD)
    given = layers(panden=[bounds(0, 0, 150, 100)])
    np.testing.assert_allclose(known_shares(outlines, given), [1, 0.5, 0])
    np.testing.assert_allclose(known_shares(outlines, given, bounds(0, 0, 125, 50)), [0.5, 0.125, 0])
    np.testing.assert_allclose(known_shares(outlines, layers(), bounds(0, 0, 100, 100)), [1, 0, 0])
    np.testing.assert_allclose(known_shares(outlines, layers()), [1, 1, 1])


def test_extent_notes_name_the_gemeenten_in_part():
    given = layers(panden=[bounds(0, 0, 1420, 1000)])
    both = AreaSpec(gemeenten=("GM0001", "GM0002"))
    (note,) = extent_notes(given, both)
    assert note.startswith("Van Oostdorp is 42% in beeld")
    assert "niet nul" in note
    assert extent_notes(given, AREA) == ()
    asked = both.model_copy(update={"bounds": bounds(0, 0, 1420, 1000)})
    assert extent_notes(given, asked) == ()


def test_outside_area_is_what_was_not_delivered():
    outlines = gpd.GeoSeries([box(0, 0, 100, 100)], crs=CRS_RD)
    (rest,) = outside_area(layers(panden=[bounds(0, 0, 60, 100)]), outlines).geometry
    assert rest.equals(box(60, 0, 100, 100))
    assert outside_area(layers(panden=[bounds(-10, -10, 110, 110)]), outlines) is None
    assert outside_area(layers(), outlines) is None
    assert outside_area(layers(panden=[bounds(0, 0, 60, 100)]), outlines.iloc[:0]) is None


def test_scanned_gemeenten_are_those_asked_for():
    assert list(scanned_gemeenten(layers(), AREA)["gemeente_code"]) == ["GM0001"]
    assert list(scanned_gemeenten(layers(), AreaSpec())["gemeente_code"]) == ["GM0001", "GM0002"]


def test_within_bounds_drops_and_counts():
    three = erven((0, 0), (400, 400), (800, 800))
    assert within_bounds(three, None) is three
    kept = within_bounds(three, bounds(0, 0, 500, 500))
    assert list(kept.frame.index) == ["ERF-0", "ERF-1"]
    assert kept.notes == ("1 locaties vallen af omdat zij buiten het gevraagde deel van de gemeente liggen.",)
    assert len(three.frame) == 3
    assert within_bounds(three, bounds(0, 0, 900, 900)).notes == ()


def theme_of(**changes):
    dimension = DimensionSpec(name="een", title="Een", summary="Een dimensie", weights={"barn_area_m2": 1})
    words = {"title": "Thema", "description": "Een thema", "location_title": "erf", "location_plural": "erven"}
    return ThemeSpec(name="thema", locations="erven", dimensions=(dimension,), **words, **changes)


def test_peers_are_the_gemeente_unless_gemeenten_are_compared():
    theme = theme_of()
    assert set(peer_groups(erven((0, 0), (1, 1)), theme)) == {"GM0001"}
    assert set(peer_groups(erven((0, 0), (1, 1), kind="gemeente"), theme)) == {"alle erven"}


def test_peers_by_kind_are_compared_with_all_when_there_are_few():
    three = erven((0, 0), (1, 1), (2, 2))
    frame = three.frame.assign(kind=["jachthaven", "jachthaven", "terminal"])
    groups = peer_groups(dataclasses.replace(three, frame=frame), theme_of(peers=("kind",), minimum_peers=2))
    assert list(groups) == ["jachthaven", "jachthaven", "alle erven"]
    both = theme_of(peers=("gemeente", "kind"))
    assert peer_groups(dataclasses.replace(three, frame=frame), both).iloc[0] == "GM0001, jachthaven"
    assert set(peer_groups(three, theme_of(peers=()))) == {"alle erven"}


def test_areas_without_locations_stay_and_areas_out_of_bounds_go():
    wijken = shapes(
        box(0, 0, 500, 1000),
        box(500, 0, 1000, 1000),
        wijk_code=["WK1", "WK2"],
        wijk=["west", "oost"],
        gemeente_code=["GM0001", "GM0001"],
    )
    scores = pd.DataFrame(columns=["score", "coverage", "class"]).astype(
        {"score": float, "coverage": float, "class": "str"}
    )
    given, rng = layers({"wijken": wijken}), np.random.default_rng(1)
    empty = erven((0, 0))
    empty = dataclasses.replace(empty, frame=empty.frame.iloc[:0])
    scores.index = empty.frame.index
    result = aggregate_areas(given, empty, scores, rng, AREA)
    assert result["gemeenten"]["location_count"].to_dict() == {"GM0001": 0}
    assert result["wijken"]["location_count"].to_dict() == {"WK1": 0, "WK2": 0}
    part = aggregate_areas(given, empty, scores, rng, AREA.model_copy(update={"bounds": bounds(0, 0, 250, 1000)}))
    assert part["wijken"]["known_share"].to_dict() == {"WK1": 0.5}
    assert part["gemeenten"]["known_share"].to_dict() == {"GM0001": 0.25}


@pytest.mark.parametrize(
    ("builder", "kept"), [("gemeenten", {"kassen", "wegen"}), ("vierkanten", {"kassen", "wegen", "buurten"})]
)
def test_absent_layers_are_told_when_the_theme_would_use_them(builder, kept):
    given = Layers(
        frames={},
        provenance={
            "kassen": (origin("kassen"),),
            "wegen": (origin("wegen", status="absent"),),
            "buurten": (origin("buurten", status="absent"),),
            "leegstand": (origin("leegstand", status="absent"),),
        },
    )
    facts = (IndicatorFacts(name="is_dead_end", status="absent", layers=(), missing_layers=("wegen",)),)
    theme = ThemeSpec.model_construct(locations=builder)
    assert {item.layer for item in relevant_provenance(given, facts, theme)} == kept
