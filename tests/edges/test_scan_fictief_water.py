"""Whole scan of the fictitious places at the water and sites: what was planted is found, once, and nothing else."""

import pandas as pd
import pytest
import shapely

FEATURES = ["kenmerk_met_busje_bereikbaar", "kenmerk_met_kraan", "kenmerk_zonder_toezicht"]


@pytest.fixture(scope="module")
def parts(fictief_themes):
    result = fictief_themes.result
    return {part.theme.name: part for part in result.by_theme}


@pytest.fixture(scope="module")
def water(parts):
    part = parts["watergebonden"]
    return part.locations.frame.join(part.scores).join(part.indicators)


@pytest.fixture(scope="module")
def truth(fictief_themes):
    return pd.read_parquet(next(fictief_themes.cache.glob("fictief-*/truth_locaties.parquet")))


def test_the_unwatched_marina_with_a_crane_and_a_quay_for_vans_is_found(water, truth):
    found = water.loc[(water[FEATURES] == 1).all(axis=1) & (water["kind"] == "jachthaven"), "label"]
    planted = (
        truth["heeft_kraan"] & truth["kade_berijdbaar"] & ~truth["heeft_toezicht"] & (truth["soort"] == "jachthaven")
    )
    assert list(found) == list(truth.loc[planted, "naam"]) == ["Jachthaven De Kolk"]


def test_each_planted_harbour_appears_once_and_with_its_type(water, truth):
    for row in truth[truth["soort"].isin(["jachthaven", "binnenhaven", "scheepswerf"])].itertuples():
        here = water[water.contains(shapely.Point(row.x, row.y)) & (water["kind"] != "laad- en loswal")]
        assert list(here["kind"]) == [row.soort], row.naam
        assert (here["crane_count"] > 0).item() == row.heeft_kraan, row.naam
        assert (here["drivable_quay_m"] > 50).item() == row.kade_berijdbaar, row.naam
    assert not water["label"].duplicated().any()


def test_a_harbour_of_one_register_is_kept(water):
    sources = water.set_index("label")["sources"]
    assert sources["Turfhaven"] == "NWB"
    assert sources["Jachthaven Grote Plas"] == "OSM"
    assert set(sources["Jachthaven De Kolk"].split("|")) == {"FIS", "TOP10NL", "NWB", "OSM"}
    differing = water.loc[water["conflicts"].str.contains("Kolkhaven"), "conflicts"]
    assert differing.str.contains("Haven van Nieuwpolder").all()
    assert len(differing) == 1


def test_the_sea_is_far_and_behind_a_lock(water):
    by_label = water.set_index("label")
    straight = by_label.geometry.distance(shapely.Point(96963, 497983))
    known = by_label["sailing_distance_sea_m"].dropna()
    assert (known >= straight[known.index] - 500).all()
    assert (known < straight[known.index] + 20_000).all()
    assert (by_label.loc[known.index, "lock_count"] >= 1).all()
    assert by_label.loc["Turfhaven", "lock_count"] == 2
    assert by_label.loc[["Turfhaven", "Jachthaven De Kolk"], "bridge_clearance_m"].tolist() == [2.5, 9.1]
    assert by_label.loc[known.index, "bridge_clearance_m"].isin([2.5, 9.1]).all()


def test_supervision_is_known_where_the_schouw_went(fictief_themes, water, truth):
    schouw = fictief_themes.layers.frames["schouw"]
    assert water["presence_hours"].notna().sum() >= 6
    assert water["presence_hours"].isna().any()
    assert len(schouw) < len(truth)
    unwatched = truth.loc[~truth["heeft_toezicht"], "naam"]
    assert (water.loc[water["label"].isin(unwatched), "presence_hours"].dropna() == 0).all()


def test_parks_grounds_and_airfields_are_found(parts, truth):
    for theme in ("vakantieparken", "bedrijventerreinen", "luchthavens"):
        frame = parts[theme].locations.frame
        for row in truth[truth["thema"] == theme].itertuples():
            assert frame.contains(shapely.Point(row.x, row.y)).sum() == 1, row.naam
    parken = parts["vakantieparken"]
    label = parken.locations.frame["label"]
    assert set(label[parken.scores["kenmerk_uitgepond"] == 1]) == {"Vakantiepark De Wilgen"}
    assert label[parken.indicators["resident_share"].idxmax()] == "Park De Berken"
    assert set(label[parken.indicators["unregistered_object_count"] > 0]) == {"Camping De Zwaluw"}
    kinds = set(parts["luchthavens"].locations.frame["kind"])
    assert kinds == {"zweefvliegterrein", "landingsstrip"}
    units = parts["bedrijventerreinen"].indicators["small_unit_share"]
    assert parts["bedrijventerreinen"].locations.frame["label"][units.idxmax()] == "Bedrijvenpark De Veldkamp"
